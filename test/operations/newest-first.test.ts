import { afterEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import type { Observation, Patient, Stored } from '../../src/fhir/types.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import {
  issueAnyToken,
  type HapiAnswer,
  type HapiOptions,
  type HapiRequest,
  type HapiServer,
  startHapiServer,
} from '../support/hapi-server.ts';

const COUNT = 75;
const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };

/** Stored out of order: day `n * 31 mod 75` of consecutive days. */
const VITAL_SIGNS = Array.from({ length: COUNT }, (_, index) => vitalSign((index * 31) % COUNT));
const NEWEST = Array.from({ length: COUNT }, (_, index) => `day-${COUNT - 1 - index}`);

/** @param day null for a reading without a time */
function vitalSign(day: number | null, id = `day-${day}`): Stored<Observation> {
  const time =
    day === null ? {} : { effectiveDateTime: new Date(Date.UTC(2026, 0, 1 + day, 12)).toISOString() };
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    subject: { reference: 'Patient/p1' },
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { text: 'Heart rate' },
    ...time,
  };
}

let server: HapiServer;
let gateway: Gateway;

async function start(options: HapiOptions = {}): Promise<void> {
  server = await startHapiServer([PATIENT, ...VITAL_SIGNS], { intercept: issueAnyToken, ...options });
  const { privateKey } = rsa();
  const credentials = { clientId: 'any', privateKey, keyId: 'any' };
  const tokenUrl = new URL('/token', server.baseUrl).href;
  gateway = await startGateway({ baseUrl: server.baseUrl, credentials }, { connection: { tokenUrl } });
}

afterEach(async () => {
  await gateway.close();
  await server.close();
});

interface ListResult {
  readonly ids: readonly unknown[];
  readonly searches: readonly string[];
  readonly warnings: readonly unknown[];
}

async function vitalSigns(first: number): Promise<ListResult> {
  const before = server.requests.length;
  const { data, extensions } = await gateway.query(
    `{ patient(id: "p1") { vitalSigns(first: ${first}) { id } } }`,
  );
  const list = at(data, 'patient', 'vitalSigns');
  const targets = server.requests.slice(before).map(({ target }) => target);
  return {
    ids: Array.isArray(list) ? list.map((one) => at(one, 'id')) : [],
    searches: targets.filter((target) => target.startsWith('/Observation') || target.includes('_getpages')),
    warnings: extensions?.fhir.warnings.map(({ code }) => code).filter((code) => code !== 'LIST_CUT') ?? [],
  };
}

/** @param between is called with the number of pages read so far */
async function readAll(first: number, between: (pages: number) => void = () => {}): Promise<unknown[]> {
  const ids: unknown[] = [];
  let after: unknown = null;
  for (let pages = 1; ; pages += 1) {
    const { data } = await gateway.query(
      'query ($first: Int!, $after: String) { patient(id: "p1") { vitalSignsConnection(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
      { first, after },
    );
    const page = at(data, 'patient', 'vitalSignsConnection');
    const nodes = at(page, 'nodes');
    if (Array.isArray(nodes)) ids.push(...nodes.map((node) => at(node, 'id')));
    if (at(page, 'pageInfo', 'hasNextPage') !== true) return ids;
    after = at(page, 'pageInfo', 'endCursor');
    between(pages);
  }
}

describe('a list from a server that sorts, with pages of 20', () => {
  it.each([1, 5, 20, 75, 100])(
    'shows the newest %d with one search on a server that sorts [CS-1]',
    async (first) => {
      await start();
      const { ids, searches, warnings } = await vitalSigns(first);
      expect(ids).toEqual(NEWEST.slice(0, first));
      expect(searches).toHaveLength(1);
      expect(searches[0]).toContain('_sort=-date');
      expect(warnings).toEqual([]);
    },
  );

  it('continues a list in order on each page', async () => {
    await start();
    expect(await readAll(7)).toEqual(NEWEST);
  });
});

describe('a connection from a server that sorts', () => {
  /** Twelve readings of one moment around the tenth place, and three without a time, which come first. */
  const TIED = [
    ...['u1', 'u2', 'u3'].map((id) => vitalSign(null, id)),
    ...Array.from({ length: 6 }, (_, index) => vitalSign(70 - index)),
    ...['m', 'c', 'x', 'a', 'b', 'k', 'd', 'z', 'e', 'y', 'f', 'w'].map((id) => vitalSign(40, id)),
    ...Array.from({ length: 30 }, (_, index) => vitalSign(30 - index)),
  ];

  it.each([1, 5, 8, 20, 100])('shows each record of a connection once, with pages of %d', async (first) => {
    await start();
    server.resources.clear();
    for (const record of [PATIENT, ...TIED])
      server.resources.set(`${record.resourceType}/${record.id}`, record);
    expect((await readAll(first)).map(String).toSorted()).toEqual(TIED.map(({ id }) => id).toSorted());
  });

  it('shows no record twice if the server stops sorting between two pages', async () => {
    await start();
    const ids = await readAll(20, (page) => {
      if (page === 1) server.ignoreSort();
    });
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Issues a token to any client, and answers a search with `_sort` by 400. */
function refuseSort(request: HapiRequest): HapiAnswer | null {
  if (!request.target.includes('_sort')) return issueAnyToken(request);
  const issue = [{ severity: 'error', code: 'not-supported' }];
  return { status: 400, body: { resourceType: 'OperationOutcome', issue } };
}

describe('a list from a server that refuses _sort', () => {
  it('repeats a search without _sort if the server refuses _sort', async () => {
    await start({ intercept: refuseSort });
    const { ids, warnings } = await vitalSigns(5);
    expect(ids).toEqual(NEWEST.slice(0, 5));
    expect(warnings).toEqual([]);
  });
});

describe('a list from a server that ignores _sort', () => {
  it('reads a list to its end and sorts it if the server ignores _sort [CS-1]', async () => {
    await start({ ignoresSort: true });
    const { ids, searches, warnings } = await vitalSigns(5);
    expect(searches.map((search) => search.includes('_sort'))).toEqual([true, false, false, false, false]);
    expect([ids, warnings]).toEqual([NEWEST.slice(0, 5), []]);
  });

  it('does not warn if one page of a server that ignores _sort holds the whole list', async () => {
    await start({ ignoresSort: true });
    for (const id of server.resources.keys())
      if (/^Observation\/day-[1-6]\d$/.test(id)) server.resources.delete(id);
    const { ids, warnings } = await vitalSigns(5);
    expect(ids).toEqual(NEWEST.slice(0, 5));
    expect(warnings).toEqual([]);
  });
});
