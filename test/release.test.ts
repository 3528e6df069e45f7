import { describe, expect, it } from 'vitest';
import { notesOf } from '../scripts/release.ts';

const changelog = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- Something.

## [0.1.0] - 2026-11-01

- The rest.
`;

describe('a release', () => {
  it('has the changelog section of its version as its notes', () => {
    expect(notesOf('v0.2.0', { version: '0.2.0', changelog })).toEqual({ text: '### Added\n\n- Something.' });
  });

  it.each([
    [
      'a tag of another version',
      'v0.3.0',
      changelog,
      'package.json has version 0.2.0: expected the tag v0.2.0, got "v0.3.0".',
    ],
    [
      'a changelog without it',
      'v0.2.0',
      '## [Unreleased]\n',
      'CHANGELOG.md has no section "## [0.2.0]": rename [Unreleased] to it, and add the date.',
    ],
    [
      'a section without a date',
      'v0.2.0',
      '## [0.2.0]\n\n- A\n',
      'CHANGELOG.md has no date for the version: expected "## [0.2.0] - YYYY-MM-DD".',
    ],
    [
      'an empty section',
      'v0.2.0',
      '## [0.2.0] - 2026-12-01\n\n## [0.1.0]',
      'CHANGELOG.md has an empty section for 0.2.0.',
    ],
  ])('is rejected for %s', (_what, tag, text, problem) => {
    expect(notesOf(tag, { version: '0.2.0', changelog: text })).toEqual({ problem });
  });
});
