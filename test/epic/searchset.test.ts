import { describe, expect, it } from 'vitest';
import { isBundle, parseSearchset } from '../../src/epic/searchset.ts';
import { asSent } from '../support/as-sent.ts';
import { isStored } from '../../src/fhir/resources.ts';

const [one, two] = [
  { resourceType: 'Patient', id: '1' },
  { resourceType: 'Patient', id: '2' },
];
const list = { resourceType: 'List', id: '3' };
const outcome = { resourceType: 'OperationOutcome', issue: [] };

function parse(bundle: unknown): ReturnType<typeof parseSearchset> {
  return parseSearchset(asSent(bundle), 'Patient');
}

function entries(...entry: unknown[]): unknown {
  return { resourceType: 'Bundle', type: 'searchset', entry };
}

describe('a searchset', () => {
  it('is sorted into matches, includes and outcomes by what each entry says it is', () => {
    const found = parse(
      entries(
        { resource: two, search: { mode: 'match' } },
        { resource: outcome, search: { mode: 'outcome' } },
        { resource: list, search: { mode: 'include' } },
        { resource: one, search: { mode: 'match' } },
      ),
    );
    expect(found).toEqual({
      matches: [two, one],
      includes: [list],
      outcomes: [outcome],
      next: null,
      foreignNext: null,
      withoutId: 0,
      oversized: 0,
    });
  });

  it('is sorted by type where entries do not say', () => {
    const found = parse(
      entries({ resource: one }, { resource: list, search: {} }, { resource: outcome, search: null }),
    );
    expect(found).toMatchObject({ matches: [one], includes: [list], outcomes: [outcome] });
  });

  it('has no match of another type, and no outcome among its matches, whatever the server says they are', () => {
    const found = parse(
      entries(
        { resource: list, search: { mode: 'match' } },
        { resource: outcome, search: { mode: 'match' } },
      ),
    );
    expect(found).toMatchObject({ matches: [], includes: [list], outcomes: [outcome] });
  });

  it('does not take an included resource of the searched type for a match', () => {
    expect(parse(entries({ resource: one, search: { mode: 'include' } }))).toMatchObject({
      matches: [],
      includes: [one],
    });
  });

  it('counts the resources that have no id, and leaves them out', () => {
    const found = parse(
      entries(
        { resource: { resourceType: 'Patient' }, search: { mode: 'match' } },
        { resource: { resourceType: 'Patient', id: '' } },
        { resource: { resourceType: 'Patient', id: 7 } },
        { resource: one },
      ),
    );
    expect(found).toMatchObject({ matches: [one], includes: [], withoutId: 3 });
  });

  it('passes over entries that are null, empty or none', () => {
    const found = parse(
      entries(null, undefined, 'x', 7, [], {}, { resource: null }, { resource: 'x' }, { resource: one }),
    );
    expect(found).toEqual({
      matches: [one],
      includes: [],
      outcomes: [],
      next: null,
      foreignNext: null,
      withoutId: 0,
      oversized: 0,
    });
  });

  it.each([undefined, null, 'x', {}, []])('is empty where its entries are %j', (entry) => {
    expect(parse({ resourceType: 'Bundle', entry })).toEqual({
      matches: [],
      includes: [],
      outcomes: [],
      next: null,
      foreignNext: null,
      withoutId: 0,
      oversized: 0,
    });
  });
});

describe('the link of the next page', () => {
  it.each<[string, unknown, string | null]>([
    [
      'absolute',
      [{ relation: 'next', url: 'https://x.org/Patient?sessionID=1' }],
      'https://x.org/Patient?sessionID=1',
    ],
    [
      'relative',
      [
        { relation: 'self', url: '?a' },
        { relation: 'next', url: '?b' },
      ],
      '?b',
    ],
    [
      'the first of two',
      [
        { relation: 'next', url: '?a' },
        { relation: 'next', url: '?b' },
      ],
      '?a',
    ],
    ['null where there is only self', [{ relation: 'self', url: '?a' }], null],
    ['null where there are none', undefined, null],
    ['null where links are no list', { relation: 'next', url: '?a' }, null],
    ['null where it has no URL', [null, 'next', { relation: 'next' }], null],
    ['null where its URL is no text', [{ relation: 'next', url: 7 }], null],
    ['null where its URL is empty', [{ relation: 'next', url: '' }], null],
  ])('is %s', (_what, link, expected) => {
    expect(parse({ resourceType: 'Bundle', link }).next).toBe(expected);
  });
});

describe('what a resource is', () => {
  it('is a bundle by its type', () => {
    expect(isBundle({ resourceType: 'Bundle' })).toBe(true);
    expect(isBundle(one)).toBe(false);
  });

  it('is a stored one of a type by that and its id', () => {
    expect(isStored(one, 'Patient')).toBe(true);
    for (const other of [list, { resourceType: 'Patient' }, { id: '1' }, null, 'Patient', [one]]) {
      expect(isStored(other, 'Patient')).toBe(false);
    }
  });
});
