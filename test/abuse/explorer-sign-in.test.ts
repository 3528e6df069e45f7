/** The explorer may send people to a sign-in and use their session, and no other page of the gateway's host may. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SitesGateway, startSites } from '../support/sites.ts';
import {
  CLINICIANS_APP,
  openBrowser,
  registerApps,
  RETURN_URL,
  SESSION_SECRET,
  signIn,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import { codeOf, dataOf, refusalOf, runAsApp, sendRaw } from './sign-in-attacks.ts';

/** The host of the redirect URL, which is the gateway's. */
const OWN = 'http://localhost:4000';
const EXPLORER = `${OWN}/explorer`;
const ME = '{ me { audience } }';

let sandbox: Sandbox;
/** Serves the explorer, as by default. */
let gateway: SignInGateway;
/** Serves Apollo Sandbox too. */
let withApollo: SignInGateway;
let withoutPages: SignInGateway;
/** Lists the origins of its apps, without its own. */
let listing: SignInGateway;
let browser: TestBrowser;

beforeAll(async () => {
  sandbox = await startSandbox();
  registerApps(sandbox);
  const variables = signInVariables(sandbox);
  [gateway, withApollo, withoutPages, listing] = await Promise.all([
    startSignInGateway(variables),
    startSignInGateway({ ...variables, LANDING_PAGE: 'true' }),
    startSignInGateway({ ...variables, LANDING_PAGE: 'false' }),
    startSignInGateway({ ...variables, SMART_APP_ORIGINS: new URL(RETURN_URL).origin }),
  ]);
});
beforeEach(() => {
  browser = openBrowser();
});
afterAll(async () => {
  await Promise.all([gateway, withApollo, withoutPages, listing].map((each) => each.close()));
  await sandbox.close();
});

const loginPath = (url: string): string => `/auth/login?return=${encodeURIComponent(url)}`;

async function openLogin(at: Pick<SignInGateway, 'origin'>, url: string): Promise<string> {
  const answer = await browser.request(`${at.origin}${loginPath(url)}`);
  return answer.status === 303 ? 'begins' : refusalOf(answer);
}

describe('a sign-in from the explorer', () => {
  it('returns to the explorer, which uses the session', async () => {
    const { location, handle } = await signIn(browser, gateway, sandbox, { path: loginPath(EXPLORER) });
    expect(location).toBe(`${EXPLORER}#session=${handle}`);
    const answer = await runAsApp(browser, gateway, ME, { headers: { origin: OWN, 'x-session': handle } });
    expect(dataOf(answer)).toEqual({ me: { audience: 'CLINICIAN' } });
  });

  it.each([
    ['of another host', 'https://canary-evil.example/explorer'],
    ['of another port', EXPLORER.replace(':4000', ':4001')],
    ['without its port', EXPLORER.replace(':4000', '')],
    ['of another scheme', EXPLORER.replace('http:', 'https:')],
    ['with another name of the host', EXPLORER.replace('localhost', '127.0.0.1')],
    ['with the host as user', `${OWN}@canary-evil.example/explorer`],
    ['as the prefix of a host', `${OWN}.canary-evil.example/explorer`],
    ['with a final slash', `${EXPLORER}/`],
    ['with a query', `${EXPLORER}?example=lab-trend`],
    ['with an empty query', `${EXPLORER}?`],
    ['with a fragment', `${EXPLORER}#session=canary-evil`],
    ['in upper case', EXPLORER.toUpperCase()],
    ['with an encoded path', EXPLORER.replace('explorer', '%65xplorer')],
    ['with dots in the path', `${OWN}/x/../explorer`],
    ['of a file of the explorer', `${EXPLORER}/start.json`],
    ['of a site', `${OWN}/sites/north/explorer`],
    ['of the graph', `${OWN}/graphql`],
    ['of the gateway', `${OWN}/`],
    ['of the callback', `${OWN}/auth/callback`],
    ['that is a path', '/explorer'],
  ])('never returns to an address %s', async (_how, url) => {
    expect(await openLogin(gateway, url)).toBe('400 sign_in_return_unlisted');
    expect(browser.cookies.size).toBe(0);
  });

  it('returns to the host of the redirect URL, whatever host a request names [T3-S10]', async () => {
    for (const url of ['http://canary-evil.example/explorer', `${gateway.origin}/explorer`]) {
      const { host } = new URL(url);
      const headers = { host, 'x-forwarded-host': host, 'sec-fetch-dest': 'document' };
      const answer = await sendRaw(gateway, loginPath(url), { headers });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'sign_in_return_unlisted']);
    }
  });

  it.each([
    ['serves Apollo Sandbox, whose scripts would have its cookies', (): SignInGateway => withApollo],
    ['serves no pages', (): SignInGateway => withoutPages],
    ['lists the origins of its apps, without its own', (): SignInGateway => listing],
  ])('does not exist at a gateway that %s [T3-E1]', async (_which, at) => {
    expect(await openLogin(at(), EXPLORER)).toBe('400 sign_in_return_unlisted');
    expect(await openLogin(at(), RETURN_URL)).toBe('begins');
    const start = await fetch(`${at().origin}/explorer/start.json`);
    const body: unknown = start.status === 200 ? await start.json() : { signIn: null };
    expect(body).toMatchObject({ signIn: null });
    const { handle } = await signIn(browser, at(), sandbox);
    const headers = { origin: OWN, 'x-session': handle };
    expect(codeOf(await runAsApp(browser, at(), ME, { headers }))).toBe('ORIGIN_FORBIDDEN');
  });

  it('needs the origin of the explorer, also with its session', async () => {
    const { handle } = await signIn(browser, gateway, sandbox, { path: loginPath(EXPLORER) });
    for (const origin of ['null', 'http://localhost:4001', 'https://canary-evil.example']) {
      const answer = await runAsApp(browser, gateway, ME, { headers: { origin, 'x-session': handle } });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'ORIGIN_FORBIDDEN']);
    }
  });
});

