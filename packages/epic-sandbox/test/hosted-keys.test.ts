import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { requestToken, signAssertion } from './support/client.ts';
import { type KeyHost, startKeyHost } from './support/key-host.ts';

const HOUR_MS = 3_600_000;
const [first, second] = [newKey('first'), newKey('second')];

let clock: number;
let sandbox: Sandbox;
let host: KeyHost;

beforeEach(async () => {
  clock = Date.parse('2026-06-01T12:00:00Z');
  host = await startKeyHost();
  sandbox = await startSandbox({ now: () => clock });
  sandbox.registerClient({ clientId: 'app', keys: { url: host.url } });
});

afterEach(async () => {
  await sandbox.close();
  await host.close();
});

function newKey(keyId: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { clientId: 'app', privateKey, keyId };
}

/** The status of the answer to an assertion by this key. */
async function askedBy(credentials: typeof first): Promise<number> {
  const assertion = await signAssertion({ tokenUrl: sandbox.tokenUrl, credentials }, { now: clock });
  return (await requestToken(sandbox, assertion)).status;
}

describe('a key set that a client hosts', () => {
  it('is fetched when a token is asked for, and kept for 29 hours', async () => {
    await host.publish(first);
    expect([await askedBy(first), await askedBy(first), host.requestCount]).toEqual([200, 200, 1]);
    await host.publish(first, second);
    clock += 29 * HOUR_MS - 1;
    expect([await askedBy(second), host.requestCount]).toEqual([400, 1]);
    clock += 1;
    expect([await askedBy(second), await askedBy(first), host.requestCount]).toEqual([200, 200, 2]);
  });

  it('is kept for as long as its host says', async () => {
    host.headers = { 'cache-control': 'public, max-age=3600' };
    await host.publish(first);
    expect(await askedBy(first)).toBe(200);
    await host.publish(second);
    clock += HOUR_MS;
    expect([await askedBy(first), await askedBy(second)]).toEqual([400, 200]);
  });

  it.each([
    ['redirects', { status: 302, body: '' }],
    ['is not there', { status: 404, body: '' }],
    ['is no JSON', { status: 200, body: '<html>' }],
    ['is no key set', { status: 200, body: '{"keys":"first"}' }],
  ])('that %s is a bare refusal, and is asked for again', async (_what, answer) => {
    Object.assign(host, answer, { headers: { location: '/other' } });
    expect(await askedBy(first)).toBe(400);
    host.status = 200;
    await host.publish(first);
    expect([await askedBy(first), host.requestCount]).toEqual([200, 2]);
  });
});
