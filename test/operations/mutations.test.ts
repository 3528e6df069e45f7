import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { until } from '../support/time.ts';
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

describe('the response of a FHIR server to a create', () => {
  it.each([
    [{ location: 'relative', representation: 'never' }],
    [{ location: 'absolute', representation: 'never' }],
    [{ location: 'missing', representation: 'always' }],
    [{ location: 'absolute', representation: 'on-request', status: 200 }],
  ] as const)('returns the id of a new record however the FHIR server responds: %j', async (creates) => {
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

  it('returns ACCEPTED for a record whose id the FHIR server does not send', async () => {
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

  it('returns the id with NOT_YET_READABLE if the FHIR server shows a new record only later', async () => {
    const other = await startSandbox({ createAnswers: { representation: 'never' } });
    const through = await startGateway(other, { store: memoryStore() });
    const { payload, extensions } = await write(through, 'addAllergy', inputFor('addAllergy', other));
    expect(payload).toEqual({ status: 'CREATED', id: other.created[0]?.id, allergy: null });
    expect(extensions?.fhir.warnings).toMatchObject([{ code: 'NOT_YET_READABLE' }]);
    await through.close();
    await other.close();
  });
});

describe('an idempotency key', () => {
  it.each(MUTATION_NAMES)(
    'returns the first outcome to each retry with the same key and input: %s',
    async (name) => {
      const [input, key] = [inputFor(name, sandbox), newKey()];
      const takenAt = name === 'recordVitalSigns' ? { takenAt: '2026-05-07T10:00:00Z' } : {};
      const first = await write(gateway, name, { ...input, ...takenAt }, key);
      expect(first.errors).toBeUndefined();
      // The order of the fields does not matter.
      const again = Object.fromEntries(Object.entries({ ...input, ...takenAt }).toReversed());
      const retried = await write(gateway, name, again, key);
      expect(idsIn(retried.payload)).toEqual(idsIn(first.payload));
      expect(idsIn(first.payload)).not.toEqual([]);
      expect(postsOf(sandbox, CREATES[name])).toBe(1);
    },
  );

  it('refuses an idempotency key with another input or for another mutation', async () => {
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

  it('accepts an idempotency key again after a refusal, with a correct input', async () => {
    const key = newKey();
    const refused = { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'invalid' }] };
    sandbox.fault({ match: { operation: 'create' }, kind: 'json', status: 400, body: refused });
    const first = await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key);
    expect(first.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const second = await write(gateway, 'addProblem', inputFor('addProblem', sandbox), key);
    expect([second.errors, at(second.payload, 'status')]).toEqual([undefined, 'CREATED']);
  });
});

describe('an invalid input', () => {
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
  ])('refuses an input if FHIR allows no such value: %s with %j', async (name, changes, path) => {
    const { errors, payload } = await write(gateway, name, { ...inputFor(name, sandbox), ...changes });
    expect([payload ?? null, errors?.map(({ extensions: { code } }) => code)]).toEqual([
      null,
      ['BAD_USER_INPUT'],
    ]);
    expect(errors?.[0]?.message).toContain(path);
    expect(callsOf(sandbox)).toEqual([]);
  });

  it('refuses an input with all of its problems at once, before any FHIR request', async () => {
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

  it('refuses an encounter of another patient, before any write', async () => {
    const foreign = openVisit(sandbox, DERRICK_LIN);
    for (const name of ['recordVitalSigns', 'createClinicalNote'] as const) {
      const { errors } = await write(gateway, name, { ...inputFor(name, sandbox), encounterId: foreign });
      expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['input.encounterId']);
    }
    expect(new Set(callsOf(sandbox))).toEqual(new Set([`GET /Encounter/${foreign}`]));
  });
});

describe('a gateway without a store for writes', () => {
  it('keeps the schema where writes are disabled, and refuses each mutation without a FHIR request', async () => {
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
  it('never executes a mutation by GET [T1-T10]', async () => {
    const variables = JSON.stringify({ input: inputFor('addProblem', sandbox), key: newKey() });
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({ query: MUTATIONS.addProblem, variables });
    expect([answer.status, callsOf(sandbox)]).toEqual([405, []]);
  });

  it('executes the mutations of an operation one after another', async () => {
    const [one, other] = [inputFor('addProblem', sandbox), inputFor('addProblem', sandbox)];
    const hold = sandbox.hold({ operation: 'create' });
    const answer = gateway.query(
      `mutation ($one: AddProblemInput!, $other: AddProblemInput!, $k: ID!, $l: ID!) {
        one: addProblem(input: $one, idempotencyKey: $k) { status } other: addProblem(input: $other, idempotencyKey: $l) { status }
      }`,
      { one, other, k: newKey(), l: newKey() },
    );
    await until(() => hold.arrived > 0);
    expect(postsOf(sandbox, 'Condition')).toBe(1);
    hold.release();
    expect((await answer).data).toEqual({ one: { status: 'CREATED' }, other: { status: 'CREATED' } });
    expect(postsOf(sandbox, 'Condition')).toBe(2);
  });

  it('estimates a mutation by the FHIR requests that it sends', async () => {
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

describe('the log of a mutation', () => {
  it('logs no content, patient or key of a mutation, whatever its outcome', async () => {
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

/** Returns the texts of an input that could be personal: no enum values or short words. */
function textsIn(input: unknown): string[] {
  return [...JSON.stringify(input).matchAll(/:"([^"]{8,})"/g)].map(([, text = '']) => text);
}

/** Returns every id in a payload. */
function idsIn(payload: unknown): string[] {
  return [...JSON.stringify(payload).matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id);
}
