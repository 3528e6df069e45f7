import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, seededResources } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFINED_FILTERS } from '../../src/fhir/defined-filters.ts';
import { isAboutPatients, isSharedType } from '../../src/fhir/resource-kinds.ts';
import {
  factsOf,
  isResourceType,
  patientParameterOf,
  RECORD_TYPES,
  type ResourceType,
} from '../../src/fhir/resources.ts';
import { at, having, including } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const TYPES = Object.entries(RECORD_TYPES).map(([member, type]) => ({ member, type }));
const OF_PATIENTS = TYPES.filter(({ type }) => factsOf(type).patient.length > 0);
const SSN = 'http://hl7.org/fhir/sid/us-ssn';
let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  provider = await startIdentityProvider();
  gateway = await startGateway(sandbox, { callers: provider.tokenVerification() });
  await gateway.client.probe();
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await provider.close();
  await sandbox.close();
});

/** A resource of each type; for a type about patients, one of Camila's. */
function sampleOf(type: ResourceType) {
  const [own] = type === 'Patient' ? sandbox.patients : sandbox.chart(CAMILA_LOPEZ, type);
  return own ?? SEEDED.get(type)?.[0];
}
const SEEDED = Map.groupBy(seededResources(), ({ resourceType }) => resourceType);

async function answerTo(document: string, scopes = 'system/*.rs', patient = CAMILA_LOPEZ) {
  const authorization = await provider.bearer(scopes, { patient });
  return gateway.query<{ found: unknown }>(document, {}, { authorization });
}

const recordOf = (member: string, id = ''): string =>
  `{ found: record(type: ${member}, id: "${id}") { id type status date title isEnteredInError hasUnknownModifier securityLabels { code } resource } }`;
const recordsOf = (member: string, patient = CAMILA_LOPEZ): string =>
  `{ found: patient(id: "${patient}") { records(type: ${member}, first: 100) { id type title } recordsConnection(type: ${member}, first: 100) { nodes { id } edges { node { id } cursor } pageInfo { hasNextPage endCursor } } } }`;

describe("the types in Epic's CapabilityStatement", () => {
  it('types that Epic advertises and the graph cannot read: 0 of 59', async () => {
    const advertised = Object.keys(DEFINED_FILTERS);
    expect(advertised).toHaveLength(59);
    const unread = advertised.filter((type) => !isResourceType(type));
    // A Binary is the content of a document, which `DocumentContent` reads under the guards of the document.
    expect(unread).toEqual(['Binary']);
    const document = sandbox
      .chart(CAMILA_LOPEZ, 'DocumentReference')
      .find(({ content }) => content[0]?.attachment.url);
    const { data } = await answerTo(
      `{ found: documentReference(id: "${document?.id}") { contents { data } } }`,
    );
    expect(at(data.found, 'contents', 0, 'data')).toBeTypeOf('string');
  });

  it.each(TYPES)('reads a $type by its id, with one request', async ({ member, type }) => {
    const sample = sampleOf(type);
    const { data, errors, extensions } = await answerTo(recordOf(member, sample?.id));
    expect({ errors, estimated: extensions?.fhir.estimatedRequests }).toEqual({
      errors: undefined,
      estimated: 1,
    });
    expect(data.found).toMatchObject({ id: sample?.id, type: member, resource: { resourceType: type } });
    expect(sandbox.requests.map(({ operation, resourceType }) => [operation, resourceType])).toEqual([
      ['read', type],
    ]);
  });

  it.each(TYPES)('lists $type of a patient, or says that the server does not', async ({ member, type }) => {
    const { data, errors, extensions } = await answerTo(recordsOf(member));
    expect(errors).toBeUndefined();
    const isListed =
      factsOf(type).patient.length > 0 &&
      gateway.client.latestCapabilities()?.hasSearchParameter(type, patientParameterOf(type)) === true;
    const codes = new Set(extensions?.fhir.warnings.map(({ code }) => code));
    expect([type, codes.has('LIST_NOT_OFFERED')]).toEqual([type, !isListed]);
    // A list for which Epic needs an argument is not searched without it, and says so.
    const isAnswered = isListed && !codes.has('ARGUMENT_NEEDED');
    expect(sandbox.requests.filter(({ operation }) => operation === 'search').length > 0).toBe(isAnswered);
    const nodes = at(data.found, 'recordsConnection', 'nodes');
    expect(at(data.found, 'recordsConnection', 'pageInfo', 'hasNextPage')).toBeTypeOf('boolean');
    // Only one chart has consents.
    const isEmpty = !isAnswered || type === 'Consent';
    expect(nodes).toEqual(isEmpty ? [] : including(having({})));
  });
});

