import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENT, record } from '../support/modified-records.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serverFor(...records: readonly RecordOfServer[]): Promise<RecordServer> {
  const server = await startRecordServer([record('Patient', PATIENT), ...records]);
  opened.push(server);
  return server;
}

async function gatewayFor(...records: readonly RecordOfServer[]): Promise<Gateway> {
  const gateway = await startGateway(await serverFor(...records));
  opened.push(gateway);
  return gateway;
}

async function shownBy(gateway: Gateway, selections: string) {
  const { data, errors, extensions } = await gateway.query(`{ patient(id: "${PATIENT}") { ${selections} } }`);
  expect(errors).toBeUndefined();
  return { patient: at(data, 'patient'), ...extensions?.fhir };
}

const NO_ASPIRIN = record('MedicationRequest', 'no-aspirin', {
  status: 'active',
  intent: 'order',
  doNotPerform: true,
  medicationCodeableConcept: { text: 'aspirin' },
});
const METFORMIN = record('MedicationRequest', 'metformin', {
  status: 'active',
  medicationCodeableConcept: { text: 'metformin' },
});
const NO_CUFF = record('ServiceRequest', 'no-cuff', {
  status: 'active',
  doNotPerform: true,
  code: { text: 'blood pressure on the left arm' },
});
const LABS = record('ServiceRequest', 'labs', { status: 'active', code: { text: 'blood count' } });
const PLAN = record('CarePlan', 'plan', {
  status: 'active',
  activity: [
    { detail: { status: 'in-progress', description: 'walk' } },
    { detail: { status: 'in-progress', description: 'lift weights', doNotPerform: true } },
  ],
});
const RECORDS = [NO_ASPIRIN, METFORMIN, NO_CUFF, LABS, PLAN];
const PROHIBITIONS =
  'prohibitions { text isInForce path record { __typename ... on MedicationRequest { id doNotPerform } ... on ServiceRequest { id doNotPerform } ... on CarePlan { id } } }';

