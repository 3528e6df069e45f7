import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { problemsOf } from '../audit/definitions.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { until } from '../support/time.ts';
import { inputFor, memoryStore, MUTATION_NAMES, newKey, postsOf, write } from '../support/writing.ts';

let sandbox: Sandbox;
let kept: MemoryAudit;
let required: MemoryAudit;
let gateway: Gateway;
let strict: Gateway;
let issuer: IdentityProvider;
let signedIn: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: sandbox.baseUrl });
  required = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, { store: memoryStore(), server: { audit: kept.audit } });
  strict = await startGateway(sandbox, { store: memoryStore(), server: { audit: required.audit } });
  signedIn = await startGateway(sandbox, {
    store: memoryStore(),
    callers: issuer.tokenVerification(),
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

/** Returns a summary of each recorded write; asserts that all events conform to FHIR's definitions and BALP's profiles. */
function takeSummaries(audit = kept): string[] {
  const events = audit.take();
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events.filter(({ action }) => action === 'C').map(summarize);
}

/** Returns `<profile or action> <outcome>: <entity>, … (<reason>)`, with references relative to the FHIR base URL. */
function summarize({ meta, action, outcome, outcomeDesc, entity = [] }: AuditEvent): string {
  const [profile = action] = meta?.profile ?? [];
  const entities = entity.flatMap(({ what, type }) =>
    type?.code === 'XrequestId' ? [] : [what?.reference?.replace(`${sandbox.baseUrl}/`, '') ?? type?.code],
  );
  return `${profile?.replace(/.*\./, '')} ${outcome ?? '-'}: ${entities.join(', ')} (${outcomeDesc ?? ''})`;
}

const PATIENT = `Patient/${CAMILA_LOPEZ}`;
const INTENT = 'About to be sent to the FHIR server.';

describe('the audit of a write', () => {
  it('records the intent before a write, and the created record after it [T1-R2]', async () => {
    const { payload } = await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    expect(takeSummaries()).toEqual([
      `C -: ${PATIENT}, Condition (${INTENT})`,
      `PatientCreate 0: ${PATIENT}, Condition/${String(at(payload, 'id'))} ()`,
    ]);
  });

  it('records the intent and the result of a write under the same request id, with the operation name', async () => {
    await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    const requests = kept
      .take()
      .map(({ entity = [] }) => entity.find(({ type }) => type?.code === 'XrequestId'));
    expect(new Set(requests.map((each) => each?.what?.identifier?.value)).size).toBe(1);
    expect(new Set(requests.map((each) => at(each, 'detail', 0, 'valueString')))).toEqual(
      new Set(['Problem']),
    );
  });

  it('records each of several readings in a write', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), respiratoryRate: { value: 16 } };
    const { payload } = await write(gateway, 'recordVitalSigns', input);
    const ids = [0, 1].map((index) => String(at(payload, 'readings', index, 'id')));
    expect(takeSummaries()).toEqual(
      ids.flatMap((id) => [
        `C -: ${PATIENT}, Observation (${INTENT})`,
        `PatientCreate 0: ${PATIENT}, Observation/${id} ()`,
      ]),
    );
  });

  it('records a created patient as the patient of the event', async () => {
    const { payload } = await write(gateway, 'createPatient', inputFor('createPatient', sandbox));
    const patient = `Patient/${String(at(payload, 'id'))}`;
    expect(takeSummaries()).toEqual([
      `C -: Patient (${INTENT})`,
      `PatientCreate 0: ${patient}, ${patient} ()`,
    ]);
  });

  it('records an existing patient as a match, not as a creation', async () => {
    const input = inputFor('createPatient', sandbox);
    await write(gateway, 'createPatient', input);
    kept.take();
    const { payload } = await write(gateway, 'createPatient', input);
    expect(at(payload, 'outcome')).toBe('MATCHED');
    const patient = `Patient/${String(at(payload, 'id'))}`;
    expect(takeSummaries()).toEqual([
      `C -: Patient (${INTENT})`,
      `C 4: ${patient}, ${patient} (Nothing was created: the FHIR server matched an existing record.)`,
    ]);
  });

  it('claims no creation where the FHIR server does not say whether it matched [T5-R2]', async () => {
    const match = { operation: 'create' } as const;
    sandbox.fault({ match, kind: 'status', status: 202, headers: { location: 'Patient/new-or-not' } });
    const { payload } = await write(gateway, 'createPatient', inputFor('createPatient', sandbox));
    expect(at(payload, 'outcome')).toBe('CREATED_OR_MATCHED');
    expect(takeSummaries()).toEqual([
      `C -: Patient (${INTENT})`,
      'C 0: Patient/new-or-not, Patient/new-or-not (The FHIR server created the record or matched an existing one, and does not ' +
        'say which.)',
    ]);
  });

  it('records an existing reading as not created', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-01-06T10:00:00Z' };
    await write(gateway, 'recordVitalSigns', input);
    kept.take();
    const { payload } = await write(gateway, 'recordVitalSigns', input);
    expect(at(payload, 'readings', 0, 'status')).toBe('ALREADY_EXISTS');
    expect(takeSummaries()).toEqual([
      `C -: ${PATIENT}, Observation (${INTENT})`,
      `C 4: ${PATIENT}, Observation (Not created: ALREADY_EXISTS.)`,
    ]);
  });

  it('records why a record was not created, or that the outcome is unknown [T3-R2]', async () => {
    const match = { operation: 'create' } as const;
    sandbox.fault({ match, kind: 'empty', status: 422 });
    sandbox.fault({ match, kind: 'status', status: 429 });
    sandbox.fault({ match, kind: 'cut' });
    for (let time = 0; time < 3; time += 1)
      await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    const ends = takeSummaries().filter((line) => !line.includes(INTENT));
    expect(ends).toEqual([
      `C 4: ${PATIENT}, Condition (Not created: BAD_USER_INPUT.)`,
      `C 8: ${PATIENT}, Condition (Not created: UPSTREAM_RATE_LIMITED.)`,
      `C 8: ${PATIENT}, Condition (It is unknown whether the record was created: WRITE_OUTCOME_UNKNOWN.)`,
    ]);
  });

  it('records what reconciliation found, and nothing for a retry that sends nothing', async () => {
    const [input, key] = [
      { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-01-05T10:00:00Z' },
      newKey(),
    ];
    sandbox.fault({ match: { operation: 'create' }, kind: 'cut', carriedOut: true });
    await write(gateway, 'recordVitalSigns', input, key);
    kept.take();
    await write(gateway, 'recordVitalSigns', input, key);
    expect(takeSummaries()).toEqual([
      `PatientCreate 0: ${PATIENT}, Observation/${String(sandbox.created.at(-1)?.id)} ()`,
    ]);
    await write(gateway, 'recordVitalSigns', input, key);
    expect(takeSummaries()).toEqual([]);
  });

  it('records the refusal of a caller without the scope, and no intent', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    for (const name of MUTATION_NAMES) {
      await write(signedIn, name, inputFor(name, sandbox), newKey(), { authorization });
      const [refusal, ...others] = takeSummaries();
      expect(refusal).toMatch(
        /^C 4: \w+ \(Not accessible to the caller, or withheld by the FHIR server\.\)$/,
      );
      expect(others).toEqual([]);
    }
  });
});

