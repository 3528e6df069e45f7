import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';

const WARNING = { code: '59204', resourceType: 'List' };

let sandbox: Sandbox;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await startSandbox({ partialWarnings: false });
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Starts a gateway whose panel is a List, with a warning of Epic that entries may be missing. */
async function start(isPanelOnly: boolean): Promise<void> {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    server: { isPanelOnly, panelCacheSeconds: 15 },
  });
  const value = sandbox.panels.list.split('|').at(-1);
  const entry = [CAMILA_LOPEZ, DERRICK_LIN].map((id) => ({ item: { reference: `Patient/${id}` } }));
  const list = {
    resourceType: 'List',
    id: 'eL',
    status: 'current',
    mode: 'working',
    identifier: [{ value }],
    entry,
  };
  const issue = [
    {
      severity: 'warning',
      code: 'processing',
      details: { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '59204' }] },
    },
  ];
  sandbox.fault({
    match: { resourceType: 'List' },
    times: Infinity,
    kind: 'json',
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        { resource: list, search: { mode: 'match' } },
        { resource: { resourceType: 'OperationOutcome', issue }, search: { mode: 'outcome' } },
      ],
    },
  });
}

describe('the warnings of an incomplete panel', () => {
  it.each([false, true])(
    'reach each operation that lists its patients, also from memory, where it limits access: %s',
    async (isPanelOnly) => {
      await start(isPanelOnly);
      for (const query of [
        '{ patients { id } }',
        '{ patients { id } }',
        '{ patientsConnection { nodes { id } } }',
      ]) {
        const { errors, extensions } = await gateway.query(query);
        expect(errors).toBeUndefined();
        expect(extensions?.fhir.warnings).toMatchObject([WARNING]);
      }
    },
  );

  it.each([false, true])(
    'reach an operation that lists appointments of a day, where it limits access: %s',
    async (isPanelOnly) => {
      await start(isPanelOnly);
      const { errors, extensions } = await gateway.query('{ appointments(date: "2026-06-15") { id } }');
      expect(errors).toBeUndefined();
      expect(extensions?.fhir.warnings).toContainEqual(expect.objectContaining(WARNING));
    },
  );

  it.each([
    `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`,
    `{ patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { id } }`,
    `{ appointments(date: "2026-06-15", patients: ["${CAMILA_LOPEZ}"]) { id } }`,
  ])('reach no operation that only is limited by it: %s', async (query) => {
    await start(true);
    const { errors, extensions } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(extensions?.fhir.warnings).not.toContainEqual(expect.objectContaining(WARNING));
  });
});
