import type { Sandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { NEVER_MS, PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { jumpTime, passTime } from '../support/time.ts';

const PATIENT_ID = 'erXuFYUfucBZaryVksYEcMg3';
const OPERATION = `{ patient(id: "${PATIENT_ID}") { id } }`;

let sandbox: Sandbox;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  vi.useRealTimers();
  await gateway.close();
  await sandbox.close();
});

/** Starts a gateway that sends one upstream request at a time. A request that is not aborted blocks all others. */
async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, {
    ...options,
    limits: { timeoutMs: NEVER_MS, maxConcurrency: 1 },
    server: { operationTimeoutMs: NEVER_MS, ...options.server },
  });
  await gateway.query(OPERATION);
  sandbox.clearRequests();
}

interface Received {
  readonly status: number;
  readonly connection: string | null;
  readonly body: unknown;
}

/** Posts an operation on a connection that the client would keep alive. */
async function post(query: string, signal: AbortSignal | null = null): Promise<Received> {
  const response = await fetch(gateway.http.get('/graphql').url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal,
  });
  return {
    status: response.status,
    connection: response.headers.get('connection'),
    body: await response.json(),
  };
}

/** Stops the gateway, and lets the time pass that it gives operations. */
function closeAtDeadline(): Promise<void> {
  return passTime(
    NEVER_MS,
    () => true,
    () => gateway.close(),
  );
}

describe('stopping', () => {
  it('lets an operation in flight finish, and accepts no new connection', async () => {
    await start({ server: { shutdownTimeoutMs: NEVER_MS } });
    const hold = sandbox.hold({ operation: 'read' });
    const inFlight = post(OPERATION);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    const stopped = gateway.close();
    await vi.waitFor(
      () => expect(fetch(gateway.http.get('/livez').url)).rejects.toThrow('fetch failed'),
      PATIENCE,
    );
    hold.release();
    expect(await inFlight).toMatchObject({ status: 200, body: { data: { patient: { id: PATIENT_ID } } } });
    await stopped;
  });

  it('closes idle keep-alive connections instead of waiting for them', async () => {
    await start({ server: { shutdownTimeoutMs: NEVER_MS } });
    expect(await post(OPERATION)).toMatchObject({ status: 200, connection: 'keep-alive' });
    const hold = sandbox.hold({ operation: 'read' });
    const inFlight = post(OPERATION);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    const stopped = gateway.close();
    hold.release();
    expect(await inFlight).toMatchObject({ status: 200, connection: 'close' });
    await stopped;
  });

  it('aborts an operation that outlasts the deadline, with an error to its caller', async () => {
    await start({ server: { shutdownTimeoutMs: NEVER_MS } });
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const inFlight = post(OPERATION);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    await closeAtDeadline();
    expect(await inFlight).toMatchObject({
      status: 200,
      body: {
        data: { patient: null },
        errors: [
          {
            message: 'The operation was aborted before the FHIR server responded.',
            extensions: { code: 'OPERATION_ABORTED' },
          },
        ],
      },
    });
    expect(sandbox.requests).toHaveLength(1);
  });

  it('sends the error of an aborted operation, even if the event loop is blocked at the deadline', async () => {
    const { audit } = createMemoryAudit({ upstream: sandbox.baseUrl });
    // As with a file, an answer waits for its event.
    const slow: Audit = {
      ...audit,
      record: (event) => new Promise(setImmediate).then(() => audit.record(event)),
    };
    await start({ server: { shutdownTimeoutMs: NEVER_MS, audit: slow } });
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const inFlight = post(OPERATION);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = gateway.close();
    jumpTime(2 * NEVER_MS);
    expect(await inFlight).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: 'OPERATION_ABORTED' } }] },
    });
    await stopped;
  });

  it('aborts an operation that waits for a token', async () => {
    gateway = await startGateway(sandbox, {
      limits: { timeoutMs: NEVER_MS },
      server: { shutdownTimeoutMs: NEVER_MS, operationTimeoutMs: NEVER_MS },
    });
    sandbox.fault({ match: { operation: 'token' }, kind: 'hang' });
    const inFlight = post(OPERATION);
    await vi.waitUntil(() => sandbox.requests.some(({ operation }) => operation === 'token'), PATIENCE);
    await closeAtDeadline();
    expect(await inFlight).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: 'OPERATION_ABORTED' } }] },
    });
  });

  it('can stop twice', async () => {
    await start();
    await Promise.all([gateway.close(), gateway.close()]);
    await expect(fetch(gateway.http.get('/livez').url)).rejects.toThrow('fetch failed');
  });
});

describe('a client that disconnects', () => {
  it('aborts the FHIR request of a client that disconnects, without a retry', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const client = new AbortController();
    const gone = post(OPERATION, client.signal);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    // The only permit for upstream requests is free again.
    expect(await gateway.query(OPERATION)).toMatchObject({ data: { patient: { id: PATIENT_ID } } });
    expect(sandbox.requests).toHaveLength(2);
  });

  it('keeps a FHIR request that another client also waits for', async () => {
    await start();
    const hold = sandbox.hold({ operation: 'read' });
    const client = new AbortController();
    const gone = post(OPERATION, client.signal);
    const other = gateway.query(OPERATION);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    hold.release();
    expect(await other).toMatchObject({ data: { patient: { id: PATIENT_ID } } });
  });

  it('logs the operation of a client that disconnected as OPERATION_ABORTED', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const client = new AbortController();
    const gone = post(`query Gone ${OPERATION}`, client.signal);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(
      () => gateway.logLines.some((line) => line.includes('"operationName":"Gone"')),
      PATIENCE,
    );
    const line = gateway.logLines.find((candidate) => candidate.includes('"operationName":"Gone"'));
    expect(JSON.parse(line ?? '')).toMatchObject({ codes: ['OPERATION_ABORTED'], upstreamRequests: 1 });
  });
});
