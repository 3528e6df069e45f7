import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { problemsOf } from '../audit/definitions.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { inputFor, memoryStore, MUTATION_NAMES, newKey, postsOf, write } from '../support/writing.ts';

let sandbox: Sandbox;
let kept: KeptAudit;
let required: KeptAudit;
let gateway: Gateway;
let strict: Gateway;
let issuer: IdentityProvider;
let signedIn: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
  kept = keptAudit({ upstream: sandbox.baseUrl });
  required = keptAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, { store: memoryStore(), server: { audit: kept.audit } });
  strict = await startGateway(sandbox, { store: memoryStore(), server: { audit: required.audit } });
  signedIn = await startGateway(sandbox, {
    store: memoryStore(),
    callers: issuer.checks(),
    server: { audit: kept.audit },
  });
});

afterEach(() => {
  kept.isBroken = false;
  required.isBroken = false;
  kept.take();
  required.take();
  sandbox.clearFaults();
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await strict.close();
  await signedIn.close();
  await issuer.close();
  await sandbox.close();
});

/** What was recorded of writes, in short; all of it is good by FHIR's definitions and BALP's profiles. */
function recorded(audit = kept): string[] {
  const events = audit.take();
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.filter(({ action }) => action === 'C').map(told);
}

/** `<profile or action> <outcome>: <entity>, … (<why>)`, references below the FHIR server's base. */
function told({ meta, action, outcome, outcomeDesc, entity = [] }: AuditEvent): string {
  const [profile = action] = meta?.profile ?? [];
  const entities = entity.flatMap(({ what, type }) =>
    type?.code === 'XrequestId' ? [] : [what?.reference?.replace(`${sandbox.baseUrl}/`, '') ?? type?.code],
  );
  return `${profile?.replace(/.*\./, '')} ${outcome ?? '-'}: ${entities.join(', ')} (${outcomeDesc ?? ''})`;
}

const PATIENT = `Patient/${CAMILA_LOPEZ}`;
const INTENT = 'About to be sent to the FHIR server.';

