import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { getNamedType } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isResourceType } from '../../src/fhir/resources.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { problemsOf } from '../audit/definitions.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let kept: KeptAudit;
/** Serves callers who do not sign in. */
let gateway: Gateway;
/** Serves callers who sign in, and only the patients of its panel. */
let guarded: Gateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  kept = keptAudit({ upstream: sandbox.baseUrl });
  gateway = await startGateway(sandbox, { server: { audit: kept.audit } });
  guarded = await startGateway(sandbox, {
    callers: provider.checks(),
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

/** `<profile or action> <outcome>: <entity>, …`; all of them are good by FHIR's definitions. */
function recorded(): string[] {
  const events = kept.take();
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(told);
}

function told({ meta, action, outcome, entity = [] }: AuditEvent): string {
  const [profile = action] = meta?.profile ?? [];
  const entities = entity.flatMap(({ what, query, type }) => {
    if (type?.code === 'XrequestId') return [];
    const text = query === undefined ? what?.reference : Buffer.from(query, 'base64').toString();
    return [decodeURIComponent(text?.replace(`${sandbox.baseUrl}/`, '') ?? '')];
  });
  return `${profile?.replace(/.*\./, '')} ${outcome}: ${entities.join(', ')}`;
}

/** Every field of `Query` that finds one resource by its id, with the type. */
const LOOKUPS = Object.values(createSchema().getQueryType()?.getFields() ?? {}).flatMap(
  ({ name, type, args }) => {
    const found = getNamedType(type).name;
    const isLookup = args.length === 1 && args[0]?.name === 'id' && isResourceType(found);
    return isLookup ? [[found, name] as const] : [];
  },
);

const UNKNOWN = 'eUnknown.0001';

describe('a lookup that finds nothing', () => {
  it.each(LOOKUPS)('of %s is recorded with its id', async (type, field) => {
    await gateway.query(`{ ${field}(id: "${UNKNOWN}") { id ${type === 'Patient' ? 'fullName' : ''} } }`);
    expect(recorded()).toEqual([`R 4: ${type}/${UNKNOWN}`]);
  });

  it.each(LOOKUPS)('of a %s as an entity is recorded with its id', async (type) => {
    const of = [{ __typename: type, id: UNKNOWN }];
    await gateway.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { id } } }`,
      { of },
    );
    expect(recorded()).toEqual([`R 4: ${type}/${UNKNOWN}`]);
  });

  it('shares one event with the others of its operation, next to the events of those that found something', async () => {
    await gateway.query(
      `{ patients(filter: { ids: ["eNobody.1", "${CAMILA_LOPEZ}", "eNobody.2"] }) { id }
         observation(id: "eNothing.1") { id } location(id: "eNowhere.1") { id } }`,
    );
    expect(recorded()).toEqual([
      `PatientRead 0: Patient/${CAMILA_LOPEZ}, Patient/${CAMILA_LOPEZ}`,
      'R 4: Observation/eNothing.1, Location/eNowhere.1, Patient/eNobody.1, Patient/eNobody.2',
    ]);
  });

  it('is recorded where the FHIR server failed', async () => {
    sandbox.fault({ match: { resourceType: 'Observation' }, times: 20, kind: 'status', status: 503 });
    await gateway.query(`{ observation(id: "eNothing.1") { id } }`);
    expect(recorded()).toEqual(['R 8: Observation/eNothing.1']);
  });

  it('of the content of a document is recorded', async () => {
    sandbox.fault({ match: { resourceType: 'Binary' }, times: 20, kind: 'status', status: 404 });
    await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { id clinicalNotes(first: 1) { content { text } } } }`,
    );
    const [search, missed, ...others] = recorded();
    expect(search).toMatch(/^PatientQuery 0: /);
    expect(missed).toMatch(/^R 4: Binary\/[^,]+(, Binary\/[^,]+)*$/);
    expect(others).toEqual([]);
  });
});

