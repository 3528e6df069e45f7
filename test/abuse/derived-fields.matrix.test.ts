/**
 * Compares fields that read more records than they return, such as `recentRecords`, while a chart has records that the caller may not see, and
 * after these are gone: response, FHIR requests and audit must be the same.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { type RecordOfServer, startRecordServer } from '../support/record-server.ts';

const LABEL = {
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }] },
};

function categoryOf(code: string): object {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return { category: [{ coding: [{ system, code }] }] };
}

function recordOf(resourceType: string, id: string, parts: object, patient = 'own'): RecordOfServer {
  const subject = { reference: `Patient/${patient}` };
  return { resourceType, id, subject, patient: subject, ...parts };
}

function result(id: string, code: string, day: number, parts: object = {}, patient = 'own'): RecordOfServer {
  const own = {
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    effectiveDateTime: `2026-11-${day}`,
    valueString: 'x',
    ...categoryOf('laboratory'),
  };
  return recordOf('Observation', id, { ...own, ...parts }, patient);
}

function appointment(id: string, hour: number, patient: string, parts: object = {}): RecordOfServer {
  return {
    resourceType: 'Appointment',
    id,
    status: 'booked',
    start: `2026-11-27T0${hour}:00:00Z`,
    participant: [`Patient/${patient}`, 'Location/l'].map((reference) => ({ actor: { reference } })),
    ...parts,
  };
}

const VISIBLE: readonly RecordOfServer[] = [
  { resourceType: 'Patient', id: 'own' },
  { resourceType: 'Patient', id: 'other' },
  result('o1', 'K', 20),
  result('o2', 'K', 10),
  result('o3', 'Na', 21),
  recordOf('Condition', 'c1', { recordedDate: '2026-11-20', code: { text: 'x' } }),
  recordOf('MedicationRequest', 'm1', { status: 'active', intent: 'order', authoredOn: '2026-11-20' }),
  recordOf('Encounter', 'e1', { status: 'finished', period: { start: '2026-11-20' } }),
  recordOf('DocumentReference', 'd1', { status: 'current', date: '2026-11-20T00:00:00Z' }),
  recordOf('ImagingStudy', 'i1', { status: 'available', started: '2026-11-20' }),
  appointment('a1', 9, 'own'),
];

/** Returns records that the fields read. Their ids and words begin with `hidden`. */
function hiddenRecords(parts: object, patient = 'own'): readonly RecordOfServer[] {
  const record = (type: string, number: number, own: object): RecordOfServer =>
    recordOf(type, `hidden-${number}`, { code: { text: 'hidden' }, ...own, ...parts }, patient);
  const date = '2026-11-26';
  return [
    result('hidden-1', 'K', 25, parts, patient),
    result('hidden-2', 'K', 24, parts, patient),
    result('hidden-3', 'GLU', 24, parts, patient),
    record('Condition', 4, { recordedDate: date, encounter: { reference: 'Encounter/e1' } }),
    record('MedicationRequest', 5, {
      status: 'active',
      intent: 'order',
      doNotPerform: true,
      authoredOn: date,
      medicationCodeableConcept: { text: 'hidden' },
    }),
    record('AllergyIntolerance', 6, { recordedDate: date }),
    record('Consent', 7, { status: 'active', dateTime: date, provision: { code: [{ text: 'DNR' }] } }),
    record('DocumentReference', 8, {
      status: 'current',
      date: `${date}T00:00:00Z`,
      relatesTo: [{ code: 'appends', target: { reference: 'DocumentReference/d1' } }],
    }),
    record('DiagnosticReport', 9, {
      status: 'final',
      effectiveDateTime: date,
      imagingStudy: [{ reference: 'ImagingStudy/i1' }],
    }),
    record('MedicationAdministration', 10, {
      status: 'completed',
      effectiveDateTime: date,
      request: { reference: 'MedicationRequest/m1' },
    }),
    record('Flag', 11, { status: 'active', period: { start: date } }),
    record('Task', 12, { status: 'requested', for: { reference: `Patient/${patient}` }, authoredOn: date }),
    appointment('hidden-13', 9, patient, parts),
    {
      resourceType: 'Provenance',
      id: 'hidden-14',
      recorded: `${date}T00:00:00Z`,
      target: ['Observation/o1', `Patient/${patient}`].map((reference) => ({ reference })),
      agent: [{ who: { display: 'hidden' } }],
      ...parts,
    },
  ];
}

const HIDDEN = hiddenRecords({});
const VISIBLE_TYPES = new Set([...VISIBLE.map(({ resourceType }) => resourceType), 'Provenance']);
const TYPES = [
  ...new Set([...VISIBLE_TYPES, ...HIDDEN.map(({ resourceType }) => resourceType)]),
  'CarePlan',
  'ServiceRequest',
];

interface Outsider {
  readonly name: string;
  readonly scopes: string;
  readonly hidden: readonly RecordOfServer[];
  readonly isPanelOnly?: true;
}

/** Callers who may not see the hidden records. */
const OUTSIDERS: readonly Outsider[] = [
  {
    name: 'the patient of another compartment',
    scopes: 'patient/*.rs',
    hidden: hiddenRecords({}, 'other'),
  },
  { name: 'a patient from whom labels hide records', scopes: 'patient/*.rs', hidden: hiddenRecords(LABEL) },
  {
    name: 'a caller who is limited to the panel',
    scopes: 'user/*.rs',
    hidden: hiddenRecords({}, 'other'),
    isPanelOnly: true,
  },
  {
    name: 'a caller with the scope of one category',
    scopes: TYPES.map(
      (type) => `user/${type}.rs${type === 'Observation' ? '?category=laboratory' : ''}`,
    ).join(' '),
    hidden: ['K', 'K', 'GLU'].map((code, index) =>
      result(`hidden-${index}`, code, 25, categoryOf('social-history')),
    ),
  },
  {
    name: 'a caller without scopes for some types',
    scopes: [...VISIBLE_TYPES].map((type) => `user/${type}.rs`).join(' '),
    hidden: HIDDEN.filter(({ resourceType }) => !VISIBLE_TYPES.has(resourceType)),
  },
];

