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

/** The numbered sections, with the items of each in one line. */
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

/** What stands for a test: its file, and the title of a test or of a group of tests in it. */
const NAMED = THREATS.flatMap((threat) =>
  [...threat.matchAll(/`((?:packages\/[\w-]+\/test|test|e2e)\/[^`]+)` › “([^”]+)”/g)].map(
    ([, path = '', title = '']) => ({
      path,
      title,
    }),
  ),
);

/** Whether a file has a test, or a group of tests, of this title. */
function hasTitle(path: string, title: string): boolean {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote},`));
}

function isCovered(threat: string): boolean {
  return /Tests?: `(?:packages\/[\w-]+\/test|test|e2e)\//.test(threat) !== threat.includes('No test: ');
}

describe('the threat model', () => {
  it('has seven boundaries of trust, each with every kind of STRIDE', () => {
    expect(BOUNDARIES).toHaveLength(7);
    for (const { name, threats } of BOUNDARIES) {
      const missing = STRIDE.filter((kind) => !threats.some((threat) => threat.startsWith(`**${kind}: `)));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  it('has nothing but threats of these kinds, each with a test that covers it, or with the word that there is none', () => {
    const kinds = new RegExp(String.raw`^\*\*(${STRIDE.join('|')}): .+\*\*`);
    expect(THREATS.filter((threat) => !kinds.test(threat))).toEqual([]);
    expect(THREATS.filter((threat) => !isCovered(threat))).toEqual([]);
    expect(NAMED.length).toBeGreaterThan(100);
  });

  it('has no threat twice within a boundary', () => {
    const twice = BOUNDARIES.flatMap(({ name, threats }) => {
      const titles = threats.map((threat) => /^\*\*(.+?)\*\*/.exec(threat)?.[1] ?? threat);
      return titles
        .filter((title, index) => titles.indexOf(title) < index)
        .map((title) => `${name}: ${title}`);
    });
    expect(twice).toEqual([]);
  });

  it.each(NAMED)('names a test that there is: $path › $title', ({ path, title }) => {
    expect([path, hasTitle(path, title)]).toEqual([path, true]);
  });

  it('names no path of a test otherwise', () => {
    const mentioned = [...PAGE.matchAll(/`((?:test|e2e)\/[^`]+)`/g)].map(([, path = '']) => path);
    const named = new Set(NAMED.map(({ path }) => path));
    expect(mentioned.filter((path) => !named.has(path))).toEqual(['test/security-doc.test.ts']);
  });

  it('is linked from the policy', () => {
    expect(readFileSync('SECURITY.md', 'utf8')).toContain('](docs/security.md)');
  });
});
