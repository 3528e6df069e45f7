import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { PatientPanel } from '../../src/config/values.ts';
import type { ById } from '../../src/loaders/by-id.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createPatients, type Patients } from '../../src/loaders/patients.ts';
import { createLists } from '../../src/loaders/lists.ts';
import { createSearches, type Searches } from '../../src/loaders/searches.ts';
import { asSent } from '../support/as-sent.ts';
import { useOperations } from '../support/operation.ts';
import { createPagedServer } from '../support/paged-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const started = useOperations();

type Availability = 'there' | 'absent' | 'restricted' | 'forbidden';

const REFUSALS = { restricted: 'RESTRICTED_RECORD', forbidden: 'FORBIDDEN' } as const;

/** Returns a loader of patients who are present, absent, restricted or forbidden, without a server. */
function byIdOf(availabilities: ReadonlyMap<string, Availability>): ById {
  return {
    async load(_type, id) {
      const availability = availabilities.get(id) ?? 'absent';
      if (availability === 'restricted' || availability === 'forbidden')
        throw new GatewayError(REFUSALS[availability], 'No.');
      return availability === 'there' ? asSent({ resourceType: 'Patient', id }) : null;
    },
    prime: () => {},
  };
}

interface Lists {
  readonly patients: Patients;
  readonly operation: Operation;
}

/** Begins an operation with lists over ids or over a paged search. */
function begin(panel: PatientPanel, byId: ById, searches?: Searches): Lists {
  const operation: Operation = {
    ...started.operations.begin().operation,
    panel,
    readPanel: async () => (panel.kind === 'ids' ? panel.ids : []),
  };
  const searched = searches ?? createSearches(operation, byId);
  return { operation, patients: createPatients(operation, byId, searched, createLists(operation, searched)) };
}

const overSearch = (searches: Searches): Lists => begin({ kind: 'search' }, byIdOf(new Map()), searches);

function overIds(availabilities: readonly Availability[]): Lists {
  const byId = new Map(availabilities.map((availability, index) => [`e${index}`, availability]));
  return begin({ kind: 'ids', ids: [...byId.keys()] }, byIdOf(byId));
}

interface ReadPages {
  readonly ids: string[];
  readonly pages: { readonly size: number; readonly first: number; readonly hasNextPage: boolean }[];
  /** The cursor of each patient. */
  readonly cursors: string[];
  readonly endCursor: string | null;
}

const MAX_PAGES = 500;

