import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { NOTE } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Observation } from '../../src/fhir/types.ts';
import { startTcpServer, unusedOrigin } from '../http/local-server.ts';
import { CREATE, settledCode, startCreateSession } from './create-session.ts';
import { until } from '../support/time.ts';
import { type ClientOptions, clientOf, upstream } from './epic-client.ts';

let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;
let reading: Observation;

async function connect(options: ClientOptions = {}): Promise<void> {
  ({ client, budget, reading } = await startCreateSession(sandbox, options));
}

async function reconnect(options: ClientOptions): Promise<void> {
  client.close();
  await connect(options);
}

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => connect());

afterEach(() => {
  client.close();
  sandbox.clearFaults();
});

afterAll(() => sandbox.close());

describe('a create that is never sent', () => {
  it('fails with UPSTREAM_UNAVAILABLE if the connection is refused', async () => {
    const origin = await unusedOrigin();
    const other = await clientOf(
      { ...sandbox, baseUrl: `${origin}/R4` },
      { connection: { tokenUrl: sandbox.tokenUrl } },
    );
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    other.close();
  });

  it('fails with UPSTREAM_UNAVAILABLE if the TLS handshake fails', async () => {
    const server = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const origin = server.origin.replace('http:', 'https:');
    const other = await clientOf(
      { ...sandbox, baseUrl: `${origin}/R4` },
      { connection: { tokenUrl: sandbox.tokenUrl } },
    );
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(server.connections).toBe(1);
    other.close();
    await server.close();
  });

  it('fails with the error of the token request if that fails', async () => {
    sandbox.expireTokens();
    const other = await clientOf(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
    sandbox.fault({ match: { operation: 'token' }, times: 9, kind: 'status', status: 429 });
    await expect(other.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(upstream(sandbox)).toEqual(['token']);
    expect(budget.usage.requests).toBe(0);
    other.close();
  });

  it('fails with the error of the token request if the renewal fails', async () => {
    sandbox.expireTokens();
    sandbox.fault({ match: { operation: 'token' }, times: 9, kind: 'status', status: 429 });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
    });
    expect(upstream(sandbox)).toEqual(['create Observation', 'token']);
  });

  it('fails with OPERATION_TOO_EXPENSIVE when the request budget is exhausted', async () => {
    const bound = createRequestBudget(undefined, 1);
    await client.create('Observation', reading, bound);
    await expect(client.create('DocumentReference', NOTE, bound)).rejects.toMatchObject({
      code: 'OPERATION_TOO_EXPENSIVE',
    });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });

  it.each([
    ['OPERATION_ABORTED', undefined],
    ['OPERATION_TIMEOUT', new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.')],
  ])('fails with %s without a request if the operation was aborted before', async (code, reason) => {
    const aborted = createRequestBudget(AbortSignal.abort(reason));
    await expect(client.create('Observation', reading, aborted)).rejects.toMatchObject({ code });
    expect(sandbox.requests).toEqual([]);
  });

  it('aborts immediately while it waits for a token, and is not sent later', async () => {
    const other = await clientOf(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
    const hold = sandbox.hold({ operation: 'token' });
    const abort = new AbortController();
    const failing = other.create('Observation', reading, createRequestBudget(abort.signal));
    const settled = settledCode(failing);
    await expect.poll(() => hold.arrived).toBe(1);
    abort.abort();
    expect(await settled).toBe('OPERATION_ABORTED');
    hold.release();
    await other.read('Patient', 'eNobody', budget);
    expect(upstream(sandbox)).toEqual(['token', 'read Patient']);
    other.close();
  });

  it('aborts immediately while it waits in the queue, is not sent later, and frees its place', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold({ operation: 'read' });
    const read = client.read('Patient', 'eNobody', budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const abort = new AbortController();
    const failing = client.create('Observation', reading, createRequestBudget(abort.signal));
    const settled = settledCode(failing);
    await until(() => client.health().requestClasses.create.queued === 1);
    abort.abort();
    expect(await settled).toBe('OPERATION_ABORTED');
    const next = client.create('DocumentReference', NOTE, budget);
    hold.release();
    await Promise.all([read, next]);
    expect(upstream(sandbox)).toEqual(['read Patient', 'create DocumentReference']);
  });

  it('shares the concurrency limit with reads', async () => {
    await reconnect({ limits: { maxConcurrency: 1 } });
    const hold = sandbox.hold(CREATE);
    const creating = client.create('Observation', reading, budget);
    await expect.poll(() => hold.arrived).toBe(1);
    const read = client.read('Patient', 'eNobody', budget);
    // A read that did not wait would arrive before this response.
    await fetch(`${sandbox.baseUrl}/metadata`);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata']);
    hold.release();
    await Promise.all([creating, read]);
    expect(upstream(sandbox)).toEqual(['create Observation', 'metadata', 'read Patient']);
  });
});
