/** When a search for several lists does not count, so that each of them sends its own. */
import { describe, expect, it } from 'vitest';
import {
  CALLERS,
  type CategoryServer,
  inCategories,
  LABS_AND_VITALS,
  OWN_PATIENT,
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
    const records = ['laboratory', 'vital-signs'].map((one) => inCategories(one));
    const { loader, operation } = start(serverWith(...records), { limit: 1 });
    await Promise.all(LABS_AND_VITALS.map(({ name, args }) => loader.page(name, OWN_PATIENT, args, [])));
    expect(operation.budget.reserveSpare()).toBe(true);
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

  it('has its own search, and the same error, if the server refuses that search only', async () => {
    const server = {
      ...serverWith(inCategories('social-history')),
      refused: ['social-history'],
      refusesSingles: true,
    };
    const social = { name: 'observations', args: { first: 10, category: ['SOCIAL_HISTORY'] } } as const;
    const { alone, together } = await readBothWays(server, [social, VITALS]);
    expect(together).toEqual(alone);
  });

  it('has its own search if no record of it is on the page, because a server could leave out its category', async () => {
    const server = serverWith(inCategories('vital-signs'));
    expect((await read(server)).searches).toEqual([TOGETHER, 'laboratory']);
  });

  it('has the warning about withheld records of the others, because the page does not show whose they are', async () => {
    const records = ['laboratory', 'vital-signs'].map((one) => inCategories(one));
    const { searches, lists } = await read({ ...serverWith(...records), withheld: ['laboratory'] });
    expect(searches).toEqual([TOGETHER]);
    const incomplete = { page: { isComplete: false }, warnings: ['59204 Some are withheld.'] };
    expect(lists).toMatchObject([incomplete, incomplete]);
  });
});

describe('the lists of several patients of one operation', () => {
  it.each([
    ['refuses', { refused: ['laboratory'] }],
    ['adds a note to', { note: '59100' }],
  ] as const)(
    'try a search in vain for as many as the budget can spare if the server %s it',
    async (_, faults) => {
      const { loader, searches } = start({ ...serverWith(), ...faults }, { limit: 5 });
      const lists = Array.from({ length: 20 }, (_patient, index) =>
        LABS_AND_VITALS.map(({ name, args }) => loader.page(name, `p${index}`, args, [])),
      );
      await Promise.allSettled(lists.flat());
      expect(searches.filter((one) => one === TOGETHER)).toHaveLength(5);
      expect(searches).toHaveLength(5 + 2 * 20);
    },
  );

  it('meet nothing that another operation met', async () => {
    const refusing = { ...serverWith(), refused: ['laboratory'], refusal: 'UPSTREAM_REJECTED' } as const;
    await read(refusing);
    const records = ['laboratory', 'vital-signs'].map((one) => inCategories(one));
    expect((await read(serverWith(...records))).searches).toEqual([TOGETHER]);
  });
});
