import { createPublicKey } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { exportJWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { NEVER_MS } from '../support/patience.ts';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { matching } from '../support/expected.ts';
import { rejectionOf } from '../support/refusal.ts';
import { type ClientOptions, clientOf, upstream } from './epic-client.ts';

const CAMILA = 'erXuFYUfucBZaryVksYEcMg3';
const HOUR = 3_600_000;
/** The time for which the client remembers a refused token request. */
const REFUSAL_FOR_MS = 3_000;

let clock: number;
let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;

function now(): number {
  return clock;
}

beforeEach(async () => {
  clock = Date.UTC(2026, 9, 1);
  sandbox = await startSandbox({ now });
  budget = createRequestBudget();
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

/** Starts a client with a configured token endpoint. */
async function start(options: ClientOptions = {}): Promise<void> {
  client = await clientOf(sandbox, {
    now,
    ...options,
    connection: { tokenUrl: sandbox.tokenUrl, ...options.connection },
  });
}

const read = (id = CAMILA): Promise<unknown> => client.read('Patient', id, budget);

/** Returns the access tokens of the FHIR requests, numbered in order of first use. */
function bearers(): number[] {
  const sent = sandbox.requests.flatMap(({ headers }) => headers.authorization ?? []);
  const known = [...new Set(sent)];
  return sent.map((bearer) => known.indexOf(bearer) + 1);
}

describe('the access token', () => {
  it('requests a token on first use, once for concurrent requests', async () => {
    await start();
    expect(sandbox.requests).toHaveLength(0);
    await Promise.all(sandbox.patients.slice(0, 30).map(({ id }) => read(id)));
    expect(upstream(sandbox).filter((request) => request === 'token')).toHaveLength(1);
    expect(new Set(bearers())).toEqual(new Set([1]));
    expect(budget.usage.requests).toBe(30);
  });

  it('discovers the token endpoint once', async () => {
    await start({ connection: { tokenUrl: null } });
    await Promise.all([read(), read(DERRICK_LIN)]);
    clock += HOUR;
    await read();
    expect(upstream(sandbox)).toEqual([
      'smart-configuration',
      'token',
      'read Patient',
      'read Patient',
      'token',
      'read Patient',
    ]);
    expect(sandbox.requests[0]?.headers['epic-client-id']).toBe('sandbox-client');
  });

  it('repeats a failed discovery of the token endpoint', async () => {
    await start({ connection: { tokenUrl: null } });
    sandbox.fault({ match: { operation: 'smart-configuration' }, kind: 'html', status: 404 });
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'html', status: 404 });
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    clock += REFUSAL_FOR_MS;
    expect(await read()).toMatchObject({ id: CAMILA });
    expect(upstream(sandbox)).toEqual([
      'smart-configuration',
      'metadata',
      'smart-configuration',
      'token',
      'read Patient',
    ]);
  });

  it('renews the token a minute before it expires', async () => {
    await start();
    await read();
    clock += HOUR - 60_001;
    await read();
    clock += 1;
    await read();
    expect(upstream(sandbox)).toEqual(['token', 'read Patient', 'read Patient', 'token', 'read Patient']);
    expect(bearers()).toEqual([1, 1, 2]);
  });

  it('uses the token until it expires if the renewal fails', async () => {
    await start();
    await read();
    clock += HOUR - 30_000;
    sandbox.fault({ match: { operation: 'token' }, kind: 'html', status: 503, times: Infinity });
    expect(await read()).toMatchObject({ id: CAMILA });
    expect(bearers()).toEqual([1, 1]);
    clock += HOUR;
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: matching(/token/) });
    sandbox.clearFaults();
    clock += HOUR;
    await expect.poll(() => read().then(() => 'ok', String)).toBe('ok');
    expect(new Set(bearers()).size).toBe(2);
  });

  it('uses the current token while the token endpoint hangs, without a delay', async () => {
    await start({ limits: { timeoutMs: NEVER_MS } });
    await read();
    clock += HOUR - 30_000;
    const hold = sandbox.hold({ operation: 'token' });
    expect(await Promise.all([read(), read(DERRICK_LIN)])).toHaveLength(2);
    expect(hold.arrived).toBe(1);
    // If each read waited a second for the renewal, the test would time out.
    for (let count = 0; count < 150; count += 1) expect(await read()).toMatchObject({ id: CAMILA });
    expect(hold.arrived).toBe(1);
    expect(new Set(bearers())).toEqual(new Set([1]));
    hold.release();
    await expect.poll(() => read().then(() => bearers().at(-1))).toBe(2);
    expect(upstream(sandbox).filter((request) => request === 'token')).toHaveLength(2);
  });

  it('fails the next request after a refused renewal in the background', async () => {
    await start({ limits: { timeoutMs: NEVER_MS } });
    await read();
    clock += HOUR - 30_000;
    sandbox.fault({
      match: { operation: 'token' },
      kind: 'status',
      status: 400,
      body: '{"error":"invalid_client"}',
      times: Infinity,
    });
    const hold = sandbox.hold({ operation: 'token' });
    expect(await read()).toMatchObject({ id: CAMILA });
    hold.release();
    await expect.poll(() => rejectionOf(read())).toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
  });

  it('sends the configured audience, and fails if the token endpoint expects another', async () => {
    await start({ connection: { tokenAudience: 'https://internal.example.org/token' } });
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    client.close();
    await start({ connection: { tokenAudience: sandbox.tokenUrl, tokenUrl: null } });
    expect(await read()).toMatchObject({ id: CAMILA });
  });

  it('lists possible causes when the token endpoint refuses an unregistered key', async () => {
    const { privateKey } = rsa(2048, 'foreign');
    await start({ connection: { privateKey } });
    const causes =
      /^The token endpoint refused this gateway: invalid_client, .*EPIC_CLIENT_ID.*EPIC_KEY_ID.*EPIC_TOKEN_AUDIENCE.*clock.*EPIC_SIGNING_ALG/;
    await expect(read()).rejects.toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message: matching(causes),
    });
    expect(upstream(sandbox)).toEqual(['token', 'token', 'token']);
    expect(budget.usage.requests).toBe(0);
  });

  it('remembers a refused token request for a few seconds, then accepts a corrected registration', async () => {
    const { publicKey, privateKey } = rsa(2048, 'foreign');
    await start({ connection: { privateKey } });
    const refused = { code: 'UPSTREAM_AUTHENTICATION_FAILED' };
    await expect(read()).rejects.toMatchObject(refused);
    const { clientId, keyId } = sandbox.credentials;
    sandbox.registerClient({ clientId, keys: [{ ...(await exportJWK(publicKey)), kid: keyId }] });
    clock += REFUSAL_FOR_MS - 1;
    for (const each of await Promise.allSettled([read(), read(DERRICK_LIN), read()])) {
      expect(each).toMatchObject({ status: 'rejected', reason: refused });
    }
    expect(upstream(sandbox)).toEqual(['token', 'token', 'token']);
    clock += 1;
    expect(await read()).toMatchObject({ id: CAMILA });
    expect(upstream(sandbox)).toEqual(['token', 'token', 'token', 'token', 'read Patient']);
  });

  it('requests a token immediately after the clock was set back', async () => {
    await start();
    clock += HOUR;
    const ahead = clock;
    sandbox.fault({
      match: { operation: 'token' },
      kind: 'status',
      status: 400,
      body: '{"error":"invalid_client"}',
      times: 3,
    });
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_AUTHENTICATION_FAILED' });
    clock = ahead - HOUR;
    expect(await read()).toMatchObject({ id: CAMILA });
  });

  it('names the cause when the client has no background user', async () => {
    const { clientId, privateKey, keyId } = sandbox.credentials;
    const key = await exportJWK(createPublicKey(privateKey));
    sandbox.registerClient({ clientId, keys: [{ ...key, kid: keyId }], backgroundUser: false });
    await start();
    await expect(read()).rejects.toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message:
        'The token endpoint refused this gateway: unauthorized_client: the site has not mapped this client to a ' +
        'background user yet. Contact the site.',
    });
  });
});

