import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesAt } from '../../src/fhir/element-path.ts';
import { PATIENT_LISTS, type PatientListName } from '../../src/fhir/patient-lists.ts';
import { RESOURCES } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

/** What happens to a match after the server pages: it is shown, left out, or replaced by another patient's. */
const FATES = ['shown', 'shown', 'left out', 'left out', 'foreign'] as const;
type Fate = (typeof FATES)[number];

/** Matches on a page of the server: Epic's maximum, and so few that a list has many pages. */
const PAGE_SIZES = [1000, 7, 3] as const;

interface Server {
  readonly pageSize: number;
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
}

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface PagesRead {
  readonly ids: string[];
  /** The cursor of each id. */
  readonly cursors: string[];
  /** The number of records on the last page. */
  lastSize: number;
}

const servers: Server[] = [];
/** By id; a record without an entry is shown. */
let fates: ReadonlyMap<string, Fate> = new Map();
/** The ids of the last page of a server, before any were left out or replaced. */
let lastPage: readonly string[] = [];

beforeAll(async () => {
  for (const pageSize of PAGE_SIZES) {
    const sandbox = await startSandbox({
      defaultPageSize: pageSize,
      pages: (_type, page) => applyFates(page),
    });
    servers.push({ pageSize, sandbox, gateway: await startGateway(sandbox) });
  }
});

afterAll(async () => {
  for (const { sandbox, gateway } of servers) {
    await gateway.close();
    await sandbox.close();
  }
});

function applyFates(page: Stored<Resource>[]): Stored<Resource>[] {
  lastPage = page.map(({ id }) => id);
  return page.flatMap((resource) => {
    const fate = fates.get(resource.id) ?? 'shown';
    if (fate === 'left out') return [];
    return [fate === 'foreign' ? moveToAnotherPatient(resource) : resource];
  });
}

function moveToAnotherPatient({ id, ...resource }: Stored<Resource>): Stored<Resource> {
  const theirs: unknown = JSON.parse(
    JSON.stringify({ ...resource, id: `${id}-foreign` }).replaceAll(CAMILA_LOPEZ, DERRICK_LIN),
  );
  return asSent(theirs);
}

const MOST_PAGES = 400;

/** Reads a list page by page to its end, with another `first` each time. */
async function readPages(
  { gateway }: Server,
  list: PatientListName,
  firsts: readonly number[],
  start: string | null = null,
): Promise<PagesRead> {
  const document = `query ($id: ID!, $first: Int!, $after: String) { patient(id: $id) {
    list: ${list}Connection(first: $first, after: $after) {
      edges { cursor node { id } }
      pageInfo { hasNextPage endCursor }
    }
  } }`;
  const pagesRead: PagesRead = { ids: [], cursors: [], lastSize: 0 };
  let after = start;
  for (let turn = 0; turn < MOST_PAGES; turn += 1) {
    const first = firsts[turn % firsts.length] ?? 1;
    const { data, errors, extensions } = await gateway.query<{ patient: { list: Connection } }>(document, {
      id: CAMILA_LOPEZ,
      first,
      after,
    });
    expect(errors).toBeUndefined();
    const { edges, pageInfo } = data.patient.list;
    pagesRead.ids.push(...edges.map(({ node }) => node.id));
    pagesRead.cursors.push(...edges.map(({ cursor }) => cursor));
    pagesRead.lastSize = edges.length;
    expect(edges.length).toBeLessThanOrEqual(first);
    const isShort = edges.length < first && pageInfo.hasNextPage;
    expect(extensions?.fhir.warnings.some(({ code }) => code === 'PAGE_SHORT')).toBe(isShort);
    if (!pageInfo.hasNextPage) return pagesRead;
    after = pageInfo.endCursor;
  }
  throw new Error(`Expected an end within ${MOST_PAGES} pages`);
}

/** Returns the ids of all records in the server's order, and as a list shows them on one page. */
async function readWholeList(
  list: PatientListName,
): Promise<{ served: readonly string[]; listed: readonly string[] }> {
  const [server] = servers;
  if (server === undefined) throw new Error('Expected a server');
  fates = new Map();
  lastPage = [];
  const { ids } = await readPages(server, list, [100]);
  return { served: lastPage, listed: ids };
}