describe('what is forbidden', () => {
  it('is in prohibitions, by every type, with its record', async () => {
    const { patient } = await shownBy(await gatewayFor(...RECORDS), PROHIBITIONS);
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

  it('is never in a list of what to give or do, whatever is included', async () => {
    const every = 'include: [ENTERED_IN_ERROR, REFUTED, PROPOSED, SUPERSEDED, NOT_DONE]';
    const { patient, warnings } = await shownBy(
      await gatewayFor(...RECORDS),
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
    const told = warnings?.filter(({ code }) => code === 'PROHIBITIONS_LEFT_OUT');
    expect(told).toHaveLength(6);
    expect(told).toContainEqual({
      code: 'PROHIBITIONS_LEFT_OUT',
      resourceType: 'MedicationRequest',
      message: 'The list leaves out 1 order not to give or do something: see `prohibitions`.',
      path: ['patient', 'medicationsConnection'],
    });
  });

  it('says so where it is read by id', async () => {
    const gateway = await gatewayFor(...RECORDS);
    const { data } = await gateway.query(
      '{ medicationRequest(id: "no-aspirin") { doNotPerform } serviceRequest(id: "no-cuff") { doNotPerform } }',
    );
    expect(data).toEqual({
      medicationRequest: { doNotPerform: true },
      serviceRequest: { doNotPerform: true },
    });
  });

  it('is listed too if it is only proposed or has ended, and not if it is an error', async () => {
    const gateway = await gatewayFor(
      { ...NO_ASPIRIN, id: 'a', status: 'stopped' },
      { ...NO_ASPIRIN, id: 'b', intent: 'proposal' },
      { ...NO_ASPIRIN, id: 'c', status: 'entered-in-error' },
    );
    const { patient } = await shownBy(gateway, 'prohibitions { text isInForce }');
    expect(at(patient, 'prohibitions')).toEqual([
      { text: 'Do not give: aspirin (proposed)', isInForce: true },
      { text: 'Do not give: aspirin (no longer in force)', isInForce: false },
    ]);
  });

  it('is named by its Medication where the order does not name it', async () => {
    const { medicationCodeableConcept: _named, ...order } = NO_ASPIRIN;
    const gateway = await gatewayFor(
      { ...order, medicationReference: { reference: 'Medication/warfarin' } },
      { resourceType: 'Medication', id: 'warfarin', code: { text: 'warfarin 5 mg' } },
    );
    const { patient, requests, estimatedRequests } = await shownBy(gateway, 'prohibitions { text }');
    expect(at(patient, 'prohibitions')).toEqual([{ text: 'Do not give: warfarin 5 mg' }]);
    expect(requests).toBe(4);
    expect(estimatedRequests).toBeGreaterThanOrEqual(4);
  });

  it('is found however many other orders there are', async () => {
    const others = Array.from({ length: 150 }, (_, number) =>
      record('MedicationRequest', `m${number}`, { status: 'active', authoredOn: '2024-01-01' }),
    );
    const old = { ...NO_ASPIRIN, authoredOn: '2001-01-01' };
    const { patient } = await shownBy(await gatewayFor(...others, old), 'prohibitions { text }');
    expect(at(patient, 'prohibitions')).toEqual([{ text: 'Do not give: aspirin' }]);
  });
});

describe('the searches of prohibitions', () => {
  it('are those of the lists, and are priced', async () => {
    const server = await serverFor(...RECORDS);
    const gateway = await startGateway(server);
    opened.push(gateway);
    const alone = await shownBy(gateway, 'prohibitions { text }');
    expect(alone.requests).toBe(3);
    // The patient, three searches, and the Medications that the orders may leave unnamed.
    expect(alone.estimatedRequests).toBe(5);
    const { requests } = await shownBy(
      gateway,
      'prohibitions { text } medications(status: [ACTIVE]) { name } serviceRequests { name } carePlans { title }',
    );
    expect(requests).toBe(3);
  });
});

describe('prohibitions of a caller who cannot read all of them', () => {
  it('stand without a name that the caller may not read', async () => {
    const { medicationCodeableConcept: _named, ...order } = NO_ASPIRIN;
    const server = await serverFor(
      { ...order, medicationReference: { reference: 'Medication/warfarin' } },
      { resourceType: 'Medication', id: 'warfarin', code: { text: 'warfarin 5 mg' } },
    );
    const provider = await startIdentityProvider();
    const gateway = await startGateway(server, { callers: provider.checks() });
    opened.push(provider, gateway);
    const authorization = await provider.bearer('user/Patient.rs user/MedicationRequest.rs');
    const document = `{ patient(id: "${PATIENT}") { prohibitions { text } } }`;
    const { data } = await gateway.query(document, {}, { authorization });
    expect(data).toEqual({
      patient: { prohibitions: [{ text: 'Do not give: name unavailable, see record' }] },
    });
  });

  it('lists what the caller can read, with a warning of its path', async () => {
    const server = await serverFor(...RECORDS);
    const provider = await startIdentityProvider();
    const gateway = await startGateway(server, { callers: provider.checks() });
    opened.push(provider, gateway);
    const document = `{ patient(id: "${PATIENT}") { prohibitions { text } } }`;
    const ask = async (scopes: string) =>
      gateway.query(document, {}, { authorization: await provider.bearer(scopes) });
    const some = await ask('user/Patient.rs user/MedicationRequest.rs');
    expect(some.errors).toBeUndefined();
    expect(some.data).toEqual({ patient: { prohibitions: [{ text: 'Do not give: aspirin' }] } });
    const incomplete = some.extensions?.fhir.warnings.filter(
      ({ code }) => code === 'PROHIBITIONS_INCOMPLETE',
    );
    expect(incomplete?.map(({ resourceType }) => resourceType)).toEqual(['ServiceRequest', 'CarePlan']);
    expect(incomplete).toContainEqual(expect.objectContaining({ path: ['patient', 'prohibitions'] }));
    const none = await ask('user/Patient.rs');
    expect(none.data).toEqual({ patient: { prohibitions: null } });
    expect(none.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
