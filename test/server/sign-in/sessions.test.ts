import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  APP_ORIGIN,
  callAsApp,
  openBrowser,
  registerApps,
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
  sandbox.clearRequests();
});

const readSession = (headers: Record<string, string> = {}): Promise<Answer> =>
  callAsApp(browser, `${gateway.origin}/auth/session`, { headers });
const signOut = (headers: Record<string, string> = {}): Promise<Answer> =>
  callAsApp(browser, `${gateway.origin}/auth/logout`, { method: 'POST', headers });
const codeOf = ({ status, text }: Answer): string => {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- what comes over HTTP has no type
  const body: { errors: { extensions: { code: string; reason?: string } }[] } = JSON.parse(text);
  const { code, reason } = body.errors[0]?.extensions ?? {};
  return [status, code, ...(reason === undefined ? [] : [reason])].join(' ');
};

describe('GET /auth/session', () => {
  it('says who is signed in, and where and until when, but contains no token', async () => {
    const { handle } = await signIn(browser, gateway, sandbox);
    const { status, text, headers } = await readSession();
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- what comes over HTTP has no type
    const body: { user: { fhirUser: string }; expiresAt: string; endsAt: string } = JSON.parse(text);
    const { user, expiresAt, endsAt, ...facts } = body;
    expect(Object.keys(user)).toEqual(['fhirUser']);
    expect(user.fhirUser).toMatch(/\/Practitioner\/[\w.-]+$/);
    expect(new Date(expiresAt).toISOString()).toBe(expiresAt);
    // It ends earlier if it is idle.
    expect(Date.parse(expiresAt)).toBeLessThan(Date.parse(endsAt));
    expect(facts).toEqual({
      audience: 'clinician',
      patient: null,
      encounter: null,
      needPatientBanner: true,
      styleUrl: null,
      site: null,
      scopes: ['openid', 'fhirUser', 'user/*.rs'],
      handle,
    });
    expect(text).not.toMatch(/token|secret/i);
  });

  it('is refused without a session, and says where to sign in', async () => {
    const answer = await readSession();
    expect(codeOf(answer)).toBe('401 UNAUTHENTICATED SESSION_EXPIRED');
    expect(answer.text).toContain('"loginUrl":"http://localhost:4000/auth/login"');
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['an origin that is only almost listed', { origin: `${APP_ORIGIN}0` }],
  ])('is refused to a page of %s [T3-S12]', async (_what, headers) => {
    await signIn(browser, gateway, sandbox);
    expect(codeOf(await readSession(headers))).toBe('403 ORIGIN_FORBIDDEN');
  });

  it.each(['cross-site', 'same-site'])('is refused to a %s page without an origin', async (site) => {
    await signIn(browser, gateway, sandbox);
    const answer = await browser.request(`${gateway.origin}/auth/session`, {
      headers: { 'sec-fetch-site': site },
    });
    expect(codeOf(answer)).toBe('403 ORIGIN_FORBIDDEN');
    const own = await browser.request(`${gateway.origin}/auth/session`, {
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(own.status).toBe(200);
  });

  it('means the session that x-session names, and without it the only one that has not ended', async () => {
    const first = await signIn(browser, gateway, sandbox);
    const second = await signIn(browser, gateway, sandbox, { person: 'surgeon' });
    expect(codeOf(await readSession())).toBe('409 SESSION_AMBIGUOUS');
    for (const { handle } of [first, second]) {
      const { text } = await readSession({ 'x-session': handle });
      expect(text).toContain(`"handle":"${handle}"`);
    }
    expect(codeOf(await readSession({ 'x-session': 'A'.repeat(16) }))).toMatch(/^401 /);
    const kept = new Map(browser.cookies);
    await signOut({ 'x-session': first.handle });
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await readSession()).text).toContain(`"handle":"${second.handle}"`);
  });
});

