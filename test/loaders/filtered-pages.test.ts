import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpicClient } from '../../src/epic/client.ts';
import { EMPTY_SEARCHSET, type Searchset } from '../../src/epic/searchset.ts';
import { createById } from '../../src/loaders/by-id.ts';
import { createLists } from '../../src/loaders/lists.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createPatients, type Patients } from '../../src/loaders/patients.ts';
import { createSearches } from '../../src/loaders/searches.ts';
import { asSent } from '../support/as-sent.ts';
import { useOperations } from '../support/operation.ts';

const started = useOperations();

const WANTED = { system: 'urn:ward', value: '7' };

/** Returns a client whose searches return all patients, in pages of `_count`. Only some patients have the identifier. */
function clientOf(client: EpicClient, haveIt: readonly boolean[]): EpicClient {
  const all = haveIt.map((has, index) => ({
    resourceType: 'Patient',
    id: `p${index}`,
    identifier: has ? [WANTED] : [{ ...WANTED, value: '8' }],
  }));
  const page = (from: number, count: number): Searchset => ({
    ...EMPTY_SEARCHSET,
    matches: asSent(all.slice(from, from + count)),
    next: from + count < all.length ? `${from + count}/${count}` : null,
  });
  return {
    ...client,
    search: async (_type, { _count: count }) => page(0, Number(count)),
    nextPage: async (_type, link) => {
      const [from = 0, count = 1] = link.split('/').map(Number);
      return page(from, count);
    },
  };
}

function patientsOf(haveIt: readonly boolean[]): Patients {
  const { operation } = started.operations.begin();
  const fake: Operation = { ...operation, client: clientOf(operation.client, haveIt) };
  const byId = createById(fake);
  const searches = createSearches(fake, byId);
  return createPatients(fake, byId, searches, createLists(fake, searches));
}

describe('paging through a search with matches that the gateway filters out', () => {
  it('returns each patient with the identifier once and in order, from whatever cursor the caller continues', async () => {
    const have = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(have, sizes, fc.nat(), async (haveIt, firsts, nth) => {
        const ids: string[] = [];
        let after: string | null = null;
        for (let turn = 0; turn < 100; turn += 1) {
          const first = firsts[turn % firsts.length] ?? 1;
          const page = await patientsOf(haveIt).list({ first, after, filter: { identifier: WANTED } });
          // Continue in the middle of a page, with another page size.
          const done = page.edges.slice(0, 1 + ((nth + turn) % Math.max(1, page.edges.length)));
          ids.push(...done.map(({ node }) => node.id));
          after = (await done.at(-1)?.cursor()) ?? (await page.endCursor()) ?? after;
          if (!page.hasNextPage && done.length === page.edges.length) break;
        }
        expect(ids).toEqual(haveIt.flatMap((has, index) => (has ? [`p${index}`] : [])));
      }),
      { numRuns: 200, examples: [[[false, false, true, true], [4, 1], 0]] },
    );
  });
});