describe('a search by an identifier', () => {
  const EPI = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14';

  it('is recorded for each of thirty unknown record numbers, whatever the gateway sends for them', async () => {
    const numbers = Array.from({ length: 30 }, (_, at) => `unknown-${at}`);
    sandbox.clearRequests();
    await gateway.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of: numbers.map((mrn) => ({ __typename: 'Patient', mrn })) },
    );
    expect(fhirCalls(sandbox)).toHaveLength(33);
    expect(recorded()).toEqual([
      `E 0: ${numbers.map((mrn) => `Patient?identifier=${SITE_MRN_SYSTEM}|${mrn}`).join(', ')}`,
    ]);
  });

  it('leaves one event for a hundred record numbers beyond the caller’s reach', async () => {
    const authorization = await provider.bearer('patient/Patient.r', { patient: DERRICK_LIN });
    const of = Array.from({ length: 1_500 }, (_, at) => ({ __typename: 'Patient', mrn: `made-up-${at}` }));
    sandbox.clearRequests();
    await guarded.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of },
      { authorization },
    );
    expect(fhirCalls(sandbox)).toHaveLength(1);
    const events = recorded();
    expect(events).toHaveLength(15);
    expect(events.join()).toContain(`${SITE_MRN_SYSTEM}|made-up-1499`);
  });

  it('is recorded with who was found by a record number', async () => {
    await gateway.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id fullName } } }',
      { of: [{ __typename: 'Patient', mrn: '1003713' }] },
    );
    expect(recorded()).toEqual([
      `PatientQuery 0: Patient/${CAMILA_LOPEZ}, Patient?identifier=${SITE_MRN_SYSTEM}|1003713, Patient/${CAMILA_LOPEZ}`,
    ]);
  });

  it.each([
    ['by patientByIdentifier', `{ patientByIdentifier(system: "${EPI}", value: "nobody") { id } }`],
    ['by a filter', `{ patients(filter: { identifier: { system: "${EPI}", value: "nobody" } }) { id } }`],
  ])('is recorded where it finds no patient, %s', async (_how, document) => {
    await gateway.query(document);
    expect(recorded()).toEqual([`Query 0: Patient?identifier=${EPI}|nobody`]);
  });

  it('names no patient where several have the identifier, since the answer withholds them', async () => {
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
    expect(recorded()).toEqual(['Query 0: Patient?identifier=EPI|203713']);
  });

  it('is recorded where it is refused for another patient than the caller’s own', async () => {
    const authorization = await provider.bearer('patient/*.rs', { patient: DERRICK_LIN });
    await guarded.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } } }',
      { of: [{ __typename: 'Patient', mrn: '1003713' }] },
      { authorization },
    );
    expect(recorded()).toEqual([`E 4: Patient?identifier=${SITE_MRN_SYSTEM}|1003713`]);
  });
});

describe('a list of a patient whom the caller does not reach', () => {
  /** Look-ahead starts the list: the scope permits labs of everyone, and hides every patient. */
  const SCOPES = 'system/Observation.rs system/Patient.rs?category=none-such';
  const LABS =
    'query ($id: ID!) { patient(id: $id) { fullName observations(first: 5, category: LABORATORY) { id } } }';

  it('names none of its records and claims no success, as the list of a patient who does not exist', async () => {
    const whole = await startGateway(sandbox, {
      callers: provider.checks(),
      server: { audit: kept.audit },
    });
    try {
      const authorization = await provider.bearer(SCOPES);
      // So that the list of neither patient waits for the token or the server's capabilities.
      await whole.client.probe();
      for (const id of [CAMILA_LOPEZ, UNKNOWN]) {
        const { data } = await whole.query(LABS, { id }, { authorization });
        expect(data).toEqual({ patient: null });
        // The sandbox refuses the search for the one who does not exist, as Epic does.
        expect(recorded().map((event) => event.replace(/^E [48]:/, 'E:'))).toEqual([
          `E: Patient/${id}, Observation?_count=999&category=laboratory&patient=${id}`,
          `R 4: Patient/${id}`,
        ]);
      }
    } finally {
      await whole.close();
    }
  });
});

describe('a search that finds hidden patients', () => {
  it('leaves the same events as one that finds none, and names them in no event', async () => {
    const authorization = await provider.bearer('user/Patient.rs');
    const search = async (family: string): Promise<string[]> => {
      await guarded.query(
        `{ patientByIdentifier(system: "MRN", value: "${family}") { id } }`,
        {},
        { authorization },
      );
      return recorded().map((event) => event.replace(family, '…'));
    };
    // Derrick Lin's number, and one that no patient has.
    const hidden = await search('203711');
    expect(hidden.join()).not.toContain(DERRICK_LIN);
    expect(hidden).toEqual(await search('999999'));
    expect(hidden).toHaveLength(1);
  });
});
