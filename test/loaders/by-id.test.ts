import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, patientShapes } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask, patientAliases } from '../support/upstream.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

afterAll(() => sandbox.close());

async function start(limits: GatewayOptions['limits'] = {}): Promise<void> {
  gateway = await startGateway(sandbox, { limits });
}

function ids(count: number): string[] {
  return sandbox.patients.slice(0, count).map(({ id }) => id);
}

/** Returns the response to aliases of existing patients. */
function responseFor(requestedIds: readonly string[]): Record<string, { id: string }> {
  return Object.fromEntries(requestedIds.map((id, index) => [`p${index}`, { id }]));
}

describe('patients by id', () => {
  it('searches ten ids at a time: three searches for 25 aliases', async () => {
    await start();
    const requestedIds = ids(25);
    const { data, errors, extensions, calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(errors).toBeUndefined();
    expect(data).toEqual(responseFor(requestedIds));
    expect(extensions?.fhir).toEqual({ requests: 3, estimatedRequests: 3, warnings: [] });
    expect(calls.toSorted()).toEqual(
      [
        `Patient?_count=10&_id=${requestedIds.slice(0, 10).join(',')}`,
        `Patient?_count=10&_id=${requestedIds.slice(10, 20).join(',')}`,
        `Patient?_count=5&_id=${requestedIds.slice(20).join(',')}`,
      ].toSorted(),
    );
  });

  it('requests a patient once per operation', async () => {
    await start();
    const requestedIds = [...ids(10), ...ids(10), ...ids(10)];
    const { data, calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(data).toEqual(responseFor(requestedIds));
    expect(calls).toEqual([`Patient?_count=10&_id=${ids(10).join(',')}`]);
  });

  it('requests a patient again in the next operation, because patients are not cached', async () => {
    await start();
    await ask(gateway, sandbox, patientAliases(ids(2)));
    const { calls } = await ask(gateway, sandbox, patientAliases(ids(2)));
    expect(calls).toHaveLength(1);
  });

  it('reads a single id instead of searching', async () => {
    await start();
    const { data, calls } = await ask(gateway, sandbox, patientAliases([CAMILA_LOPEZ], 'id fullName'));
    expect(data).toEqual({ p0: { id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' } });
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`]);
  });

  it('reads the one id that a full batch leaves over', async () => {
    await start();
    const requestedIds = ids(11);
    const { calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(calls.toSorted()).toEqual([
      `Patient/${requestedIds[10]}`,
      `Patient?_count=10&_id=${requestedIds.slice(0, 10).join(',')}`,
    ]);
  });

  it('reads each id if the batch size is one', async () => {
    await start({ idBatchSize: 1 });
    const requestedIds = ids(12);
    const { data, calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(data).toEqual(responseFor(requestedIds));
    expect(calls.toSorted()).toEqual(requestedIds.map((id) => `Patient/${id}`).toSorted());
  });

  it('searches in batches of the configured size', async () => {
    await start({ idBatchSize: 3 });
    const { calls } = await ask(gateway, sandbox, patientAliases(ids(6)));
    const batches = [ids(3), ids(6).slice(3)];
    expect(calls.toSorted()).toEqual(
      batches.map((batch) => `Patient?_count=3&_id=${batch.join(',')}`).toSorted(),
    );
  });

  it('returns patients in the order of the operation, not of the searchset', async () => {
    await start();
    const requestedIds = [patientShapes.LONG_ID, ELIJAH_DAVIS, CAMILA_LOPEZ, DERRICK_LIN];
    const { data } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(data).toEqual(responseFor(requestedIds));
  });

  it('ignores records that the search did not request', async () => {
    await start();
    const [requestedIds, other] = [ids(2), sandbox.patients.slice(2, 4)];
    const entry = other.map((resource) => ({ resource, search: { mode: 'match' } }));
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const { data, calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(data).toEqual(responseFor(requestedIds));
    expect(calls[0]).toBe(`Patient?_count=2&_id=${requestedIds.join(',')}`);
    expect(calls.slice(1).toSorted()).toEqual(requestedIds.map((id) => `Patient/${id}`).toSorted());
  });

  it('reads ids that a short page omits', async () => {
    await start();
    const requestedIds = ids(3);
    const entry = sandbox.patients.slice(0, 2).map((resource) => ({ resource }));
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry, link: [{ relation: 'next', url: '?more' }] },
    });
    const { data, calls } = await ask(gateway, sandbox, patientAliases(requestedIds));
    expect(data).toEqual(responseFor(requestedIds));
    expect(calls).toEqual([`Patient?_count=3&_id=${requestedIds.join(',')}`, `Patient/${requestedIds[2]}`]);
  });
});
