import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/security.md', 'utf8');

const STRIDE = [
  'Spoofing',
  'Tampering',
  'Repudiation',
  'Information disclosure',
  'Denial of service',
  'Elevation of privilege',
];

interface Boundary {
  readonly name: string;
  readonly threats: readonly string[];
}

/** The numbered sections. Each threat is one list item. */
const BOUNDARIES: readonly Boundary[] = PAGE.split(/^## /m)
  .filter((section) => /^\d/.test(section))
  .map((section) => {
    const [name = '', ...lines] = section.split('\n');
    const threats = lines
      .join('\n')
      .split(/^- /m)
      .slice(1)
      .map((item) => item.replaceAll(/\s+/g, ' ').trim());
    return { name, threats };
  });

const THREATS = BOUNDARIES.flatMap(({ threats }) => threats);

const TEST_PATH = /`((?:packages\/[\w-]+\/test|test|e2e)\/[^`]+)`/g;

const NAMED_TESTS = [...new Set(THREATS.flatMap(matchTestPaths))];

function matchTestPaths(text: string): string[] {
  return [...text.matchAll(TEST_PATH)].map(([, path = '']) => path);
}

function isCovered(threat: string): boolean {
  return /Tests?: `(?:packages\/[\w-]+\/test|test|e2e)\//.test(threat) !== threat.includes('No test: ');
}

describe('the threat model', () => {
  it('covers every STRIDE category at each of seven trust boundaries', () => {
    expect(BOUNDARIES).toHaveLength(7);
    for (const { name, threats } of BOUNDARIES) {
      const missing = STRIDE.filter((kind) => !threats.some((threat) => threat.startsWith(`**${kind}: `)));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  it('names a category and a test for every threat, or explains why it has no test', () => {
    const kinds = new RegExp(String.raw`^\*\*(${STRIDE.join('|')}): .+\*\*`);
    expect(THREATS.filter((threat) => !kinds.test(threat))).toEqual([]);
    expect(THREATS.filter((threat) => !isCovered(threat))).toEqual([]);
    expect(NAMED_TESTS.length).toBeGreaterThan(50);
  });

  it('lists no threat twice within a boundary', () => {
    const twice = BOUNDARIES.flatMap(({ name, threats }) => {
      const titles = threats.map((threat) => /^\*\*(.+?)\*\*/.exec(threat)?.[1] ?? threat);
      return titles
        .filter((title, index) => titles.indexOf(title) < index)
        .map((title) => `${name}: ${title}`);
    });
    expect(twice).toEqual([]);
  });

  it('names only existing tests', () => {
    expect(NAMED_TESTS.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('is linked from SECURITY.md', () => {
    expect(readFileSync('SECURITY.md', 'utf8')).toContain('](docs/security.md)');
  });
});
