import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SmartSettings } from '../../../src/config/smart.ts';
import type { CheckTools } from '../../../src/doctor/configuration.ts';
import { checkPkce, checkRedirect } from '../../../src/doctor/launch/redirect.ts';
import type { SignInSetup } from '../../../src/doctor/launch/sign-in-settings.ts';
import { createHttpClient } from '../../../src/http/got-client.ts';
import { createThrottlePool } from '../../../src/resilience/throttle-pool.ts';
import type { SmartClient } from '../../../src/smart/smart-client.ts';
import { type LocalServer, startLocalServer } from '../../http/local-server.ts';
import { matching } from '../../support/expected.ts';
import { PATIENCE } from '../../support/patience.ts';
import { skipPauses } from '../../support/time.ts';
import { causesOf } from '../examined.ts';

skipPauses();

const REDIRECT_URL = 'https://gw.example.org/auth/callback';
const SIGN_IN_PAGE: Answer = [200, '<title>Sign in</title><form><input name="redirect_uri"></form>'];

type Answer = readonly [status: number, body: string, location?: string];

let server: LocalServer;
let tools: CheckTools;
/** The answer of the authorization endpoint. */
let answerTo: (request: URLSearchParams) => Answer;
let requests: URLSearchParams[];

beforeAll(async () => {
  server = await startLocalServer((response, { url }) => {
    const { searchParams } = new URL(url, server.origin);
    requests.push(searchParams);
    const [status, body, location] = answerTo(searchParams);
    response.writeHead(status, { 'content-type': 'text/html', ...(location !== undefined && { location }) });
    response.end(body);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  requests = [];
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  const { signal } = new AbortController();
  tools = { env: {}, http, throttles: createThrottlePool(null), now: Date.now, signal };
});
afterEach(() => tools.http.close());

const smart: SmartSettings = {
  clients: {
    clinician: { clientId: 'clinicians', scopes: ['openid', 'fhirUser', 'user/*.rs'] },
    patient: { clientId: 'patients', scopes: ['openid', 'fhirUser', 'patient/*.rs'] },
  },
  clientAuthentication: 'private_key_jwt',
  redirectUrl: REDIRECT_URL,
  isRedirectShared: false,
  returnUrls: [],
  explorerUrl: null,
  appOrigins: [],
  frameAncestors: [],
};

async function check(redirectUrl = REDIRECT_URL) {
  const setup: SignInSetup = {
    smart: { ...smart, redirectUrl },
    audience: 'clinician',
    client: { clientId: 'clinicians', scopes: ['openid', 'fhirUser', 'user/*.rs'] },
  };
  const parameters = {
    client_id: 'clinicians',
    redirect_uri: redirectUrl,
    scope: setup.client.scopes.join(' '),
    aud: 'https://fhir.example.org/R4',
    code_challenge: 'x',
    code_challenge_method: 'S256',
  };
  const app: SmartClient = {
    clientId: 'clinicians',
    authorizationUrl: async () => `${server.origin}/authorize?${new URLSearchParams(parameters).toString()}`,
    exchange: () => Promise.reject(new Error('Nothing is exchanged.')),
    renew: () => Promise.reject(new Error('Nothing is renewed.')),
    revoke: () => Promise.reject(new Error('Nothing is revoked.')),
  };
  const redirect = await checkRedirect(setup, app, tools);
  const pkce = redirect.value === null ? null : (await checkPkce(redirect.value, setup, tools)).finding;
  return { ...redirect.finding, pkce };
}

/** Answers as a server that accepts only requests of which this is true. */
function accept(
  isRight: (request: URLSearchParams) => boolean,
  refusal: Answer = [400, 'Bad request'],
): void {
  answerTo = (request) => (isRight(request) ? SIGN_IN_PAGE : refusal);
}

describe('the step Redirect URL', () => {
  it('passes if the server accepts the redirect URL, and no other', async () => {
    accept((request) => request.get('redirect_uri') === REDIRECT_URL);
    const { outcome, found, pkce } = await check();
    expect([outcome, found[1]]).toEqual([
      'passed',
      'The redirect URL is registered: the server refuses another one.',
    ]);
    expect(pkce?.facts).toEqual({ isRequired: false });
  });

  it('passes with a redirect to a sign-in page, but says if any redirect URL does', async () => {
    answerTo = () => [302, '', 'https://login.example.org/sign-in?redirect_uri=x'];
    const { outcome, found } = await check();
    expect([outcome, found[1]]).toEqual(['passed', matching(/only a sign-in can show/)]);
  });

  it.each<[what: string, answer: Answer, gist: RegExp, cause: RegExp]>([
    [
      "Epic's error page, with HTTP 200",
      [
        200,
        '<h1>OAuth2 Error</h1><p>Something went wrong trying to authorize the client. Please try logging in again.',
      ],
      /^HTTP 200: Epic's page "OAuth2 Error"/,
      /not one of the redirect URLs of the app/,
    ],
    [
      'a page that names the redirect URL',
      [400, '<script>var client_id</script>The redirect_uri MARKED is invalid'],
      /^HTTP 400: a page that refuses the app/,
      /not one of the redirect URLs of the app/,
    ],
    ['a page that names the client', [401, 'Unknown client MARKED'], /^HTTP 401/, /client id is unknown/],
    [
      'a page that names the audience',
      [400, 'invalid aud'],
      /^HTTP 400/,
      /EPIC_BASE_URL as its FHIR base URL/,
    ],
    ['a redirect to an error page', [302, '', '/errors/MARKED'], /^HTTP 302/, /not one of the redirect URLs/],
    [
      'an error for the app',
      [302, '', `${REDIRECT_URL}?error=invalid_scope&error_description=MARKED`],
      /^HTTP 302: the server knows the app and its redirect URL, but answers invalid_scope/,
      /lacks a requested scope/,
    ],
    [
      'an error for the app that requires a launch',
      [302, '', `${REDIRECT_URL}?error=invalid_request&error_description=launch+context+required`],
      /answers invalid_request/,
      /launch context required/,
    ],
    [
      'an error of its own',
      [302, '', `${REDIRECT_URL}?error=MARKED`],
      /with an error that RFC 6749 does not define/,
      /lacks a requested scope/,
    ],
    ['a server error', [503, ''], /^HTTP 503: the authorization server fails/, /The server has a problem/],
  ])('explains %s, and repeats nothing of it', async (_what, answer, gist, cause) => {
    answerTo = () => answer;
    const finding = await check();
    expect([finding.outcome, finding.certain, finding.pkce]).toEqual(['failed', false, null]);
    expect(finding.found[0]).toMatch(gist);
    expect(causesOf(finding)[0]).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });

  it.each<[what: string, isRight: (request: URLSearchParams) => boolean, cause: RegExp]>([
    [
      'a final slash',
      (request) => request.get('redirect_uri') === `${REDIRECT_URL}/`,
      /redirect URL .*callback\/,/,
    ],
    [
      'the other app',
      (request) => request.get('client_id') === 'patients',
      /for the other app only, patients/,
    ],
    ['fewer scopes', (request) => request.get('scope') === 'openid fhirUser', /refuses the requested scopes/],
    ['another audience', (request) => request.get('aud')?.endsWith('/') === true, /with a final slash/],
    ['no PKCE', (request) => !request.has('code_challenge'), /refuses PKCE/],
  ])('is certain of the cause if %s helps', async (_what, isRight, cause) => {
    accept(isRight);
    const finding = await check();
    expect(finding).toMatchObject({ outcome: 'failed', certain: true });
    expect(causesOf(finding)).toEqual([matching(cause)]);
  });

  it('tries the other name of this machine', async () => {
    accept((request) => request.get('redirect_uri') === 'http://127.0.0.1:4000/auth/callback');
    const finding = await check('http://localhost:4000/auth/callback');
    expect(causesOf(finding)).toEqual([matching(/with the redirect URL http:\/\/127\.0\.0\.1:4000/)]);
  });

  it('sends at most seven requests, none of which signs anybody in', async () => {
    answerTo = () => [400, 'no'];
    await check('http://localhost:4000/auth/callback');
    expect(requests).toHaveLength(7);
  });

  it('says whether the server requires PKCE', async () => {
    accept((request) => request.get('redirect_uri') === REDIRECT_URL && request.has('code_challenge'));
    const { pkce } = await check();
    expect(pkce).toMatchObject({ outcome: 'passed', facts: { isRequired: true } });
  });
});
