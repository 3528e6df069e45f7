/** Requests that must never be read with the gateway's own token, however incomplete the credentials of the person are. */
import { randomBytes } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, ELIJAH_DAVIS } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSessionId } from '../../src/sessions/session-ids.ts';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import {
  type Answer,
  APP_ORIGIN,
  callAsApp,
  openBrowser,
  signIn,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import {
  codeOf,
  collectSecrets,
  dataOf,
  expectOnlyTokensOfPersons,
  refusalOf,
  requestsFor,
  runAsApp,
  sendRaw,
  startAttacked,
  tokensSentTo,
} from './sign-in-attacks.ts';

const read = (id: string): string => `{ patient(id: "${id}") { id } }`;
const REFRESHABLE = { SMART_SCOPES: 'openid fhirUser offline_access user/*.rs' };

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
let cookie: string;
let handle: string;
let personsToken: string;
const secrets = collectSecrets();

type SentHeaders = Readonly<Record<string, string | readonly string[]>>;

const post = (headers: SentHeaders, to = gateway, path = '/graphql'): Promise<Answer> =>
  sendRaw(to, path, {
    method: 'POST',
    headers: { origin: APP_ORIGIN, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: read(CAMILA_LOPEZ) }),
  });

const cookieOf = (opened: TestBrowser): string =>
  [...opened.cookies].map((pair) => pair.join('=')).join('; ');

async function openSession(as = gateway): Promise<void> {
  browser = openBrowser();
  sandbox.clearRequests();
  ({ handle } = await signIn(browser, as, sandbox));
  cookie = cookieOf(browser);
  secrets.addCookies(browser);
  await runAsApp(browser, as, read(CAMILA_LOPEZ));
  personsToken = tokensSentTo(sandbox)[0] ?? '';
  await expectOnlyTokensOfPersons(sandbox);
  sandbox.clearRequests();
}

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Incomplete credentials, with the code of each response. */
const ANONYMOUS: readonly (readonly [what: string, headers: () => SentHeaders, expected: string])[] = [
  ['nothing', () => ({}), '401 UNAUTHENTICATED'],
  ['an empty Cookie header', () => ({ cookie: '' }), '401 UNAUTHENTICATED'],
  ['only the handle', () => ({ 'x-session': handle }), '401 UNAUTHENTICATED'],
  ['an empty session cookie', () => ({ cookie: `__Host-session-${handle}=` }), '401 UNAUTHENTICATED'],
  [
    'a quoted session cookie',
    () => ({ cookie: cookie.replace('=', '="').concat('"') }),
    '401 UNAUTHENTICATED',
  ],
  ['a malformed session cookie', () => ({ cookie: `__Host-session-${handle}=x` }), '401 UNAUTHENTICATED'],
  ['a cookie without the prefix', () => ({ cookie: cookie.replace('__Host-', '') }), '401 UNAUTHENTICATED'],
  ['half of the cookie', () => ({ cookie: cookie.slice(0, -20) }), '401 UNAUTHENTICATED'],
  ['the cookie and a letter more', () => ({ cookie: `${cookie}A` }), '401 UNAUTHENTICATED'],
  [
    'a cookie with one letter changed',
    () => ({ cookie: cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }),
    '401 UNAUTHENTICATED',
  ],
  [
    'a made-up cookie',
    () => ({
      cookie: `__Host-session-${randomBytes(12).toString('base64url')}=${createSessionId({ site: null, endsAt: Date.now() + 60_000 })}`,
    }),
    '401 UNAUTHENTICATED',
  ],
  ['the handle of another', () => ({ cookie, 'x-session': 'AAAAAAAAAAAAAAAA' }), '401 UNAUTHENTICATED'],
  ['an empty handle', () => ({ cookie, 'x-session': '' }), '401 UNAUTHENTICATED'],
  ['two handles', () => ({ cookie, 'x-session': [handle, 'AAAAAAAAAAAAAAAA'] }), '409 SESSION_AMBIGUOUS'],
  ['an empty Authorization header', () => ({ authorization: '' }), '401 UNAUTHENTICATED'],
  ['a bearer token', () => ({ authorization: 'Bearer canary' }), '401 UNAUTHENTICATED'],
  ['the word Bearer', () => ({ authorization: 'Bearer' }), '401 UNAUTHENTICATED'],
  ['a password', () => ({ authorization: 'Basic YWRtaW46YWRtaW4=' }), '401 UNAUTHENTICATED'],
  [
    'the session id as a token',
    () => ({ authorization: `Bearer ${cookie.split('=')[1]}` }),
    '401 UNAUTHENTICATED',
  ],
  ['the token of the person', () => ({ authorization: `Bearer ${personsToken}` }), '401 UNAUTHENTICATED'],
  ['the cookie and a bad token', () => ({ cookie, authorization: 'Bearer x' }), '400 CREDENTIALS_AMBIGUOUS'],
  ['the cookie and an empty header', () => ({ cookie, authorization: '' }), '400 CREDENTIALS_AMBIGUOUS'],
  ['the cookie and a password', () => ({ cookie, authorization: 'Basic eDp4' }), '400 CREDENTIALS_AMBIGUOUS'],
  [
    'the cookie and two tokens',
    () => ({ cookie, authorization: ['Bearer x', 'Bearer y'] }),
    '400 CREDENTIALS_AMBIGUOUS',
  ],
];

