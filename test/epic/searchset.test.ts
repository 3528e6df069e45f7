import { describe, expect, it } from 'vitest';
import { isBundle, parseSearchset } from '../../src/epic/searchset.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { asSent } from '../support/as-sent.ts';
import { isStored } from '../../src/fhir/resources.ts';

const [one, two] = [
  { resourceType: 'Patient', id: '1' },
  { resourceType: 'Patient', id: '2' },
];
const list = { resourceType: 'List', id: '3' };
const outcome = { resourceType: 'OperationOutcome', issue: [] };

const BASE = 'https://ehr.example.org/R4';
const LINK_BASE = 'https://proxy.example.org/R4';
const OTHER_BASE = 'https://other.example.org/R4';
const URLS = createServerUrls({ baseUrl: BASE, linkBaseUrl: LINK_BASE });

function parse(bundle: unknown): ReturnType<typeof parseSearchset> {
  return parseSearchset(asSent(bundle), 'Patient', URLS);
}

function entries(...entry: unknown[]): unknown {
  return { resourceType: 'Bundle', type: 'searchset', entry };
}

describe('parseSearchset', () => {
  it('separates matches, includes and outcomes by the search mode of each entry', () => {
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

  it('separates entries without a search mode by type', () => {
    const found = parse(
      entries({ resource: one }, { resource: list, search: {} }, { resource: outcome, search: null }),
    );
    expect(found).toMatchObject({ matches: [one], includes: [list], outcomes: [outcome] });
  });

  it('rejects matches of another type and outcomes with mode match', () => {
    const found = parse(
      entries(
        { resource: list, search: { mode: 'match' } },
        { resource: outcome, search: { mode: 'match' } },
      ),
    );
    expect(found).toMatchObject({ matches: [], includes: [list], outcomes: [outcome] });
  });

  it('does not return an included resource of the searched type as a match', () => {
    expect(parse(entries({ resource: one, search: { mode: 'include' } }))).toMatchObject({
      matches: [],
      includes: [one],
    });
  });

  it('omits and counts resources without an id', () => {
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

  it('skips entries that are null, empty or invalid', () => {
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

  it.each([undefined, null, 'x', {}, []])('returns an empty searchset for the entries %j', (entry) => {
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

const parseInclude = (matchUrl: unknown, includeUrl: unknown) =>
  parse(
    entries(
      { fullUrl: matchUrl, resource: one, search: { mode: 'match' } },
      { fullUrl: includeUrl, resource: list, search: { mode: 'include' } },
    ),
  ).includes;

describe('the included resources of a searchset', () => {
  it.each<[string, unknown, unknown]>([
    ['the base URL', `${BASE}/Patient/1`, `${BASE}/List/3`],
    ['the base URL of links', `${BASE}/Patient/1`, `${LINK_BASE}/List/3`],
    ['the base URL of the matches', `${OTHER_BASE}/Patient/1`, `${OTHER_BASE}/List/3`],
    ['no URL', `${BASE}/Patient/1`, undefined],
    ['a URN', `${BASE}/Patient/1`, 'urn:uuid:3'],
    ['a URL that is no text', `${BASE}/Patient/1`, 7],
  ])('contain one with %s', (_what, matchUrl, includeUrl) => {
    expect(parseInclude(matchUrl, includeUrl)).toEqual([list]);
  });

  it.each<[string, unknown, unknown]>([
    ['and matches of this one', `${BASE}/Patient/1`, `${OTHER_BASE}/List/3`],
    ['and matches without a URL', undefined, `${OTHER_BASE}/List/3`],
    ['and matches whose URL names no record', OTHER_BASE, `${OTHER_BASE}/List/4`],
  ])('leave out one with the URL of another server, %s', (_what, matchUrl, includeUrl) => {
    expect(parseInclude(matchUrl, includeUrl)).toEqual([]);
  });
});

describe('the next link of a searchset', () => {
  it.each<[string, unknown, string | null]>([
    [
      'an absolute URL',
      [{ relation: 'next', url: 'https://x.org/Patient?sessionID=1' }],
      'https://x.org/Patient?sessionID=1',
    ],
    [
      'a relative URL',
      [
        { relation: 'self', url: '?a' },
        { relation: 'next', url: '?b' },
      ],
      '?b',
    ],
    [
      'the first of two next links',
      [
        { relation: 'next', url: '?a' },
        { relation: 'next', url: '?b' },
      ],
      '?a',
    ],
    ['null for only a self link', [{ relation: 'self', url: '?a' }], null],
    ['null without links', undefined, null],
    ['the next link outside a list', { relation: 'next', url: '?a' }, '?a'],
    ['null for a link without a URL', [null, 'next', { relation: 'next' }], null],
    ['null for a URL that is not a string', [{ relation: 'next', url: 7 }], null],
    ['null for an empty URL', [{ relation: 'next', url: '' }], null],
  ])('returns %s as the next link', (_what, link, expected) => {
    expect(parse({ resourceType: 'Bundle', link }).next).toBe(expected);
  });
});

describe('resource predicates', () => {
  it('recognize a Bundle by its resourceType', () => {
    expect(isBundle({ resourceType: 'Bundle' })).toBe(true);
    expect(isBundle(one)).toBe(false);
  });

  it('recognize a stored resource by its resourceType and id', () => {
    expect(isStored(one, 'Patient')).toBe(true);
    for (const other of [list, { resourceType: 'Patient' }, { id: '1' }, null, 'Patient', [one]]) {
      expect(isStored(other, 'Patient')).toBe(false);
    }
  });
});