describe('an audit that fails', () => {
  it('sends no write while a required audit fails', async () => {
    required.isBroken = true;
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const answer = await write(strict, 'addProblem', input, key);
    expect([answer.payload, answer.errors?.[0]?.extensions.code]).toEqual([null, 'AUDIT_UNAVAILABLE']);
    expect(postsOf(sandbox, 'Condition')).toBe(0);
    required.isBroken = false;
    expect((await write(strict, 'addProblem', input, key)).payload).toMatchObject({ status: 'CREATED' });
  });

  it('withholds the response of a completed write while a required audit fails, until a retry can be recorded', async () => {
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const document = `mutation ($input: AddProblemInput!, $key: ID!) { addProblem(input: $input, idempotencyKey: $key) { id } }`;
    const hold = sandbox.hold({ operation: 'create' });
    const answer = strict.query(document, { input, key });
    await until(() => hold.arrived > 0);
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
    expect(takeSummaries(required)).toEqual([`PatientCreate 0: ${PATIENT}, Condition/${id} ()`]);
    await strict.query(document, { input, key });
    expect([takeSummaries(required), postsOf(sandbox, 'Condition')]).toEqual([[], 1]);
  });

  it('completes a write while an optional audit fails', async () => {
    kept.isBroken = true;
    const { payload } = await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    expect(payload).toMatchObject({ status: 'CREATED' });
  });
});