describe.each<[mode: string, variables: (issuer: string) => Record<string, string>]>([
  ['AUTH_MODE=none', () => ({ AUTH_MODE: 'none' })],
  ['AUTH_MODE=jwt', (issuer) => ({ AUTH_MODE: 'jwt', AUTH_ISSUER: issuer, AUTH_AUDIENCE: AUDIENCE })],
])('with %s, a request with [T1-E1]', (mode, variables) => {
  let issuer: IdentityProvider;

  beforeAll(async () => {
    issuer = await startIdentityProvider();
    gateway = await startAttacked(sandbox, { ...REFRESHABLE, ...variables(issuer.issuer) });
    await openSession();
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(async () => {
    await secrets.expectNotRecorded(gateway, sandbox);
    await gateway.close();
    await issuer.close();
  });

  it.each(ANONYMOUS)('%s reads nothing', async (_what, headers, expected) => {
    const answer = await post(headers());
    expect(refusalOf(answer)).toBe(expected);
    secrets.expectNotIn([answer]);
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it('the valid token of a service reads only without the cookie', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    expect(refusalOf(await post({ cookie, authorization }))).toBe('400 CREDENTIALS_AMBIGUOUS');
    expect(requestsFor(sandbox)).toEqual([]);
    const { status } = await post({ authorization });
    expect(status).toBe(mode === 'AUTH_MODE=none' ? 401 : 200);
  });

  it('a session that has ended reads nothing, also with a valid token', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    await callAsApp(browser, `${gateway.origin}/auth/logout`, { method: 'POST' });
    sandbox.clearRequests();
    expect(refusalOf(await post({ cookie }))).toBe('401 UNAUTHENTICATED');
    expect(refusalOf(await post({ cookie, 'x-session': handle }))).toBe('401 UNAUTHENTICATED');
    expect(refusalOf(await post({ cookie, authorization }))).toBe('400 CREDENTIALS_AMBIGUOUS');
    expect(requestsFor(sandbox)).toEqual([]);
  });
});

function errorOf({ text }: Answer): unknown {
  const body: unknown = JSON.parse(text);
  return at(body, 'errors', 0, 'extensions');
}

/** Returns the tokens of the requests to the FHIR API, apart from the person's. */
function otherTokens(): string[] {
  return tokensSentTo(sandbox).filter((token) => token !== personsToken);
}

describe('a person whom Epic refuses [T1-E1]', () => {
  beforeAll(async () => {
    gateway = await startAttacked(sandbox, REFRESHABLE);
  });
  beforeEach(() => openSession());
  afterAll(() => gateway.close());

  it('a record does not get it through the gateway’s token', async () => {
    const surgeon = openBrowser();
    await signIn(surgeon, gateway, sandbox, { person: 'surgeon' });
    sandbox.clearRequests();
    const answer = await runAsApp(surgeon, gateway, read(ELIJAH_DAVIS));
    expect([codeOf(answer), dataOf(answer)]).toEqual(['RESTRICTED_RECORD', { patient: null }]);
    expect(tokensSentTo(sandbox)).toHaveLength(1);
    await expectOnlyTokensOfPersons(sandbox);
  });

  it('each token reads nothing, and signs in again', async () => {
    sandbox.fault({ kind: 'expired-token', match: { operation: 'read' }, times: Infinity });
    const answer = await runAsApp(browser, gateway, read(CAMILA_LOPEZ));
    sandbox.clearFaults();
    expect(errorOf(answer)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SESSION_EXPIRED' });
    // The old and the renewed one. The session has ended at the second refusal.
    expect(otherTokens()).toHaveLength(1);
    sandbox.clearRequests();
    expect(refusalOf(await post({ cookie }))).toBe('401 UNAUTHENTICATED');
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it.each<[what: string, status: number, body: string, expected: object]>([
    ['is down', 503, '', { code: 'UPSTREAM_UNAVAILABLE' }],
    ['refuses the gateway', 401, '{"error":"invalid_client"}', { code: 'UPSTREAM_AUTHENTICATION_FAILED' }],
    [
      'has ended the grant',
      400,
      '{"error":"invalid_grant"}',
      { code: 'UNAUTHENTICATED', reason: 'SESSION_EXPIRED' },
    ],
  ])('a renewal of the token reads nothing if the server %s', async (_what, status, body, expected) => {
    sandbox.expireTokens();
    sandbox.fault({
      kind: 'status',
      status,
      body,
      contentType: 'application/json',
      match: { operation: 'token' },
      times: Infinity,
    });
    const answer = await runAsApp(browser, gateway, read(CAMILA_LOPEZ));
    sandbox.clearFaults();
    expect(errorOf(answer)).toMatchObject(expected);
    expect(otherTokens()).toEqual([]);
    secrets.expectNotIn([answer]);
  });
});
