/** When a search for several lists does not count, so that each of them sends its own, and what the gateway remembers of that. */
import { describe, expect, it, vi } from 'vitest';
import { createListCombinations } from '../../src/loaders/search-refusals.ts';
import {
  CALLERS,
  type CategoryServer,
  inCategories,
  LABS_AND_VITALS,
  type ReadOptions,
  type SelectedList,
  serverWith,
  useLists,
} from '../support/category-server.ts';

const { read, start } = useLists();

/** Reads the first of the lists with the others, and in an operation of its own. */
async function readBothWays(
  server: CategoryServer,
  lists: readonly SelectedList[],
  options?: ReadOptions,
): Promise<{ readonly alone: unknown; readonly together: unknown }> {
  const alone = await read(server, lists.slice(0, 1), options);
  const together = await read(server, lists, options);
  return { alone: alone.lists[0], together: together.lists[0] };
}

const TOGETHER = 'laboratory,vital-signs';
const SEPARATELY = ['laboratory', 'vital-signs'];
const VITALS: SelectedList = { name: 'vitalSigns', args: { first: 100 } };

/** Returns one record for each day, the latest first. */
const dated = (...records: readonly (readonly [id: string, ...codes: readonly string[]])[]) =>
  records.map(([id, ...codes], index) =>
    Object.assign(inCategories(...codes), {
      id,
      effectiveDateTime: new Date(1_767_225_600_000 - index * 86_400_000).toISOString(),
    }),
  );

const sixHundred = (code: string) =>
  Array.from({ length: 600 }, (_, at) => [`${code}${600 - at}`, code] as const);

const reportsOf = (category: string): SelectedList => ({
  name: 'diagnosticReports',
  args: { first: 100, category: [category] },
});

describe('a page of a search for several lists that does not count', () => {
  it('has a record that one list would have only by an alias, and would not find again on its next page', async () => {
    const server = serverWith(
      ...dated(
        ['x1', 'LAB', 'vital-signs'],
        ['x2', 'LAB', 'vital-signs'],
        ['l1', 'laboratory'],
        ['l2', 'laboratory'],
        ['l3', 'laboratory'],
      ),
    );
    const labs: SelectedList = { name: 'labResults', args: { first: 2 } };
    const { searches, lists } = await read(server, [labs, VITALS]);
    expect(searches).toEqual([TOGETHER, ...SEPARATELY]);
    expect(lists).toMatchObject([
      { page: { ids: ['l1', 'l2'], next: ['l3'] } },
      { page: { ids: ['x1', 'x2'] } },
    ]);
  });

  it('is full, because a server can leave out the rest without a link', async () => {
    const server = {
      ...serverWith(
        ...dated(...sixHundred('laboratory')),
        ...dated(...sixHundred('vital-signs')).toReversed(),
      ),
      pageSize: 999,
      hasLinks: false,
    };
    const newest: SelectedList = { name: 'vitalSigns', args: { first: 1 } };
    const { alone, together } = await readBothWays(server, [
      newest,
      { name: 'labResults', args: { first: 1 } },
    ]);
    expect(together).toEqual(alone);
  });

  it('is audited as unused', async () => {
    const server = { ...serverWith(inCategories('laboratory')), note: '59133' as const };
    await expect(read(server)).resolves.toMatchObject({ unused: [TOGETHER] });
  });

  it('costs no spare request if it has the text of a list with a search of its own', async () => {
    const both: SelectedList = {
      name: 'observations',
      args: { first: 100, category: ['LABORATORY', 'VITAL_SIGNS'] },
    };
    const server = { ...serverWith(inCategories('laboratory')), note: '59133' as const };
    const { loader, operation } = start(server, { limit: 1 });
    await Promise.all([both, VITALS].map(({ name, args }) => loader.page(name, 'p1', args, [])));
    expect(operation.budget.reserveSpare()).toBe(true);
  });
});

describe('a search for several lists that holds all of them', () => {
  it('leaves the spare request to the next one', async () => {
    const { loader, searches } = start(serverWith(), { limit: 1 });
    const readBoth = (patient: string) =>
      Promise.all(LABS_AND_VITALS.map(({ name, args }) => loader.page(name, patient, args, [])));
    await readBoth('p1');
    await readBoth('p2');
    expect(searches).toHaveLength(2);
  });
});

