import { generateKeyPairSync } from 'node:crypto';
import { type Fault, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { matching } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

/** How long the gateway reuses the result of its last readiness check. */
const READINESS_REUSE_MS = 10_000;

const ALL_CLOSED = {
  token: 'closed',
  read: 'closed',
  search: 'closed',
  binary: 'closed',
  create: 'closed',
};

let clock: number;
let sandbox: Sandbox;
let gateway: Gateway;

function now(): number {
  return clock;
}

beforeEach(async () => {
  clock = Date.now();
  sandbox = await startSandbox({ now });
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, { now, ...options });
}

/** Returns the operations that the sandbox received, in order. */
function receivedOperations(): string[] {
  return sandbox.requests.map(({ operation }) => operation);
}

describe('/livez', () => {
  it('answers /livez without a FHIR request', async () => {
    await start();
    const answer = await gateway.http.get('/livez');
    expect([answer.status, answer.body]).toEqual([200, { status: 'alive' }]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(receivedOperations()).toEqual([]);
  });

  it('answers /livez while the FHIR server is unreachable', async () => {
    await start();
    await sandbox.close();
    expect((await gateway.http.get('/readyz')).status).toBe(503);
    expect((await gateway.http.get('/livez')).status).toBe(200);
    sandbox = await startSandbox({ now });
  });
});

describe('/readyz', () => {
  it('reports ready once it has a token and an R4 CapabilityStatement', async () => {
    await start();
    const answer = await gateway.http.get('/readyz');
    expect([answer.status, answer.body]).toEqual([
      200,
      { status: 'ready', circuits: ALL_CLOSED, bound: 'local' },
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(receivedOperations().toSorted()).toEqual(['metadata', 'smart-configuration', 'token']);
  });

  it('probes the FHIR server only once for many requests to /readyz', async () => {
    await start();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await gateway.http.get('/readyz')).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    clock += READINESS_REUSE_MS;
    await gateway.http.get('/readyz');
    expect(receivedOperations().toSorted()).toEqual(['metadata', 'smart-configuration', 'token']);
  });

  const statement = { resourceType: 'CapabilityStatement', fhirVersion: '3.0.2', rest: [] };

  it.each<[cause: string, fault: Fault, code: string, message: unknown]>([
    [
      'that the token endpoint cut the connection',
      { match: { operation: 'token' }, kind: 'cut' },
      'UPSTREAM_UNAVAILABLE',
      'The token endpoint could not be reached, or closed the connection (ECONNRESET). Try again later.',
    ],
    [
      'that the token endpoint is down',
      { match: { operation: 'token' }, kind: 'html', status: 502 },
      'UPSTREAM_UNAVAILABLE',
      'The token endpoint responded with HTTP 502. Try again later.',
    ],
    [
      'that /metadata is an HTML page',
      { match: { operation: 'metadata' }, kind: 'html' },
      'UPSTREAM_INVALID_RESPONSE',
      matching(
        /^Expected FHIR JSON, but the FHIR server responded with HTTP 200 and other content\. Check that EPIC_BASE_URL/,
      ),
    ],
    [
      'that /metadata is another resource',
      { match: { operation: 'metadata' }, kind: 'json', body: { resourceType: 'Patient', id: 'Lopez' } },
      'UPSTREAM_INVALID_RESPONSE',
      'Expected CapabilityStatement from the FHIR server, but it sent Patient.',
    ],
    [
      'that the FHIR server is not R4',
      { match: { operation: 'metadata' }, kind: 'json', body: statement },
      'UPSTREAM_INVALID_RESPONSE',
      'The FHIR server does not describe itself as R4 (4.0). Check that EPIC_BASE_URL is the R4 base URL.',
    ],
  ])('reports %s', async (_cause, fault, code, message) => {
    await start();
    sandbox.fault({ ...fault, times: Infinity });
    const answer = await gateway.http.get('/readyz');
    expect([answer.status, answer.body]).toMatchObject([503, { status: 'unavailable', code, message }]);
  });

  it('reports that the token endpoint refuses the client, without retrying for each request', async () => {
    await start({ connection: { clientId: 'unregistered' } });
    const probes = await Promise.all(Array.from({ length: 10 }, () => gateway.http.get('/readyz')));
    for (const { status, body } of [...probes, await gateway.http.get('/readyz')]) {
      expect([status, body]).toMatchObject([
        503,
        {
          status: 'unavailable',
          code: 'UPSTREAM_AUTHENTICATION_FAILED',
          message: matching(/^The token endpoint refused this gateway: invalid_client, without a reason\./),
        },
      ]);
    }
    expect(receivedOperations().filter((operation) => operation === 'token')).toHaveLength(3);
  });

  it('probes again after a while and notices that the FHIR server has recovered', async () => {
    await start();
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'html', status: 503, times: 3 });
    expect((await gateway.http.get('/readyz')).status).toBe(503);
    clock += READINESS_REUSE_MS - 1;
    expect((await gateway.http.get('/readyz')).status).toBe(503);
    clock += 1;
    expect((await gateway.http.get('/readyz')).status).toBe(200);
  });
});

/** Fails requests until their circuit opens: after five failures of one type, or ten of several types. */
async function openCircuits(...matches: readonly Fault['match'][]): Promise<void> {
  for (const match of matches) sandbox.fault({ match, kind: 'html', status: 502, times: Infinity });
  const budget = createRequestBudget();
  const { client } = gateway;
  const all = Array.from({ length: 6 }, (_, index) => `e${index}`).flatMap((id) => [
    client.readBinary(id, budget),
    client.read('Patient', id, budget),
    client.read('Location', id, budget),
    client.search('Condition', { patient: id }, budget),
    client.search('Goal', { patient: id }, budget),
  ]);
  await Promise.allSettled(all);
}

describe('the circuits in /readyz', () => {
  // An open circuit closes again after some seconds of the system clock.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  const CONTENT = { resourceType: 'Binary' };
  const RECORDS = { operation: 'search' } as const;
  const READS = { operation: 'read' } as const;

  it.each<[failing: string, matches: Fault['match'][], status: number, circuits: Partial<typeof ALL_CLOSED>]>(
    [
      ['reads', [READS], 200, { read: 'open', search: 'closed' }],
      ['searches', [RECORDS], 200, { read: 'closed', search: 'open' }],
      ['reads and searches', [READS, RECORDS], 503, { read: 'open', search: 'open' }],
      ['Binary reads', [CONTENT], 200, { read: 'closed', search: 'closed', binary: 'open' }],
    ],
  )(
    'reports the open circuits, and readiness unless both reads and searches fail: failing %s',
    async (_failing, matches, status, circuits) => {
      await start();
      expect((await gateway.http.get('/readyz')).status).toBe(200);
      await openCircuits(...matches);
      const answer = await gateway.http.get('/readyz');
      expect(answer.body).toMatchObject({ circuits });
      expect(answer.status).toBe(status);
    },
  );
});

describe('/.well-known/jwks.json', () => {
  it('publishes the public part of the key, cacheable for an hour', async () => {
    await start();
    const answer = await gateway.http.get('/.well-known/jwks.json');
    const { n, e } = sandbox.credentials.privateKey.export({ format: 'jwk' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { keys: [{ kty: 'RSA', n, e, kid: 'sandbox-key-1', use: 'sig', alg: 'RS384' }] },
    ]);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=3600',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('publishes the second key as well during a rotation', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    await start({ connection: { secondPublicKey: { key: publicKey, keyId: 'next' } } });
    const answer = await gateway.http.get('/.well-known/jwks.json');
    expect(answer.body).toMatchObject({
      keys: [{ kid: 'sandbox-key-1' }, { kty: 'EC', kid: 'next', use: 'sig' }],
    });
    expect(answer.text).not.toContain('"d"');
    expect(answer.text).not.toContain(String(privateKey.export({ format: 'jwk' }).d));
  });

  it('publishes the keys without the FHIR server or a token', async () => {
    await start();
    sandbox.fault({ match: {}, kind: 'cut', times: Infinity });
    expect((await gateway.http.get('/.well-known/jwks.json')).status).toBe(200);
    expect(receivedOperations()).toEqual([]);
  });
});
