import type { Sandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const KNOWN = 'erXuFYUfucBZaryVksYEcMg3';
const ONE = `{ patient(id: "${KNOWN}") { id } }`;
/** So long that a test which waits for it fails. */
const NEVER_MS = 120_000;

let sandbox: Sandbox;
let gateway: Gateway;

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** One place for upstream requests, so that one which is not given up keeps every other waiting. */
async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, {
    ...options,
    limits: { timeoutMs: NEVER_MS, maxConcurrency: 1 },
  });
  await gateway.query(ONE);
  sandbox.clearRequests();
}

interface Received {
  readonly status: number;
  readonly connection: string | null;
  readonly body: unknown;
}

/** Posts an operation on a connection that the client would keep. */
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

describe('stopping', () => {
  it('lets an operation in flight finish, and takes no new connection', async () => {
    await start({ server: { shutdownTimeoutMs: NEVER_MS } });
    const hold = sandbox.hold({ operation: 'read' });
    const inFlight = post(ONE);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    const stopped = gateway.close();
    await vi.waitFor(
      () => expect(fetch(gateway.http.get('/livez').url)).rejects.toThrow('fetch failed'),
      PATIENCE,
    );
    hold.release();
    expect(await inFlight).toMatchObject({ status: 200, body: { data: { patient: { id: KNOWN } } } });
    await stopped;
  });

  it('does not wait for a client that keeps its connection and asks nothing', async () => {
    await start({ server: { shutdownTimeoutMs: NEVER_MS } });
    expect(await post(ONE)).toMatchObject({ status: 200, connection: 'keep-alive' });
    const hold = sandbox.hold({ operation: 'read' });
    const inFlight = post(ONE);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    const stopped = gateway.close();
    hold.release();
    expect(await inFlight).toMatchObject({ status: 200, connection: 'close' });
    await stopped;
  });

  it('aborts an operation that outlasts the deadline, and tells its caller so', async () => {
    await start({ server: { shutdownTimeoutMs: 50 } });
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const inFlight = post(ONE);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    await gateway.close();
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

  it('aborts an operation that waits for a token too', async () => {
    gateway = await startGateway(sandbox, {
      limits: { timeoutMs: 2_000 },
      server: { shutdownTimeoutMs: 50 },
    });
    sandbox.fault({ match: { operation: 'token' }, kind: 'hang' });
    const inFlight = post(ONE);
    await vi.waitUntil(() => sandbox.requests.some(({ operation }) => operation === 'token'), PATIENCE);
    await gateway.close();
    expect(await inFlight).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: 'OPERATION_ABORTED' } }] },
    });
  });

  it('can be requested twice', async () => {
    await start();
    await Promise.all([gateway.close(), gateway.close()]);
    await expect(fetch(gateway.http.get('/livez').url)).rejects.toThrow('fetch failed');
  });
});

describe('a client that hangs up', () => {
  it('has its request to the FHIR server aborted, and not sent again', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const client = new AbortController();
    const gone = post(ONE, client.signal);
    await vi.waitUntil(() => sandbox.requests.length === 1, PATIENCE);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    // The only place for upstream requests is free again.
    expect(await gateway.query(ONE)).toMatchObject({ data: { patient: { id: KNOWN } } });
    expect(sandbox.requests).toHaveLength(2);
  });

  it('leaves the requests of others waiting for theirs', async () => {
    await start();
    const hold = sandbox.hold({ operation: 'read' });
    const client = new AbortController();
    const gone = post(ONE, client.signal);
    const other = gateway.query(ONE);
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    client.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    hold.release();
    expect(await other).toMatchObject({ data: { patient: { id: KNOWN } } });
  });

  it('is found in the log with the code of what became of its operation', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, kind: 'hang' });
    const client = new AbortController();
    const gone = post(`query Gone ${ONE}`, client.signal);
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
