import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import {
  callsOf,
  CREATES,
  inputFor,
  memoryStore,
  MUTATION_NAMES,
  type MutationName,
  MUTATIONS,
  newKey,
  openVisit,
  postsOf,
  TAKEN_AT,
  write,
} from '../support/writing.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, { store: memoryStore() });
});

afterEach(() => {
  sandbox.clearFaults();
  sandbox.reset();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** What the sandbox has kept of the create that came last. */
function lastSubmitted(): unknown {
  return sandbox.created.at(-1)?.submitted;
}

describe('vital signs', () => {
  it('are one observation each, in the order of the table, and are answered as they are on record', async () => {
    const document = `mutation ($input: RecordVitalSignsInput!, $key: ID!) {
      recordVitalSigns(input: $input, idempotencyKey: $key) {
        readings { kind status id warning error { code } observation { id name valueText effective } }
      }
    }`;
    const input = {
      patientId: CAMILA_LOPEZ,
      encounterId: openVisit(sandbox),
      takenAt: '2026-05-01T09:30:00.250-05:00',
      bloodPressure: { systolic: 118, diastolic: 76 },
      bodyTemperature: { value: 99.1, unit: 'FAHRENHEIT' },
      bodyWeight: { value: 70.5, unit: 'KILOGRAM' },
      bodyHeight: { value: 68, unit: 'INCH' },
      heartRate: { value: 72 },
      oxygenSaturation: { value: 98 },
      respiratoryRate: { value: 16 },
    };
    const { data, errors, extensions } = await gateway.query(document, { input, key: newKey() });
    expect(errors).toBeUndefined();
    const readings = at(data, 'recordVitalSigns', 'readings');
    expect(
      Array.isArray(readings) ? readings.map((each) => at(each, 'observation', 'valueText')) : [],
    ).toEqual(['72 /min', '16 /min', '99.1 °F', '98 %', '68 in', '70.5 kg', '118/76 mmHg']);
    expect(at(readings, 0)).toEqual({
      kind: 'HEART_RATE',
      status: 'CREATED',
      id: at(readings, 0, 'observation', 'id'),
      warning: null,
      error: null,
      observation: {
        id: matching(/./),
        name: 'Pulse',
        valueText: '72 /min',
        effective: '2026-05-01T14:30:00Z',
      },
    });
    expect(callsOf(sandbox)).toEqual([
      `GET /Encounter/${input.encounterId}`,
      ...Array.from({ length: 7 }, () => 'POST /Observation'),
    ]);
    expect(extensions?.fhir).toMatchObject({ requests: 8, warnings: [] });
  });

  it('are sent as Epic wants them: one LOINC code, final, the instant to the second with its offset', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-05-02T10:00:00.999-05:00' };
    await write(gateway, 'recordVitalSigns', input);
    expect(lastSubmitted()).toEqual({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-category',
              code: 'vital-signs',
              display: 'Vital Signs',
            },
          ],
        },
      ],
      code: {
        coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }],
        text: 'Heart rate',
      },
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      encounter: { reference: `Encounter/${String(at(input, 'encounterId'))}` },
      effectiveDateTime: '2026-05-02T10:00:00-05:00',
      valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    });
    const [{ headers } = { headers: {} }] = sandbox.requests
      .filter(({ method }) => method === 'POST')
      .slice(-1);
    expect(headers).toMatchObject({
      prefer: 'return=representation',
      'content-type': 'application/fhir+json',
    });
  });

  it('that are there already are told with what is on record, and the others stand', async () => {
    const takenAt = '2026-05-03T10:00:00Z';
    const first = { ...inputFor('recordVitalSigns', sandbox), takenAt };
    await write(gateway, 'recordVitalSigns', first);
    const document = `mutation ($input: RecordVitalSignsInput!, $key: ID!) {
      recordVitalSigns(input: $input, idempotencyKey: $key) { readings { status observation { valueText } } }
    }`;
    const input = { ...first, heartRate: { value: 80 }, respiratoryRate: { value: 15 } };
    const { data, errors } = await gateway.query(document, { input, key: newKey() });
    expect([errors, at(data, 'recordVitalSigns')]).toEqual([
      undefined,
      {
        readings: [
          { status: 'ALREADY_EXISTS', observation: { valueText: '72 /min' } },
          { status: 'CREATED', observation: { valueText: '15 /min' } },
        ],
      },
    ]);
  });

  it('that are refused, fail or are unknown have each their status and reason, and the others stand', async () => {
    const input = {
      ...inputFor('recordVitalSigns', sandbox),
      takenAt: '2026-05-04T10:00:00Z',
      respiratoryRate: { value: 16 },
      oxygenSaturation: { value: 97 },
      bodyWeight: { value: 70, unit: 'KILOGRAM' },
    };
    const match = { operation: 'create', resourceType: 'Observation' } as const;
    sandbox.fault({
      match,
      kind: 'json',
      status: 422,
      body: { resourceType: 'OperationOutcome', issue: [] },
    });
    sandbox.fault({ match, kind: 'status', status: 429 });
    sandbox.fault({ match, kind: 'cut' });
    const { payload, errors } = await write(gateway, 'recordVitalSigns', input);
    expect(errors).toBeUndefined();
    expect(payload).toMatchObject({
      readings: [
        { kind: 'HEART_RATE', status: 'REFUSED', id: null, error: { code: 'BAD_USER_INPUT' } },
        { kind: 'RESPIRATORY_RATE', status: 'FAILED', id: null, error: { code: 'UPSTREAM_RATE_LIMITED' } },
        {
          kind: 'OXYGEN_SATURATION',
          status: 'OUTCOME_UNKNOWN',
          id: null,
          error: { code: 'WRITE_OUTCOME_UNKNOWN' },
        },
        { kind: 'BODY_WEIGHT', status: 'CREATED', id: matching(/./), error: null },
      ],
    });
    expect(postsOf(sandbox, 'Observation')).toBe(4);
  });

  it('beyond what is usual are sent, and warned of beside the data', async () => {
    const input = {
      ...inputFor('recordVitalSigns', sandbox),
      takenAt: '2026-05-05T10:00:00Z',
      heartRate: { value: 260 },
      bodyTemperature: { value: 37, unit: 'CELSIUS' },
    };
    const { payload, extensions } = await write(gateway, 'recordVitalSigns', input);
    expect(payload).toMatchObject({
      readings: [
        { status: 'CREATED', warning: matching(/^The heart rate is unusual at any age/) },
        { status: 'CREATED', warning: null },
      ],
    });
    expect(extensions?.fhir.warnings).toMatchObject([
      { code: 'IMPLAUSIBLE_VALUES', resourceType: 'Observation' },
    ]);
  });

  it('are among the vital signs of the patient from then on', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-05-06T10:00:00Z' };
    await write(gateway, 'recordVitalSigns', input);
    const { data } = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { vitalSigns(code: ["8867-4"], since: "2026-05-06", until: "2026-05-06") { valueText } } }`,
    );
    expect(at(data, 'patient', 'vitalSigns')).toEqual([{ valueText: '72 /min' }]);
  });
});

describe('a clinical note', () => {
  it('is sent as one attachment of plain text, and is answered as it is on record', async () => {
    const input = {
      ...inputFor('createClinicalNote', sandbox),
      text: 'S: feels better – <b> 37,2 °C & up\n\tP: same.',
    };
    const { payload, errors } = await write(gateway, 'createClinicalNote', input);
    expect(errors).toBeUndefined();
    expect(payload).toEqual({
      status: 'CREATED',
      id: sandbox.created.at(-1)?.id,
      note: {
        title: 'Progress Notes',
        textStatus: 'FINAL',
        content: { text: matching(/^S: feels better – <b> 37,2 °C & up\s+P: same\.$/) },
      },
    });
    expect(lastSubmitted()).toEqual({
      resourceType: 'DocumentReference',
      status: 'current',
      docStatus: 'final',
      type: {
        coding: [{ system: 'http://loinc.org', code: '11506-3', display: 'Progress note' }],
        text: 'Progress note',
      },
      category: [
        {
          coding: [
            {
              system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
              code: 'clinical-note',
              display: 'Clinical Note',
            },
          ],
        },
      ],
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      content: [
        { attachment: { contentType: 'text/plain', data: Buffer.from(input.text).toString('base64') } },
      ],
      context: { encounter: [{ reference: `Encounter/${String(at(input, 'encounterId'))}` }] },
    });
  });

  it.each([
    'CONSULTATION',
    'DISCHARGE_SUMMARY',
    'HISTORY_AND_PHYSICAL',
    'PROCEDURE',
    'PROGRESS',
    'EMERGENCY_DEPARTMENT',
    'TELEPHONE_ENCOUNTER',
  ])('can be of the type %s', async (type) => {
    const input = { ...inputFor('createClinicalNote', sandbox), type, status: 'PRELIMINARY' };
    const { payload } = await write(gateway, 'createClinicalNote', input);
    expect(payload).toMatchObject({ status: 'CREATED', note: { textStatus: 'PRELIMINARY' } });
  });
});

describe('allergies and problems', () => {
  it('are sent as unconfirmed and provisional', async () => {
    await write(gateway, 'addAllergy', {
      ...inputFor('addAllergy', sandbox),
      criticality: 'HIGH',
      onset: '2020',
    });
    expect(lastSubmitted()).toMatchObject({
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'unconfirmed' }] },
      category: ['medication'],
      criticality: 'high',
      code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980' }] },
      patient: { reference: `Patient/${CAMILA_LOPEZ}` },
      onsetDateTime: '2020',
      reaction: [
        {
          manifestation: [
            { coding: [{ system: 'http://snomed.info/sct', code: '247472004', display: 'Hives' }] },
          ],
          severity: 'moderate',
        },
      ],
    });
    const problem = { system: 'ICD10CM', code: 'E11.9', name: 'Type 2 diabetes mellitus' };
    await write(gateway, 'addProblem', { patientId: CAMILA_LOPEZ, problem });
    expect(lastSubmitted()).toMatchObject({
      verificationStatus: { coding: [{ code: 'provisional' }] },
      category: [{ coding: [{ code: 'problem-list-item' }] }],
      code: {
        coding: [
          { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9', display: 'Type 2 diabetes mellitus' },
        ],
        text: 'Type 2 diabetes mellitus',
      },
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
    });
  });

  it('wait for reconciliation: until then they are not in the lists, and after it they are', async () => {
    const allergy = inputFor('addAllergy', sandbox, DERRICK_LIN);
    const problem = inputFor('addProblem', sandbox, DERRICK_LIN);
    const written = [
      await write(gateway, 'addAllergy', allergy),
      await write(gateway, 'addProblem', problem),
    ];
    expect(written.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    const names = [String(at(allergy, 'substance', 'name')), String(at(problem, 'problem', 'name'))];
    const listed = async (): Promise<boolean[]> => {
      const { data } = await gateway.query(
        `{ patient(id: "${DERRICK_LIN}") { allergies(first: 100) { name } problems(first: 100) { name } } }`,
      );
      return names.map((name) => JSON.stringify(data).includes(name));
    };
    expect(await listed()).toEqual([false, false]);
    sandbox.reconcile();
    expect(await listed()).toEqual([true, true]);
  });
});

describe('a patient', () => {
  it('is created, and found from then on', async () => {
    const input = inputFor('createPatient', sandbox);
    const { payload } = await write(gateway, 'createPatient', input);
    const family = String(at(input, 'name', 'family'));
    expect(payload).toEqual({
      outcome: 'CREATED',
      id: matching(/./),
      patient: { fullName: `Nora ${family}`, birthDate: '1990-02-28', gender: 'FEMALE' },
    });
    const { data } = await gateway.query(
      `{ patients(filter: { family: "${family}", given: "Nora", birthDate: "1990-02-28" }) { id } }`,
    );
    expect(data['patients']).toEqual([{ id: at(payload, 'id') }]);
  });

  it('who is there already is answered as who was there', async () => {
    const input = inputFor('createPatient', sandbox);
    const [created, matched] = [
      await write(gateway, 'createPatient', input),
      await write(gateway, 'createPatient', input),
    ];
    expect(matched.payload).toMatchObject({ outcome: 'MATCHED', id: at(created.payload, 'id') });
  });

  it('can have identifiers, and is answered without the social security number', async () => {
    const identifiers = [{ system: '2.16.840.1.113883.4.1', value: '900-12-3456' }];
    const input = { ...inputFor('createPatient', sandbox), identifiers };
    const { payload, errors } = await write(gateway, 'createPatient', input);
    expect([errors, at(payload, 'outcome')]).toEqual([undefined, 'CREATED']);
    expect(lastSubmitted()).toMatchObject({
      identifier: [{ use: 'official', system: 'urn:oid:2.16.840.1.113883.4.1', value: '900-12-3456' }],
    });
    const { data } = await gateway.query(`{ patient(id: "${String(at(payload, 'id'))}") { resource } }`);
    expect(JSON.stringify(data)).not.toContain('3456');
  });
});

describe('the ways in which servers tell of a create', () => {
  it.each([
    [{ location: 'relative', representation: 'never' }],
    [{ location: 'absolute', representation: 'never' }],
    [{ location: 'missing', representation: 'always' }],
    [{ location: 'absolute', representation: 'on-request', status: 200 }],
  ] as const)('all give the id: %j', async (creates) => {
    const other = await startSandbox({ createAnswers: creates });
    const through = await startGateway(other, { store: memoryStore() });
    const { payload, extensions } = await write(
      through,
      'createClinicalNote',
      inputFor('createClinicalNote', other),
    );
    expect(payload).toMatchObject({
      status: 'CREATED',
      id: other.created[0]?.id,
      note: { textStatus: 'FINAL' },
    });
    expect(extensions?.fhir.warnings.filter(({ code }) => code === 'NOT_YET_READABLE')).toEqual([]);
    await through.close();
    await other.close();
  });

  it('can leave it without an id: it is taken, and nothing can be read', async () => {
    const other = await startSandbox({ createAnswers: { location: 'missing', representation: 'never' } });
    const through = await startGateway(other, { store: memoryStore() });
    const { payload, extensions, errors } = await write(through, 'addProblem', inputFor('addProblem', other));
    expect([errors, payload]).toEqual([undefined, { status: 'ACCEPTED', id: null, problem: null }]);
    expect(extensions?.fhir.warnings).toMatchObject([
      { code: 'NOT_YET_READABLE', resourceType: 'Condition' },
    ]);
    const patient = await write(through, 'createPatient', inputFor('createPatient', other));
    expect(patient.payload).toEqual({ outcome: 'CREATED', id: null, patient: null });
    await through.close();
    await other.close();
  });

  it('can show it only later: the id is told, and that it is not to be read yet', async () => {
    const other = await startSandbox({ createAnswers: { representation: 'never' } });
    const through = await startGateway(other, { store: memoryStore() });
    const { payload, extensions } = await write(through, 'addAllergy', inputFor('addAllergy', other));
    expect(payload).toEqual({ status: 'CREATED', id: other.created[0]?.id, allergy: null });
    expect(extensions?.fhir.warnings).toMatchObject([{ code: 'NOT_YET_READABLE' }]);
    await through.close();
    await other.close();
  });
});

describe('the first outcome', () => {
  it.each(MUTATION_NAMES)('is answered to each retry with the same key and input: %s', async (name) => {
    const [input, key] = [inputFor(name, sandbox), newKey()];
    const takenAt = name === 'recordVitalSigns' ? { takenAt: '2026-05-07T10:00:00Z' } : {};
    const first = await write(gateway, name, { ...input, ...takenAt }, key);
    expect(first.errors).toBeUndefined();
    // The same in another order is the same.
    const again = Object.fromEntries(Object.entries({ ...input, ...takenAt }).toReversed());
    const retried = await write(gateway, name, again, key);
    expect(idsIn(retried.payload)).toEqual(idsIn(first.payload));
    expect(idsIn(first.payload)).not.toEqual([]);
    expect(postsOf(sandbox, CREATES[name])).toBe(1);
  });

  it('is not that of another input, nor of another mutation', async () => {
    const key = newKey();
    await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key);
    const others = [
      await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key),
      await write(gateway, 'addAllergy', inputFor('addAllergy', sandbox), key),
    ];
    expect(others.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_KEY_REUSED',
    ]);
    expect(callsOf(sandbox)).toEqual(['POST /Condition']);
  });

  it('is kept for what was not refused: after a refusal the same key can be used for what is right', async () => {
    const key = newKey();
    const refused = { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'invalid' }] };
    sandbox.fault({ match: { operation: 'create' }, kind: 'json', status: 400, body: refused });
    const first = await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key);
    expect(first.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const second = await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key);
    expect([second.errors, at(second.payload, 'status')]).toEqual([undefined, 'CREATED']);
  });
});

describe('an input that cannot be right', () => {
  it.each<[name: MutationName, changes: object, path: string]>([
    ['recordVitalSigns', { takenAt: '2026-05-01T09:30:00+15:00' }, 'input.takenAt'],
    ['recordVitalSigns', { takenAt: '2026-05-01T09:30:00-23:30' }, 'input.takenAt'],
    [
      'createPatient',
      { identifiers: [{ system: 'urn:oid:1.02.3', value: '1' }] },
      'input.identifiers.0.system',
    ],
    [
      'createPatient',
      { identifiers: [{ system: 'urn:uuid:xyz', value: '1' }] },
      'input.identifiers.0.system',
    ],
  ])('is refused where FHIR has no such value: %s with %j', async (name, changes, path) => {
    const { errors, payload } = await write(gateway, name, { ...inputFor(name, sandbox), ...changes });
    expect([payload ?? null, errors?.map(({ extensions: { code } }) => code)]).toEqual([
      null,
      ['BAD_USER_INPUT'],
    ]);
    expect(errors?.[0]?.message).toContain(path);
    expect(callsOf(sandbox)).toEqual([]);
  });

  it('is refused with all of its problems at once, and nothing is asked of the FHIR server', async () => {
    const input = {
      patientId: 'no id',
      encounterId: '..',
      takenAt: '2999-01-01T00:00:00Z',
      heartRate: { value: 72.5 },
      bodyTemperature: { value: 372, unit: 'CELSIUS' },
      bloodPressure: { systolic: 60, diastolic: 120 },
    };
    const { errors, payload } = await write(gateway, 'recordVitalSigns', input, 'short');
    expect(payload).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual([
      'idempotencyKey',
      'input.patientId',
      'input.encounterId',
      'input.takenAt',
      'input.heartRate.value',
      'input.bodyTemperature.value',
      'input.bloodPressure',
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/no id|2999|372|short/);
    expect(sandbox.requests).toEqual([]);
  });

  it('is refused where the visit is another patient’s, before anything is sent', async () => {
    const foreign = openVisit(sandbox, DERRICK_LIN);
    for (const name of ['recordVitalSigns', 'createClinicalNote'] as const) {
      const { errors } = await write(gateway, name, { ...inputFor(name, sandbox), encounterId: foreign });
      expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['input.encounterId']);
    }
    expect(new Set(callsOf(sandbox))).toEqual(new Set([`GET /Encounter/${foreign}`]));
  });
});

describe('a gateway that is not set up to write', () => {
  it('has the same schema, and refuses each mutation without asking anything', async () => {
    const reading = await startGateway(sandbox);
    const sdl = '{ _service { sdl } }';
    expect((await reading.query(sdl)).data).toEqual((await gateway.query(sdl)).data);
    sandbox.clearRequests();
    for (const name of MUTATION_NAMES) {
      const { payload, errors } = await write(reading, name, inputFor(name, sandbox));
      expect([payload, errors?.[0]?.extensions.code]).toEqual([null, 'WRITES_DISABLED']);
    }
    expect(sandbox.requests).toEqual([]);
    await reading.close();
  });
});

describe('a mutation', () => {
  it('is never carried out by GET', async () => {
    const variables = JSON.stringify({ input: inputFor('addProblem', sandbox), key: newKey() });
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({ query: MUTATIONS.addProblem, variables });
    expect([answer.status, callsOf(sandbox)]).toEqual([405, []]);
  });

  it('is carried out one after the other with its kind', async () => {
    const [one, other] = [inputFor('addProblem', sandbox), inputFor('addProblem', sandbox)];
    const hold = sandbox.hold({ operation: 'create' });
    const answer = gateway.query(
      `mutation ($one: AddProblemInput!, $other: AddProblemInput!, $k: ID!, $l: ID!) {
        one: addProblem(input: $one, idempotencyKey: $k) { status } other: addProblem(input: $other, idempotencyKey: $l) { status }
      }`,
      { one, other, k: newKey(), l: newKey() },
    );
    while (hold.arrived === 0) await new Promise(setImmediate);
    expect(postsOf(sandbox, 'Condition')).toBe(1);
    hold.release();
    expect((await answer).data).toEqual({ one: { status: 'CREATED' }, other: { status: 'CREATED' } });
    expect(postsOf(sandbox, 'Condition')).toBe(2);
  });

  it('is priced by what it sends', async () => {
    const priced = await startGateway(sandbox, { store: memoryStore(), server: { maxUpstreamCalls: 3 } });
    const input = {
      ...inputFor('recordVitalSigns', sandbox),
      takenAt: TAKEN_AT,
      respiratoryRate: { value: 16 },
      oxygenSaturation: { value: 97 },
    };
    const { errors } = await write(priced, 'recordVitalSigns', input);
    expect(errors).toMatchObject([
      { message: matching(/would cost 4 FHIR requests/), extensions: { code: 'OPERATION_TOO_EXPENSIVE' } },
    ]);
    expect(callsOf(sandbox)).toEqual([]);
    await priced.close();
  });
});

describe('the log', () => {
  it('has nothing of what was written, for whom and under which key, whatever becomes of it', async () => {
    const known: string[] = [CAMILA_LOPEZ, openVisit(sandbox)];
    for (const name of MUTATION_NAMES) {
      for (const fault of [null, 'cut', 'bad-json'] as const) {
        const [input, key] = [inputFor(name, sandbox), newKey()];
        if (fault !== null) sandbox.fault({ match: { operation: 'create' }, kind: fault });
        const { payload } = await write(gateway, name, input, key);
        known.push(key, ...idsIn(payload), ...textsIn(input));
      }
    }
    const log = gateway.logLines.join('');
    expect(known.filter((text) => log.includes(text))).toEqual([]);
    expect(log).toContain('write_outcome_unknown');
  });
});

/** The texts of an input that could be somebody's: not its enum members and short words. */
function textsIn(input: unknown): string[] {
  return [...JSON.stringify(input).matchAll(/:"([^"]{8,})"/g)].map(([, text = '']) => text);
}

/** Every id in a payload. */
function idsIn(payload: unknown): string[] {
  return [...JSON.stringify(payload).matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id);
}