describe('a list that could lose records in a search with others', () => {
  it('has its own search if the caller may not see one of its categories', async () => {
    const server = {
      ...serverWith(inCategories('Laboratory', 'imaging', 'vital-signs')),
      matching: 'in any case' as const,
    };
    const args = { first: 10, category: ['LABORATORY', 'IMAGING'] };
    const { alone, together } = await readBothWays(server, [{ name: 'observations', args }, VITALS], {
      caller: CALLERS[1],
    });
    expect(together).toEqual(alone);
  });

  it('has its own search if that has no category, which the server does not offer', async () => {
    const server = { ...serverWith(inCategories('LAB')), offersCategory: false };
    const labs = { name: 'observations', args: { first: 10, category: ['LABORATORY'] } } as const;
    const { searches } = await read(server, [labs, VITALS]);
    expect(searches.toSorted()).toEqual(['', 'vital-signs']);
    const { alone, together } = await readBothWays(server, [labs, VITALS]);
    expect(together).toEqual(alone);
  });

  it('has its own search, and the same error, after the server refused that search', async () => {
    const server = {
      ...serverWith(inCategories('social-history')),
      refused: ['social-history'],
      refusesSingles: true,
    };
    const social = { name: 'observations', args: { first: 10, category: ['SOCIAL_HISTORY'] } } as const;
    const listCombinations = createListCombinations(Date.now);
    const { alone, together } = await readBothWays(server, [social, VITALS], { listCombinations });
    expect(together).toEqual(alone);
  });

  it('has its own search after that was incomplete, although the search for all has no warning', async () => {
    const server = {
      ...serverWith(inCategories('laboratory')),
      withheld: ['laboratory'],
      warnsOfSingles: true,
    };
    const listCombinations = createListCombinations(Date.now);
    await read(server, LABS_AND_VITALS.slice(0, 1), { listCombinations });
    // A search by code is no proof that the other one would have no warning now.
    const byCode = { name: 'labResults', args: { first: 100, code: ['718-7'] } } as const;
    await read({ ...server, withheld: [] }, [byCode], { listCombinations });
    for (const _ of ['with unknown warnings', 'with known warnings']) {
      const { searches, lists: found } = await read(server, LABS_AND_VITALS, { listCombinations });
      expect(searches.toSorted()).toEqual(['laboratory', 'vital-signs']);
      expect(found).toMatchObject([
        { page: { isComplete: false }, warnings: ['59204 Some are withheld.'] },
        { page: { isComplete: true }, warnings: [] },
      ]);
    }
  });
});

describe('the memory of searches for several lists', () => {
  it.each([
    ['keeps a refusal for all patients', 'FORBIDDEN', [2, 2]],
    ['keeps a failure of the FHIR server for one patient', 'UPSTREAM_UNAVAILABLE', [2, 1]],
    ['keeps a limit of the FHIR server for one patient', 'UPSTREAM_RATE_LIMITED', [2, 1]],
    ['forgets that the queue was full', 'UPSTREAM_OVERLOADED', [1, 1]],
    ['forgets that the caller exceeded a limit', 'RATE_LIMITED', [1, 1]],
  ] as const)('%s', async (_, refusal, expected) => {
    const listCombinations = createListCombinations(Date.now);
    await read({ ...serverWith(), refused: ['laboratory'], refusal }, LABS_AND_VITALS, { listCombinations });
    const searches: number[] = [];
    for (const patientId of ['p1', 'p2'])
      searches.push(
        (await read(serverWith(), LABS_AND_VITALS, { listCombinations, patientId })).searches.length,
      );
    expect(searches).toEqual(expected);
  });

  it.each([
    ['keeps a note about a parameter for all patients', '59100', [3, 2, 2]],
    ['keeps any other note that does not concern the chart for all patients', 'INFORMATION', [3, 2, 2]],
    ['keeps a warning about the chart for one patient', '59133', [3, 3, 2]],
  ] as const)('%s', async (_, note, expected) => {
    const listCombinations = createListCombinations(Date.now);
    const searches: number[] = [];
    for (const patientId of ['p1', 'p2', 'p1']) {
      const found = await read({ ...serverWith(), note }, LABS_AND_VITALS, { listCombinations, patientId });
      expect(found.lists).toMatchObject([
        { warnings: [`${note} A note.`] },
        { warnings: [`${note} A note.`] },
      ]);
      searches.push(found.searches.length);
    }
    expect(searches).toEqual(expected);
  });

  it('has no entry for categories that are too long', async () => {
    const listCombinations = createListCombinations(Date.now);
    const set = vi.spyOn(listCombinations.withheld, 'set');
    const pair = ['a', 'b'].map((one) => reportsOf(one.repeat(90)));
    expect((await read(serverWith(), pair, { listCombinations })).searches).toHaveLength(2);
    expect(set).toHaveBeenCalledTimes(2);
    await read(serverWith(), [reportsOf('a'.repeat(200))], { listCombinations });
    await read({ ...serverWith(), refused: ['a'.repeat(200)] }, [reportsOf('a'.repeat(200))], {
      listCombinations,
    });
    expect(set).toHaveBeenCalledTimes(2);
  });

  it('does not take a list that was read in part for one without warnings', async () => {
    const many = Array.from({ length: 25 }, (_, index) => [`r${index}`, ...SEPARATELY] as const);
    const server = { ...serverWith(...dated(...many)), withheld: SEPARATELY };
    const listCombinations = createListCombinations(Date.now);
    for (const { name, args } of LABS_AND_VITALS)
      await start({ ...server, pageSize: 1 }, { listCombinations }).loader.page(name, 'p1', args, []);
    const searches: number[] = [];
    for (const _ of ['with unknown warnings', 'with known warnings'])
      searches.push((await read(server, LABS_AND_VITALS, { listCombinations })).searches.length);
    expect(searches).toEqual([3, 1]);
  });
});