describe('a 401', () => {
  it('renews the token and retries the request once after a 401', async () => {
    await start();
    await read();
    sandbox.clearRequests();
    sandbox.expireTokens();
    expect(await read()).toMatchObject({ id: CAMILA });
    expect(sandbox.requests.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'read 401',
      'token 200',
      'read 200',
    ]);
    expect(bearers()).toEqual([1, 2]);
  });

  it('renews the token once for concurrent 401s', async () => {
    await start();
    await read();
    sandbox.clearRequests();
    sandbox.expireTokens();
    await Promise.all(sandbox.patients.slice(0, 20).map(({ id }) => read(id)));
    expect(upstream(sandbox).filter((request) => request === 'token')).toHaveLength(1);
  });

  it('fails on a second 401 without a third request', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, times: Infinity, kind: 'expired-token' });
    await expect(read()).rejects.toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION_FAILED',
      message: 'The FHIR server rejected the access token that it just issued.',
    });
    expect(upstream(sandbox)).toEqual(['token', 'read Patient', 'token', 'read Patient']);
    sandbox.clearFaults();
    expect(await read()).toMatchObject({ id: CAMILA });
  });

  it('counts both requests in the budget after a 401', async () => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, kind: 'expired-token' });
    await read();
    expect(budget.usage.requests).toBe(2);
  });
});

describe('a 403', () => {
  it.each([
    ['with an empty body', { kind: 'empty', status: 403 }],
    ['with a page of HTML', { kind: 'html', status: 403 }],
  ] as const)('%s never renews the token, and is not sent again', async (_name, fault) => {
    await start();
    sandbox.fault({ match: { operation: 'read' }, times: Infinity, ...fault });
    await expect(read()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message:
        "The FHIR server does not permit this: the app's registration there does not include the API, or the person may not use it.",
    });
    expect(upstream(sandbox)).toEqual(['token', 'read Patient']);
    sandbox.clearFaults();
    await read();
    expect(bearers()).toEqual([1, 1]);
  });
});
