import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accessTokenOf, signingIn, startSession } from '../support/browser-sessions.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { startSites } from '../support/sites.ts';
import { ask, fhirCalls } from '../support/upstream.ts';

const NAMES = '{ patients { id fullName } }';
const CAMILA = `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems(first: 1) { id } } }`;
/** The default of PANEL_CACHE_SECONDS. */
const CACHE_SECONDS = 15;

let sandbox: Sandbox;
let gateway: Gateway;
let now: number;

beforeEach(async () => {
  sandbox = await startSandbox({ partialWarnings: false });
  now = Date.now();
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(server: GatewayOptions['server'] = {}, options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'group', id: sandbox.panels.group },
    server: { panelCacheSeconds: CACHE_SECONDS, ...server },
    now: () => now,
    ...options,
  });
  await gateway.http.get('/readyz');
  sandbox.clearRequests();
}

/** Serves a panel of these patients from now on. */
function servePanelOf(...ids: readonly string[]): void {
  sandbox.clearFaults();
  const member = ids.map((id) => ({ entity: { reference: `Patient/${id}` } }));
  const body = { resourceType: 'Group', id: sandbox.panels.group, type: 'person', actual: true, member };
  sandbox.fault({ match: { resourceType: 'Group' }, times: Infinity, kind: 'json', body });
}

const panelReads = (since = 0) => fhirCalls(sandbox, since).filter((call) => call.startsWith('Group/'));

describe('the patients of a panel in memory', () => {
  it('are read and authorized for each operation, and the answer states the age of the panel', async () => {
    servePanelOf(CAMILA_LOPEZ, DERRICK_LIN);
    await start();
    const cold = await ask(gateway, sandbox, NAMES);
    expect(cold.extensions?.fhir).toEqual({ requests: 2, estimatedRequests: 2, warnings: [] });
    now += 3_700;
    const warm = await ask(gateway, sandbox, NAMES);
    expect(warm.data).toEqual(cold.data);
    expect(warm.calls).toEqual([`Patient?_count=2&_id=${CAMILA_LOPEZ},${DERRICK_LIN}`]);
    expect(warm.extensions?.fhir).toEqual({
      requests: 1,
      estimatedRequests: 2,
      warnings: [],
      panel: { fromMemory: true, ageSeconds: 3 },
    });
  });

  it('are missing from the answer of an operation that needs no panel', async () => {
    await start();
    await gateway.query(NAMES);
    expect((await gateway.query(CAMILA)).extensions?.fhir).not.toHaveProperty('panel');
  });

  it('change with a refresh in the background, which counts for no operation', async () => {
    servePanelOf(CAMILA_LOPEZ);
    await start();
    await gateway.query(NAMES);
    servePanelOf(DERRICK_LIN);
    now += 5_000;
    const { data, extensions } = await gateway.query(NAMES);
    expect(at(data, 'patients', 0, 'id')).toBe(CAMILA_LOPEZ);
    expect(extensions?.fhir.requests).toBe(1);
    await vi.waitFor(async () => {
      const answer = await gateway.query(NAMES);
      expect(at(answer.data, 'patients', 0, 'id')).toBe(DERRICK_LIN);
    }, PATIENCE);
    expect(panelReads()).toHaveLength(2);
  });

  it('are read by each operation once if PANEL_CACHE_SECONDS is 0', async () => {
    await start({ panelCacheSeconds: 0 });
    for (const count of [1, 2]) {
      const twice = '{ a: patients(first: 2) { id } b: patients(first: 3) { id } }';
      expect((await ask(gateway, sandbox, twice)).extensions?.fhir).not.toHaveProperty('panel');
      expect(panelReads()).toHaveLength(count);
    }
  });

  it('reach an operation even if the one that requested them was aborted', async () => {
    await start();
    const hold = sandbox.hold({ resourceType: 'Group' });
    const aborted = gateway.http.post('/graphql').send({ query: NAMES });
    aborted.on('error', () => {});
    aborted.end(() => {});
    await vi.waitFor(() => expect(hold.arrived).toBe(1), PATIENCE);
    const answer = gateway.query(NAMES);
    await gateway.http.get('/livez');
    aborted.abort();
    await gateway.http.get('/livez');
    hold.release();
    expect((await answer).errors).toBeUndefined();
  });
});

