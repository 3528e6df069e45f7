import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trackedFiles } from './support/tracked-files.ts';

const PAGE = readFileSync('docs/security.md', 'utf8');

const STRIDE = [
  'Spoofing',
  'Tampering',
  'Repudiation',
  'Information disclosure',
  'Denial of service',
  'Elevation of privilege',
];

interface Threat {
  /** Such as `T1-S1`. */
  readonly id: string;
  /** The number of the trust boundary. */
  readonly boundary: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

/** The list items of the numbered sections. */
const THREATS: readonly Threat[] = PAGE.split(/^## (?=\d)/m)
  .slice(1)
  .flatMap((section) =>
    section
      .split(/^- /m)
      .slice(1)
      .map((item) => {
        const text = item.replaceAll(/\s+/g, ' ').trim();
        const [, id = '', kind = '', title = ''] = /^\*\*(\S+) (.+?): (.+?)\*\*/.exec(text) ?? [];
        return { id, boundary: section.charAt(0), kind, title, text };
      }),
  );

const ID = /\bT\d-[A-Z]\d+\b/g;

/** The title of a test or a group with ids at its end, such as `it('refuses a token %s [T1-S1, T4-D3]', …)`. */
const TITLE = /\(\s*(['"`])(?:\\.|(?!\1).)*\[([^[\]]+)\]\1,/g;

const TESTS = trackedFiles('*.test.ts').map((path) => {
  const text = readFileSync(path, 'utf8');
  const inTitles = Array.from(text.matchAll(TITLE), ([, , ids = '']) => ids.match(ID) ?? []).flat();
  return { path, ids: text.match(ID) ?? [], inTitles };
});

const TESTED: ReadonlySet<string> = new Set(TESTS.flatMap(({ inTitles }) => inTitles));

function findRepeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}

describe('the threat model', () => {
  it('covers every STRIDE category at each of seven trust boundaries', () => {
    const covered = new Set(THREATS.map(({ boundary, kind }) => `${boundary} ${kind}`));
    const expected = ['1', '2', '3', '4', '5', '6', '7'].flatMap((boundary) =>
      STRIDE.map((kind) => `${boundary} ${kind}`),
    );
    expect([...covered].toSorted()).toEqual(expected.toSorted());
  });

  it('gives every threat an id of its own, which names the boundary and the category', () => {
    const named = THREATS.filter(({ id, boundary, kind }) =>
      new RegExp(`^T${boundary}-${kind.charAt(0)}[1-9]\\d*$`).test(id),
    );
    expect(named).toEqual(THREATS);
    expect(findRepeated(THREATS.map(({ id }) => id))).toEqual([]);
  });

  it('lists no threat twice within a boundary', () => {
    expect(findRepeated(THREATS.map(({ boundary, kind, title }) => `${boundary} ${kind}: ${title}`))).toEqual(
      [],
    );
  });

  it('has a test with the id of every threat, or explains why there is none', () => {
    expect(TESTED.size).toBeGreaterThan(150);
    expect(
      THREATS.filter(({ id, text }) => TESTED.has(id) === text.includes('No test: ')).map(({ id }) => id),
    ).toEqual([]);
  });

  it('has every threat whose id is in a test, and the ids are in titles, where a failure shows them', () => {
    const known = new Set(THREATS.map(({ id }) => id));
    expect([...TESTED].filter((id) => !known.has(id))).toEqual([]);
    expect(TESTS.filter(({ ids, inTitles }) => ids.length > inTitles.length).map(({ path }) => path)).toEqual(
      [
        // Its examples are no titles.
        'test/security-doc.test.ts',
      ],
    );
  });

  it('is linked from SECURITY.md', () => {
    expect(readFileSync('SECURITY.md', 'utf8')).toContain('](docs/security.md)');
  });
});
