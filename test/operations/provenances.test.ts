/** Queries the provenances of records, which arrive with the search that finds the records. */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { at } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { createRecord, PATIENT } from '../support/modified-records.ts';
import { type RecordOfServer, startRecordServer } from '../support/record-server.ts';
import { ask } from '../support/upstream.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function startWithSandbox(options: Parameters<typeof startSandbox>[0] = {}) {
  const sandbox = await startSandbox({ partialWarnings: false, ...options });
  const gateway = await startGateway(sandbox);
  opened.push(sandbox, gateway);
  return { sandbox, gateway };
}

const PROVENANCES = 'id provenances { id recorded targets { reference } agents { who { display } } }';
const listOf = (list: string, selection = PROVENANCES): string =>
  `{ patient(id: "${CAMILA_LOPEZ}") { ${list} { ${selection} } } }`;

/** Returns the query for one condition, and the cursor after it. */
const pageOf = (after: string, selection: string): string =>
  `{ patient(id: "${CAMILA_LOPEZ}") { conditionsConnection(first: 4 ${after}) { nodes { ${selection} } pageInfo { endCursor } } } }`;

interface WithProvenances {
  readonly id: string;
  readonly provenances: readonly { readonly id: string; readonly targets: unknown }[] | null;
}

function recordsIn(data: unknown, list: string): readonly WithProvenances[] {
  const records = at(data, 'patient', list);
  return Array.isArray(records) ? records.filter(hasProvenances) : [];
}

function hasProvenances(record: unknown): record is WithProvenances {
  return typeof record === 'object' && record !== null && 'id' in record && 'provenances' in record;
}