/** Reads all pages, with the values of `firsts` in turn. */
async function readAllPages(
  { patients }: Lists,
  firsts: readonly number[],
  after: string | null = null,
): Promise<ReadPages> {
  const read: ReadPages = { ids: [], pages: [], cursors: [], endCursor: null };
  let cursor = after;
  for (let turn = 0; turn < MAX_PAGES; turn += 1) {
    const first = firsts[turn % firsts.length] ?? 1;
    const page = await patients.list({ first, after: cursor });
    read.ids.push(...page.edges.map(({ node }) => node.id));
    read.cursors.push(...(await Promise.all(page.edges.map((edge) => edge.cursor()))));
    read.pages.push({ size: page.edges.length, first, hasNextPage: page.hasNextPage });
    cursor = (await page.endCursor()) ?? cursor;
    if (!page.hasNextPage) return { ...read, endCursor: await page.endCursor() };
  }
  throw new Error(`Expected an end within ${MAX_PAGES} pages`);
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
  it('returns each patient of a search once and in order, for any page sizes of server and caller', async () => {
    await fc.assert(
      fc.asyncProperty(search, firsts, async ({ hidden, ...server }, wanted) => {
        const hiddenIds = new Set(hidden.map((index) => `e${index}`));
        const isHidden = (id: string): boolean => hiddenIds.has(id);
        const read = await readAllPages(
          overSearch(createPagedServer({ ...server, isHidden }).searches),
          wanted,
        );
        expect(read.ids).toEqual(
          Array.from({ length: server.size }, (_, at) => `e${at}`).filter((id) => !hiddenIds.has(id)),
        );
        expect(read.pages.filter(({ size, first }) => size > first)).toEqual([]);
        expect(read.pages.map(({ hasNextPage }) => hasNextPage).lastIndexOf(true)).toBe(
          read.pages.length - 2,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('continues after any patient with any page size', async () => {
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

  it('returns nothing after the last cursor, for any page size', async () => {
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

  it('returns no endCursor for an empty list, and one for any other', async () => {
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

  it('warns about a short page that is not the last', async () => {
    const server = createPagedServer({ size: 5, pageSizes: [2, ...Array.from({ length: 12 }, () => 0)] });
    const lists = overSearch(server.searches);
    const page = await lists.patients.list({ first: 4 });
    expect([page.edges.length, page.hasNextPage]).toEqual([2, true]);
    expect(lists.operation.budget.usage.warnings).toEqual([
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
  const availabilities = fc.array(fc.constantFrom<Availability>('there', 'there', 'absent', 'restricted'), {
    maxLength: 30,
  });

  it('returns each present patient of a list of ids once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(availabilities, firsts, async (all, wanted) => {
        const read = await readAllPages(overIds(all), wanted);
        expect(read.ids).toEqual(
          all.flatMap((availability, index) => (availability === 'there' ? [`e${index}`] : [])),
        );
        expect(read.pages.filter(({ size, first }) => size > first)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('continues after any patient with any page size', async () => {
    await fc.assert(
      fc.asyncProperty(availabilities, firsts, firsts, fc.nat(), async (all, wanted, then, nth) => {
        const { ids, cursors } = await readAllPages(overIds(all), wanted);
        fc.pre(ids.length > 0);
        const at = nth % ids.length;
        expect((await readAllPages(overIds(all), then, cursors[at])).ids).toEqual(ids.slice(at + 1));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a list of ids with refused patients', () => {
  const refused = { code: 'PATIENTS_REFUSED', resourceType: 'Patient' };
  const notFound = { code: 'PATIENTS_NOT_FOUND', resourceType: 'Patient' };

  it('returns the other patients if a refused one is the last', async () => {
    const lists = overIds(['there', 'absent', 'there', 'restricted']);
    const { edges, hasNextPage } = await lists.patients.list({ first: 3 });
    expect([edges.map(({ node }) => node.id), hasNextPage]).toEqual([['e0', 'e2'], false]);
    expect(lists.operation.budget.usage.warnings).toMatchObject([notFound, refused]);
  });

  it('returns an empty list with a warning if all patients are restricted', async () => {
    const lists = overIds(['restricted', 'restricted']);
    expect((await lists.patients.list({ first: 10 })).edges).toEqual([]);
    expect(lists.operation.budget.usage.warnings).toMatchObject([refused]);
  });

  it('returns the other patients if only some are forbidden', async () => {
    const lists = overIds(['forbidden', 'there', 'forbidden']);
    expect((await lists.patients.list({ first: 2 })).edges.map(({ node }) => node.id)).toEqual(['e1']);
    expect(lists.operation.budget.usage.warnings).toMatchObject([refused]);
  });

  it('returns FORBIDDEN if all patients of the first slice are forbidden', async () => {
    const { patients } = overIds(Array.from({ length: 30 }, () => 'forbidden'));
    await expect(rejectionOf(patients.list({ first: 10 }))).resolves.toEqual({
      code: 'FORBIDDEN',
      message: 'No.',
    });
  });

  it('fails with the error of the FHIR server', async () => {
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

  async function after(before: string[], now: string[], first = 2): Promise<string[]> {
    const page = await begin({ kind: 'ids', ids: before }, byId).patients.list({ first });
    const { edges } = await begin({ kind: 'ids', ids: now }, byId).patients.list({
      first: 10,
      after: await page.endCursor(),
    });
    return edges.map(({ node }) => node.id);
  }

  it('continues after the last patient returned, whatever their new position', async () => {
    await expect(after(['a', 'b', 'c', 'd'], ['x', 'a', 'b', 'c', 'd'])).resolves.toEqual(['c', 'd']);
    await expect(after(['a', 'b', 'c', 'd'], ['b', 'c', 'd'])).resolves.toEqual(['c', 'd']);
  });

  it.each<[what: string, now: string[], page: string[]]>([
    ['the last one returned has left the panel', ['a', 'c', 'd'], ['a', 'c', 'd']],
    ['all that were returned have left the panel', ['c', 'd'], ['c', 'd']],
    ['the panel is now in another order', ['c', 'd', 'a', 'b'], ['c', 'd', 'a', 'b']],
    ['the panel now has only others', ['x'], ['x']],
  ])('repeats patients rather than skip one if %s', async (_what, now, page) => {
    await expect(after(['a', 'b', 'c', 'd'], now)).resolves.toEqual(page);
  });

  it('ends although the order of the panel changes with every read', async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `e${at}`);
    let cursor: string | null = null;
    let pages = 0;
    do {
      const order = pages % 2 === 0 ? ids : ids.toReversed();
      const page = await begin({ kind: 'ids', ids: order }, byId).patients.list({ first: 10, after: cursor });
      cursor = page.hasNextPage ? await page.endCursor() : null;
      pages += 1;
    } while (cursor !== null && pages < 100);
    expect(cursor).toBeNull();
  });

  it('starts at most 100 patients earlier', async () => {
    const before = Array.from({ length: 300 }, (_, at) => `e${at}`);
    const now = before.filter((id) => id !== 'e99');
    await expect(after(before, now, 100)).resolves.toEqual(now.slice(0, 10));
    const shorter = before.slice(150);
    await expect(after(before, shorter, 100)).resolves.toEqual(shorter.slice(0, 10));
  });
});
