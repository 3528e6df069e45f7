import type { Sandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { PatientPanel } from '../../src/config/values.ts';
import type { ById } from '../../src/loaders/by-id.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createPatients, type Patients } from '../../src/loaders/patients.ts';
import { createLists } from '../../src/loaders/lists.ts';
import { createSearches, type Searches } from '../../src/loaders/searches.ts';
import { asSent } from '../support/as-sent.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { createPagedServer } from '../support/paged-server.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';

let sandbox: Sandbox;
let operations: Operations;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  operations = await startOperations(sandbox);
});

afterAll(async () => {
  await operations.close();
  await sandbox.close();
});

type Fate = 'there' | 'absent' | 'restricted' | 'forbidden';

const REFUSALS = { restricted: 'RESTRICTED_RECORD', forbidden: 'FORBIDDEN' } as const;

/** Patients of whom each has a fate, without a server. */
function byIdOf(fates: ReadonlyMap<string, Fate>): ById {
  return {
    async load(_type, id) {
      const fate = fates.get(id) ?? 'absent';
      if (fate === 'restricted' || fate === 'forbidden') throw new GatewayError(REFUSALS[fate], 'No.');
      return fate === 'there' ? asSent({ resourceType: 'Patient', id }) : null;
    },
    prime: () => {},
  };
}

interface Lists {
  readonly patients: Patients;
  readonly operation: Operation;
}

/** The lists of one operation, over ids with their fates, or over a paged search. */
function begin(panel: PatientPanel, byId: ById, searches?: Searches): Lists {
  const operation: Operation = { ...operations.begin().operation, panel };
  const searched = searches ?? createSearches(operation, byId);
  return { operation, patients: createPatients(operation, byId, searched, createLists(operation, searched)) };
}

const overSearch = (searches: Searches): Lists => begin({ kind: 'search' }, byIdOf(new Map()), searches);

function overIds(fates: readonly Fate[]): Lists {
  const byId = new Map(fates.map((fate, index) => [`e${index}`, fate]));
  return begin({ kind: 'ids', ids: [...byId.keys()] }, byIdOf(byId));
}

interface Walked {
  readonly ids: string[];
  readonly pages: { readonly size: number; readonly first: number; readonly hasNextPage: boolean }[];
  /** A cursor behind each of the patients. */
  readonly cursors: string[];
  readonly endCursor: string | null;
}

const MOST_PAGES = 500;

/** Reads page after page to the end, with another `first` each time. */
async function readAllPages(
  { patients }: Lists,
  firsts: readonly number[],
  after: string | null = null,
): Promise<Walked> {
  const read: Walked = { ids: [], pages: [], cursors: [], endCursor: null };
  let cursor = after;
  for (let turn = 0; turn < MOST_PAGES; turn += 1) {
    const first = firsts[turn % firsts.length] ?? 1;
    const page = await patients.list({ first, after: cursor });
    read.ids.push(...page.edges.map(({ node }) => node.id));
    read.cursors.push(...(await Promise.all(page.edges.map((edge) => edge.cursor()))));
    read.pages.push({ size: page.edges.length, first, hasNextPage: page.hasNextPage });
    cursor = (await page.endCursor()) ?? cursor;
    if (!page.hasNextPage) return { ...read, endCursor: await page.endCursor() };
  }
  throw new Error(`Expected an end within ${MOST_PAGES} pages`);
}

const firsts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
const search = fc
  .record({
    size: fc.integer({ min: 0, max: 30 }),
    pageSizes: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
    ignoresCount: fc.boolean(),
    emptyPagesAtEnd: fc.integer({ min: 0, max: 13 }),
    hidden: fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 20 }),
  })
  .filter(({ pageSizes }) => pageSizes.some((size) => size > 0));