const FIELDS: readonly string[] = [
  'patient(id: "own") { recentRecords(since: "2026-11-01", first: 100) { date record { __typename } } }',
  'patient(id: "own") { recentRecords(since: "2026-11-01", first: 2) { date } }',
  'patient(id: "own") { latestObservations(codes: ["K", "GLU", "Na"], each: 2) { isNoneOnFile observations { id } } }',
  'patient(id: "own") { latestObservations(codes: ["GLU"]) { isNoneOnFile observations { id } } }',
  'patient(id: "own") { prohibitions { text } allergyStatus codeStatus { state entries { sourceId } } }',
  'patient(id: "own") { observations { id provenances { id resource } } }',
  'patient(id: "own") { records(type: OBSERVATION, first: 2) { id } }',
  'patient(id: "own") { medications { id administrations { id } } flags { id } tasks { id } }',
  'appointments(date: "2026-11-27") { id participants { actor { display } } }',
  'appointments(date: "2026-11-27", patients: ["own", "other"], location: "l", first: 1) { id }',
  'documentReference(id: "d1") { relatedFrom { id } }',
  'imagingStudy(id: "i1") { reports { id } }',
  'encounter(id: "e1") { conditions { id } }',
  'observation(id: "o1") { provenances { id } }',
];
const ROWS = OUTSIDERS.flatMap((outsider) =>
  ['Epic', 'Another server'].flatMap((software) => FIELDS.map((field) => ({ ...outsider, software, field }))),
);

let provider: IdentityProvider;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  provider = await startIdentityProvider();
});

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

afterAll(() => provider.close());

interface Observed {
  readonly data: unknown;
  readonly everything: unknown;
}

/** Starts a gateway in front of the records. Returns a function that sends an operation, and collects what it causes. */
async function startWith(
  records: readonly RecordOfServer[],
  software: string,
  isPanelOnly = false,
): Promise<(document: string, scopes: string) => Promise<Observed>> {
  const parameters = ['_id', '_revinclude', 'patient', 'subject', 'date', 'category', 'code', 'relatesto'];
  const listed = Object.fromEntries(TYPES.map((type) => [type, parameters]));
  const server = await startRecordServer(records, JSON.stringify, listed, software);
  const kept = createMemoryAudit({ upstream: server.baseUrl, isRequired: true });
  const gateway = await startGateway(server, {
    callers: provider.tokenVerification(),
    panel: { kind: 'ids', ids: isPanelOnly ? ['own'] : ['own', 'other'] },
    server: { audit: kept.audit, isPanelOnly },
  });
  opened.push(server, gateway);
  await gateway.client.probe();
  return async (document, scopes) => {
    const authorization = await provider.bearer(scopes, { patient: 'own' });
    const sent = server.requests.length;
    const answer = await gateway.query(document, {}, { authorization });
    const audited = kept
      .take()
      .map(({ outcome, entity = [] }) =>
        JSON.stringify([
          outcome,
          ...entity.map(({ what, query }) => `${what?.reference} ${query}`).toSorted(),
        ]),
      );
    const log = gateway.logLines.filter((line) => line.includes('hidden'));
    // Lists are read in parallel, so requests and events are in any order.
    const requests = server.requests.slice(sent).toSorted();
    return { data: answer.data, everything: { answer, requests, log, audited: audited.toSorted() } };
  };
}

describe('a field that reads more records than it returns [T1-I2]', () => {
  it.each(ROWS)(
    'returns the same to $name, whether or not $software has others: $field',
    async ({ scopes, hidden, isPanelOnly, software, field }) => {
      // The newest first, as from a server that sorts.
      const records = [...hidden, ...VISIBLE];
      const send = await startWith(records, software, isPanelOnly);
      // A caller who may see everything shows which types the server has provenances of.
      await send(`{ ${field} }`, 'system/*.rs');
      const there = await send(`{ ${field} }`, scopes);
      expect(there.data).toBeDefined();
      expect(JSON.stringify(there)).not.toContain('hidden');
      records.splice(0, hidden.length);
      expect(there).toEqual(await send(`{ ${field} }`, scopes));
    },
  );

  it('never claims that no result is on file to a caller from whom a label may hide one', async () => {
    const send = await startWith(VISIBLE, 'Epic');
    const document = '{ patient(id: "own") { latestObservations(codes: ["GLU"]) { isNoneOnFile } } }';
    for (const [scopes, isNoneOnFile] of [
      ['patient/*.rs', false],
      ['user/*.rs', true],
    ] as const)
      expect(at((await send(document, scopes)).data, 'patient', 'latestObservations')).toEqual([
        { isNoneOnFile },
      ]);
  });

  it('returns the records to a caller who may see them', async () => {
    const send = await startWith([...VISIBLE, ...HIDDEN], 'Epic');
    const found = await Promise.all(FIELDS.map((field) => send(`{ ${field} }`, 'system/*.rs')));
    const shown = found.filter(({ data }) => JSON.stringify(data).includes('hidden'));
    expect(shown.length).toBeGreaterThan(9);
  });
});