describe('the searches of records', () => {
  it('are shared with the list of the type', async () => {
    const { data } = await answerTo(
      `{ found: patient(id: "${CAMILA_LOPEZ}") { goals(first: 5) { id } records(type: GOAL, first: 5) { id } } }`,
    );
    expect(at(data.found, 'records')).toEqual(at(data.found, 'goals'));
    expect(sandbox.requests.map(({ resourceType }) => resourceType)).toEqual(['Goal']);
  });
});

describe('a record that the caller may not see [T1-I3]', () => {
  it.each(OF_PATIENTS)('is absent for another patient: $type', async ({ member, type }) => {
    const { data, errors } = await answerTo(
      recordOf(member, sampleOf(type)?.id),
      'patient/*.rs',
      DERRICK_LIN,
    );
    expect({ data, errors }).toEqual({ data: { found: null }, errors: undefined });
  });

  it.each(TYPES.filter(({ type }) => !isAboutPatients(factsOf(type)) && !isSharedType(type)))(
    'is absent for callers limited to patients, if it is about several: $type',
    async ({ member, type }) => {
      const { data } = await answerTo(recordOf(member, sampleOf(type)?.id), 'patient/*.rs');
      expect(data).toEqual({ found: null });
    },
  );

  it.each(TYPES)('needs a scope for its type: $type', async ({ member, type }) => {
    const others = TYPES.filter((one) => one.type !== type).map((one) => `user/${one.type}.rs`);
    const { data, errors } = await answerTo(recordOf(member, sampleOf(type)?.id), others.join(' '));
    expect([data.found, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    expect(sandbox.requests).toEqual([]);
  });

  it.each(TYPES.filter(({ type }) => type !== 'Goal'))(
    'is absent under the type of another record: $type',
    async ({ member }) => {
      const { data, errors } = await answerTo(recordOf(member, sampleOf('Goal')?.id));
      expect({ data, errors }).toEqual({ data: { found: null }, errors: undefined });
    },
  );

  it('is absent if a scope covers another category', async () => {
    const [condition] = sandbox.chart(CAMILA_LOPEZ, 'Condition');
    const code = condition?.category?.[0]?.coding?.[0]?.code;
    for (const [category, id] of [
      [code, condition?.id],
      ['none-such', null],
    ])
      expect(
        at(
          (await answerTo(recordOf('CONDITION', condition?.id), `patient/Condition.rs?category=${category}`))
            .data.found,
          'id',
        ) ?? null,
      ).toBe(id);
  });

  it('is not listed for a caller of another patient', async () => {
    const { errors } = await answerTo(
      `{ found: patient(id: "${CAMILA_LOPEZ}") { records(type: BODY_STRUCTURE) { id } } }`,
      'user/Patient.rs patient/BodyStructure.rs',
      DERRICK_LIN,
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('records of a server that sends odd resources', () => {
  const subject = { reference: 'Patient/a' };
  const claim = { resourceType: 'Claim', patient: subject, use: 'claim' };
  const resources = [
    { resourceType: 'Patient', id: 'a' },
    { ...claim, id: 'old', status: 'active', created: '2020-01-01', type: { text: 'Pharmacy' } },
    { ...claim, id: 'new', status: 'draft', created: '2026-01-01' },
    { ...claim, id: 'wrong', status: 'entered-in-error', created: '2026-02-01' },
    { ...claim, id: 'foreign', patient: { reference: 'Patient/b' }, note: subject, status: 'active' },
    { ...claim, id: 'odd', status: 'active', modifierExtension: [{ url: 'urn:x', valueBoolean: true }] },
    { resourceType: 'RequestGroup', id: 'maybe', subject, status: 'active', intent: 'proposal' },
    { resourceType: 'Contract', id: 'without-patient', status: 'executed', title: 'Lease' },
    { resourceType: 'Contract', id: 'both', subject: [subject, { reference: 'Patient/b', display: 'Bob' }] },
    {
      resourceType: 'Claim',
      id: 'ssn',
      patient: subject,
      identifier: [{ system: SSN, value: '123-45-6789' }],
    },
    { resourceType: 'Location', id: 'l', note: subject },
  ];
  let server: RecordServer;
  let through: Gateway;

  beforeAll(async () => {
    server = await startRecordServer(resources);
    through = await startGateway(server, { callers: provider.tokenVerification() });
  });

  afterAll(async () => {
    await through.close();
    await server.close();
  });

  async function answer(document: string, scopes = 'system/*.rs') {
    const authorization = await provider.bearer(scopes, { patient: 'a' });
    return through.query<{ found: unknown }>(document, {}, { authorization });
  }

  it('are listed newest first, without errors and records of others, which warnings report', async () => {
    const { data, extensions } = await answer(
      '{ found: patient(id: "a") { records(type: CLAIM) { id status date hasUnknownModifier } } }',
    );
    expect(at(data.found, 'records')).toEqual([
      { id: 'new', status: 'draft', date: '2026-01-01', hasUnknownModifier: false },
      { id: 'old', status: 'active', date: '2020-01-01', hasUnknownModifier: false },
      { id: 'odd', status: 'active', date: null, hasUnknownModifier: true },
      { id: 'ssn', status: null, date: null, hasUnknownModifier: false },
    ]);
    const codes = extensions?.fhir.warnings.map(({ code }) => code);
    expect(codes).toEqual(including('ENTERED_IN_ERROR_LEFT_OUT', 'FOREIGN_RECORDS', 'UNKNOWN_MODIFIER'));
  });

  it('include errors and proposals only if `include` names them', async () => {
    const { data } = await answer(
      '{ found: patient(id: "a") { claims: records(type: CLAIM, first: 1, include: [ENTERED_IN_ERROR]) { id isEnteredInError } plans: records(type: REQUEST_GROUP) { id } proposed: records(type: REQUEST_GROUP, include: [PROPOSED]) { id status } } }',
    );
    expect(data.found).toEqual({
      claims: [{ id: 'wrong', isEnteredInError: true }],
      plans: [],
      proposed: [{ id: 'maybe', status: 'active, proposal' }],
    });
  });

  it('show patients only the id and status of a record entered in error', async () => {
    const document = '{ found: record(type: CLAIM, id: "wrong") { isEnteredInError date status resource } }';
    expect((await answer(document, 'patient/*.rs')).data.found).toEqual({
      isEnteredInError: true,
      date: null,
      status: 'entered-in-error',
      resource: { resourceType: 'Claim', id: 'wrong', status: 'entered-in-error' },
    });
  });

  it('mask social security numbers', async () => {
    const { data } = await answer('{ found: record(type: CLAIM, id: "ssn") { resource } }');
    expect(JSON.stringify(data)).not.toContain('6789');
  });

  it('without a patient, or about several patients, show a patient nothing of others [T1-I3]', async () => {
    const document =
      '{ found: record(type: CONTRACT, id: "without-patient") { title } both: record(type: CONTRACT, id: "both") { id resource } }';
    expect((await answer(document)).data).toMatchObject({ found: { title: 'Lease' }, both: { id: 'both' } });
    const { data } = await answer(document, 'patient/*.rs');
    expect(data).toMatchObject({ found: null, both: { id: 'both' } });
    expect(JSON.stringify(data)).not.toContain('Bob');
  });

  it('of types about no patient are never searched by patient', async () => {
    server.requests.length = 0;
    const { data, extensions } = await answer(
      '{ found: patient(id: "a") { records(type: LOCATION) { id } } }',
    );
    expect(data.found).toEqual({ records: [] });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toContain('LIST_NOT_OFFERED');
    expect(server.requests).toEqual([]);
  });
});