describe('the provenances of a list', () => {
  it('arrive with the search for the list, each with its own record, at no further cost', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    // The gateway learns from the first operation what the server can include, and prices the next one by it.
    await gateway.query(listOf('allergies', 'id'));
    const whole = 'allergies(include: [ENTERED_IN_ERROR, REFUTED])';
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, listOf(whole));
    expect(errors).toBeUndefined();
    expect(calls).toEqual([expect.stringContaining('_revinclude=Provenance:target')]);
    expect(extensions?.fhir.estimatedRequests).toBe(2);
    const allergies = recordsIn(data, 'allergies');
    const expected = sandbox
      .chart(CAMILA_LOPEZ, 'Provenance')
      .filter(({ target }) => target.some(({ reference }) => reference?.startsWith('AllergyIntolerance/')));
    const shown = allergies.flatMap(({ id, provenances }) => provenances?.map((one) => [one.id, id]) ?? []);
    expect(new Map(shown.map(([id, record]) => [id, `AllergyIntolerance/${record}`]))).toEqual(
      new Map(expected.map(({ id, target }) => [id, target[0]?.reference])),
    );
    expect(expected.length).toBeGreaterThan(0);
  });

  it('are not requested unless they are selected', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    const { calls } = await ask(gateway, sandbox, listOf('allergies', 'id source'));
    expect(calls).toEqual([expect.not.stringContaining('_revinclude')]);
  });

  it('share the search of a list with a field that needs only the list', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    const both = `{ patient(id: "${CAMILA_LOPEZ}") { allergyStatus allergiesConnection { edges { node { ${PROVENANCES} } } } } }`;
    await gateway.query(both);
    const { calls, extensions } = await ask(gateway, sandbox, both);
    expect(calls).toHaveLength(2);
    // The price assumes that the fields send a search each.
    expect(extensions?.fhir.estimatedRequests).toBe(3);
  });

  it('are requested again for a further page, whose link may lack them', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    const first = await gateway.query(pageOf('', 'id'));
    const cursor = at(first.data, 'patient', 'conditionsConnection', 'pageInfo', 'endCursor');
    const { data, errors, calls, extensions } = await ask(
      gateway,
      sandbox,
      pageOf(`after: "${String(cursor)}"`, PROVENANCES),
    );
    expect(errors).toBeUndefined();
    expect(calls.at(-1)).toMatch(/^Condition\?.*_id=.*_revinclude=Provenance:target$/);
    expect(extensions?.fhir.estimatedRequests).toBe(calls.length + 1);
    const { data: whole } = await gateway.query(listOf('conditions(first: 100)'));
    const record = at(data, 'patient', 'conditionsConnection', 'nodes', 0);
    expect(recordsIn(whole, 'conditions')).toContainEqual(record);
  });

  it('are null with a warning while the server has returned none, and empty for records without any after that [CS-125]', async () => {
    const { gateway } = await startWithSandbox({ ignoredIncludes: ['Provenance:target'] });
    const ignored = await gateway.query(listOf('allergies'));
    expect(recordsIn(ignored.data, 'allergies').map(({ provenances }) => provenances)).toContain(null);
    expect(ignored.extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'NOT_HONORED', resourceType: 'AllergyIntolerance' }),
    );
    const honoring = await startWithSandbox();
    const problems = await honoring.gateway.query(listOf('conditions(first: 100)'));
    const provenances = recordsIn(problems.data, 'conditions').map((record) => record.provenances?.length);
    expect(provenances).toContain(0);
    expect(provenances).toContain(1);
    expect(problems.extensions?.fhir.warnings.map(({ code }) => code)).not.toContain('NOT_HONORED');
    const goals = await honoring.gateway.query(listOf('goals'));
    expect(recordsIn(goals.data, 'goals').map(({ provenances: none }) => none)).toContain(null);
    expect(goals.extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'NOT_HONORED', resourceType: 'Goal' }),
    );
  });

  it('are a field of every type that a patient has lists of', async () => {
    const { gateway } = await startWithSandbox();
    const lists = Object.keys(PATIENT_LISTS).map((list) => `${list} { provenances { id } }`);
    const { errors } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { ${lists.join(' ')} } }`);
    expect(errors).toBeUndefined();
  });
});

describe('the provenances of a record that was read by id', () => {
  it('come from one search for each batch of records', async () => {
    const { sandbox, gateway } = await startWithSandbox();
    const ids = sandbox.chart(CAMILA_LOPEZ, 'AllergyIntolerance').map(({ id }) => id);
    const lookups = ids.map((id, index) => `a${index}: allergyIntolerance(id: "${id}") { ${PROVENANCES} }`);
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, `{ ${lookups.join(' ')} }`);
    expect(errors).toBeUndefined();
    expect(calls.filter((call) => call.includes('_revinclude=Provenance:target'))).toHaveLength(1);
    expect(extensions?.fhir.estimatedRequests).toBeGreaterThanOrEqual(calls.length);
    expect(at(data, 'a0', 'provenances', 0, 'targets')).toEqual([
      { reference: `AllergyIntolerance/${ids[0]}` },
    ]);
  });
});

/** A server that includes all provenances with every search for goals. */
async function startWith(
  provenances: readonly RecordOfServer[],
  parameters = ['_id', 'patient', '_revinclude'],
  goals = ['g1', 'g2'],
) {
  const provider = await startIdentityProvider();
  const records = [createRecord('Patient', PATIENT), ...goals.map((id) => createRecord('Goal', id))];
  const server = await startRecordServer([...records, ...provenances], JSON.stringify, { Goal: parameters });
  const kept = createMemoryAudit({ upstream: server.baseUrl });
  const gateway = await startGateway(server, {
    callers: provider.tokenVerification(),
    server: { audit: kept.audit },
  });
  opened.push(provider, server, gateway);
  const queryAs = async (scopes: string, document = GOALS) =>
    gateway.query(document, {}, { authorization: await provider.bearer(scopes, { patient: PATIENT }) });
  return { server, kept, queryAs };
}

const GOALS = `{ patient(id: "${PATIENT}") { goals { id provenances { id agents { who { display } } } } } }`;

function provenance(id: string, targets: readonly string[], more: object = {}): RecordOfServer {
  return {
    resourceType: 'Provenance',
    id,
    target: targets.map((reference) => ({ reference })),
    recorded: '2026-01-01T00:00:00Z',
    agent: [{ who: { display: 'An agent' } }],
    ...more,
  };
}

function idsOf(data: unknown, goal: string): unknown {
  const goals = at(data, 'patient', 'goals');
  const found: unknown = Array.isArray(goals) ? goals.find((one) => at(one, 'id') === goal) : null;
  const provenances = at(found, 'provenances');
  return Array.isArray(provenances) ? provenances.map((one) => at(one, 'id')) : provenances;
}

describe('the provenances that a caller may see', () => {
  const ALL = [
    provenance('own', ['Goal/g1', `Patient/${PATIENT}`]),
    provenance('later', ['Goal/g1/_history/3'], { recorded: '2026-03-01T00:00:00Z' }),
    provenance('two', ['Goal/g1', 'Goal/other']),
    provenance('labeled', ['Goal/g1'], { meta: { security: [{ code: 'NOPAT' }] } }),
    provenance('elsewhere', ['https://elsewhere.example/fhir/Goal/g2']),
    provenance('stray', ['Goal/other']),
    { resourceType: 'Provenance', id: 'odd', target: 'Goal/g2' },
  ];

  it('are complete for a caller without limits, the latest first', async () => {
    const { queryAs } = await startWith(ALL);
    const { data, errors } = await queryAs('user/*.rs');
    expect(errors).toBeUndefined();
    expect(idsOf(data, 'g1')).toEqual(['later', 'own', 'two', 'labeled']);
    expect(idsOf(data, 'g2')).toEqual([]);
  });

  it('exclude labeled ones and those about other records, for a caller with access to one patient', async () => {
    const { queryAs, kept } = await startWith(ALL);
    const { data, errors } = await queryAs('patient/*.rs');
    expect(errors).toBeUndefined();
    expect(idsOf(data, 'g1')).toEqual(['later', 'own']);
    expect(idsOf(data, 'g2')).toEqual([]);
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain('Provenance/later');
    expect(audited).not.toContain('Provenance/two');
    expect(audited).not.toContain('Provenance/labeled');
  });

  it('are FORBIDDEN without a scope for them, and the records stay', async () => {
    const { queryAs } = await startWith(ALL);
    const { data, errors } = await queryAs('user/Patient.rs user/Goal.rs');
    expect(at(data, 'patient', 'goals', 0)).toMatchObject({ provenances: null });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
  });

  it('are null without a request if the server does not offer to include them', async () => {
    const { queryAs, server } = await startWith(ALL, ['_id', 'patient']);
    const { data, extensions } = await queryAs('user/*.rs', `{ goal(id: "g1") { provenances { id } } }`);
    expect(data).toEqual({ goal: { provenances: null } });
    expect(server.requests).toEqual(['Goal/g1']);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NOT_HONORED']);
  });

  it('come with a single record', async () => {
    const { queryAs, server } = await startWith(ALL);
    const { data } = await queryAs('user/*.rs', `{ goal(id: "g1") { provenances { id } } }`);
    expect(data).toMatchObject({ goal: { provenances: [{ id: 'later' }, {}, {}, {}] } });
    expect(server.requests).toEqual(['Goal?_count=1&_id=g1&_revinclude=Provenance%3Atarget']);
  });

  it('are empty, not null, for records in a batch before the one with the first provenance', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `g${index}`);
    const { queryAs, server } = await startWith([provenance('last', ['Goal/g39'])], undefined, ids);
    const lookups = ids.map((id) => `${id}: goal(id: "${id}") { provenances { id } }`);
    const { data, extensions } = await queryAs('user/*.rs', `{ ${lookups.join(' ')} }`);
    expect(server.requests.filter((call) => call.includes('_revinclude')).length).toBeGreaterThan(1);
    expect(at(data, 'g0')).toEqual({ provenances: [] });
    expect(at(data, 'g39')).toEqual({ provenances: [{ id: 'last' }] });
    expect(extensions?.fhir.warnings).toEqual([]);
  });
});
