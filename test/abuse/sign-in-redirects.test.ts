/** Addresses with which an attacker sends people elsewhere, and pages that an attacker shows in a frame. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  APP_ORIGIN,
  begin,
  openBrowser,
  REDIRECT_URL,
  RETURN_URL,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import { codeOf, collectSecrets, refusalOf, requestsFor, sendRaw, startAttacked } from './sign-in-attacks.ts';

const PORTAL = 'https://portal.example.org';
const EVIL = 'https://canary-evil.example';

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
const secrets = collectSecrets();

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startAttacked(sandbox);
  secrets.add('canary-evil');
});
beforeEach(() => {
  browser = openBrowser();
  sandbox.clearRequests();
});
afterAll(async () => {
  await secrets.expectNotRecorded(gateway, sandbox);
  await gateway.close();
  await sandbox.close();
});

async function openRefused(path: string): Promise<string> {
  const answer = await browser.request(`${gateway.origin}${path}`);
  secrets.expectNotIn([answer]);
  expect(requestsFor(sandbox)).toEqual([]);
  expect(browser.cookies.size).toBe(0);
  return refusalOf(answer);
}

const CANONICAL = new URL(RETURN_URL);

/** Return URLs that are not listed. Many of them browsers or careless comparisons take for the listed one. */
const UNLISTED: readonly (readonly [how: string, url: string])[] = [
  ['of another host', `${EVIL}/chart`],
  ['in upper case', RETURN_URL.toUpperCase()],
  ['with a scheme in upper case', RETURN_URL.replace('http', 'HTTP')],
  ['with a path in another case', RETURN_URL.replace('/chart', '/Chart')],
  ['of another scheme', RETURN_URL.replace('http:', 'https:')],
  ['of another port', RETURN_URL.replace(':3000', ':3001')],
  ['without its port', RETURN_URL.replace(':3000', '')],
  ['with the listed host as user', RETURN_URL.replace('/chart', '@canary-evil.example/chart')],
  ['with a user', RETURN_URL.replace('//', '//canary-evil@')],
  ['with a backslash before another host', `${APP_ORIGIN}\\@canary-evil.example/chart`],
  ['with backslashes', RETURN_URL.replaceAll('/', '\\')],
  ['that is protocol-relative', `//canary-evil.example/chart`],
  ['with three slashes', `///canary-evil.example`],
  ['with one slash', `http:/canary-evil.example`],
  ['with a backslash and a slash', `/\\canary-evil.example`],
  ['that is a path', CANONICAL.pathname],
  ['with a final slash', `${RETURN_URL}/`],
  ['with a final dot after the host', RETURN_URL.replace('127.0.0.1', '127.0.0.1.')],
  ['with a decimal host', RETURN_URL.replace('127.0.0.1', '2130706433')],
  ['with an encoded path', RETURN_URL.replace('/chart', '/%63hart')],
  ['that is encoded twice', encodeURIComponent(RETURN_URL)],
  ['with dots in the path', RETURN_URL.replace('/chart', '/x/../chart')],
  ['with encoded dots in the path', RETURN_URL.replace('/chart', '/%2e%2e/chart')],
  ['with a query', `${RETURN_URL}?next=${EVIL}`],
  ['with an empty query', `${RETURN_URL}?`],
  ['with a fragment', `${RETURN_URL}#${EVIL}`],
  ['with an empty fragment', `${RETURN_URL}#`],
  ['with a space before it', ` ${RETURN_URL}`],
  ['with a line break after it', `${RETURN_URL}\n`],
  ['with a tab in it', RETURN_URL.replace('chart', 'ch\tart')],
  ['with a null byte after it', `${RETURN_URL}\u0000`],
  ['with a header after it', `${RETURN_URL}\r\nSet-Cookie: canary-evil=1`],
  ['as the prefix of another', `${RETURN_URL}.canary-evil.example`],
  ['as the prefix of a host', `${APP_ORIGIN}.canary-evil.example/chart`],
  ['with a letter that looks like another', RETURN_URL.replace('chart', 'ch\u0430rt')],
  ['that runs a script', 'javascript:alert(document.domain)'],
  ['that is data', 'data:text/html,canary-evil'],
  ['of the gateway itself', REDIRECT_URL],
  ['that lists both', `${RETURN_URL},${EVIL}`],
];