/** Returns the sort key of each id: its precedence, then its time (epoch milliseconds, or -Infinity without a date). */
function sortKeysOf(
  list: PatientListName,
  ids: readonly string[],
): (readonly [precedence: number, at: number])[] {
  const row: { readonly type: keyof typeof RESOURCES; readonly precedence?: (resource: object) => number } =
    PATIENT_LISTS[list];
  const { type, precedence = () => 0 } = row;
  const chart = servers[0]?.sandbox.chart(CAMILA_LOPEZ, type) ?? [];
  const byId = new Map(chart.map((resource) => [resource.id, resource]));
  return ids.map((id) => {
    const dates = RESOURCES[type].date.flatMap((path) => valuesAt(byId.get(id), path));
    const starts = dates.map((date) =>
      typeof date === 'string' ? date : (at(date, 'start') ?? at(date, 'end')),
    );
    const time = starts.length === 0 ? -Infinity : Date.parse(String(starts[0]));
    return [precedence(byId.get(id) ?? {}), time] as const;
  });
}

function bySortKey(
  [one, time]: readonly [number, number],
  [other, otherTime]: readonly [number, number],
): number {
  return other - one || otherTime - time || 0;
}

function chunksOf(ids: readonly string[], size: number): string[][] {
  return ids.length === 0 ? [] : [ids.slice(0, size), ...chunksOf(ids.slice(size), size)];
}

/** One of them is large, so that the end of a long list takes few pages. */
const firsts = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), fc.integer({ min: 10, max: 100 }))
  .chain(([small, large]) => fc.shuffledSubarray([...small, large], { minLength: small.length + 1 }));
/** Runs of one fate, repeated; long ones make pages empty. */
const runs = fc.array(fc.tuple(fc.constantFrom(...FATES), fc.integer({ min: 1, max: 25 })), {
  minLength: 1,
  maxLength: 6,
});

/** Assigns a fate to each id by its position in the server's order. */
function fatesOf(
  served: readonly string[],
  pattern: readonly (readonly [Fate, number])[],
): Map<string, Fate> {
  const cycle = pattern.flatMap(([fate, length]) => Array.from({ length }, () => fate));
  return new Map(served.map((id, index) => [id, cycle[index % cycle.length] ?? 'shown']));
}

/** Lists of which a patient of the sandbox has many records. */
const LISTS = [
  'clinicalNotes',
  'conditions',
  'diagnosticReports',
  'documents',
  'encounters',
  'immunizations',
  'labResults',
  'medications',
  'observations',
  'vitalSigns',
] as const satisfies readonly PatientListName[];

/** The most pages that the gateway sorts together. */
const SORTED_TOGETHER = 20;

describe('paging through a list of a patient', () => {
  it.each(LISTS)(
    'shows each record once and in order, whatever the pages of the server and the caller: %s',
    async (list) => {
      const { served, listed } = await readWholeList(list);
      expect(served.length).toBeGreaterThan(3);
      expect(listed.toSorted()).toEqual(served.toSorted());
      const sortKeys = sortKeysOf(list, listed);
      expect(sortKeys).toEqual(sortKeys.toSorted(bySortKey));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...servers),
          runs,
          firsts,
          firsts,
          fc.nat(),
          async (server, pattern, wanted, then, nth) => {
            fates = fatesOf(served, pattern);
            // The gateway sorts the first pages of the server together, and each further page separately.
            const pages = chunksOf(served, server.pageSize);
            const expected = [
              pages.slice(0, SORTED_TOGETHER).flat(),
              ...pages.slice(SORTED_TOGETHER),
            ].flatMap((page) => listed.filter((id) => page.includes(id) && fates.get(id) === 'shown'));
            const { ids, cursors, lastSize } = await readPages(server, list, wanted);
            expect(ids).toEqual(expected);
            // The last page can be empty only if the server had further pages that might hold records.
            expect(lastSize > 0 || server.pageSize < served.length || ids.length === 0).toBe(true);
            const place = nth % Math.max(ids.length, 1);
            const rest = await readPages(server, list, then, cursors[place] ?? null);
            expect(rest.ids).toEqual(ids.slice(place + 1));
          },
        ),
        // A run takes a second, and shrinking takes hundreds.
        { numRuns: 15, endOnFailure: true },
      );
    },
  );
});
