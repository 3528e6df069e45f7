import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM_GRANT } from '../../src/auth/grants.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { NEVER_MS, PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { passTime, until } from '../support/time.ts';
import { fhirCalls } from '../support/upstream.ts';

/** A deadline that no operation misses unless the test passes the time. */
const DEADLINE_MS = PATIENCE.timeout;

let sandbox: Sandbox;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** @param maxConcurrency 1 by default, so that a request that was not aborted blocks all others */
async function start(operationTimeoutMs: number, maxConcurrency = 1): Promise<void> {
  gateway = await startGateway(sandbox, {
    limits: { timeoutMs: NEVER_MS, binaryTimeoutMs: NEVER_MS, maxConcurrency },
    server: { operationTimeoutMs },
  });
}

/** Starts a gateway with a short operation timeout. It shares the client, and so the requests in flight and the concurrency limit. */
function startImpatientGateway(): Promise<Gateway> {
  return startGateway(sandbox, { client: gateway.client, server: { operationTimeoutMs: DEADLINE_MS } });
}

/** Loads a token and the CapabilityStatement, so that later operations need neither. */
async function warmUp(): Promise<void> {
  const { errors } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { vitalSigns { id } } }`);
  expect(errors).toBeUndefined();
  sandbox.clearRequests();
}

/** Returns the answer of an operation whose deadline passes once the condition holds. */
function queryBeyondDeadline(
  isReady: () => boolean,
  query: string,
  asked = gateway,
): Promise<GraphqlAnswer<Record<string, unknown>>> {
  return passTime(DEADLINE_MS, isReady, () => asked.query(query));
}

const TIMEOUT = {
  message: `The operation timed out after ${DEADLINE_MS} ms, before this field was resolved. Select less in one operation, or retry later.`,
  extensions: { code: 'OPERATION_TIMEOUT' },
};

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

describe('an operation at its deadline [T1-D10]', () => {
  it('returns what it has read by the deadline, and OPERATION_TIMEOUT for each unresolved field', async () => {
    await start(DEADLINE_MS, 8);
    await warmUp();
    const hold = sandbox.hold({ operation: 'search', resourceType: 'Condition' });
    const isOnlyHeld = (): boolean =>
      hold.arrived === 2 &&
      sandbox.requests.length === 3 &&
      gateway.client.health().requestClasses.read.inFlight === 0;
    const query = `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems { id } conditions { id } } }`;
    const answer = await passTime(DEADLINE_MS, isOnlyHeld, () =>
      gateway.http.post('/graphql').send({ query }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      data: { patient: { fullName: 'Camila Maria Lopez', problems: null, conditions: null } },
      errors: [
        { path: ['patient', 'conditions'], extensions: { code: 'OPERATION_TIMEOUT' } },
        { path: ['patient', 'problems'], extensions: { code: 'OPERATION_TIMEOUT' } },
      ],
      extensions: { fhir: { requests: sandbox.requests.length } },
    });
    expect(answer.body).toMatchObject({ errors: [TIMEOUT, TIMEOUT] });
    hold.release();
  });

  it('aborts the FHIR request of an operation at its deadline, so that the next one can be sent', async () => {
    await start(DEADLINE_MS);
    await warmUp();
    const hold = sandbox.hold({ operation: 'read' });
    expect(await queryBeyondDeadline(() => hold.arrived === 1, PATIENT)).toMatchObject({
      data: { patient: null },
      errors: [TIMEOUT],
    });
    hold.release();
    expect(await gateway.query(PATIENT)).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
  });

  it('does not send queued requests of an operation after its deadline [T7-D1]', async () => {
    await start(NEVER_MS);
    await warmUp();
    const impatient = await startImpatientGateway();
    const hold = sandbox.hold({ operation: 'read' });
    const first = gateway.query(PATIENT);
    await until(() => hold.arrived === 1);
    const isQueued = (): boolean => gateway.client.health().requestClasses.read.queued === 1;
    const query = `{ patient(id: "${DERRICK_LIN}") { id } }`;
    expect(await queryBeyondDeadline(isQueued, query, impatient)).toMatchObject({ errors: [TIMEOUT] });
    hold.release();
    expect(await first).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    await gateway.query(`{ location(id: "eUnknown") { id } }`);
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`, 'Location/eUnknown']);
    await impatient.close();
  });

  it.each(['smart-configuration', 'token'] as const)(
    'stops waiting for a token at the deadline of the operation (%s)',
    async (operation) => {
      await start(DEADLINE_MS);
      const hold = sandbox.hold({ operation });
      const answer = await queryBeyondDeadline(() => hold.arrived === 1, PATIENT);
      expect(answer).toMatchObject({ errors: [TIMEOUT] });
      expect(fhirCalls(sandbox)).toEqual([]);
      hold.release();
    },
  );

  it('stops waiting for the CapabilityStatement at the deadline, and sends no search afterwards', async () => {
    await start(DEADLINE_MS);
    const hold = sandbox.hold({ operation: 'metadata' });
    expect(await gateway.query(PATIENT)).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    sandbox.clearRequests();
    const { data, errors } = await queryBeyondDeadline(
      () => hold.arrived === 1,
      `{ patient(id: "${CAMILA_LOPEZ}") { problems { id } } }`,
    );
    expect([data, errors]).toMatchObject([{ patient: { problems: null } }, [TIMEOUT]]);
    expect(fhirCalls(sandbox)).toEqual([]);
    hold.release();
  });

  it('logs OPERATION_TIMEOUT as the code of an operation that misses its deadline', async () => {
    await start(DEADLINE_MS);
    await warmUp();
    const hold = sandbox.hold({ operation: 'read' });
    await queryBeyondDeadline(() => hold.arrived === 1, `query Slow ${PATIENT}`);
    const line = gateway.logLines.find((candidate) => candidate.includes('"operationName":"Slow"'));
    expect(JSON.parse(line ?? '')).toMatchObject({ codes: ['OPERATION_TIMEOUT'], upstreamRequests: 1 });
    hold.release();
  });

  it('leaves a shared request in flight after a deadline for operations that have time left', async () => {
    await start(NEVER_MS);
    await warmUp();
    const impatient = await startImpatientGateway();
    const hold = sandbox.hold({ operation: 'read' });
    const patient = gateway.query(PATIENT);
    await until(() => hold.arrived === 1);
    const read = vi.spyOn(gateway.client.as(SYSTEM_GRANT), 'read');
    const hasJoined = (): boolean => read.mock.calls.length === 1;
    expect(await queryBeyondDeadline(hasJoined, PATIENT, impatient)).toMatchObject({ errors: [TIMEOUT] });
    hold.release();
    expect(await patient).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    await impatient.close();
  });
});

describe('a client that disconnects [T1-D10]', () => {
  it('aborts the FHIR requests of a client that disconnects, and does not send queued ones', async () => {
    await start(NEVER_MS);
    await warmUp();
    const hold = sandbox.hold({ operation: 'read' });
    const client = new AbortController();
    const query = `query Gone { patient(id: "${CAMILA_LOPEZ}") { id } location(id: "eUnknown") { id } }`;
    const gone = fetch(gateway.http.get('/graphql').url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await until(() => hold.arrived === 1);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => gateway.logLines.some((line) => line.includes('"operationName":"Gone"')));
    hold.release();
    // The only permit for FHIR requests is free again, and the queued request is never sent.
    expect(await gateway.query(`{ patient(id: "${DERRICK_LIN}") { id } }`)).toMatchObject({
      data: { patient: { id: DERRICK_LIN } },
    });
    expect(fhirCalls(sandbox).slice(1)).toEqual([`Patient/${DERRICK_LIN}`]);
  });
});
