import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Operations, startOperations } from '../support/operation.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { borrowSandbox } from '../support/sandbox.ts';

let sandbox: Sandbox;
let operations: Operations;
let now: number;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  sandbox.clearFaults();
  await operations.close();
});

afterAll(() => sandbox.close());

/** Returns the ids of Camila and Derrick as a new operation sees them. */
async function visiblePatients(): Promise<(string | undefined)[]> {
  const { loaders } = operations.begin();
  const patients = await Promise.all(
    [CAMILA_LOPEZ, DERRICK_LIN].map((id) => loaders.byId.load('Patient', id)),
  );
  return patients.map((patient) => patient?.id);
}

/** Returns a list of the panel with these patients, as an entry of a search. */
function matchOf(ids: readonly string[]): object {
  const identifier = [{ value: sandbox.panels.list.split('|').at(-1) }];
  const entry = ids.map((id) => ({ item: { reference: `Patient/${id}` } }));
  return {
    resource: {
      resourceType: 'List',
      id: `eL-${ids[0]}`,
      status: 'current',
      mode: 'working',
      identifier,
      entry,
    },
    search: { mode: 'match' },
  };
}

/** Serves searches for lists on pages; the first contains the matches. The page after the last one is the first, unless there are ten. */
function serveLists(pages: number, matches: readonly object[]): void {
  const linkTo = (page: number) => [
    { relation: 'next', url: `${sandbox.baseUrl}/List?page=${page % pages}` },
  ];
  for (let page = 0; page < 12; page += 1) {
    const link = pages === 10 && page === 9 ? [] : linkTo(page + 1);
    const body = { resourceType: 'Bundle', type: 'searchset', link, entry: page === 0 ? matches : [] };
    sandbox.fault({ match: { resourceType: 'List' }, times: 1, kind: 'json', body });
  }
}

describe('the panel that limits what callers may see', () => {
  it('starts and ends memberships by the clock of the gateway [T1-E8]', async () => {
    const member = [
      { entity: { reference: `Patient/${CAMILA_LOPEZ}` }, period: { end: '2026-06-15' } },
      { entity: { reference: `Patient/${DERRICK_LIN}` }, period: { start: '2026-06-16T00:00:00Z' } },
    ];
    const body = { resourceType: 'Group', id: sandbox.panels.group, type: 'person', actual: true, member };
    sandbox.fault({ match: { resourceType: 'Group' }, times: Infinity, kind: 'json', body });
    now = Date.parse('2026-06-15T23:59:00Z');
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'group', id: sandbox.panels.group },
      panelCacheSeconds: 15,
      now: () => now,
    });
    expect(await visiblePatients()).toEqual([CAMILA_LOPEZ, undefined]);
    now += 60_000;
    expect(await visiblePatients()).toEqual([undefined, DERRICK_LIN]);
  });

  it('is unavailable with more than 40,000 patients, however many lists name them', async () => {
    operations = await startOperations(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      panelCacheSeconds: 0,
    });
    const serve = (...lists: number[]) => {
      sandbox.clearFaults();
      const matches = lists.map((list) =>
        matchOf(Array.from({ length: 20_000 }, (_, at) => `p${list}-${at}`)),
      );
      const body = { resourceType: 'Bundle', type: 'searchset', entry: matches };
      sandbox.fault({ match: { resourceType: 'List' }, times: Infinity, kind: 'json', body });
    };
    serve(0, 1);
    expect(await operations.begin().operation.readPanel()).toHaveLength(40_000);
    serve(0, 1, 2);
    expect(await rejectionOf(operations.begin().operation.readPanel())).toMatchObject({
      code: 'PANEL_UNAVAILABLE',
    });
  });

  it.each([
    ['goes on after ten pages', Infinity, ['PANEL_INCOMPLETE']],
    ['has pages that form a circle', 2, ['PANEL_INCOMPLETE']],
    ['has ten pages', 10, []],
  ])('has a warning if the search for its list %s', async (_, length, codes) => {
    serveLists(length, [matchOf([CAMILA_LOPEZ])]);
    operations = await startOperations(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      panelCacheSeconds: 0,
    });
    const { operation } = operations.begin();
    const { ids, warnings } = await operation.panelMembers.read(operation);
    expect(ids).toEqual([CAMILA_LOPEZ]);
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  it('may exist if it is on none of the pages that the gateway reads', async () => {
    serveLists(Infinity, []);
    operations = await startOperations(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      panelCacheSeconds: 0,
    });
    await expect(operations.begin().operation.readPanel()).rejects.toThrow(
      'The configured patient list was not found among the lists that the gateway could read, or is not in use.',
    );
  });

  it('ends a membership when its period ends, also in memory [T1-E9]', async () => {
    const member = [
      { entity: { reference: `Patient/${CAMILA_LOPEZ}` }, period: { end: '2026-06-15T12:00:00Z' } },
    ];
    const body = { resourceType: 'Group', id: sandbox.panels.group, type: 'person', actual: true, member };
    sandbox.fault({ match: { resourceType: 'Group' }, times: Infinity, kind: 'json', body });
    now = Date.parse('2026-06-15T11:59:59Z');
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'group', id: sandbox.panels.group },
      panelCacheSeconds: 300,
      now: () => now,
    });
    expect(await visiblePatients()).toEqual([CAMILA_LOPEZ, undefined]);
    // The end that the gateway has read is 90 seconds ago.
    now += 91_000;
    expect(await visiblePatients()).toEqual([undefined, undefined]);
  });

  it('is read again by an operation that joined a request sent before it, if PANEL_CACHE_SECONDS is 0', async () => {
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'group', id: sandbox.panels.group },
      panelCacheSeconds: 0,
    });
    sandbox.clearRequests();
    const groupReads = () => sandbox.requests.filter(({ resourceType }) => resourceType === 'Group').length;
    const hold = sandbox.hold({ resourceType: 'Group' });
    const first = visiblePatients();
    await vi.waitFor(() => expect(hold.arrived).toBe(1), PATIENCE);
    const second = visiblePatients();
    hold.release();
    await Promise.all([first, second]);
    expect(groupReads()).toBe(2);
  });

  it('requests /metadata before it searches for the list, because the rules depend on the server', async () => {
    sandbox.clearRequests();
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'list', identifier: sandbox.panels.list },
    });
    await visiblePatients();
    const sent = sandbox.requests.map(({ operation, resourceType }) => resourceType ?? operation);
    expect(sent).toEqual(expect.arrayContaining(['metadata', 'List']));
    expect(sent.indexOf('metadata')).toBeLessThan(sent.indexOf('List'));
  });
});
