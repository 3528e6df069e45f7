/** A session cookie of one site comes to another: the response must not differ from the one to a browser without a cookie. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSessionId } from '../../src/sessions/session-ids.ts';
import {
  type Answer,
  APP_ORIGIN,
  openBrowser,
  REDIRECT_URL,
  registerApps,
  RETURN_URL,
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
  startSignInSites,
} from './sign-in-attacks.ts';

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
const OTHER_APP = 'https://south-app.example.org';

let north: Sandbox;
let south: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
/** The pair of the cookie of a session at the northern site. */
let cookie: string;
let handle: string;
let id: string;
const secrets = collectSecrets();

const redirectUrlOf = (site: string): string => REDIRECT_URL.replace('/auth', `/sites/${site}/auth`);

beforeAll(async () => {
  [north, south] = await Promise.all([startSandbox(), startSandbox()]);
  registerApps(north, redirectUrlOf('north'));
  registerApps(south, redirectUrlOf('south'));
  gateway = await startSignInSites({
    north: { server: north, redirectUrl: redirectUrlOf('north') },
    south: {
      server: south,
      redirectUrl: redirectUrlOf('south'),
      keys: { smartAppOrigins: [APP_ORIGIN, OTHER_APP] },
    },
  });
  browser = openBrowser();
  ({ handle } = await signIn(browser, gateway, north, {
    path: `/sites/north/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
  }));
  const [[name, value] = ['', '']] = browser.cookies;
  cookie = `${name}=${value}`;
  id = value;
  secrets.addCookies(browser);
});
beforeEach(() => [north, south].forEach((sandbox) => sandbox.clearRequests()));
// The next test forgets the requests.
afterEach(() => expectOnlyTokensOfPersons(north));
afterAll(async () => {
  await secrets.expectNotRecorded(gateway, north);
  await gateway.close();
  await Promise.all([north.close(), south.close()]);
});

type SentHeaders = Readonly<Record<string, string | string[]>>;

const post = (path: string, headers: SentHeaders): Promise<Answer> =>
  sendRaw(gateway, path, {
    method: 'POST',
    headers: { origin: APP_ORIGIN, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: PATIENT }),
  });

/** Returns everything in which a client can see that responses differ. */
function visibleIn({ status, headers, text }: Answer): unknown {
  const volatile = new Set(['date', 'x-request-id']);
  return { status, text, headers: [...headers].filter(([name]) => !volatile.has(name)) };
}

const HANDLE_HEADER: () => SentHeaders = () => ({ 'x-session': handle });

/** The ways in which a request names the southern site, or none, or two. */
const WAYS: readonly (readonly [how: string, path: string, headers: SentHeaders])[] = [
  ['in its path', '/sites/south/graphql', {}],
  ['in x-site', '/graphql', { 'x-site': 'south' }],
  ['in both', '/sites/south/graphql', { 'x-site': 'south' }],
  ['in its path, and the right one in x-site', '/sites/south/graphql', { 'x-site': 'north' }],
  ['in x-site, and the right one in its path', '/sites/north/graphql', { 'x-site': 'south' }],
  ['in x-site twice', '/graphql', { 'x-site': ['south', 'north'] }],
  ['in x-site with a comma', '/graphql', { 'x-site': 'south, north' }],
  ['in upper case', '/sites/SOUTH/graphql', {}],
  ['encoded', '/sites/%73outh/graphql', {}],
  ['with dots', '/sites/north/../south/graphql', {}],
  ['with encoded dots', '/sites/north%2f..%2fsouth/graphql', {}],
  ['not at all', '/graphql', {}],
  ['as no site', '/sites/nowhere/graphql', {}],
  ['as an empty site', '/graphql', { 'x-site': '' }],
];

describe('a session cookie of another site [T1-I1]', () => {
  it.each(WAYS)('is no cookie if the site is named %s', async (_how, path, headers) => {
    for (const named of [{}, HANDLE_HEADER()]) {
      const [without, withCookie] = [
        await post(path, { ...headers, ...named }),
        await post(path, { ...headers, ...named, cookie }),
      ];
      expect(visibleIn(withCookie)).toEqual(visibleIn(without));
      expect(withCookie.status).toBeGreaterThanOrEqual(400);
      secrets.expectNotIn([withCookie]);
    }
    expect(requestsFor(south)).toEqual([]);
    expect(requestsFor(north)).toEqual([]);
  });

  it('opens its own site in each of the ways that name it', async () => {
    for (const [path, headers] of [
      ['/sites/north/graphql', {}],
      ['/graphql', { 'x-site': 'north' }],
      ['/sites/north/graphql', { 'x-site': 'north' }],
    ] as const)
      expect(dataOf(await post(path, { ...headers, cookie }))).toEqual({ patient: { id: CAMILA_LOPEZ } });
    expect(requestsFor(south)).toEqual([]);
  });

  it('does not show who is signed in, and ends no session', async () => {
    for (const named of [{}, HANDLE_HEADER()]) {
      const read = (more: SentHeaders): Promise<Answer> =>
        sendRaw(gateway, '/sites/south/auth/session', { headers: { origin: APP_ORIGIN, ...named, ...more } });
      expect(visibleIn(await read({ cookie }))).toEqual(visibleIn(await read({})));
      const leave = (more: SentHeaders): Promise<Answer> =>
        sendRaw(gateway, '/sites/south/auth/logout', {
          method: 'POST',
          headers: { origin: APP_ORIGIN, ...named, ...more },
        });
      expect(visibleIn(await leave({ cookie }))).toEqual(visibleIn(await leave({})));
    }
    const still = await runAsApp(browser, gateway, PATIENT, { path: '/sites/north/graphql' });
    expect(dataOf(still)).toEqual({ patient: { id: CAMILA_LOPEZ } });
  });

  it.each([
    ['the other site', () => id.replace('.north.', '.south.')],
    ['no site', () => id.replace('.north.', '..')],
    ['a later end', () => id.replace(/^[^.]+/, 'zzzzzz')],
  ])('that was changed to name %s opens nothing, at either site', async (_what, change) => {
    const forged = `__Host-session-${handle}=${change()}`;
    for (const path of ['/sites/south/graphql', '/sites/north/graphql', '/graphql']) {
      const answer = await post(path, { cookie: forged });
      expect(answer.status).toBeGreaterThanOrEqual(401);
      expect(codeOf(answer)).toMatch(/^(UNAUTHENTICATED|SITE_UNKNOWN)$/);
      secrets.expectNotIn([answer]);
    }
    expect(requestsFor(north).concat(requestsFor(south))).toEqual([]);
  });

  it('is refused to the app of the other site', async () => {
    const answer = await post('/sites/north/graphql', { cookie, origin: OTHER_APP });
    expect(refusalOf(answer)).toBe('403 ORIGIN_FORBIDDEN');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(requestsFor(north)).toEqual([]);
  });
});

/** Returns the pair of the cookie of a session that was never there. */
function sessionOf(site: string): string {
  return `__Host-session-AAAAAAAAAAAAAAAA=${createSessionId({ site, endsAt: Date.now() + 3_600_000 })}`;
}

describe('the response to a browser [T1-I1]', () => {
  it('does not say whether a session has ended, was never there, or is another', async () => {
    const answers = [
      await post('/sites/north/graphql', { cookie: sessionOf('north') }),
      await post('/sites/north/graphql', { cookie: sessionOf('north'), 'x-session': 'AAAAAAAAAAAAAAAA' }),
    ];
    const [first, second] = answers.map(visibleIn);
    expect(first).toEqual(second);
    // With a handle that is no cookie of the browser, nothing is removed. Whether it exists elsewhere makes no difference.
    const unknown = [
      await post('/sites/north/graphql', { cookie: sessionOf('north'), 'x-session': handle }),
      await post('/sites/north/graphql', { cookie: sessionOf('north'), 'x-session': 'BBBBBBBBBBBBBBBB' }),
    ];
    expect(visibleIn(unknown[0] ?? fail())).toEqual(visibleIn(unknown[1] ?? fail()));
    expect(new Set([...answers, ...unknown].map(({ text }) => text)).size).toBe(1);
  });

  it('does not say whether there is a site without sign-in', async () => {
    const quiet = await startSignInSites({
      north: { server: north, redirectUrl: redirectUrlOf('north') },
      quiet: { server: south, redirectUrl: redirectUrlOf('quiet'), keys: NO_SIGN_IN },
    });
    const shown = async (path: string, init: Parameters<typeof sendRaw>[2]): Promise<unknown> =>
      visibleIn(await sendRaw(quiet, path, init));
    const page = { headers: { accept: 'text/html' } };
    for (const path of [
      '/auth/login',
      `/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
      '/auth/patient/login',
      '/auth/launch?iss=x&launch=y',
      '/auth/callback?code=x&state=y',
      '/auth/session',
    ])
      expect(await shown(`/sites/quiet${path}`, page)).toEqual(await shown(`/sites/nowhere${path}`, page));
    const out = { method: 'POST', headers: { origin: APP_ORIGIN } };
    expect(await shown('/sites/quiet/auth/logout', out)).toEqual(
      await shown('/sites/nowhere/auth/logout', out),
    );
    await quiet.close();
  });
});

const NO_SIGN_IN = {
  smartClientId: undefined,
  smartClientAuth: undefined,
  smartRedirectUrl: undefined,
  smartReturnUrls: undefined,
  smartAppOrigins: undefined,
};

function fail(): never {
  throw new Error('Expected a response.');
}
