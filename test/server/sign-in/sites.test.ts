import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSites, type SiteOf, type SitesGateway } from '../../support/sites.ts';
import {
  addressAt,
  begin,
  callAsApp,
  CLINICIANS_APP,
  openBrowser,
  registerApps,
  RETURN_URL,
  SESSION_SECRET,
  signIn,
  type SignInGateway,
  type TestBrowser,
} from '../../support/sign-in-browser.ts';

const SHARED_URL = 'http://localhost:4000/auth/callback';
const OWN_URL = 'http://localhost:4000/sites/south/auth/callback';

let north: Sandbox;
let east: Sandbox;
let south: Sandbox;
let sites: SitesGateway;
let gateway: Pick<SignInGateway, 'origin'>;
let browser: TestBrowser;

function siteAt(server: Sandbox, smartRedirectUrl: string, name: string): SiteOf {
  return {
    server,
    name,
    smartClientId: CLINICIANS_APP,
    smartClientAuth: 'none',
    smartRedirectUrl,
    smartReturnUrls: RETURN_URL,
    smartFrameAncestors: `https://${name.toLowerCase()}.ehr.example`,
  };
}

beforeAll(async () => {
  // North and East share a redirect URL, so their servers must name themselves.
  north = await startSandbox({ authorizationIssuer: true });
  east = await startSandbox({ authorizationIssuer: true });
  south = await startSandbox();
  for (const sandbox of [north, east]) registerApps(sandbox, SHARED_URL);
  registerApps(south, OWN_URL);
  sites = await startSites(
    {
      north: siteAt(north, SHARED_URL, 'North'),
      east: siteAt(east, SHARED_URL, 'East'),
      south: siteAt(south, OWN_URL, 'South'),
      plain: { server: south },
    },
    { SESSION_SECRET, SESSION_SAME_SITE: 'none' },
  );
  gateway = { origin: `http://127.0.0.1:${sites.port}` };
});
afterAll(async () => {
  await sites.close();
  await Promise.all([north, east, south].map((sandbox) => sandbox.close()));
});
beforeEach(() => {
  browser = openBrowser();
});

const codeAt = async (path: string, from = browser): Promise<string> => {
  const { status, text } = await from.request(`${gateway.origin}${path}`);
  return `${status} ${/<code>(.*?)<\/code>/.exec(text)?.[1] ?? ''}`;
};
const launchQuery = (sandbox: Sandbox): string =>
  new URL(sandbox.launch({ app: CLINICIANS_APP, person: 'clinician', patient: CAMILA_LOPEZ })).search;

