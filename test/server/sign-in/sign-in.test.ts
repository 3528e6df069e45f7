import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addressAt,
  APP_ORIGIN,
  begin,
  CLINICIANS_APP,
  openBrowser,
  OTHER_RETURN_URL,
  PATIENTS_APP,
  REDIRECT_URL,
  registerApps,
  RETURN_URL,
  signIn,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
  type TestBrowser,
} from '../../support/sign-in-browser.ts';

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;

beforeAll(async () => {
  sandbox = await startSandbox();
  registerApps(sandbox);
  gateway = await startSignInGateway(signInVariables(sandbox));
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});
beforeEach(() => {
  browser = openBrowser();
  sandbox.clearFaults();
});

const MALFORMED = '%3Cscript%3Ecanary%3C%2Fscript%3E';

function launchPath(patient = CAMILA_LOPEZ): string {
  const url = sandbox.launch({ app: CLINICIANS_APP, person: 'clinician', patient });
  return url.slice(new URL(url).origin.length);
}

/** Requests an address, and expects the page of a refusal, which says nothing of the request. */
async function refusalAt(path: string, headers: Record<string, string> = {}): Promise<string> {
  sandbox.clearRequests();
  const answer = await browser.request(`${gateway.origin}${path}`, { headers });
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.location).toBe('');
  expect(answer.text).not.toContain('canary');
  expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toEqual([]);
  const [, code = ''] = /<code>(.*?)<\/code>/.exec(answer.text) ?? [];
  return `${answer.status} ${code}`;
}

/** Returns the secret id of a session of the browser. */
function idOf({ cookies }: TestBrowser, handle: string): string {
  return cookies.get(`__Host-session-${handle}`) ?? '';
}

