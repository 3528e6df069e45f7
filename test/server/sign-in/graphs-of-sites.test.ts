/** The graphs of several sites, for people who signed in at some of them. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../support/expected.ts';
import { type SiteOf, type SitesGateway, startSites } from '../../support/sites.ts';
import {
  type Answer,
  APP_ORIGIN,
  callAsApp,
  CLINICIANS_APP,
  openBrowser,
  registerApps,
  SESSION_SECRET,
  signIn,
  type SignInGateway,
  type TestBrowser,
} from '../../support/sign-in-browser.ts';

const OTHER_ORIGIN = 'https://south.app.example';

let north: Sandbox;
let south: Sandbox;
let sites: SitesGateway;
let gateway: Pick<SignInGateway, 'origin'>;
let browser: TestBrowser;

function siteAt(server: Sandbox, id: string, origin: string): SiteOf {
  const smartRedirectUrl = `http://localhost:4000/sites/${id}/auth/callback`;
  registerApps(server, smartRedirectUrl);
  return {
    server,
    smartClientId: CLINICIANS_APP,
    smartClientAuth: 'none',
    smartRedirectUrl,
    smartReturnUrls: `${origin}/chart`,
  };
}

beforeAll(async () => {
  [north, south] = await Promise.all([startSandbox(), startSandbox()]);
  sites = await startSites(
    {
      north: siteAt(north, 'north', APP_ORIGIN),
      south: siteAt(south, 'south', OTHER_ORIGIN),
      plain: { server: south },
    },
    { SESSION_SECRET },
  );
  gateway = { origin: `http://127.0.0.1:${sites.port}` };
});
afterAll(async () => {
  await sites.close();
  await Promise.all([north.close(), south.close()]);
});
beforeEach(() => {
  browser = openBrowser();
});

const signInAt = async (id: 'north' | 'south'): Promise<string> => {
  const sandbox = id === 'north' ? north : south;
  return (await signIn(browser, gateway, sandbox, { path: `/sites/${id}/auth/login` })).handle;
};

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return callAsApp(browser, `${gateway.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: `{ site { id } patient(id: "${CAMILA_LOPEZ}") { id } }` }),
  });
}

const listSites = async (headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  const { text } = await callAsApp(browser, `${gateway.origin}/sites`, { headers });
  const body: unknown = JSON.parse(text);
  const listed = at(body, 'sites');
  return Array.isArray(listed)
    ? listed.map((site) => at(site, 'id'))
    : at(body, 'errors', 0, 'extensions', 'code');
};

describe('a session at one of several sites', () => {
  it('reads there, whether the path or the header names the site', async () => {
    await signInAt('north');
    const expected = { data: { site: { id: 'north' }, patient: { id: CAMILA_LOPEZ } } };
    expect(JSON.parse((await ask('/sites/north/graphql')).text)).toMatchObject(expected);
    expect(JSON.parse((await ask('/graphql', { 'x-site': 'north' })).text)).toMatchObject(expected);
  });

  it('counts as none at another site [T1-I1]', async () => {
    const handle = await signInAt('north');
    const asSouth = { origin: OTHER_ORIGIN };
    const none = async (headers = {}): Promise<unknown> => {
      const { status, text, setCookies } = await ask('/sites/south/graphql', { ...asSouth, ...headers });
      const body: unknown = JSON.parse(text);
      return { status, body, setCookies };
    };
    const withCookie = await none();
    const withHandle = await none({ 'x-session': handle });
    browser.cookies.clear();
    expect(withCookie).toEqual(await none());
    expect(withHandle).toEqual(await none({ 'x-session': handle }));
    expect(withCookie).toMatchObject({
      status: 401,
      body: {
        errors: [
          {
            extensions: {
              code: 'UNAUTHENTICATED',
              reason: 'SESSION_EXPIRED',
              loginUrl: 'http://localhost:4000/sites/south/auth/login',
            },
          },
        ],
      },
      setCookies: [],
    });
  });

  it('is not ambiguous with one of another site', async () => {
    await signInAt('north');
    await signInAt('south');
    expect((await ask('/sites/north/graphql')).status).toBe(200);
    expect((await ask('/sites/south/graphql', { origin: OTHER_ORIGIN })).status).toBe(200);
    await signInAt('south');
    expect((await ask('/sites/south/graphql', { origin: OTHER_ORIGIN })).status).toBe(409);
    expect((await ask('/sites/north/graphql')).status).toBe(200);
  });

  it('serves only the apps of its site', async () => {
    await signInAt('south');
    const answer = await ask('/sites/south/graphql');
    expect([answer.status, at(JSON.parse(answer.text), 'errors', 0, 'extensions', 'code')]).toEqual([
      403,
      'ORIGIN_FORBIDDEN',
    ]);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the list of sites', () => {
  it('contains those with a session, to a page of the site', async () => {
    expect(await listSites()).toEqual(['plain']);
    await signInAt('north');
    expect(await listSites()).toEqual(['north', 'plain']);
    await signInAt('south');
    expect(await listSites()).toEqual(['north', 'plain']);
    expect(await listSites({ origin: OTHER_ORIGIN })).toEqual(['south', 'plain']);
    expect(await listSites({ origin: 'https://evil.example.org' })).toEqual(['plain']);
  });
});

/** Returns what a preflight permits. */
const preflight = async (path: string, origin: string): Promise<(string | null)[]> => {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-session,x-site',
  };
  const { headers: received } = await browser.request(`${gateway.origin}${path}`, {
    method: 'OPTIONS',
    headers,
  });
  return ['origin', 'credentials', 'headers'].map((name) => received.get(`access-control-allow-${name}`));
};

describe('a preflight', () => {
  it.each([
    ['/sites/north/graphql', APP_ORIGIN, true],
    ['/sites/north/auth/session', APP_ORIGIN, true],
    ['/sites/north/graphql', OTHER_ORIGIN, false],
    ['/sites/plain/graphql', APP_ORIGIN, false],
    ['/sites/nowhere/graphql', APP_ORIGIN, false],
    // The request can name any site in a header. It is checked then.
    ['/graphql', OTHER_ORIGIN, true],
    ['/sites', APP_ORIGIN, true],
    ['/graphql', 'https://evil.example.org', false],
  ])('at %s from %s: %s', async (path, origin, isAllowed) => {
    expect(await preflight(path, origin)).toEqual(
      isAllowed ? [origin, 'true', 'content-type,x-session,x-site'] : [null, null, null],
    );
  });
});