describe('the app of another origin', () => {
  it('may send cookies and x-session, and read the response', async () => {
    await signIn(browser, gateway, sandbox);
    for (const path of ['/auth/session', '/auth/logout']) {
      const preflight = await callAsApp(browser, `${gateway.origin}${path}`, {
        method: 'OPTIONS',
        headers: {
          'access-control-request-method': path === '/auth/session' ? 'GET' : 'POST',
          'access-control-request-headers': 'x-session',
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
      expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-session');
    }
    const { headers } = await readSession();
    expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    const { headers: refused } = await readSession({ origin: 'https://evil.example' });
    expect(refused.get('access-control-allow-origin')).toBeNull();
  });

  it('reads with the cookie until the person signs out', async () => {
    await signIn(browser, gateway, sandbox);
    const cookies = new Map(browser.cookies);
    const query = async (): Promise<Answer> =>
      callAsApp(browser, `${gateway.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ me { audience } }' }),
      });
    expect(JSON.parse((await query()).text)).toMatchObject({ data: { me: { audience: 'CLINICIAN' } } });
    await signOut();
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect(codeOf(await query())).toBe('401 UNAUTHENTICATED SESSION_EXPIRED');
  });
});

describe('POST /auth/logout', () => {
  it('ends the session, revokes its tokens, deletes the cookie and is audited [T3-R1]', async () => {
    const { handle } = await signIn(browser, gateway, sandbox);
    const kept = new Map(browser.cookies);
    const answer = await signOut();
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.setCookies).toEqual([expect.stringContaining(`__Host-session-${handle}=; Max-Age=0`)]);
    expect(sandbox.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/revoke$/));
    expect(gateway.auditEvents().at(-1)).toMatchObject({
      type: { code: '110114' },
      subtype: [{ code: '110123', display: 'Logout' }],
      outcome: '0',
    });
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(codeOf(await readSession())).toBe('401 UNAUTHENTICATED SESSION_EXPIRED');
  });

  it('deletes the cookie of a session that is already gone', async () => {
    await signIn(browser, gateway, sandbox);
    const kept = new Map(browser.cookies);
    await signOut();
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await signOut()).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    expect((await signOut()).status).toBe(204);
  });

  it('ends the session if the server cannot revoke its tokens, and logs a code', async () => {
    await signIn(browser, gateway, sandbox);
    const kept = new Map(browser.cookies);
    sandbox.fault({ match: { path: /revoke$/ }, kind: 'status', status: 500 });
    expect((await signOut()).status).toBe(204);
    expect(gateway.logLines.some((line) => line.includes('session_not_revoked'))).toBe(true);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await readSession()).status).toBe(401);
  });

  it.each<[what: string, headers: Record<string, string>]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port of the gateway', { origin: 'http://localhost:4001' }],
  ])('is refused to a page of %s [T3-S12]', async (_what, headers) => {
    await signIn(browser, gateway, sandbox);
    expect(codeOf(await signOut(headers))).toBe('403 ORIGIN_FORBIDDEN');
    expect((await readSession()).status).toBe(200);
  });

  it('is refused without an origin, and to GET [T3-S12]', async () => {
    await signIn(browser, gateway, sandbox);
    const url = `${gateway.origin}/auth/logout`;
    expect((await browser.request(url, { method: 'POST' })).status).toBe(403);
    expect((await browser.request(url)).status).toBe(405);
    expect((await readSession()).status).toBe(200);
  });

  it('needs the handle of one of several sessions', async () => {
    const { handle } = await signIn(browser, gateway, sandbox);
    await signIn(browser, gateway, sandbox);
    expect(codeOf(await signOut())).toBe('409 SESSION_AMBIGUOUS');
    expect(browser.cookies.size).toBe(2);
    expect((await signOut({ 'x-session': handle })).status).toBe(204);
    expect([...browser.cookies.keys()]).not.toContain(`__Host-session-${handle}`);
    expect(browser.cookies.size).toBe(1);
  });

  it('reads no body, whatever its type', async () => {
    await signIn(browser, gateway, sandbox);
    const answer = await callAsApp(browser, `${gateway.origin}/auth/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"canary":',
    });
    expect(answer.status).toBe(204);
  });
});

describe('the sessions of a browser', () => {
  it('are at most ten, and the eleventh ends the one that ends first', async () => {
    const handles: string[] = [];
    for (let count = 0; count < 10; count += 1)
      handles.push((await signIn(browser, gateway, sandbox)).handle);
    const before = new Map(browser.cookies);
    const { setCookies } = await signIn(browser, gateway, sandbox);
    expect(browser.cookies.size).toBe(10);
    const removed = [...before.keys()].filter((name) => !browser.cookies.has(name));
    expect(removed).toHaveLength(1);
    expect(setCookies).toHaveLength(3);
    const [name = ''] = removed;
    browser.cookies.clear();
    browser.cookies.set(name, before.get(name) ?? '');
    expect((await readSession()).status).toBe(401);
    browser.cookies.clear();
    const kept = [...before].find(([each]) => each !== name);
    browser.cookies.set(...(kept ?? ['', '']));
    expect((await readSession()).status).toBe(200);
  });

  it('do not count if they have ended', async () => {
    for (let count = 0; count < 9; count += 1)
      browser.cookies.set(`__Host-session-${String(count).padStart(16, 'A')}`, `zzzzzz..${'A'.repeat(43)}`);
    const first = await signIn(browser, gateway, sandbox);
    await signIn(browser, gateway, sandbox);
    expect(browser.cookies.size).toBe(2);
    expect((await readSession({ 'x-session': first.handle })).status).toBe(200);
  });
});

describe('a gateway behind a router', () => {
  it('lets browsers sign in, although only the router reaches the graph', async () => {
    const variables = { ...signInVariables(sandbox), ROUTER_SECRET: 'a-router-secret-of-32-characters-' };
    const behind = await startSignInGateway(variables);
    const { status } = await signIn(browser, behind, sandbox);
    const session = await callAsApp(browser, `${behind.origin}/auth/session`);
    const graph = await callAsApp(browser, `${behind.origin}/graphql`, { method: 'POST' });
    await behind.close();
    expect([status, session.status, graph.status]).toEqual([303, 200, 401]);
  });
});

describe('a gateway without an app', () => {
  it('for patients has no page for them', async () => {
    const { SMART_PATIENT_CLIENT_ID: _patients, ...variables } = signInVariables(sandbox);
    const clinicians = await startSignInGateway(variables);
    const answer = await browser.request(`${clinicians.origin}/auth/patient/login`);
    await clinicians.close();
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('sign_in_no_app');
  });

  it('for anybody has no page at all', async () => {
    const variables = Object.entries(signInVariables(sandbox)).filter(
      ([name]) => !/^(?:SMART|SESSION)_/.test(name),
    );
    const plain = await startSignInGateway(Object.fromEntries(variables));
    for (const path of ['/auth/login', '/auth/launch?iss=x&launch=x', '/auth/patient/login']) {
      const answer = await browser.request(`${plain.origin}${path}`);
      expect([answer.status, answer.text.includes('NOT_FOUND')]).toEqual([404, true]);
    }
    const session = await callAsApp(browser, `${plain.origin}/auth/session`);
    const callback = await browser.request(`${plain.origin}/auth/callback?code=c&state=s`);
    await plain.close();
    expect([codeOf(session), callback.status]).toEqual(['404 NOT_FOUND', 404]);
  });
});