describe('paging through a search to its end', () => {
  it('shows each patient exactly once and in order, whatever the pages of the server and of the caller', async () => {
    await fc.assert(
      fc.asyncProperty(search, firsts, async ({ hidden, ...server }, wanted) => {
        const gone = new Set(hidden.map((index) => `e${index}`));
        const isHidden = (id: string): boolean => gone.has(id);
        const read = await readAllPages(
          overSearch(createPagedServer({ ...server, isHidden }).searches),
          wanted,
        );
        expect(read.ids).toEqual(
          Array.from({ length: server.size }, (_, at) => `e${at}`).filter((id) => !gone.has(id)),
        );
        expect(read.pages.filter(({ size, first }) => size > first)).toEqual([]);
        expect(read.pages.map(({ hasNextPage }) => hasNextPage).lastIndexOf(true)).toBe(
          read.pages.length - 2,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('can go on behind any patient, with any page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        search,
        firsts,
        firsts,
        fc.nat(),
        async ({ hidden: _hidden, ...server }, wanted, then, nth) => {
          const lists = (): Lists => overSearch(createPagedServer(server).searches);
          const { ids, cursors } = await readAllPages(lists(), wanted);
          fc.pre(ids.length > 0);
          const at = nth % ids.length;
          const rest = await readAllPages(lists(), then, cursors[at]);
          expect(rest.ids).toEqual(ids.slice(at + 1));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows nothing behind the last cursor, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(search, firsts, firsts, async ({ hidden: _hidden, ...server }, wanted, then) => {
        const lists = (): Lists => overSearch(createPagedServer(server).searches);
        const { ids, cursors, endCursor } = await readAllPages(lists(), wanted);
        const last = endCursor ?? cursors.at(-1) ?? null;
        fc.pre(last !== null);
        const rest = await readAllPages(lists(), then, last);
        expect([rest.ids, ids.length]).toEqual([[], server.size]);
      }),
      { numRuns: 100 },
    );
  });

  it('has no cursor for an empty list, and one for each other end', async () => {
    const empty = await readAllPages(
      overSearch(createPagedServer({ size: 0, pageSizes: [3] }).searches),
      [3],
    );
    expect([empty.ids, empty.endCursor]).toEqual([[], null]);
    const three = await readAllPages(
      overSearch(createPagedServer({ size: 3, pageSizes: [3] }).searches),
      [3],
    );
    expect(three.endCursor).toEqual(matchingText);
  });

  it('warns where a page stays short though the list goes on', async () => {
    const server = createPagedServer({ size: 5, pageSizes: [2, ...Array.from({ length: 12 }, () => 0)] });
    const lists = overSearch(server.searches);
    const page = await lists.patients.list({ first: 4 });
    expect([page.edges.length, page.hasNextPage]).toEqual([2, true]);
    expect(lists.operation.budget.warnings).toEqual([
      {
        code: 'PAGE_SHORT',
        resourceType: 'Patient',
        message:
          'The gateway filtered out so many records that this page is not full. Continue with the connection’s endCursor.',
      },
    ]);
  });
});

const matchingText: unknown = expect.stringMatching(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);

describe('paging through a list of ids to its end', () => {
  const fates = fc.array(fc.constantFrom<Fate>('there', 'there', 'absent', 'restricted'), { maxLength: 30 });

  it('shows each patient who is there exactly once and in order, whatever becomes of the others', async () => {
    await fc.assert(
      fc.asyncProperty(fates, firsts, async (all, wanted) => {
        const read = await readAllPages(overIds(all), wanted);
        expect(read.ids).toEqual(all.flatMap((fate, index) => (fate === 'there' ? [`e${index}`] : [])));
        expect(read.pages.filter(({ size, first }) => size > first)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('can go on behind any patient, with any page size', async () => {
    await fc.assert(
      fc.asyncProperty(fates, firsts, firsts, fc.nat(), async (all, wanted, then, nth) => {
        const { ids, cursors } = await readAllPages(overIds(all), wanted);
        fc.pre(ids.length > 0);
        const at = nth % ids.length;
        expect((await readAllPages(overIds(all), then, cursors[at])).ids).toEqual(ids.slice(at + 1));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a list of ids of which some are refused', () => {
  const refused = { code: 'PATIENTS_REFUSED', resourceType: 'Patient' };
  const notFound = { code: 'PATIENTS_NOT_FOUND', resourceType: 'Patient' };

  it('shows the others, though a refused one is alone at the end', async () => {
    const lists = overIds(['there', 'absent', 'there', 'restricted']);
    const { edges, hasNextPage } = await lists.patients.list({ first: 3 });
    expect([edges.map(({ node }) => node.id), hasNextPage]).toEqual([['e0', 'e2'], false]);
    expect(lists.operation.budget.warnings).toMatchObject([notFound, refused]);
  });

  it('can be empty where all are restricted, with a warning', async () => {
    const lists = overIds(['restricted', 'restricted']);
    expect((await lists.patients.list({ first: 10 })).edges).toEqual([]);
    expect(lists.operation.budget.warnings).toMatchObject([refused]);
  });

  it('shows the others where only some are forbidden', async () => {
    const lists = overIds(['forbidden', 'there', 'forbidden']);
    expect((await lists.patients.list({ first: 2 })).edges.map(({ node }) => node.id)).toEqual(['e1']);
    expect(lists.operation.budget.warnings).toMatchObject([refused]);
  });

  it('is forbidden where the first of them all are, without a read for each of the others', async () => {
    const { patients } = overIds(Array.from({ length: 30 }, () => 'forbidden'));
    await expect(rejectionOf(patients.list({ first: 10 }))).resolves.toEqual({
      code: 'FORBIDDEN',
      message: 'No.',
    });
  });

  it('fails where the server fails', async () => {
    const failing: ById = {
      load: () => Promise.reject(new GatewayError('UPSTREAM_TIMEOUT', 'Late.')),
      prime: () => {},
    };
    const { patients } = begin({ kind: 'ids', ids: ['a'] }, failing);
    await expect(rejectionOf(patients.list({ first: 10 }))).resolves.toEqual({
      code: 'UPSTREAM_TIMEOUT',
      message: 'Late.',
    });
  });
});

describe('a panel that changes between two pages', () => {
  const byId: ById = {
    load: async (_type, id) => asSent({ resourceType: 'Patient', id }),
    prime: () => {},
  };

  async function after(before: string[], now: string[]): Promise<string[]> {
    const page = await begin({ kind: 'ids', ids: before }, byId).patients.list({ first: 2 });
    const { edges } = await begin({ kind: 'ids', ids: now }, byId).patients.list({
      first: 10,
      after: await page.endCursor(),
    });
    return edges.map(({ node }) => node.id);
  }

  it('goes on behind the last patient seen, wherever they stand now', async () => {
    await expect(after(['a', 'b', 'c', 'd'], ['x', 'a', 'b', 'c', 'd'])).resolves.toEqual(['c', 'd']);
    await expect(after(['a', 'b', 'c', 'd'], ['b', 'c', 'd'])).resolves.toEqual(['c', 'd']);
  });

  it('skips nobody where the last patient seen has left', async () => {
    await expect(after(['a', 'b', 'c', 'd'], ['a', 'c', 'd'])).resolves.toEqual(['c', 'd']);
  });

  it('is at its end where it has become shorter than what was seen', async () => {
    await expect(after(['a', 'b', 'c', 'd'], ['x'])).resolves.toEqual([]);
  });
});
