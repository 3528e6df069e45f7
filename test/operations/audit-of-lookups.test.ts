import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { getNamedType } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isResourceType } from '../../src/fhir/resources.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { problemsOf } from '../audit/definitions.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let kept: MemoryAudit;
/** Serves anonymous callers. */
let gateway: Gateway;
/** Serves authenticated callers, and only the patients of its panel. */
let guarded: Gateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  kept = createMemoryAudit({ upstream: sandbox.baseUrl });
  gateway = await startGateway(sandbox, { server: { audit: kept.audit } });
  guarded = await startGateway(sandbox, {
    callers: provider.tokenVerification(),
    panel: { kind: 'ids', ids: [CAMILA_LOPEZ] },
    server: { audit: kept.audit, isPanelOnly: true },
  });
});

afterEach(() => {
  sandbox.clearFaults();
  kept.take();
});

afterAll(async () => {
  await Promise.all([gateway.close(), guarded.close()]);
  await Promise.all([sandbox.close(), provider.close()]);
});

/** Returns `<profile or action> <outcome>: <entity>, …` for each event; asserts that all conform to FHIR's definitions. */
function takeSummaries(): string[] {
  const events = kept.take();
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(summarize);
}

function summarize({ meta, action, outcome, entity = [] }: AuditEvent): string {
  const [profile = action] = meta?.profile ?? [];
  const entities = entity.flatMap(({ what, query, type }) => {
    if (type?.code === 'XrequestId') return [];
    const text = query === undefined ? what?.reference : Buffer.from(query, 'base64').toString();
    return [decodeURIComponent(text?.replace(`${sandbox.baseUrl}/`, '') ?? '')];
  });
  return `${profile?.replace(/.*\./, '')} ${outcome}: ${entities.join(', ')}`;
}

/** Every field of `Query` that returns one resource by its id, with its type. */
const LOOKUPS = Object.values(getSchema().getQueryType()?.getFields() ?? {}).flatMap(
  ({ name, type, args }) => {
    const found = getNamedType(type).name;
    const isLookup = args.length === 1 && args[0]?.name === 'id' && isResourceType(found);
    return isLookup ? [[found, name] as const] : [];
  },
);

const UNKNOWN = 'eUnknown.0001';

describe('the audit of a lookup that finds nothing [T1-R4]', () => {
  it.each(LOOKUPS)('records the id of an unknown %s', async (type, field) => {
    await gateway.query(`{ ${field}(id: "${UNKNOWN}") { id ${type === 'Patient' ? 'fullName' : ''} } }`);
    expect(takeSummaries()).toEqual([`R 4: ${type}/${UNKNOWN}`]);
  });

  it.each(LOOKUPS)('records the id of an unknown %s that was requested as an entity', async (type) => {
    const of = [{ __typename: type, id: UNKNOWN }];
    await gateway.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { id } } }`,
      { of },
    );
    expect(takeSummaries()).toEqual([`R 4: ${type}/${UNKNOWN}`]);
  });

  it('records all unknown ids of an operation in one event, next to the events of the resources it found', async () => {
    await gateway.query(
      `{ patients(filter: { ids: ["eNobody.1", "${CAMILA_LOPEZ}", "eNobody.2"] }) { id }
         observation(id: "eNothing.1") { id } location(id: "eNowhere.1") { id } }`,
    );
    expect(takeSummaries()).toEqual([
      `PatientRead 0: Patient/${CAMILA_LOPEZ}, Patient/${CAMILA_LOPEZ}`,
      'R 4: Observation/eNothing.1, Location/eNowhere.1, Patient/eNobody.1, Patient/eNobody.2',
    ]);
  });

  it('records a lookup that fails at the FHIR server', async () => {
    sandbox.fault({ match: { resourceType: 'Observation' }, times: 20, kind: 'status', status: 503 });
    await gateway.query(`{ observation(id: "eNothing.1") { id } }`);
    expect(takeSummaries()).toEqual(['R 8: Observation/eNothing.1']);
  });

  it('records the content of a document that the FHIR server does not find', async () => {
    sandbox.fault({ match: { resourceType: 'Binary' }, times: 20, kind: 'status', status: 404 });
    await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { id clinicalNotes(first: 1) { content { text } } } }`,
    );
    const [search, missed, ...others] = takeSummaries();
    expect(search).toMatch(/^PatientQuery 0: /);
    expect(missed).toMatch(/^R 4: Binary\/[^,]+(, Binary\/[^,]+)*$/);
    expect(others).toEqual([]);
  });
});