describe('sites', () => {
  it('are found by the issuer of a launch', async () => {
    for (const sandbox of [north, east, south]) {
      const url = await begin(browser, gateway, `/auth/launch${launchQuery(sandbox)}`);
      expect(url).toContain(sandbox.authorizeUrl);
    }
  });

  it('accept launches below their own path only from their own EHR', async () => {
    expect(await begin(browser, gateway, `/sites/north/auth/launch${launchQuery(north)}`)).toContain(
      north.authorizeUrl,
    );
    expect(await codeAt(`/sites/north/auth/launch${launchQuery(east)}`)).toBe('400 sign_in_issuer_unknown');
  });

  it('have no sign-in page if they do not exist, or if no app signs people in there', async () => {
    const pages = ['plain', 'nowhere'].map((id) => codeAt(`/sites/${id}/auth/login`));
    expect(await Promise.all(pages)).toEqual(['404 sign_in_not_found', '404 sign_in_not_found']);
    expect(await codeAt('/auth/login')).toBe('404 sign_in_not_found');
  });

  it('that share a redirect URL are told apart by the cookie of the sign-in', async () => {
    for (const [id, sandbox] of [
      ['north', north],
      ['east', east],
    ] as const) {
      const { handle } = await signIn(browser, gateway, sandbox, { path: `/sites/${id}/auth/login` });
      const session = await callAsApp(browser, `${gateway.origin}/sites/${id}/auth/session`);
      expect(JSON.parse(session.text)).toMatchObject({ handle, site: { id } });
    }
    const elsewhere = await callAsApp(browser, `${gateway.origin}/sites/south/auth/session`);
    expect(elsewhere.status).toBe(401);
  });

  it('refuse the response of another server, or at another redirect URL, and send no code [T3-S8]', async () => {
    const toNorth = new URL(
      north.signIn(await begin(browser, gateway, '/sites/north/auth/login'), 'clinician'),
    );
    const toEast = new URL(east.signIn(await begin(browser, gateway, '/sites/east/auth/login'), 'clinician'));
    const toSouth = new URL(
      south.signIn(await begin(browser, gateway, '/sites/south/auth/login'), 'clinician'),
    );
    // The mix-up: the response of East to the sign-in at North.
    const mixed = new URL(toEast);
    mixed.searchParams.set('state', toNorth.searchParams.get('state') ?? '');
    const anonymous = new URL(toEast);
    anonymous.searchParams.delete('iss');
    for (const sandbox of [north, east, south]) sandbox.clearRequests();
    expect(await codeAt(addressAt({ origin: '' }, mixed.href))).toBe('400 sign_in_wrong_issuer');
    expect(await codeAt(addressAt({ origin: '' }, anonymous.href))).toBe('400 sign_in_wrong_issuer');
    expect(await codeAt(`/auth/callback${toSouth.search}`)).toBe('400 sign_in_other_callback');
    const sent = [north, east, south].flatMap(({ requests }) => requests);
    expect(sent.filter(({ operation }) => operation === 'token')).toEqual([]);
  });

  it('let only their own pages show a problem in a frame [T3-S13]', async () => {
    for (const [id, ancestors] of [
      ['south', 'https://south.ehr.example'],
      ['nowhere', "'none'"],
    ] as const) {
      const path = `/sites/${id}/auth/login?return=https%3A%2F%2Fcanary.example`;
      const { headers, text } = await browser.request(`${gateway.origin}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; /,
      );
      expect(policy).toMatch(new RegExp(`; frame-ancestors ${ancestors}$`));
      expect(headers.get('x-frame-options')).toBe(id === 'south' ? null : 'DENY');
      expect(headers.get('x-robots-tag')).toBe('noindex');
      expect(text.includes('<p class="site">South</p>')).toBe(id === 'south');
    }
  });

  it('name SESSION_SAME_SITE to a frame whose browser sends no cookie, also if it is none already', async () => {
    const { text, headers } = await browser.request(
      `${gateway.origin}/sites/south/auth/callback?code=c&state=s`,
      { headers: { 'sec-fetch-dest': 'iframe' } },
    );
    expect(text).toContain(
      'SESSION_SAME_SITE is none, so this browser, or its settings, refuses partitioned cookies.',
    );
    expect(headers.get('x-frame-options')).toBeNull();
    const shared = await browser.request(`${gateway.origin}/auth/callback?code=c&state=s`, {
      headers: { 'sec-fetch-dest': 'iframe' },
    });
    expect(shared.text).toContain('SESSION_SAME_SITE');
    expect(shared.headers.get('content-security-policy')).toContain(
      'frame-ancestors https://north.ehr.example https://east.ehr.example https://south.ehr.example',
    );
  });

  it('have partitioned cookies with SESSION_SAME_SITE=none', async () => {
    const { setCookies } = await signIn(browser, gateway, south, { path: '/sites/south/auth/login' });
    expect(setCookies).toHaveLength(2);
    for (const text of setCookies) expect(text).toMatch(/; Secure; Partitioned; SameSite=None$/);
  });

  it('share the limit of ten sessions of a browser', async () => {
    for (let count = 0; count < 5; count += 1) {
      await signIn(browser, gateway, north, { path: '/sites/north/auth/login' });
      await signIn(browser, gateway, south, { path: '/sites/south/auth/login' });
    }
    const before = new Map(browser.cookies);
    await signIn(browser, gateway, east, { path: '/sites/east/auth/login' });
    expect(browser.cookies.size).toBe(10);
    const [name = '', value = ''] = [...before].find(([each]) => !browser.cookies.has(each)) ?? [];
    const [, site = ''] = value.split('.');
    browser.cookies.clear();
    browser.cookies.set(name, value);
    const answer = await callAsApp(browser, `${gateway.origin}/sites/${site}/auth/session`);
    expect(answer.status).toBe(401);
  });
});
