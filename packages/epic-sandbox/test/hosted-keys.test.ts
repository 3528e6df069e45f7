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

/** Returns the status of the response to an assertion signed with this key. */
async function askedBy(credentials: typeof first): Promise<number> {
  const assertion = await signAssertion({ tokenUrl: sandbox.tokenUrl, credentials }, { now: clock });
  return (await requestToken(sandbox, assertion)).status;
}

describe('a hosted key set', () => {
  it('a key set is fetched on the first token request, and cached for 29 hours', async () => {
    await host.publish(first);
    expect([await askedBy(first), await askedBy(first), host.requestCount]).toEqual([200, 200, 1]);
    await host.publish(first, second);
    clock += 29 * HOUR_MS - 1;
    expect([await askedBy(second), host.requestCount]).toEqual([400, 1]);
    clock += 1;
    expect([await askedBy(second), await askedBy(first), host.requestCount]).toEqual([200, 200, 2]);
  });

  it('a key set is cached for as long as its host allows', async () => {
    host.headers = { 'cache-control': 'public, max-age=3600' };
    await host.publish(first);
    expect(await askedBy(first)).toBe(200);
    await host.publish(second);
    clock += HOUR_MS;
    expect([await askedBy(first), await askedBy(second)]).toEqual([400, 200]);
  });

  it.each([
    ['redirects', { status: 302, body: '' }],
    ['is missing', { status: 404, body: '' }],
    ['is not JSON', { status: 200, body: '<html>' }],
    ['is not a key set', { status: 200, body: '{"keys":"first"}' }],
  ])('a key set that %s causes a refusal without a reason, and is fetched again', async (_what, answer) => {
    Object.assign(host, answer, { headers: { location: '/other' } });
    expect(await askedBy(first)).toBe(400);
    host.status = 200;
    await host.publish(first);
    expect([await askedBy(first), host.requestCount]).toEqual([200, 2]);
  });
});
