import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import type { Condition, Patient, Stored } from '../../src/fhir/types.ts';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { issueAnyToken, type HapiServer, startHapiServer } from '../support/hapi-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { inputFor, memoryStore, MUTATIONS, newKey, write } from '../support/writing.ts';

const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };
const PROBLEMS = '{ patient(id: "p1") { problems { id } } }';

function problem(id: string): Stored<Condition> {
  return {
    resourceType: 'Condition',
    id,
    subject: { reference: 'Patient/p1' },
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item' },
        ],
      },
    ],
    code: { text: id },
  };
}

let server: HapiServer;
let gateway: Gateway;

beforeEach(async () => {
  server = await startHapiServer([PATIENT, problem('c1')], { intercept: issueAnyToken });
  const { privateKey } = rsa();
  const credentials = { clientId: 'any', privateKey, keyId: 'any' };
  gateway = await startGateway(
    { baseUrl: server.baseUrl, credentials },
    { connection: { tokenUrl: new URL('/token', server.baseUrl).href }, store: memoryStore() },
  );
});

afterEach(async () => {
  await gateway.close();
  await server.close();
});

describe('a problem list, where the FHIR server caches search results for a minute', () => {
  it('shows a problem that another system has added, although the FHIR server caches search results', async () => {
    const before = await gateway.query(PROBLEMS);
    server.resources.set('Condition/c2', problem('c2'));
    const after = await gateway.query(PROBLEMS);
    expect([before.data, after.data]).toEqual([
      { patient: { problems: [{ id: 'c1' }] } },
      { patient: { problems: [{ id: 'c1' }, { id: 'c2' }] } },
    ]);
  });

  it('shows a problem that the gateway has added, although the FHIR server caches search results', async () => {
    await gateway.query(PROBLEMS);
    const input = {
      patientId: 'p1',
      problem: { system: 'SNOMED', code: '38341003', name: 'Hypertension' },
    };
    const added = await gateway.query(MUTATIONS.addProblem, { input, key: newKey() });
    const id = at(added.data, 'addProblem', 'id');
    expect([added.errors, at(added.data, 'addProblem', 'status'), typeof id]).toEqual([
      undefined,
      'CREATED',
      'string',
    ]);
    expect((await gateway.query(PROBLEMS)).data).toEqual({ patient: { problems: [{ id }, { id: 'c1' }] } });
  });
});

describe('a search in flight during a write', () => {
  it('does not share a search in flight with an identical one that begins after a write', async () => {
    const sandbox = await borrowSandbox();
    const other = await startGateway(sandbox, { store: memoryStore() });
    const list = `{ patient(id: "${CAMILA_LOPEZ}") { vitalSigns(first: 20) { id } } }`;
    const hold = sandbox.hold({ operation: 'search', resourceType: 'Observation' }, 'carried-out');
    const earlier = other.query(list);
    await expect.poll(() => hold.arrived).toBe(1);
    const added = await write(other, 'recordVitalSigns', inputFor('recordVitalSigns', sandbox));
    const later = other.query(list);
    await expect.poll(() => hold.arrived).toBe(2);
    hold.release();
    const id = at(added.payload, 'readings', 0, 'id');
    expect(id).toEqual(matching(/./));
    expect(JSON.stringify((await earlier).data)).not.toContain(String(id));
    expect(JSON.stringify((await later).data)).toContain(String(id));
    await other.close();
    await sandbox.close();
  });
});
