/** The FHIR server names endpoints elsewhere, and the authorization server answers with anything: no session starts, and nothing is sent elsewhere. */
import { type Fault, type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import {
  addressAt,
  begin,
  openBrowser,
  RETURN_URL,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import { skipPauses } from '../support/time.ts';
import { collectSecrets, refusalOf, startAttacked } from './sign-in-attacks.ts';

const LOGIN = `/auth/login?return=${encodeURIComponent(RETURN_URL)}`;
const INTERNAL = 'http://169.254.169.254/latest';

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
/** Another server, to which nothing must be sent. */
let foreign: LocalServer;
const secrets = collectSecrets();

beforeAll(async () => {
  sandbox = await startSandbox();
  foreign = await startLocalServer((response) => response.writeHead(200).end('{}'));
});
beforeEach(() => {
  browser = openBrowser();
});
afterEach(() => {
  sandbox.clearFaults();
  expectNoForeignConnection();
});

function expectNoForeignConnection(): void {
  expect(foreign.connections).toBe(0);
}
afterAll(async () => {
  await foreign.close();
  await sandbox.close();
});

const failAt = (operations: readonly NonNullable<Fault['match']['operation']>[], kind: FaultKind): void => {
  for (const operation of operations) sandbox.fault({ ...kind, match: { operation }, times: Infinity });
};

/** The right configuration, with these members. */
async function describedAs(members: Readonly<Record<string, unknown>>): Promise<FaultKind> {
  const right: unknown = await (await fetch(`${sandbox.baseUrl}/.well-known/smart-configuration`)).json();
  return { kind: 'json', body: Object.assign({}, right, members) };
}

const NAMES = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const ADDRESSES: readonly (readonly [what: string, address: unknown])[] = [
  ['http on an internal address', INTERNAL],
  ['http on another host', 'http://evil.example/x'],
  ['http on a host that looks like loopback', 'http://127.0.0.1.evil.example/x'],
  ['http with loopback as user', 'http://127.0.0.1@evil.example/x'],
  ['a file', 'file:///etc/passwd'],
  ['a script', 'javascript:alert(1)'],
  ['data', 'data:text/html,x'],
  ['a path', '/authorize'],
  ['no address', 'x'],
  ['an object', { url: 'https://evil.example' }],
];

describe('a smart-configuration [T3-T2]', () => {
  skipPauses();

  beforeEach(async () => {
    gateway = await startAttacked(sandbox);
    sandbox.clearRequests();
  });
  afterEach(() => gateway.close());

  it.each(ADDRESSES)('that names %s as an endpoint begins no sign-in', async (_what, address) => {
    for (const name of NAMES) {
      // A gateway caches the configuration of each app.
      const other = await startAttacked(sandbox);
      failAt(['smart-configuration', 'openid-configuration'], await describedAs({ [name]: address }));
      const answer = await browser.request(`${other.origin}${LOGIN}`);
      expect(refusalOf(answer)).toBe('502 UPSTREAM_INVALID_RESPONSE');
      expect([answer.text.includes('evil'), browser.cookies.size]).toEqual([false, 0]);
      sandbox.clearFaults();
      await other.close();
    }
  });

  it.each<[what: string, kind: () => FaultKind, expected: string]>([
    ['redirects', () => ({ kind: 'redirect', location: foreign.origin }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['is a page', () => ({ kind: 'html' }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['is no JSON', () => ({ kind: 'bad-json' }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['is empty', () => ({ kind: 'empty' }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['is a list', () => ({ kind: 'json', body: [] }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['is endless', () => ({ kind: 'html', bytes: 100_000_000 }), '502 UPSTREAM_INVALID_RESPONSE'],
    ['fails', () => ({ kind: 'status', status: 500 }), '503 UPSTREAM_UNAVAILABLE'],
  ])('that %s begins no sign-in', async (_what, kind, expected) => {
    failAt(['smart-configuration', 'openid-configuration'], kind());
    const answer = await browser.request(`${gateway.origin}${LOGIN}`);
    expect(refusalOf(answer)).toBe(expected);
    expect(browser.cookies.size).toBe(0);
  });

  it('with only symmetric algorithms begins no sign-in', async () => {
    const kind = await describedAs({ id_token_signing_alg_values_supported: ['none', 'HS256'] });
    failAt(['smart-configuration', 'openid-configuration'], kind);
    expect(refusalOf(await browser.request(`${gateway.origin}${LOGIN}`))).toBe(
      '502 UPSTREAM_INVALID_RESPONSE',
    );
  });
});

const TOKENS = {
  access_token: 'canary-access-token',
  refresh_token: 'canary-refresh-token',
  id_token: 'canary.id.token',
  token_type: 'Bearer',
  expires_in: 3600,
  scope: 'openid fhirUser user/*.rs',
};
const json = (members: Readonly<Record<string, unknown>>): FaultKind => ({
  kind: 'json',
  body: { ...TOKENS, ...members },
  headers: { 'content-type': 'application/json' },
});

describe('the response to a code [T3-T2]', () => {
  beforeAll(async () => {
    gateway = await startAttacked(sandbox);
    secrets.add('canary', INTERNAL);
  });
  afterAll(async () => {
    await secrets.expectNotRecorded(gateway, sandbox);
    await gateway.close();
  });

  it.each<[what: string, kind: () => FaultKind]>([
    ['is a redirect to another server (302)', () => ({ kind: 'redirect', location: foreign.origin })],
    [
      'is a redirect that keeps the code (307)',
      () => ({ kind: 'redirect', status: 307, location: foreign.origin }),
    ],
    [
      'is a redirect that keeps the code (308)',
      () => ({ kind: 'redirect', status: 308, location: foreign.origin }),
    ],
    ['is a redirect to itself', () => ({ kind: 'redirect', status: 307, location: sandbox.tokenUrl })],
    ['is a redirect to an internal address', () => ({ kind: 'redirect', status: 307, location: INTERNAL })],
    ['is a page', () => ({ kind: 'html' })],
    ['is endless', () => ({ kind: 'html', bytes: 100_000_000 })],
    ['is no JSON', () => ({ kind: 'bad-json' })],
    ['is cut', () => ({ kind: 'truncated-json' })],
    ['is empty', () => ({ kind: 'empty' })],
    ['is a list', () => ({ kind: 'json', body: [] })],
    ['is null', () => ({ kind: 'json', body: null })],
    ['is a text', () => ({ kind: 'json', body: 'canary' })],
    ['has no id_token', () => json({ id_token: undefined })],
    ['has a list of tokens', () => json({ access_token: ['canary'] })],
    ['has an empty token', () => json({ access_token: '' })],
    ['has a header in the token', () => json({ access_token: 'canary\r\nx-canary: 1' })],
    ['has a token of 1 MB', () => json({ access_token: 'canary'.repeat(170_000) })],
    ['has a token of another type', () => json({ token_type: 'DPoP' })],
    ['has no type', () => json({ token_type: undefined })],
    ['has a text as lifetime', () => json({ expires_in: 'canary' })],
    ['has a path as patient', () => json({ patient: '../Patient/canary' })],
    [
      'names an error',
      () => ({ kind: 'json', status: 400, body: { error: 'canary', error_description: 'canary' } }),
    ],
    [
      'names an error with markup',
      () => ({ kind: 'json', status: 400, body: { error: '<script>canary</script>' } }),
    ],
  ])('that %s starts no session', async (_what, kind) => {
    const callback = sandbox.signIn(await begin(browser, gateway), 'clinician');
    secrets.addUrl(callback);
    sandbox.clearRequests();
    failAt(['token'], kind());
    const answer = await browser.request(addressAt(gateway, callback));
    expect(refusalOf(answer)).toMatch(/^(400 sign_in_[a-z_]+|502 UPSTREAM_INVALID_RESPONSE)$/);
    secrets.expectNotIn([answer]);
    expect(browser.cookies.size).toBe(0);
    // A code is sent once, whatever the response.
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toHaveLength(1);
  });
});

describe('a key set [T3-T2]', () => {
  const oct = { kty: 'oct', kid: 'sandbox-issuer-1', k: 'c2VjcmV0', alg: 'HS256' };
  it.each<[what: string, kind: () => FaultKind]>([
    ['redirects', () => ({ kind: 'redirect', location: foreign.origin })],
    ['is a page', () => ({ kind: 'html' })],
    ['is endless', () => ({ kind: 'html', bytes: 100_000_000 })],
    ['is no JSON', () => ({ kind: 'bad-json' })],
    ['is empty', () => ({ kind: 'json', body: { keys: [] } })],
    ['is no list', () => ({ kind: 'json', body: { keys: {} } })],
    ['contains anything', () => ({ kind: 'json', body: { keys: [null, 5, 'canary', [], {}] } })],
    ['contains a shared secret', () => ({ kind: 'json', body: { keys: [oct] } })],
    [
      'contains 20,000 keys',
      () => ({ kind: 'json', body: { keys: Array.from({ length: 20_000 }, () => oct) } }),
    ],
  ])('that %s starts no session', async (_what, kind) => {
    gateway = await startAttacked(sandbox);
    failAt(['jwks'], kind());
    const callback = sandbox.signIn(await begin(browser, gateway), 'clinician');
    const answer = await browser.request(addressAt(gateway, callback));
    expect(refusalOf(answer)).toMatch(/^(400 sign_in_[a-z_]+|502 UPSTREAM_INVALID_RESPONSE)$/);
    expect(browser.cookies.size).toBe(0);
    await gateway.close();
  });
});
