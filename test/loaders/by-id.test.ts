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

/** What aliases for existing patients answer. */
function each(asked: readonly string[]): Record<string, { id: string }> {
  return Object.fromEntries(asked.map((id, index) => [`p${index}`, { id }]));
}

describe('patients by id', () => {
  it('are searched ten at a time: 25 aliases make 3 searches', async () => {
    await start();
    const asked = ids(25);
    const { data, errors, extensions, calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(errors).toBeUndefined();
    expect(data).toEqual(each(asked));
    expect(extensions?.fhir).toEqual({ requests: 3, estimatedRequests: 3, warnings: [] });
    expect(calls.toSorted()).toEqual(
      [
        `Patient?_count=10&_id=${asked.slice(0, 10).join(',')}`,
        `Patient?_count=10&_id=${asked.slice(10, 20).join(',')}`,
        `Patient?_count=5&_id=${asked.slice(20).join(',')}`,
      ].toSorted(),
    );
  });

  it('are requested once, however often they are in an operation', async () => {
    await start();
    const asked = [...ids(10), ...ids(10), ...ids(10)];
    const { data, calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(data).toEqual(each(asked));
    expect(calls).toEqual([`Patient?_count=10&_id=${ids(10).join(',')}`]);
  });

  it('are requested again by each operation, since patients are not cached', async () => {
    await start();
    await ask(gateway, sandbox, patientAliases(ids(2)));
    const { calls } = await ask(gateway, sandbox, patientAliases(ids(2)));
    expect(calls).toHaveLength(1);
  });

  it('are read where there is only one', async () => {
    await start();
    const { data, calls } = await ask(gateway, sandbox, patientAliases([CAMILA_LOPEZ], 'id fullName'));
    expect(data).toEqual({ p0: { id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' } });
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`]);
  });

  it('are read where one is left over beside a full search', async () => {
    await start();
    const asked = ids(11);
    const { calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(calls.toSorted()).toEqual([
      `Patient/${asked[10]}`,
      `Patient?_count=10&_id=${asked.slice(0, 10).join(',')}`,
    ]);
  });

  it('are each read where batches are of one', async () => {
    await start({ idBatchSize: 1 });
    const asked = ids(12);
    const { data, calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(data).toEqual(each(asked));
    expect(calls.toSorted()).toEqual(asked.map((id) => `Patient/${id}`).toSorted());
  });

  it('are requested in batches of the configured size', async () => {
    await start({ idBatchSize: 3 });
    const { calls } = await ask(gateway, sandbox, patientAliases(ids(6)));
    const batches = [ids(3), ids(6).slice(3)];
    expect(calls.toSorted()).toEqual(
      batches.map((batch) => `Patient?_count=3&_id=${batch.join(',')}`).toSorted(),
    );
  });

  it('are answered in the order of the question, not of the answer', async () => {
    await start();
    const asked = [patientShapes.LONG_ID, ELIJAH_DAVIS, CAMILA_LOPEZ, DERRICK_LIN];
    const { data } = await ask(gateway, sandbox, patientAliases(asked));
    expect(data).toEqual(each(asked));
  });

  it('are not taken from records that the server sends unrequested', async () => {
    await start();
    const [asked, other] = [ids(2), sandbox.patients.slice(2, 4)];
    const entry = other.map((resource) => ({ resource, search: { mode: 'match' } }));
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const { data, calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(data).toEqual(each(asked));
    expect(calls[0]).toBe(`Patient?_count=2&_id=${asked.join(',')}`);
    expect(calls.slice(1).toSorted()).toEqual(asked.map((id) => `Patient/${id}`).toSorted());
  });

  it('are read where a server leaves them out of a short page', async () => {
    await start();
    const asked = ids(3);
    const entry = sandbox.patients.slice(0, 2).map((resource) => ({ resource }));
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry, link: [{ relation: 'next', url: '?more' }] },
    });
    const { data, calls } = await ask(gateway, sandbox, patientAliases(asked));
    expect(data).toEqual(each(asked));
    expect(calls).toEqual([`Patient?_count=3&_id=${asked.join(',')}`, `Patient/${asked[2]}`]);
  });
});
