import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { requestToken, signAssertion } from './client.ts';

const HOUR_MS = 3_600_000;
const [first, second] = ['first', 'second'].map((keyId) => ({
  clientId: 'app',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  keyId,
}));

let clock: number;
let sandbox: Sandbox;
let host: LocalServer;
let status: number;
let headers: Record<string, string>;
let body: string;

beforeEach(async () => {
  clock = Date.parse('2026-06-01T12:00:00Z');
  status = 200;
  headers = {};
  host = await startLocalServer((response) => response.writeHead(status, headers).end(body));
  sandbox = await startSandbox({ now: () => clock });
  sandbox.registerClient({ clientId: 'app', keys: { url: `${host.origin}/jwks` } });
});

afterEach(async () => {
  await sandbox.close();
  await host.close();
});

async function publish(...keys: (typeof first)[]): Promise<void> {
  const published = await Promise.all(keys.flatMap((key) => (key === undefined ? [] : [publicKeyOf(key)])));
  body = JSON.stringify({ keys: published });
}

/** The status of the answer to an assertion by this key. */
async function askedBy(credentials: typeof first): Promise<number> {
  if (credentials === undefined) throw new Error('There are two keys.');
  const assertion = await signAssertion({ tokenUrl: sandbox.tokenUrl, credentials }, { now: clock });
  return (await requestToken(sandbox, assertion)).status;
}

describe('a key set that a client hosts', () => {
  it('is fetched when a token is asked for, and kept for 29 hours', async () => {
    await publish(first);
    expect([await askedBy(first), await askedBy(first), host.requests.length]).toEqual([200, 200, 1]);
    await publish(first, second);
    clock += 29 * HOUR_MS - 1;
    expect([await askedBy(second), host.requests.length]).toEqual([400, 1]);
    clock += 1;
    expect([await askedBy(second), await askedBy(first), host.requests.length]).toEqual([200, 200, 2]);
  });

  it('is kept for as long as its host says', async () => {
    headers = { 'cache-control': 'public, max-age=3600' };
    await publish(first);
    expect(await askedBy(first)).toBe(200);
    await publish(second);
    clock += HOUR_MS;
    expect([await askedBy(first), await askedBy(second)]).toEqual([400, 200]);
  });

  it.each([
    ['redirects', { code: 302, sent: '' }],
    ['is not there', { code: 404, sent: '' }],
    ['is no JSON', { code: 200, sent: '<html>' }],
    ['is no key set', { code: 200, sent: '{"keys":"first"}' }],
  ])('that %s is a bare refusal, and is asked for again', async (_what, { code, sent }) => {
    await publish(first);
    const whole = body;
    [status, body] = [code, sent];
    headers = { location: '/other' };
    expect(await askedBy(first)).toBe(400);
    [status, body] = [200, whole];
    expect([await askedBy(first), host.requests.length]).toEqual([200, 2]);
  });
});