describe('the explorers of two sites [T3-S10]', () => {
  let sites: SitesGateway;

  beforeAll(async () => {
    const south = await startSandbox();
    registerApps(south, `${OWN}/sites/south/auth/callback`);
    registerApps(sandbox, `${OWN}/sites/north/auth/callback`);
    const site = (server: Sandbox, id: string) => ({
      server,
      smartClientId: CLINICIANS_APP,
      smartClientAuth: 'none',
      smartRedirectUrl: `${OWN}/sites/${id}/auth/callback`,
      smartReturnUrls: RETURN_URL,
    });
    sites = await startSites(
      { north: site(sandbox, 'north'), south: site(south, 'south'), plain: { server: south } },
      { SESSION_SECRET },
    );
    return async () => {
      await sites.close();
      await south.close();
    };
  });

  it('return to their own site only', async () => {
    const at = { origin: `http://127.0.0.1:${sites.port}` };
    const outcomes = await Promise.all(
      ['north', 'south'].flatMap((id) =>
        [`${OWN}/sites/north/explorer`, `${OWN}/sites/south/explorer`, EXPLORER].map(async (url) => {
          const answer = await openBrowser().request(`${at.origin}/sites/${id}${loginPath(url)}`);
          return answer.status;
        }),
      ),
    );
    expect(outcomes).toEqual([303, 400, 400, 400, 303, 400]);
  });

  async function start(id: string): Promise<unknown> {
    const response = await sites.http.get(`/sites/${id}/explorer/start.json`);
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- what comes over HTTP has no type
    const { signIn: described, isSynthetic }: Record<string, unknown> = response.body;
    return { signIn: described, isSynthetic };
  }

  it('say how to sign in at their site, and the same of a site without a sign-in and of one that does not exist', async () => {
    expect(await start('north')).toEqual({
      signIn: { returnUrl: `${OWN}/sites/north/explorer`, loginPaths: { clinician: '/auth/login' } },
      isSynthetic: false,
    });
    expect(await start('plain')).toEqual({ signIn: null, isSynthetic: false });
    expect(await start('nowhere')).toEqual(await start('plain'));
  });
});