describe('the audit of a search by identifier [T1-R4]', () => {
  const EPI = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14';

  it('records each of thirty unknown record numbers, however many requests the gateway sends for them', async () => {
    const numbers = Array.from({ length: 30 }, (_, at) => `unknown-${at}`);
    sandbox.clearRequests();
    await gateway.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of: numbers.map((mrn) => ({ __typename: 'Patient', mrn })) },
    );
    expect(fhirCalls(sandbox)).toHaveLength(33);
    expect(takeSummaries()).toEqual([
      `E 0: ${numbers.map((mrn) => `Patient?identifier=${SITE_MRN_SYSTEM}|${mrn}`).join(', ')}`,
    ]);
  });

  it('records one event per hundred record numbers of patients outside the caller’s access [T5-D5]', async () => {
    const authorization = await provider.bearer('patient/Patient.r', { patient: DERRICK_LIN });
    const of = Array.from({ length: 1_500 }, (_, at) => ({ __typename: 'Patient', mrn: `made-up-${at}` }));
    sandbox.clearRequests();
    await guarded.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of },
      { authorization },
    );
    expect(fhirCalls(sandbox)).toHaveLength(1);
    const events = takeSummaries();
    expect(events).toHaveLength(15);
    expect(events.join()).toContain(`${SITE_MRN_SYSTEM}|made-up-1499`);
  });

  it('records the patient whom a record number matched', async () => {
    await gateway.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id fullName } } }',
      { of: [{ __typename: 'Patient', mrn: '1003713' }] },
    );
    expect(takeSummaries()).toEqual([
      `PatientQuery 0: Patient/${CAMILA_LOPEZ}, Patient?identifier=${SITE_MRN_SYSTEM}|1003713, Patient/${CAMILA_LOPEZ}`,
    ]);
  });

  it.each([
    ['patientByIdentifier', `{ patientByIdentifier(system: "${EPI}", value: "nobody") { id } }`],
    ['by a filter', `{ patients(filter: { identifier: { system: "${EPI}", value: "nobody" } }) { id } }`],
  ])('records a search by %s that finds no patient', async (_how, document) => {
    await gateway.query(document);
    expect(takeSummaries()).toEqual([`Query 0: Patient?identifier=${EPI}|nobody`]);
  });

  it('names no patient in the audit where several share the identifier, because the response withholds them [T5-I3]', async () => {
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const twin = { ...camila, id: 'eTwin' };
    const entry = [{ resource: camila }, { resource: twin }];
    sandbox.fault({
      match: { operation: 'search', query: /identifier/ },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const { errors } = await gateway.query('{ patientByIdentifier(system: "EPI", value: "203713") { id } }');
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(takeSummaries()).toEqual(['Query 0: Patient?identifier=EPI|203713']);
  });

  it('records a refused search for a patient other than the caller’s own', async () => {
    const authorization = await provider.bearer('patient/*.rs', { patient: DERRICK_LIN });
    await guarded.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of: [{ __typename: 'Patient', mrn: '1003713' }] },
      { authorization },
    );
    expect(takeSummaries()).toEqual([`E 4: Patient?identifier=${SITE_MRN_SYSTEM}|1003713`]);
  });
});

describe('the audit of a list of a patient whom the caller may not see', () => {
  /** Look-ahead requests the list, because these scopes permit everyone's labs but hide every patient. */
  const SCOPES = 'system/Observation.rs system/Patient.rs?category=none-such';
  const LABS =
    'query ($id: ID!) { patient(id: $id) { fullName observations(first: 5, category: LABORATORY) { id } } }';

  it('records no records and no success for a list of a hidden patient, as for an unknown patient', async () => {
    const whole = await startGateway(sandbox, {
      callers: provider.tokenVerification(),
      server: { audit: kept.audit },
    });
    try {
      const authorization = await provider.bearer(SCOPES);
      // Load the token and the CapabilityStatement first, so that neither list waits for them.
      await whole.client.probe();
      for (const id of [CAMILA_LOPEZ, UNKNOWN]) {
        const { data } = await whole.query(LABS, { id }, { authorization });
        expect(data).toEqual({ patient: null });
        // Like Epic, the sandbox refuses a search for a patient who does not exist.
        expect(takeSummaries().map((event) => event.replace(/^E [48]:/, 'E:'))).toEqual([
          `E: Patient/${id}, Observation?_count=999&category=laboratory&patient=${id}`,
          `R 4: Patient/${id}`,
        ]);
      }
    } finally {
      await whole.close();
    }
  });
});

describe('the audit of a search that finds hidden patients [T1-I6]', () => {
  it('records the same events for a search that finds hidden patients as for one that finds nothing', async () => {
    const authorization = await provider.bearer('user/Patient.rs');
    const search = async (family: string): Promise<string[]> => {
      await guarded.query(
        `{ patientByIdentifier(system: "MRN", value: "${family}") { id } }`,
        {},
        { authorization },
      );
      return takeSummaries().map((event) => event.replace(family, '…'));
    };
    // Derrick Lin's number, and a number that matches no patient.
    const hidden = await search('203711');
    expect(hidden.join()).not.toContain(DERRICK_LIN);
    expect(hidden).toEqual(await search('999999'));
    expect(hidden).toHaveLength(1);
  });
});