describe('a person who signs in', () => {
  it('goes to the authorization server with PKCE, state and nonce, and gets one cookie for ten minutes', async () => {
    const { status, location, setCookies, headers } = await browser.request(
      `${gateway.origin}/auth/login?return=${encodeURIComponent(OTHER_RETURN_URL)}`,
    );
    const { origin, pathname, searchParams } = new URL(location);
    expect([status, `${origin}${pathname}`]).toEqual([303, sandbox.authorizeUrl]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: CLINICIANS_APP,
      redirect_uri: REDIRECT_URL,
      aud: sandbox.baseUrl,
      code_challenge_method: 'S256',
      scope: 'openid fhirUser user/*.rs',
    });
    expect(searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    const state = searchParams.get('state') ?? '';
    expect(setCookies).toEqual([
      expect.stringMatching(
        /^__Host-sign-in-[\da-f]{16}=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect(setCookies[0]).not.toContain(state);
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ]);
  });

  it('returns to the app with the handle of a new session, and its cookie replaces the one of the sign-in', async () => {
    const path = `/auth/login?return=${encodeURIComponent(OTHER_RETURN_URL)}`;
    const answer = await signIn(browser, gateway, sandbox, { path });
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(`${OTHER_RETURN_URL}#session=${answer.handle}`);
    expect([...browser.cookies.keys()]).toEqual([`__Host-session-${answer.handle}`]);
    expect([answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ]);
    const events = gateway.auditEvents().slice(-1);
    expect(events).toMatchObject([
      { type: { code: '110114' }, subtype: [{ code: '110122' }], outcome: '0', agent: [{}, {}, {}, {}] },
    ]);
  });

  it('returns to the first page of the app without a return URL, and after a launch', async () => {
    for (const path of [
      '/auth/login',
      launchPath(),
      `${launchPath()}&return=${encodeURIComponent(OTHER_RETURN_URL)}`,
    ]) {
      const { location, handle } = await signIn(browser, gateway, sandbox, { path });
      expect(location).toBe(`${RETURN_URL}#session=${handle}`);
    }
  });

  it('is a patient at the address for patients', async () => {
    const url = await begin(browser, gateway, '/auth/patient/login');
    expect(new URL(url).searchParams.get('client_id')).toBe(PATIENTS_APP);
    expect(new URL(url).searchParams.get('scope')).toBe('launch/patient openid fhirUser patient/*.rs');
    const launched = sandbox.launch({ app: PATIENTS_APP, person: 'patient', patient: CAMILA_LOPEZ });
    const path = `/auth/patient/launch${new URL(launched).search}`;
    expect(new URL(await begin(browser, gateway, path)).searchParams.get('client_id')).toBe(PATIENTS_APP);
  });

  it('gets a new session id each time, whatever cookies the browser sends [T3-S11]', async () => {
    const first = await signIn(browser, gateway, sandbox);
    const planted = openBrowser();
    planted.cookies.set(`__Host-session-${'A'.repeat(16)}`, `zzzzzz..${'A'.repeat(43)}`);
    const second = await signIn(planted, gateway, sandbox);
    expect(second.handle).not.toBe(first.handle);
    expect(idOf(planted, second.handle)).toMatch(/^[\da-z]+\.\.[\w-]{43}$/);
    expect(idOf(planted, second.handle)).not.toContain('AAAA');
    expect(idOf(planted, second.handle)).not.toBe(idOf(browser, first.handle));
  });

  it('can return to a bare origin, with or without its slash', async () => {
    const variables = { ...signInVariables(sandbox), SMART_RETURN_URLS: APP_ORIGIN };
    const bare = await startSignInGateway(variables);
    const statuses = await Promise.all(
      [APP_ORIGIN, `${APP_ORIGIN}/`].map(
        async (url) => (await browser.request(`${bare.origin}/auth/login?return=${url}`)).status,
      ),
    );
    await bare.close();
    expect(statuses).toEqual([303, 303]);
  });

  it('is launched by the EHR with the launch value, and an issuer can have a final slash', async () => {
    for (const path of [launchPath(), launchPath().replace('&launch', '%2F&launch')]) {
      const url = await begin(browser, gateway, path);
      expect(new URL(url).searchParams.get('launch')).toBe(
        new URL(path, 'http://x').searchParams.get('launch'),
      );
      expect(new URL(url).searchParams.get('scope')).toContain('launch ');
    }
  });
});

describe('a sign-in that begins wrongly', () => {
  it.each([
    [
      'an unlisted return URL',
      `/auth/login?return=https%3A%2F%2Fcanary.example`,
      '400 sign_in_return_unlisted',
    ],
    [
      'a return URL that is only almost listed',
      `/auth/login?return=${encodeURIComponent(`${RETURN_URL}/`)}`,
      '400 sign_in_return_unlisted',
    ],
    ['a return URL that is no URL', '/auth/login?return=canary', '400 sign_in_return_unlisted'],
    ['an empty return URL', '/auth/login?return=', '400 sign_in_return_unlisted'],
    ['markup as the return URL', `/auth/patient/login?return=${MALFORMED}`, '400 sign_in_return_unlisted'],
    [
      'two return URLs',
      `/auth/login?return=${encodeURIComponent(RETURN_URL)}&return=canary`,
      '400 sign_in_parameter_repeated',
    ],
    [
      'an issuer that is not configured',
      '/auth/launch?iss=https%3A%2F%2Fcanary.example&launch=x',
      '400 sign_in_issuer_unknown',
    ],
    ['markup as the issuer', `/auth/launch?iss=${MALFORMED}&launch=x`, '400 sign_in_issuer_unknown'],
    ['no issuer', '/auth/launch?launch=canary', '400 sign_in_launch_incomplete'],
    ['no launch value', '/auth/launch?iss=canary', '400 sign_in_launch_incomplete'],
    ['an empty launch value', '/auth/launch?iss=canary&launch=', '400 sign_in_launch_incomplete'],
  ])('is refused with %s, and nothing is sent [T3-S9]', async (_what, path, expected) => {
    expect(await refusalAt(path)).toBe(expected);
    expect(browser.cookies.size).toBe(0);
  });

  it.each([
    ['another path', (url: string) => `${url}/x`],
    ['two final slashes', (url: string) => `${url}//`],
    ['another case', (url: string) => url.toUpperCase()],
    ['an encoded path', (url: string) => url.replace('/api', '/%61pi')],
    ['a query', (url: string) => `${url}?`],
    ['credentials', (url: string) => url.replace('//', '//a@')],
  ])('is refused for an issuer with %s', async (_what, change) => {
    const query = new URLSearchParams({ iss: change(sandbox.baseUrl), launch: 'x' }).toString();
    expect(await refusalAt(`/auth/launch?${query}`)).toBe('400 sign_in_issuer_unknown');
  });

  it.each([
    ['an image', { 'sec-fetch-dest': 'image' }],
    ['a script that fetches', { 'sec-fetch-dest': 'empty' }],
    ['a prefetch', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch' }],
  ])('is refused to %s [T3-S12]', async (_what, headers) => {
    expect(await refusalAt('/auth/login', headers)).toBe('400 sign_in_not_navigated');
    expect(browser.cookies.size).toBe(0);
  });

  it('answers in JSON where the client prefers it', async () => {
    const answer = await browser.request(`${gateway.origin}/auth/login?return=x`, {
      headers: { accept: 'application/json' },
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      errors: [
        {
          message: 'The return URL is not one of SMART_RETURN_URLS.',
          extensions: { code: 'sign_in_return_unlisted' },
        },
      ],
    });
  });

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    for (const path of ['/auth/login', '/auth/launch', '/auth/callback', '/auth/session']) {
      const answer = await browser.request(`${gateway.origin}${path}`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
    }
    expect(browser.cookies.size).toBe(0);
  });

  it('is counted, logged and audited by its code', async () => {
    await refusalAt('/auth/login?return=canary');
    expect(gateway.logLines.at(-1)).toContain('"reason":"sign_in_return_unlisted"');
    expect(gateway.logLines.at(-1)).toContain('"event":"sign_in_failed"');
    expect(gateway.auditEvents().at(-1)).toMatchObject({
      outcome: '4',
      outcomeDesc: 'Not signed in: sign_in_return_unlisted.',
    });
    expect(await gateway.getMetrics()).toMatch(
      /gateway_sign_in_refusals_total\{reason="sign_in_return_unlisted"\} [1-9]/,
    );
  });

  it('removes the oldest of five others, so that the last five can be finished', async () => {
    const urls: string[] = [];
    for (let count = 0; count < 7; count += 1) urls.push(await begin(browser, gateway));
    expect(browser.cookies.size).toBe(5);
    const [first = '', , third = '', ...others] = urls;
    expect(await refusalAt(addressAt({ origin: '' }, sandbox.signIn(first, 'clinician')))).toBe(
      '400 sign_in_state_unknown',
    );
    for (const url of [third, ...others]) {
      const answer = await browser.request(addressAt(gateway, sandbox.signIn(url, 'clinician')));
      expect(answer.status).toBe(303);
    }
  });
});

function oauthError(error: string): { readonly body: string; readonly contentType: string } {
  return { body: JSON.stringify({ error, error_description: 'canary' }), contentType: 'application/json' };
}

/** Begins a sign-in, and returns the path with which the browser comes back. */
async function comeBack(change: (url: URL) => void, isDenied = false): Promise<string> {
  const url = new URL(sandbox.signIn(await begin(browser, gateway), 'clinician', { isDenied }));
  change(url);
  return addressAt({ origin: '' }, url.href);
}

describe('a browser that comes back', () => {
  it.each<[what: string, expected: string, change: (url: URL) => void]>([
    ['without a state', 'state_unknown', ({ searchParams }) => searchParams.delete('state')],
    ['with another state', 'state_unknown', ({ searchParams }) => searchParams.set('state', 'canary')],
    ['with two states', 'parameter_repeated', ({ searchParams }) => searchParams.append('state', 'canary')],
    ['with two codes', 'parameter_repeated', ({ searchParams }) => searchParams.append('code', 'canary')],
    [
      'with an issuer that was not asked',
      'wrong_issuer',
      ({ searchParams }) => searchParams.set('iss', 'https://canary.example'),
    ],
    ['from another browser', 'state_unknown', () => browser.cookies.clear()],
    ['without a code', 'invalid_response', ({ searchParams }) => searchParams.delete('code')],
  ])('%s is refused, and no code is sent', async (_what, fault, change) => {
    expect(await refusalAt(await comeBack(change))).toBe(`400 sign_in_${fault}`);
    expect([...browser.cookies.keys()].filter((name) => name.includes('session'))).toEqual([]);
  });

  it('is refused if the person declined', async () => {
    expect(await refusalAt(await comeBack(() => {}, true))).toBe('400 sign_in_declined');
    expect(browser.cookies.size).toBe(0);
  });

  it('is refused a second time, even with the cookie', async () => {
    const path = await comeBack(() => {});
    const cookies = new Map(browser.cookies);
    expect((await browser.request(`${gateway.origin}${path}`)).status).toBe(303);
    expect(await refusalAt(path)).toBe('400 sign_in_state_unknown');
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect(await refusalAt(path)).toBe('400 sign_in_state_unknown');
  });

  it('is refused with a cookie whose secret or form was changed', async () => {
    for (const change of [
      (value: string) => `${value.slice(0, -2)}${value.endsWith('AA') ? 'BA' : 'AA'}`,
      (value: string) => value.replace('.login.', '.canary.'),
      (value: string) => value.replace('..', '.canary.'),
      () => 'canary',
    ]) {
      browser = openBrowser();
      const path = await comeBack(() => {
        for (const [name, value] of browser.cookies) browser.cookies.set(name, change(value));
      });
      expect(await refusalAt(path)).toBe('400 sign_in_state_unknown');
    }
  });

  it('shows SESSION_SAME_SITE if it sends no cookie from a frame', async () => {
    const path = await comeBack(() => browser.cookies.clear());
    const answer = await browser.request(`${gateway.origin}${path}`, {
      headers: { 'sec-fetch-dest': 'iframe' },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('SESSION_SAME_SITE');
    expect(answer.text).toContain('sign_in_cookie_blocked');
  });

  it('is offered to sign in again at the gateway itself, with a listed return URL', async () => {
    const path = await comeBack(() => {}, true);
    const { text } = await browser.request(`${gateway.origin}${path}`);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(links).toEqual([`http://localhost:4000/auth/login?return=${encodeURIComponent(RETURN_URL)}`]);
  });

  it.each([
    ['a failure', { status: 500 }, '503 UPSTREAM_UNAVAILABLE'],
    ['a rate limit', { status: 429 }, '503 UPSTREAM_RATE_LIMITED'],
    [
      'a page',
      { status: 200, body: '<p>canary</p>', contentType: 'text/html' },
      '400 sign_in_invalid_response',
    ],
    ['a refused code', { status: 400, ...oauthError('invalid_grant') }, '400 sign_in_code_refused'],
    ['a refused client', { status: 401, ...oauthError('invalid_client') }, '400 sign_in_client_refused'],
  ])('after %s of the token endpoint has no session', async (_what, fault, expected) => {
    const path = await comeBack(() => {});
    sandbox.fault({ match: { operation: 'token' }, kind: 'status', ...fault });
    const answer = await browser.request(`${gateway.origin}${path}`);
    const [, code = ''] = /<code>(.*?)<\/code>/.exec(answer.text) ?? [];
    expect(`${answer.status} ${code}`).toBe(expected);
    expect(browser.cookies.size).toBe(0);
  });
});