describe('a return URL [T3-S9]', () => {
  it.each(UNLISTED)('%s is refused', async (_how, url) => {
    for (const path of ['/auth/login', '/auth/patient/login'])
      expect(await openRefused(`${path}?return=${encodeURIComponent(url)}`)).toBe(
        '400 sign_in_return_unlisted',
      );
  });

  it.each([
    ['twice', `return=${encodeURIComponent(RETURN_URL)}&return=${encodeURIComponent(EVIL)}`],
    ['twice, once encoded', `return=${encodeURIComponent(RETURN_URL)}&%72eturn=${encodeURIComponent(EVIL)}`],
  ])('is refused if it is there %s', async (_how, query) => {
    expect(await openRefused(`/auth/login?${query}`)).toBe('400 sign_in_parameter_repeated');
  });

  it('is not taken from other places than the query', async () => {
    for (const query of [
      `Return=${EVIL}`,
      `return_url=${EVIL}`,
      `redirect_uri=${EVIL}`,
      `return[]=${EVIL}`,
    ]) {
      const url = new URL(await begin(browser, gateway, `/auth/login?${encodeURI(query)}`));
      expect(url.origin).toBe(sandbox.origin);
      expect(url.searchParams.get('redirect_uri')).toBe(REDIRECT_URL);
      const answer = await browser.request(
        sandbox.signIn(url.href, 'clinician').replace(new URL(REDIRECT_URL).origin, gateway.origin),
      );
      expect(answer.location.replace(/#session=.*/, '')).toBe(RETURN_URL);
    }
  });

  it('never follows from headers of hosts or proxies', async () => {
    const path = `/auth/login?return=${encodeURIComponent(RETURN_URL)}`;
    const forwarded = {
      'x-forwarded-host': 'canary-evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=canary-evil.example',
      'x-original-url': EVIL,
      'x-rewrite-url': EVIL,
      referer: EVIL,
    };
    const answer = await sendRaw(gateway, path, { headers: { host: 'canary-evil.example', ...forwarded } });
    expect(answer.status).toBe(303);
    expect(JSON.stringify([...answer.headers])).not.toContain('canary-evil');
    expect(answer.location).toContain(encodeURIComponent(REDIRECT_URL));
  });
});

function launchPath(iss: string, launch: string): string {
  return `/auth/launch?${new URLSearchParams({ iss, launch }).toString()}`;
}

describe('the address of a launch', () => {
  it.each([
    ['of another server', () => `${EVIL}/fhir`],
    ['of the server in another case', () => sandbox.baseUrl.replace('http', 'HTTP')],
    ['with a header', () => `${sandbox.baseUrl}\r\nSet-Cookie: canary-evil=1`],
    [
      'with the server as user',
      () => `${sandbox.origin}@canary-evil.example${new URL(sandbox.baseUrl).pathname}`,
    ],
    ['with a line break', () => `${sandbox.baseUrl}\n`],
    ['with a fragment', () => `${sandbox.baseUrl}#canary-evil`],
    ['with dots in the path', () => `${sandbox.baseUrl}/x/..`],
    ['that is very long', () => `${sandbox.baseUrl}/${'canary-evil'.repeat(1_000)}`],
    ['on an internal address', () => 'http://169.254.169.254/latest/meta-data'],
  ])('with an issuer %s is refused, and nothing is sent there', async (_how, iss) => {
    expect(await openRefused(launchPath(iss(), 'canary-evil-launch'))).toBe('400 sign_in_issuer_unknown');
  });

  it('passes on no header, parameter or line break of the launch value', async () => {
    const launch =
      'a\r\nSet-Cookie: canary-evil=1\r\n\r\n<script>&client_id=canary-evil&redirect_uri=https://canary-evil.example';
    const answer = await browser.request(`${gateway.origin}${launchPath(sandbox.baseUrl, launch)}`);
    expect([answer.status, answer.setCookies.length]).toEqual([303, 1]);
    const { searchParams } = new URL(answer.location);
    expect(searchParams.getAll('launch')).toEqual([launch]);
    expect(searchParams.getAll('client_id')).toHaveLength(1);
    expect(searchParams.getAll('redirect_uri')).toEqual([REDIRECT_URL]);
    secrets.expectNotIn([answer]);
  });

  it.each([1, 8])('of %d MB is refused before it is read', async (megabytes) => {
    const path = launchPath(sandbox.baseUrl, 'canary-evil'.repeat((megabytes * 1_000_000) / 11));
    const answers = await sendRaw(gateway, path).then(
      (answer) => [answer],
      // The gateway may close the connection while the address still arrives.
      () => [],
    );
    expect(answers.filter((answer) => answer.status !== 431 || codeOf(answer) !== 'BAD_REQUEST')).toEqual([]);
    secrets.expectNotIn(answers);
    expect(requestsFor(sandbox)).toEqual([]);
  });
});

describe('each response of sign-in', () => {
  const PATHS = [
    '/auth/login',
    `/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
    '/auth/patient/login',
    '/auth/patient/launch',
    '/auth/launch',
    '/auth/launch?iss=x&launch=y',
    '/auth/callback',
    '/auth/callback?error=access_denied&error_description=canary-evil&state=x',
    '/auth/session',
    '/auth/logout',
    '/auth/nothing',
    '/auth',
    '/auth/',
    '/sites/nowhere/auth/login',
  ];
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

  it.each(METHODS)('to %s opens in no frame, and stays in no cache', async (method) => {
    for (const accept of ['text/html', 'application/json']) {
      for (const path of PATHS) {
        const answer = await sendRaw(gateway, path, { method, headers: { accept } });
        expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(answer.headers.get('x-frame-options')?.toUpperCase()).toBe('DENY');
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
        expect(answer.status).not.toBe(200);
        secrets.expectNotIn([answer]);
        expect(answer.setCookies.filter(() => method !== 'GET')).toEqual([]);
      }
    }
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it.each(METHODS.filter((method) => method !== 'GET'))(
    'to %s begins and ends no sign-in',
    async (method) => {
      const callback = new URL(sandbox.signIn(await begin(browser, gateway), 'clinician'));
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
      const path = `${callback.pathname}${callback.search}`;
      const answer = await sendRaw(gateway, path, {
        method,
        headers: { cookie },
        body: callback.search.slice(1),
      });
      expect([400, 404, 405]).toContain(answer.status);
      expect(answer.setCookies).toEqual([]);
      expect(requestsFor(sandbox)).toEqual([]);
      const finished = await browser.request(`${gateway.origin}${path}`);
      expect(finished.status).toBe(303);
    },
  );

  it('opens only in the frames of the listed origins, also where it redirects', async () => {
    const framed = await startAttacked(sandbox, {
      SMART_FRAME_ANCESTORS: `${PORTAL},https://ehr.example.org`,
    });
    const expected = `frame-ancestors ${PORTAL} https://ehr.example.org`;
    for (const path of [
      `/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
      `/auth/login?return=${EVIL}`,
    ]) {
      const { headers } = await browser.request(`${framed.origin}${path}`);
      expect(headers.get('content-security-policy')?.endsWith(`; ${expected}`)).toBe(true);
      expect(headers.get('x-frame-options')).toBeNull();
    }
    const graph = await browser.request(`${framed.origin}/graphql`);
    expect(graph.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    await framed.close();
  });
});
