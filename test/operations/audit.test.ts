import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createLog } from '../../src/observability/log.ts';
import { problemsOf } from '../audit/definitions.ts';
import { allFieldsAndReferencesOf } from '../support/all-fields.ts';
import { having } from '../support/expected.ts';
import { type Gateway, startGateway, type GatewayOptions } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let kept: MemoryAudit;
let gateway: Gateway;
const auditLog: string[] = [];

beforeAll(async () => {
  sandbox = await borrowSandbox();
  const log = createLog('trace', { write: (line) => void auditLog.push(line) });
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, log });
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    server: { audit: kept.audit },
  });
});

afterEach(() => {
  kept.isBroken = false;
  kept.take();
  sandbox.clearFaults();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns a summary of each recorded event; asserts that all conform to FHIR's definitions. */
function takeSummaries(audit = kept): unknown[] {
  const events = audit.take();
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.map(summarize);
}

/** Returns `<profile or action> <outcome>: <entity>, …`, with references relative to the FHIR base URL. */
function summarize({ meta, action, outcome, entity = [] }: AuditEvent): string {
  const [profile = action] = meta?.profile ?? [];
  const entities = entity.flatMap(({ what, query, type }) => {
    if (type?.code === 'XrequestId') return [];
    const text = query === undefined ? what?.reference : Buffer.from(query, 'base64').toString();
    return [text?.replace(`${sandbox.baseUrl}/`, '') ?? type?.code];
  });
  return `${profile?.replace(/.*\./, '')} ${outcome}: ${entities.join(', ')}`;
}

const LABS = `query Labs($id: ID!) { patient(id: $id) { fullName observations(first: 2, category: LABORATORY) { id } } }`;

const SEARCH_BY_BIRTH_DATE =
  'query ($on: FhirDate!) { patients(filter: { given: "Camila", family: "Lopez", birthDate: $on }) { id } }';

describe('the audit of an operation [T1-R2]', () => {
  it('records the patient that was read, and the search with the records it found', async () => {
    const { data } = await gateway.query<{ patient: { observations: { id: string }[] } }>(LABS, {
      id: CAMILA_LOPEZ,
    });
    const found = data.patient.observations.map(({ id }) => `Observation/${id}`);
    expect(found).toHaveLength(2);
    expect(takeSummaries()).toEqual([
      `PatientRead 0: Patient/${CAMILA_LOPEZ}, Patient/${CAMILA_LOPEZ}`,
      [
        `PatientQuery 0: Patient/${CAMILA_LOPEZ}`,
        `Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
        ...found,
      ].join(', '),
    ]);
  });

  it('records each patient and each search, but not the list that defines the panel', async () => {
    const { data } = await gateway.query<{ patients: { id: string; observations: { id: string }[] }[] }>(
      '{ patients(first: 10) { id observations(first: 5, category: LABORATORY) { id } } }',
    );
    expect(data.patients).toHaveLength(10);
    expect(new Set(takeSummaries())).toEqual(
      new Set([
        ...data.patients.map(({ id }) => `PatientRead 0: Patient/${id}, Patient/${id}`),
        ...data.patients.map(({ id, observations }) =>
          [
            `PatientQuery 0: Patient/${id}`,
            `Observation?_count=999&category=laboratory&patient=${id}`,
            ...observations.map((observation) => `Observation/${observation.id}`),
          ].join(', '),
        ),
      ]),
    );
  });

  it('records only once what two fields both select', async () => {
    const labs = 'observations(first: 1, category: LABORATORY) { id }';
    await gateway.query(
      `{ a: patient(id: "${CAMILA_LOPEZ}") { id ${labs} b: ${labs} } c: patient(id: "${CAMILA_LOPEZ}") { fullName } }`,
    );
    expect(takeSummaries()).toHaveLength(2);
  });

  it('records the patients that a search matched, and a search that matched none', async () => {
    await gateway.query(SEARCH_BY_BIRTH_DATE, { on: '1987-09-12' });
    await gateway.query(SEARCH_BY_BIRTH_DATE, { on: '1911-11-11' });
    expect(takeSummaries()).toEqual([
      `PatientQuery 0: Patient/${CAMILA_LOPEZ}, Patient?birthdate=1987-09-12&family=Lopez&given=Camila, Patient/${CAMILA_LOPEZ}`,
      'Query 0: Patient?birthdate=1911-11-11&family=Lopez&given=Camila',
    ]);
  });

  it('records the opened content of a document under the patient of the document', async () => {
    const { data } = await gateway.query<{
      patient: { clinicalNotes: { content: { text: string | null }[] }[] };
    }>(`{ patient(id: "${CAMILA_LOPEZ}") { id clinicalNotes(first: 1) { content { text } } } }`);
    expect(
      data.patient.clinicalNotes.flatMap(({ content }) => content).map(({ text }) => typeof text),
    ).toContain('string');
    const opened = takeSummaries().filter((event) => String(event).includes('Binary/'));
    expect(opened.length).toBeGreaterThan(0);
    for (const event of opened)
      expect(event).toMatch(new RegExp(`^PatientRead 0: Patient/${CAMILA_LOPEZ}, Binary/[^,]+$`));
  });

  it('records nothing for an operation that accesses no record', async () => {
    await gateway.query('{ __schema { queryType { name } } }');
    await gateway.query('{ patient(id: "');
    expect(kept.take()).toEqual([]);
  });

  it('records conformant events for a whole chart, and names no other patient [T5-R3]', async () => {
    await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") ${allFieldsAndReferencesOf('Patient')} }`);
    const lists = Object.keys(PATIENT_LISTS);
    const before = sandbox.requests.length;
    await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { id ${lists.map((list) => `${list}(first: 5) { id }`).join(' ')} } }`,
    );
    const events = takeSummaries();
    // One search can be for several lists.
    const searches = fhirCalls(sandbox, before);
    const audited = events.map((event) => decodeURIComponent(String(event)));
    expect(new Set(searches.map((call) => call.split('?')[0])).size).toBeGreaterThan(lists.length - 8);
    expect(searches.filter((call) => !audited.some((event) => event.includes(call)))).toEqual([]);
    for (const event of events) expect(event).toContain(`: Patient/${CAMILA_LOPEZ}, `);
  });

  it('records a search that failed at the FHIR server, and the successful reads of the same operation', async () => {
    sandbox.fault({ match: { resourceType: 'Observation' }, times: 20, kind: 'status', status: 503 });
    await gateway.query(LABS, { id: CAMILA_LOPEZ });
    expect(takeSummaries()).toEqual([
      `PatientRead 0: Patient/${CAMILA_LOPEZ}, Patient/${CAMILA_LOPEZ}`,
      `E 8: Patient/${CAMILA_LOPEZ}, Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
    ]);
  });

  it.each<[code: string, server: NonNullable<GatewayOptions['server']>]>([
    ['OPERATION_TOO_EXPENSIVE', { maxUpstreamCalls: 1 }],
    ['RESPONSE_TOO_LARGE', { maxResponseBytes: 1 }],
    ['RATE_LIMITED', { maxUpstreamCallsPerMinute: 1 }],
    ['DOCUMENT_NOT_TRUSTED', { trustedDocuments: [] }],
  ])('records that an operation was refused as a whole: %s [T1-R3]', async (code, server) => {
    const bounded = await startGateway(sandbox, { server: { audit: kept.audit, ...server } });
    try {
      const { errors } = await bounded.query(LABS, { id: CAMILA_LOPEZ });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
      const events = kept.take();
      expect(events.flatMap(problemsOf)).toEqual([]);
      expect(events).toMatchObject([
        { subtype: [{ code: 'operation' }], action: 'E', outcome: '4', outcomeDesc: `Refused: ${code}.` },
      ]);
    } finally {
      await bounded.close();
    }
  });

  it('records only the search, and no records, if the response exceeds the size limit [T5-I3]', async () => {
    const bounded = await startGateway(sandbox, { server: { audit: kept.audit, maxResponseBytes: 2_000 } });
    try {
      const query = `query ($id: ID!) { patient(id: $id) { fullName observations(first: 9, category: LABORATORY) { id resource } } }`;
      const { errors } = await bounded.query(query, { id: CAMILA_LOPEZ });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RESPONSE_TOO_LARGE']);
      expect(takeSummaries()).toEqual([
        `E 4: Patient/${CAMILA_LOPEZ}, Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
        'E 4: ',
      ]);
    } finally {
      await bounded.close();
    }
  });

  it('records that the FHIR server refused a record behind break-the-glass', async () => {
    const { errors } = await gateway.query(`{ patient(id: "${RESTRICTED}") { fullName } }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RESTRICTED_RECORD']);
    expect(takeSummaries()).toEqual([`R 4: Patient/${RESTRICTED}`]);
  });
});

describe('the headers of an audited request', () => {
  const read = { query: `query Who { patient(id: "${CAMILA_LOPEZ}") { fullName } }` };

  it('records the purpose and the trace from the headers, and the request id that the response repeats', async () => {
    const { headers } = await gateway.http
      .post('/graphql')
      .set({
        'x-purpose-of-use': 'ETREAT',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      })
      .send(read);
    const [event] = kept.take();
    expect(event?.purposeOfEvent).toMatchObject([{ coding: [{ code: 'ETREAT' }] }]);
    expect(event?.agent[0]?.network).toMatchObject({ address: '127.0.0.1', type: '2' });
    expect(event?.entity?.at(-1)).toEqual(
      having({
        what: { identifier: { value: headers['x-request-id'] } },
        detail: [
          { type: 'operationName', valueString: 'Who' },
          { type: 'traceId', valueString: '0af7651916cd43dd8448eb211c80319c' },
        ],
      }),
    );
    expect(gateway.logLines.join('\n')).toContain(headers['x-request-id']);
  });

  it('refuses an operation before any access if the purpose is not in HL7’s value set', async () => {
    const answer = await gateway.http.post('/graphql').set('x-purpose-of-use', 'CURIOSITY').send(read);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      errors: [
        {
          message:
            "The header x-purpose-of-use expects one code of HL7's value set PurposeOfUse, such as TREAT. Send such a code, or omit the header.",
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(answer.body).not.toHaveProperty('data');
    expect(kept.take()).toEqual([]);
  });
});

describe('the audit of authenticated callers', () => {
  let provider: IdentityProvider;
  let guarded: Gateway;
  let audited: MemoryAudit;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    audited = createMemoryAudit({ upstream: sandbox.baseUrl });
    guarded = await startGateway(sandbox, {
      callers: provider.tokenVerification(),
      server: { audit: audited.audit },
    });
  });

  afterEach(() => void audited.take());

  afterAll(async () => {
    await guarded.close();
    await provider.close();
  });

  it('names the authenticated caller and the application in the audit event [T2-R1]', async () => {
    const authorization = await provider.bearer('user/*.rs', { subject: 'nurse-1', client: 'ward-app' });
    await guarded.query(`{ patient(id: "${CAMILA_LOPEZ}") { fullName } }`, {}, { authorization });
    const [event] = audited.take();
    expect(event?.agent.map(({ who }) => who)).toEqual([
      { identifier: { system: provider.issuer, value: 'ward-app' } },
      { display: sandbox.baseUrl },
      { identifier: { system: provider.issuer, value: 'nurse-1' } },
    ]);
  });

  it('escapes control characters and lone surrogates in the names of callers [T5-S2]', async () => {
    const [subject, client] = ['nurse\u0000-\u001b[2J\ud800', 'ward\u0007\udc00app'];
    const authorization = await provider.bearer('user/*.rs', { subject, client });
    const { errors } = await guarded.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { fullName } }`,
      {},
      { authorization },
    );
    expect(errors).toBeUndefined();
    const events = audited.take();
    expect(events[0]?.agent.map(({ who }) => who?.identifier?.value)).toEqual([
      String.raw`ward\u{7}\u{dc00}app`,
      undefined,
      String.raw`nurse\u{0}-\u{1b}[2J\u{d800}`,
    ]);
    expect(JSON.stringify(events)).not.toMatch(/\\u00|\\ud[89a-f]/i);
  });

  it('records the patient whom a caller requested but may not see', async () => {
    const authorization = await provider.bearer('patient/*.rs', { patient: DERRICK_LIN });
    const { data } = await guarded.query(LABS, { id: CAMILA_LOPEZ }, { authorization });
    expect(data).toEqual({ patient: null });
    expect(takeSummaries(audited)).toEqual([`R 4: Patient/${CAMILA_LOPEZ}`]);
  });

  it('records the types for which a caller has no scope, next to the permitted reads', async () => {
    const authorization = await provider.bearer('user/Patient.rs');
    await guarded.query(LABS, { id: CAMILA_LOPEZ }, { authorization });
    expect(takeSummaries(audited)).toEqual([
      `PatientRead 0: Patient/${CAMILA_LOPEZ}, Patient/${CAMILA_LOPEZ}`,
      'E 4: Observation',
    ]);
  });

  it('records the id of a record that a granular scope hides', async () => {
    const { data } = await gateway.query<{ patient: { observations: { id: string }[] } }>(
      `{ patient(id: "${CAMILA_LOPEZ}") { observations(first: 1, category: VITAL_SIGNS) { id } } }`,
    );
    const [vital] = data.patient.observations;
    const authorization = await provider.bearer('user/Observation.rs?category=laboratory');
    await guarded.query(`{ observation(id: "${vital?.id}") { id } }`, {}, { authorization });
    expect(takeSummaries(audited)).toEqual([`R 4: Observation/${vital?.id}`]);
  });

  it.each([
    ['without a token', {}, 'no_token'],
    ['with a malformed token', { authorization: 'Bearer nonsense' }, 'malformed'],
  ])('records the address of a caller %s', async (_how, headers, reason) => {
    const answer = await guarded.http.post('/graphql').set(headers).send({ query: '{ patients { id } }' });
    expect(answer.status).toBe(401);
    const events = audited.take();
    expect(events.flatMap(problemsOf)).toEqual([]);
    expect(events).toMatchObject([
      {
        type: { code: '110114' },
        outcome: '4',
        outcomeDesc: `Not signed in: ${reason}.`,
        agent: [{ who: { display: 'not signed in' }, network: { address: '127.0.0.1' } }, {}],
        entity: [{ what: { identifier: { value: answer.headers['x-request-id'] } } }],
      },
    ]);
  });
});

describe('an audit that cannot store events [T5-D1]', () => {
  it('completes operations while an optional audit fails, and logs the failure without patient data', async () => {
    kept.isBroken = true;
    auditLog.splice(0);
    const { data, errors } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { fullName } }`);
    const logged = [...auditLog, ...gateway.logLines].join('\n');
    expect(logged).toMatch(/"event":"audit_failed"/);
    expect(logged).not.toMatch(new RegExp(`${CAMILA_LOPEZ}|Camila|Lopez`));
    expect([data, errors]).toEqual([{ patient: { fullName: 'Camila Maria Lopez' } }, undefined]);
  });

  it('withholds every response with records while a required audit fails', async () => {
    const required = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
    required.isBroken = true;
    const strict = await startGateway(sandbox, { server: { audit: required.audit } });
    try {
      const answer = await strict.http
        .post('/graphql')
        .send({ query: LABS, variables: { id: CAMILA_LOPEZ } });
      expect([answer.status, answer.body]).toEqual([
        503,
        {
          errors: [
            {
              message: 'The operation could not be recorded, so it is not answered. Try again later.',
              extensions: { code: 'AUDIT_UNAVAILABLE' },
            },
          ],
        },
      ]);
      const untouched = await strict.http.post('/graphql').send({ query: '{ __typename }' });
      expect(untouched.body).toMatchObject({ data: { __typename: 'Query' } });
      required.isBroken = false;
      const again = await strict.query(LABS, { id: CAMILA_LOPEZ });
      expect(again.data).toMatchObject({ patient: { fullName: 'Camila Maria Lopez' } });
    } finally {
      await strict.close();
    }
  });
});
