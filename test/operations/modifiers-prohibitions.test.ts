import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { PATIENT, createRecord } from '../support/modified-records.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function startServerWith(...records: readonly RecordOfServer[]): Promise<RecordServer> {
  const server = await startRecordServer([createRecord('Patient', PATIENT), ...records]);
  opened.push(server);
  return server;
}

async function startGatewayWith(...records: readonly RecordOfServer[]): Promise<Gateway> {
  const gateway = await startGateway(await startServerWith(...records));
  opened.push(gateway);
  return gateway;
}

async function queryPatient(gateway: Gateway, selections: string) {
  const { data, errors, extensions } = await gateway.query(`{ patient(id: "${PATIENT}") { ${selections} } }`);
  expect(errors).toBeUndefined();
  return { patient: at(data, 'patient'), ...extensions?.fhir };
}

const NO_ASPIRIN = createRecord('MedicationRequest', 'no-aspirin', {
  status: 'active',
  intent: 'order',
  doNotPerform: true,
  medicationCodeableConcept: { text: 'aspirin' },
});
const METFORMIN = createRecord('MedicationRequest', 'metformin', {
  status: 'active',
  medicationCodeableConcept: { text: 'metformin' },
});
const NO_CUFF = createRecord('ServiceRequest', 'no-cuff', {
  status: 'active',
  doNotPerform: true,
  code: { text: 'blood pressure on the left arm' },
});
const LABS = createRecord('ServiceRequest', 'labs', { status: 'active', code: { text: 'blood count' } });
const PLAN = createRecord('CarePlan', 'plan', {
  status: 'active',
  activity: [
    { detail: { status: 'in-progress', description: 'walk' } },
    { detail: { status: 'in-progress', description: 'lift weights', doNotPerform: true } },
  ],
});
const RECORDS = [NO_ASPIRIN, METFORMIN, NO_CUFF, LABS, PLAN];
const PROHIBITIONS =
  'prohibitions { text isInForce path record { __typename ... on MedicationRequest { id doNotPerform } ... on ServiceRequest { id doNotPerform } ... on CarePlan { id } } }';

