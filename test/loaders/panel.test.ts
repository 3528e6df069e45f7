import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Operations, startOperations } from '../support/operation.ts';
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

describe('the panel that limits what callers may see', () => {
  it('starts and ends memberships by the clock of the gateway', async () => {
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