describe('the audit of a write', () => {
  it('has what is about to be sent, and what was created', async () => {
    const { payload } = await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    expect(recorded()).toEqual([
      `C -: ${PATIENT}, Condition (${INTENT})`,
      `PatientCreate 0: ${PATIENT}, Condition/${String(at(payload, 'id'))} ()`,
    ]);
  });

  it('has both under the id of the request, with the name of the operation', async () => {
    await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    const requests = kept
      .take()
      .map(({ entity = [] }) => entity.find(({ type }) => type?.code === 'XrequestId'));
    expect(new Set(requests.map((each) => each?.what?.identifier?.value)).size).toBe(1);
    expect(new Set(requests.map((each) => at(each, 'detail', 0, 'valueString')))).toEqual(
      new Set(['Problem']),
    );
  });

  it('has each reading of several', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), respiratoryRate: { value: 16 } };
    const { payload } = await write(gateway, 'recordVitalSigns', input);
    const ids = [0, 1].map((index) => String(at(payload, 'readings', index, 'id')));
    expect(recorded()).toEqual(
      ids.flatMap((id) => [
        `C -: ${PATIENT}, Observation (${INTENT})`,
        `PatientCreate 0: ${PATIENT}, Observation/${id} ()`,
      ]),
    );
  });

  it('has a new patient as the one whom it is about', async () => {
    const { payload } = await write(gateway, 'createPatient', inputFor('createPatient', sandbox));
    const patient = `Patient/${String(at(payload, 'id'))}`;
    expect(recorded()).toEqual([`C -: Patient (${INTENT})`, `PatientCreate 0: ${patient}, ${patient} ()`]);
  });

  it('has a patient who was there before as a match, and not as one who was created', async () => {
    const input = inputFor('createPatient', sandbox);
    await write(gateway, 'createPatient', input);
    kept.take();
    const { payload } = await write(gateway, 'createPatient', input);
    expect(at(payload, 'outcome')).toBe('MATCHED');
    const patient = `Patient/${String(at(payload, 'id'))}`;
    expect(recorded()).toEqual([
      `C -: Patient (${INTENT})`,
      `C 4: ${patient}, ${patient} (Nothing was created: the FHIR server matched an existing record.)`,
    ]);
  });

  it('claims no creation where the FHIR server does not say whether it matched', async () => {
    const match = { operation: 'create' } as const;
    sandbox.fault({ match, kind: 'status', status: 202, headers: { location: 'Patient/new-or-not' } });
    const { payload } = await write(gateway, 'createPatient', inputFor('createPatient', sandbox));
    expect(at(payload, 'outcome')).toBe('CREATED_OR_MATCHED');
    expect(recorded()).toEqual([
      `C -: Patient (${INTENT})`,
      'C 0: Patient/new-or-not, Patient/new-or-not (The FHIR server created the record or matched an existing one, and does not ' +
        'say which.)',
    ]);
  });

  it('has a reading that was there before as one that was not created', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-01-06T10:00:00Z' };
    await write(gateway, 'recordVitalSigns', input);
    kept.take();
    const { payload } = await write(gateway, 'recordVitalSigns', input);
    expect(at(payload, 'readings', 0, 'status')).toBe('ALREADY_EXISTS');
    expect(recorded()).toEqual([
      `C -: ${PATIENT}, Observation (${INTENT})`,
      `C 4: ${PATIENT}, Observation (Not created: ALREADY_EXISTS.)`,
    ]);
  });

  it('has why it was not created, or that nobody knows', async () => {
    const match = { operation: 'create' } as const;
    sandbox.fault({ match, kind: 'empty', status: 422 });
    sandbox.fault({ match, kind: 'status', status: 429 });
    sandbox.fault({ match, kind: 'cut' });
    for (let time = 0; time < 3; time += 1)
      await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    const ends = recorded().filter((line) => !line.includes(INTENT));
    expect(ends).toEqual([
      `C 4: ${PATIENT}, Condition (Not created: BAD_USER_INPUT.)`,
      `C 8: ${PATIENT}, Condition (Not created: UPSTREAM_RATE_LIMITED.)`,
      `C 8: ${PATIENT}, Condition (It is unknown whether the record was created: WRITE_OUTCOME_UNKNOWN.)`,
    ]);
  });

  it('has what was found when it was looked up, and nothing of a retry that sends nothing', async () => {
    const [input, key] = [
      { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-01-05T10:00:00Z' },
      newKey(),
    ];
    sandbox.fault({ match: { operation: 'create' }, kind: 'cut', carriedOut: true });
    await write(gateway, 'recordVitalSigns', input, key);
    kept.take();
    await write(gateway, 'recordVitalSigns', input, key);
    expect(recorded()).toEqual([
      `PatientCreate 0: ${PATIENT}, Observation/${String(sandbox.created.at(-1)?.id)} ()`,
    ]);
    await write(gateway, 'recordVitalSigns', input, key);
    expect(recorded()).toEqual([]);
  });

  it('has the refusal of one who may not, and no intent', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    for (const name of MUTATION_NAMES) {
      await write(signedIn, name, inputFor(name, sandbox), newKey(), { authorization });
      const [refusal, ...others] = recorded();
      expect(refusal).toMatch(
        /^C 4: \w+ \(Not accessible to the caller, or withheld by the FHIR server\.\)$/,
      );
      expect(others).toEqual([]);
    }
  });
});

describe('an audit that fails', () => {
  it('keeps a write from being sent where it is required', async () => {
    required.isBroken = true;
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const answer = await write(strict, 'addProblem', input, key);
    expect([answer.payload, answer.errors?.[0]?.extensions.code]).toEqual([null, 'AUDIT_UNAVAILABLE']);
    expect(postsOf(sandbox, 'Condition')).toBe(0);
    required.isBroken = false;
    expect((await write(strict, 'addProblem', input, key)).payload).toMatchObject({ status: 'CREATED' });
  });

  it('after the write withholds the answer where it is required, until a retry can be recorded', async () => {
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const document = `mutation ($input: AddProblemInput!, $key: ID!) { addProblem(input: $input, idempotencyKey: $key) { id } }`;
    const hold = sandbox.hold({ operation: 'create' });
    const answer = strict.query(document, { input, key });
    while (hold.arrived === 0) await new Promise(setImmediate);
    required.isBroken = true;
    hold.release();
    for (const withheld of [await answer, await strict.query(document, { input, key })]) {
      expect(withheld.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
      expect(JSON.stringify(withheld)).not.toContain(String(sandbox.created.at(-1)?.id));
    }
    required.isBroken = false;
    required.take();
    const { data } = await strict.query(document, { input, key });
    const { id } = sandbox.created.at(-1) ?? {};
    expect(data).toEqual({ addProblem: { id } });
    expect(recorded(required)).toEqual([`PatientCreate 0: ${PATIENT}, Condition/${id} ()`]);
    await strict.query(document, { input, key });
    expect([recorded(required), postsOf(sandbox, 'Condition')]).toEqual([[], 1]);
  });

  it('keeps nothing back where it is not required', async () => {
    kept.isBroken = true;
    const { payload } = await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    expect(payload).toMatchObject({ status: 'CREATED' });
  });
});