describe('the audit of prohibitions', () => {
  it('names only the records with a prohibition', async () => {
    const order = { resourceType: 'ServiceRequest', id: 'order', status: 'active', doNotPerform: true };
    // No activity refers to the contained order.
    const scanned = createRecord('CarePlan', 'scanned', { status: 'active', contained: [order] });
    const server = await startServerWith(...RECORDS, scanned);
    const kept = createMemoryAudit({ upstream: server.baseUrl });
    const gateway = await startGateway(server, { server: { audit: kept.audit } });
    opened.push(gateway);
    await queryPatient(gateway, PROHIBITIONS);
    const names = [...JSON.stringify(kept.take()).matchAll(/(?:Request|CarePlan)\/([^"]+)"/g)].map(
      ([, id = '']) => id,
    );
    expect(names.toSorted()).toEqual(['no-aspirin', 'no-cuff', 'plan']);
  });
});

describe('a prohibition', () => {
  it('lists prohibitions of every type with their records [CS-27]', async () => {
    const { patient } = await queryPatient(await startGatewayWith(...RECORDS), PROHIBITIONS);
    expect(at(patient, 'prohibitions')).toEqual([
      {
        text: 'Do not give: aspirin',
        isInForce: true,
        path: 'MedicationRequest.doNotPerform',
        record: { __typename: 'MedicationRequest', id: 'no-aspirin', doNotPerform: true },
      },
      {
        text: 'Do not perform: blood pressure on the left arm',
        isInForce: true,
        path: 'ServiceRequest.doNotPerform',
        record: { __typename: 'ServiceRequest', id: 'no-cuff', doNotPerform: true },
      },
      {
        text: 'Do not perform: lift weights',
        isInForce: true,
        path: 'CarePlan.activity[1].detail.doNotPerform',
        record: { __typename: 'CarePlan', id: 'plan' },
      },
    ]);
  });

  it('never lists a prohibition among medications, requests or activities, whatever `include` selects [CS-27]', async () => {
    const every = 'include: [ENTERED_IN_ERROR, REFUTED, PROPOSED, SUPERSEDED, NOT_DONE]';
    const { patient, warnings } = await queryPatient(
      await startGatewayWith(...RECORDS),
      `medications { id } all: medications(${every}) { id } medicationsConnection { nodes { id } }
       active: medications(status: [ACTIVE]) { id } serviceRequests(${every}) { id }
       serviceRequestsConnection { edges { node { id } } }
       carePlans { activities { name } prohibitions { name } }`,
    );
    expect(patient).toEqual({
      medications: [{ id: 'metformin' }],
      all: [{ id: 'metformin' }],
      active: [{ id: 'metformin' }],
      medicationsConnection: { nodes: [{ id: 'metformin' }] },
      serviceRequests: [{ id: 'labs' }],
      serviceRequestsConnection: { edges: [{ node: { id: 'labs' } }] },
      carePlans: [{ activities: [{ name: 'walk' }], prohibitions: [{ name: 'lift weights' }] }],
    });
    const omitted = warnings?.filter(({ code }) => code === 'PROHIBITIONS_LEFT_OUT');
    expect(omitted).toHaveLength(7);
    expect(omitted).toContainEqual({
      code: 'PROHIBITIONS_LEFT_OUT',
      resourceType: 'MedicationRequest',
      message: 'The list leaves out 1 order not to give or do something: see `prohibitions`.',
      path: ['patient', 'medicationsConnection'],
    });
  });

  it('returns doNotPerform for a prohibition that is read by id', async () => {
    const gateway = await startGatewayWith(...RECORDS);
    const { data } = await gateway.query(
      '{ medicationRequest(id: "no-aspirin") { doNotPerform } serviceRequest(id: "no-cuff") { doNotPerform } }',
    );
    expect(data).toEqual({
      medicationRequest: { doNotPerform: true },
      serviceRequest: { doNotPerform: true },
    });
  });

  it('lists a prohibition that is only proposed or has ended, but not one that was entered in error [CS-27]', async () => {
    const gateway = await startGatewayWith(
      { ...NO_ASPIRIN, id: 'a', status: 'stopped' },
      { ...NO_ASPIRIN, id: 'b', intent: 'proposal' },
      { ...NO_ASPIRIN, id: 'c', status: 'entered-in-error' },
    );
    const { patient } = await queryPatient(gateway, 'prohibitions { text isInForce }');
    expect(at(patient, 'prohibitions')).toEqual([
      { text: 'Do not give: aspirin (proposed)', isInForce: true },
      { text: 'Do not give: aspirin (no longer in force)', isInForce: false },
    ]);
  });

  it('names a prohibition after its Medication where the order has no name', async () => {
    const { medicationCodeableConcept: _named, ...order } = NO_ASPIRIN;
    const gateway = await startGatewayWith(
      { ...order, medicationReference: { reference: 'Medication/warfarin' } },
      { resourceType: 'Medication', id: 'warfarin', code: { text: 'warfarin 5 mg' } },
    );
    const { patient, requests, estimatedRequests } = await queryPatient(gateway, 'prohibitions { text }');
    expect(at(patient, 'prohibitions')).toEqual([{ text: 'Do not give: warfarin 5 mg' }]);
    expect(requests).toBe(5);
    expect(estimatedRequests).toBeGreaterThanOrEqual(5);
  });

  it('finds a prohibition among any number of other orders', async () => {
    const others = Array.from({ length: 150 }, (_, number) =>
      createRecord('MedicationRequest', `m${number}`, { status: 'active', authoredOn: '2024-01-01' }),
    );
    const old = { ...NO_ASPIRIN, authoredOn: '2001-01-01' };
    const { patient } = await queryPatient(await startGatewayWith(...others, old), 'prohibitions { text }');
    expect(at(patient, 'prohibitions')).toEqual([{ text: 'Do not give: aspirin' }]);
  });
});

describe('the searches for prohibitions', () => {
  it('shares the searches for prohibitions with the lists, and estimates them', async () => {
    const server = await startServerWith(...RECORDS);
    const gateway = await startGateway(server);
    opened.push(gateway);
    const onlyProhibitions = await queryPatient(gateway, 'prohibitions { text }');
    expect(onlyProhibitions.requests).toBe(4);
    // The patient, three searches, and one for the Medications of orders without a name.
    expect(onlyProhibitions.estimatedRequests).toBe(5);
    const { requests } = await queryPatient(
      gateway,
      'prohibitions { text } medications(status: [ACTIVE]) { name } serviceRequests { name } carePlans { title }',
    );
    expect(requests).toBe(4);
  });
});

describe('prohibitions for a caller who cannot read all of them', () => {
  it('does not name a prohibition after a Medication that the caller may not read', async () => {
    const { medicationCodeableConcept: _named, ...order } = NO_ASPIRIN;
    const server = await startServerWith(
      { ...order, medicationReference: { reference: 'Medication/warfarin' } },
      { resourceType: 'Medication', id: 'warfarin', code: { text: 'warfarin 5 mg' } },
    );
    const provider = await startIdentityProvider();
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    opened.push(provider, gateway);
    const authorization = await provider.bearer('user/Patient.rs user/MedicationRequest.rs');
    const document = `{ patient(id: "${PATIENT}") { prohibitions { text } } }`;
    const { data } = await gateway.query(document, {}, { authorization });
    expect(data).toEqual({
      patient: { prohibitions: [{ text: 'Do not give: name unavailable, see record' }] },
    });
  });

  it('lists the prohibitions that the caller can read, with a warning that has their path [CS-28]', async () => {
    const server = await startServerWith(...RECORDS);
    const provider = await startIdentityProvider();
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    opened.push(provider, gateway);
    const document = `{ patient(id: "${PATIENT}") { prohibitions { text } } }`;
    const queryAs = async (scopes: string) =>
      gateway.query(document, {}, { authorization: await provider.bearer(scopes) });
    const some = await queryAs('user/Patient.rs user/MedicationRequest.rs');
    expect(some.errors).toBeUndefined();
    expect(some.data).toEqual({ patient: { prohibitions: [{ text: 'Do not give: aspirin' }] } });
    const incomplete = some.extensions?.fhir.warnings.filter(
      ({ code }) => code === 'PROHIBITIONS_INCOMPLETE',
    );
    expect(incomplete?.map(({ resourceType }) => resourceType)).toEqual(['ServiceRequest', 'CarePlan']);
    expect(incomplete).toContainEqual(expect.objectContaining({ path: ['patient', 'prohibitions'] }));
    const none = await queryAs('user/Patient.rs');
    expect(none.data).toEqual({ patient: { prohibitions: null } });
    expect(none.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
