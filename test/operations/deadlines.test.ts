import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

/** So long that a test which waits for it fails. */
const NEVER_MS = 120_000;
/** What is held is not answered before, however slow the machine is. */
const SOON_MS = 500;

vi.setConfig({ testTimeout: 20_000 });

const eventually = (assertion: () => Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 10_000 });
const until = (condition: () => boolean): Promise<unknown> => vi.waitUntil(condition, { timeout: 10_000 });

let sandbox: Sandbox;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** @param maxConcurrency one by default, so that a request that was not aborted would block all others */
async function start(operationTimeoutMs: number, maxConcurrency = 1): Promise<void> {
  gateway = await startGateway(sandbox, {
    limits: { timeoutMs: NEVER_MS, binaryTimeoutMs: NEVER_MS, maxConcurrency },
    server: { operationTimeoutMs },
  });
}

/** A gateway whose operations have little time, with the same client, so that both share its requests and its places. */
function startHurried(): Promise<Gateway> {
  return startGateway(sandbox, { client: gateway.client, server: { operationTimeoutMs: SOON_MS } });
}

/** Takes a token and learns what the server can do, so that the next operations need neither. */
async function warmUp(): Promise<void> {
  await eventually(async () => {
    const { errors } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { vitalSigns { id } } }`);
    expect(errors).toBeUndefined();
  });
  sandbox.clearRequests();
}

function tookTooLong(timeoutMs: number): unknown {
  return {
    message: `The operation timed out after ${timeoutMs} ms, before this field was resolved. Select less in one operation, or retry later.`,
    extensions: { code: 'OPERATION_TIMEOUT' },
  };
}

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

describe('at its deadline an operation', () => {
  it('is answered with what is there, and a coded error for each field that waited', async () => {
    const timeoutMs = 2_000;
    await start(timeoutMs, 8);
    await warmUp();
    const hold = sandbox.hold({ operation: 'search', resourceType: 'Condition' });
    const answer = await gateway.http.post('/graphql').send({
      query: `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems { id } conditions { id } } }`,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      data: { patient: { fullName: 'Camila Maria Lopez', problems: null, conditions: null } },
      errors: [
        { path: ['patient', 'problems'], extensions: { code: 'OPERATION_TIMEOUT' } },
        { path: ['patient', 'conditions'], extensions: { code: 'OPERATION_TIMEOUT' } },
      ],
      extensions: { fhir: { requests: sandbox.requests.length } },
    });
    expect(answer.body).toMatchObject({ errors: [tookTooLong(timeoutMs), tookTooLong(timeoutMs)] });
    hold.release();
  });

  it('has its upstream request aborted, so that the next one can be sent', async () => {
    await start(SOON_MS);
    await warmUp();
    const hold = sandbox.hold({ operation: 'read' });
    expect(await gateway.query(PATIENT)).toMatchObject({
      data: { patient: null },
      errors: [tookTooLong(SOON_MS)],
    });
    expect(hold.arrived).toBe(1);
    hold.release();
    await eventually(async () => {
      expect(await gateway.query(PATIENT)).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    });
  });

  it('sends nothing any more that has waited for its turn', async () => {
    await start(NEVER_MS);
    await warmUp();
    const hurried = await startHurried();
    const hold = sandbox.hold({ operation: 'read' });
    const first = gateway.query(PATIENT);
    await until(() => hold.arrived === 1);
    expect(await hurried.query(`{ patient(id: "${DERRICK_LIN}") { id } }`)).toMatchObject({
      errors: [tookTooLong(SOON_MS)],
    });
    hold.release();
    expect(await first).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    await gateway.query(`{ location(id: "eUnknown") { id } }`);
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`, 'Location/eUnknown']);
    await hurried.close();
  });

  it.each(['smart-configuration', 'token'] as const)(
    'does not wait for a token any more (%s)',
    async (operation) => {
      await start(SOON_MS);
      const hold = sandbox.hold({ operation });
      expect(await gateway.query(PATIENT)).toMatchObject({ errors: [tookTooLong(SOON_MS)] });
      expect(hold.arrived).toBe(1);
      expect(fhirCalls(sandbox)).toEqual([]);
      hold.release();
    },
  );

  it('does not wait any more for what the server can do, nor searches after it', async () => {
    await start(SOON_MS);
    const hold = sandbox.hold({ operation: 'metadata' });
    await eventually(async () => {
      expect(await gateway.query(PATIENT)).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    });
    sandbox.clearRequests();
    const { data, errors } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { problems { id } } }`);
    expect([data, errors]).toMatchObject([{ patient: { problems: null } }, [tookTooLong(SOON_MS)]]);
    expect(fhirCalls(sandbox)).toEqual([]);
    hold.release();
  });

  it('is found in the log with the code of what became of it', async () => {
    await start(SOON_MS);
    await warmUp();
    const hold = sandbox.hold({ operation: 'read' });
    await gateway.query(`query Slow ${PATIENT}`);
    const line = gateway.logLines.find((candidate) => candidate.includes('"operationName":"Slow"'));
    expect(JSON.parse(line ?? '')).toMatchObject({ codes: ['OPERATION_TIMEOUT'], upstreamRequests: 1 });
    hold.release();
  });

  it('leaves a request that it shares to those who have time for it', async () => {
    await start(NEVER_MS);
    await warmUp();
    const hurried = await startHurried();
    const hold = sandbox.hold({ operation: 'read' });
    const patient = gateway.query(PATIENT);
    await until(() => hold.arrived === 1);
    expect(await hurried.query(PATIENT)).toMatchObject({ errors: [tookTooLong(SOON_MS)] });
    hold.release();
    expect(await patient).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    await hurried.close();
  });
});

describe('a client that hangs up', () => {
  it('has each of its upstream requests given up, and none sent any more', async () => {
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
    // The only place for upstream requests is free again, and what waited for it is not sent.
    expect(await gateway.query(`{ patient(id: "${DERRICK_LIN}") { id } }`)).toMatchObject({
      data: { patient: { id: DERRICK_LIN } },
    });
    expect(fhirCalls(sandbox).slice(1)).toEqual([`Patient/${DERRICK_LIN}`]);
  });
});
