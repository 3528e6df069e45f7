import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findRepeated, findTitleIds } from './support/title-ids.ts';

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
  /** The letter T with the boundary, the initial of the category and a number. */
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

const TESTED = findTitleIds(/\bT\d-[A-Z]\d+\b/g);

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
    expect(
      THREATS.filter(({ id, text }) => TESTED.inTitles.has(id) === text.includes('No test: ')).map(
        ({ id }) => id,
      ),
    ).toEqual([]);
    expect(TESTED.inTitles.size).toBeGreaterThan(150);
  });

  it('has every threat that a test names, and tests name them in their titles', () => {
    const known = new Set(THREATS.map(({ id }) => id));
    expect([...TESTED.inTitles].filter((id) => !known.has(id))).toEqual([]);
    expect(TESTED.misplaced).toEqual([]);
  });

  it('is linked from SECURITY.md', () => {
    expect(readFileSync('SECURITY.md', 'utf8')).toContain('](docs/security.md)');
  });
});
