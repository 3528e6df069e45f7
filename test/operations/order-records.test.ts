import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startHapiPatient } from '../support/hapi-patient.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createRecord, PATIENT } from '../support/modified-records.ts';
import { type RecordOfServer, startRecordServer } from '../support/record-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

const open: { close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

describe('the administrations and dispenses of orders at Epic', () => {
  let sandbox: Sandbox;
  let gateway: Gateway;

  beforeEach(async () => {
    sandbox = await borrowSandbox();
    gateway = await startGateway(sandbox);
    open.push(sandbox, gateway);
  });

  it('are those that refer to each order, and cost one search of each type for all orders', async () => {
    const all = '(first: 100, include: [NOT_DONE, ENTERED_IN_ERROR])';
    const { data, errors, calls } = await ask(
      gateway,
      sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") {
        medications(first: 100, include: [ENTERED_IN_ERROR, PROPOSED]) {
          id administrations${all} { id request { reference } } dispenses${all} { id prescriptions { reference } }
        }
        medicationAdministrations${all} { id request { reference } } medicationDispenses${all} { id prescriptions { reference } }
      } }`,
    );
    expect(errors).toBeUndefined();
    expect(calls.toSorted()).toEqual(
      ['MedicationAdministration', 'MedicationDispense', 'MedicationRequest'].map(
        (type) => `${type}?_count=999&patient=${CAMILA_LOPEZ}`,
      ),
    );
    const patient = at(data, 'patient');
    const orders = listAt(patient, 'medications');
    expect(orders.length).toBeGreaterThan(2);
    for (const order of orders)
      expect(
        new Set(
          [...listAt(order, 'administrations'), ...listAt(order, 'dispenses')].map((record) =>
            String(at(record, 'request', 'reference') ?? at(record, 'prescriptions', 0, 'reference')),
          ),
        ),
      ).toEqual(new Set([`MedicationRequest/${String(at(order, 'id'))}`].filter(() => hasRecords(order))));
    for (const [field, list] of Object.entries(LISTS)) {
      const ofOrders = orders.flatMap((order) =>
        listAt(order, field).map((record) => String(at(record, 'id'))),
      );
      const ofPatient = listAt(patient, list).map((record) => String(at(record, 'id')));
      expect(ofPatient.length).toBeGreaterThan(0);
      expect(ofOrders.toSorted()).toEqual(ofPatient.toSorted());
    }
  });

  it('are searched by order if the operation selects one order, where Epic documents that', async () => {
    const listed = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { medications { id } } }`);
    const id = String(at(listed.data, 'patient', 'medications', 0, 'id'));
    const { calls } = await ask(
      gateway,
      sandbox,
      `{ medicationRequest(id: "${id}") { administrations { id } dispenses { id } } }`,
    );
    expect(calls.toSorted()).toEqual([
      `MedicationAdministration?_count=999&patient=${CAMILA_LOPEZ}&request=MedicationRequest/${id}`,
      `MedicationDispense?_count=999&patient=${CAMILA_LOPEZ}`,
      `MedicationRequest/${id}`,
    ]);
  });
});

const LISTS = { administrations: 'medicationAdministrations', dispenses: 'medicationDispenses' } as const;

function listAt(parent: unknown, field: string): readonly unknown[] {
  const list = at(parent, field);
  return Array.isArray(list) ? list : [];
}

function hasRecords(order: unknown): boolean {
  return Object.keys(LISTS).some((field) => listAt(order, field).length > 0);
}

const order = createRecord('MedicationRequest', 'r1', { status: 'active', intent: 'order' });
const dispense = (id: string, more: object): RecordOfServer =>
  createRecord('MedicationDispense', id, { status: 'completed', ...more });
const filling = (reference: string): object => ({ authorizingPrescription: [{ reference }] });

describe('the dispenses of an order', () => {
  it('leave out what was not done, with a warning at the order, and orders of other servers [CS-34]', async () => {
    const subject = { reference: 'Patient/p1' };
    const records = [
      { ...order, subject },
      dispense('d1', { ...filling('MedicationRequest/r1'), subject, whenHandedOver: '2026-01-01' }),
      dispense('d2', {
        ...filling('MedicationRequest/r1/_history/2'),
        subject,
        whenHandedOver: '2026-02-01',
      }),
      dispense('d3', { ...filling('MedicationRequest/r1'), subject, status: 'declined' }),
      dispense('d4', { ...filling('https://other.example/R4/MedicationRequest/r1'), subject }),
      dispense('d5', { ...filling('MedicationRequest/r2'), subject, status: 'declined' }),
      dispense('d6', { authorizingPrescription: 'r1', subject }),
    ];
    const patient = await startHapiPatient(records);
    open.push(patient);
    const { data, errors, extensions } = await patient.gateway.query(
      '{ patient(id: "p1") { medications { dispenses { id } } } }',
    );
    expect([at(data, 'patient', 'medications'), errors]).toEqual([
      [{ dispenses: [{ id: 'd2' }, { id: 'd1' }] }],
      undefined,
    ]);
    const [warning, ...others] = extensions?.fhir.warnings ?? [];
    expect(warning).toMatchObject({
      code: 'NOT_DONE_LEFT_OUT',
      path: ['patient', 'medications', 0, 'dispenses'],
    });
    expect([warning?.message.includes(' 1 record '), others]).toEqual([true, []]);
  });

  it('are null with an error for a caller who may not search dispenses, and show no error’s order to patients', async () => {
    const provider = await startIdentityProvider();
    const server = await startRecordServer([
      createRecord('Patient', PATIENT),
      order,
      dispense('error', { ...filling('MedicationRequest/r1'), status: 'entered-in-error' }),
    ]);
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    open.push(provider, server, gateway);
    const read = async (scopes: string) => {
      const authorization = await provider.bearer(scopes, { patient: PATIENT });
      const { data, errors } = await gateway.query(
        `{ patient(id: "${PATIENT}") { medications { dispenses(include: [ENTERED_IN_ERROR]) { id } } } }`,
        {},
        { authorization },
      );
      return [at(data, 'patient', 'medications', 0, 'dispenses'), errors?.map((one) => one.extensions.code)];
    };
    expect(await read('user/Patient.rs user/MedicationRequest.rs')).toEqual([null, ['FORBIDDEN']]);
    expect(await read('user/*.rs')).toEqual([[{ id: 'error' }], undefined]);
    expect(await read('patient/*.rs')).toEqual([[], undefined]);
  });
});