describe('a panel in memory that limits access', () => {
  it('is read once for all operations, and counts for the first', async () => {
    await start({ isPanelOnly: true });
    expect((await ask(gateway, sandbox, CAMILA)).extensions?.fhir).toMatchObject({
      requests: 3,
      estimatedRequests: 3,
    });
    expect((await ask(gateway, sandbox, CAMILA)).extensions?.fhir).toMatchObject({
      requests: 2,
      estimatedRequests: 3,
      panel: { fromMemory: true },
    });
  });

  it.each([
    ['{ __typename }', 0],
    ['{ patient(id: "..") { id } }', 1],
    ['{ patients(filter: { ids: [".."] }) { id } patientByIdentifier(system: "a", value: "b") { id } }', 2],
  ])('is in the price of an operation that reads, once: %s', async (document, price) => {
    await start({ isPanelOnly: true });
    const { extensions, calls } = await ask(gateway, sandbox, document);
    expect([extensions?.fhir.estimatedRequests ?? 0, calls.length <= price]).toEqual([price, true]);
  });

  it.each([0, CACHE_SECONDS])(
    'hides a patient who has left the panel from operations after %s seconds at most [T1-E9]',
    async (panelCacheSeconds) => {
      servePanelOf(CAMILA_LOPEZ, DERRICK_LIN);
      await start({ isPanelOnly: true, panelCacheSeconds });
      expect((await gateway.query(CAMILA)).data).not.toEqual({ patient: null });
      servePanelOf(DERRICK_LIN);
      now += panelCacheSeconds * 1000;
      expect((await gateway.query(CAMILA)).data).toEqual({ patient: null });
      expect(fhirCalls(sandbox).filter((call) => call.startsWith('Patient/'))).toHaveLength(1);
    },
  );

  it('hides every patient after its time if it cannot be read any more', async () => {
    servePanelOf(CAMILA_LOPEZ);
    await start({ isPanelOnly: true });
    await gateway.query(CAMILA);
    sandbox.clearFaults();
    sandbox.fault({ match: { resourceType: 'Group' }, times: Infinity, kind: 'status', status: 403 });
    now += CACHE_SECONDS * 1000 - 1;
    expect((await gateway.query(CAMILA)).data).not.toEqual({ patient: null });
    now += 1;
    const { data, errors } = await gateway.query(CAMILA);
    expect(data).toEqual({ patient: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  it('is read by each operation at most once if PANEL_CACHE_SECONDS is 0', async () => {
    await start({ isPanelOnly: true, panelCacheSeconds: 0 });
    for (const count of [1, 2]) {
      const { errors } = await ask(
        gateway,
        sandbox,
        `{ patients(first: 2) { id problems { id } } ${CAMILA.slice(1)}`,
      );
      expect(errors).toBeUndefined();
      expect(panelReads()).toHaveLength(count);
    }
  });
});

describe('the memory of panels [T7-I3]', () => {
  it('is separate for each person who signs in', async () => {
    await start(
      { explorer: { signsIn: false } },
      { signsIn: signingIn(), server: { panelCacheSeconds: CACHE_SECONDS } },
    );
    const sessions = [
      await startSession(gateway.sites, sandbox, 'clinician'),
      await startSession(gateway.sites, sandbox, 'clinician'),
    ];
    sandbox.clearRequests();
    for (const { headers } of [...sessions, ...sessions]) await gateway.query(NAMES, {}, headers);
    const tokens = await Promise.all(sessions.map((one) => accessTokenOf(gateway.sites, one)));
    const used = sandbox.requests
      .filter(({ resourceType }) => resourceType === 'Group')
      .map(({ headers }) => headers.authorization);
    expect(used).toEqual(tokens.map((token) => `Bearer ${token}`));
  });

  it('is separate for each site', async () => {
    await start();
    servePanelOf(DERRICK_LIN);
    const sites = await startSites({
      north: { server: sandbox, panel: `group:${sandbox.panels.group}` },
      south: { server: sandbox, panel: `list:${sandbox.panels.list}` },
      annex: { server: sandbox, panel: `group:${sandbox.panels.group}`, panelCacheSeconds: 0 },
    });
    const read = async (id: string) => {
      const before = sandbox.requests.length;
      const { data } = await sites.query(`/sites/${id}/graphql`, NAMES);
      const calls = fhirCalls(sandbox, before).filter((call) => /^(Group|List)/.test(call));
      return { first: at(data, 'patients', 0, 'id'), panelReads: calls.length };
    };
    const answers = [];
    for (const id of ['north', 'south', 'annex', 'north', 'south', 'annex']) answers.push(await read(id));
    const [inNorth, inSouth] = [{ first: DERRICK_LIN }, { first: CAMILA_LOPEZ }];
    expect(answers).toEqual([
      { ...inNorth, panelReads: 1 },
      { ...inSouth, panelReads: 1 },
      { ...inNorth, panelReads: 1 },
      { ...inNorth, panelReads: 0 },
      { ...inSouth, panelReads: 0 },
      { ...inNorth, panelReads: 1 },
    ]);
    await sites.close();
  });

  it('is no part of the log or of the stored state', async () => {
    const values: unknown[] = [];
    const record = async (...args: unknown[]) => {
      values.push(args);
      return null;
    };
    const state = {
      run: record,
      get: record,
      set: async (...args: unknown[]) => void values.push(args),
      health: () => ({ isUp: true, since: 0 }),
      begun: Promise.resolve(undefined),
      close: () => undefined,
    };
    servePanelOf('ePanelCanary');
    await start({}, { state });
    for (const ms of [0, 1_000, 5_000]) {
      now += ms;
      await gateway.query('{ patients { id } }');
    }
    expect(gateway.logLines.length).toBeGreaterThan(0);
    expect(JSON.stringify([values, gateway.logLines])).not.toContain('ePanelCanary');
  });
});
