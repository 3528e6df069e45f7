/** A response of one authorization server reaches the sign-in at another, and a code reaches the sign-in of another person (RFC 9700 §4.4, §4.5). */
import { type PersonId, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import {
  addressAt,
  begin,
  CLINICIANS_APP,
  openBrowser,
  REDIRECT_URL,
  registerApps,
  RETURN_URL,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import {
  collectSecrets,
  refusalOf,
  type Secrets,
  startAttacked,
  startSignInSites,
} from './sign-in-attacks.ts';

const LOGIN = `auth/login?return=${encodeURIComponent(RETURN_URL)}`;

/** The victim's site, and one whose authorization server attacks. */
let north: Sandbox;
let south: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
let secrets: Secrets;

const tokenRequests = (): string[] =>
  [...new Set([north, south])].flatMap(({ requests }) =>
    requests.flatMap(({ operation, path }) => (operation === 'token' ? [path] : [])),
  );

const redirectUrlOf = (site: string): string => REDIRECT_URL.replace('/auth', `/sites/${site}/auth`);

/** Returns the URL at which a person signs in, whose parts are secrets. */
async function beginAt(site: string): Promise<URL> {
  const url = await begin(browser, gateway, `/sites/${site}/${LOGIN}`);
  secrets.addUrl(url);
  secrets.addCookies(browser);
  return new URL(url);
}

/** Signs in at a sandbox, and returns the address that the browser opens next. */
function authorize(sandbox: Sandbox, url: URL, person: PersonId = 'clinician'): URL {
  const redirect = sandbox.signIn(url.href, person);
  secrets.addUrl(redirect);
  return new URL(redirect);
}

async function openRefused(url: URL): Promise<string> {
  const answer = await browser.request(addressAt(gateway, url.href));
  secrets.expectNotIn([answer]);
  return refusalOf(answer);
}

/** Returns the address to which the attacking server sends a person who begins to sign in there: the other server, as if the app had begun there. */
async function redirectByAttacker(redirectUrl: string): Promise<URL> {
  const url = new URL(north.authorizeUrl);
  url.search = (await beginAt('south')).search;
  url.searchParams.set('client_id', CLINICIANS_APP);
  url.searchParams.set('redirect_uri', redirectUrl);
  url.searchParams.set('aud', north.baseUrl);
  return url;
}

beforeEach(() => {
  browser = openBrowser();
  secrets = collectSecrets();
});

describe('two sites with redirect URLs of their own [T3-S7]', () => {
  beforeAll(async () => {
    [north, south] = await Promise.all([startSandbox(), startSandbox()]);
    registerApps(north, redirectUrlOf('north'));
    registerApps(south, redirectUrlOf('south'));
    gateway = await startSignInSites({
      north: { server: north, redirectUrl: redirectUrlOf('north') },
      south: { server: south, redirectUrl: redirectUrlOf('south') },
    });
  });
  beforeEach(() => [north, south].forEach((sandbox) => sandbox.clearRequests()));
  afterEach(() => secrets.expectNotRecorded(gateway, north));
  afterAll(async () => {
    await gateway.close();
    await Promise.all([north.close(), south.close()]);
  });

  it('send no code to a server that made the person sign in at the other', async () => {
    const response = authorize(north, await redirectByAttacker(redirectUrlOf('north')));
    expect(response.pathname).toBe('/sites/north/auth/callback');
    expect(await openRefused(response)).toBe('400 sign_in_other_callback');
    expect(tokenRequests()).toEqual([]);
  });

  it('send no code to the server that another server names as its issuer', async () => {
    const response = authorize(north, await beginAt('north'));
    const configuration: unknown = await (
      await fetch(`${south.baseUrl}/.well-known/smart-configuration`)
    ).json();
    response.searchParams.set('iss', String(at(configuration, 'issuer')));
    expect(await openRefused(response)).toBe('400 sign_in_wrong_issuer');
    expect(tokenRequests()).toEqual([]);
  });

  it('refuse the code of one with the state of the other, at each redirect URL', async () => {
    const response = authorize(south, await beginAt('south'));
    const state = (await beginAt('north')).searchParams.get('state') ?? '';
    response.searchParams.set('state', state);
    expect(await openRefused(response)).toBe('400 sign_in_other_callback');
    expect(tokenRequests()).toEqual([]);
    response.pathname = '/sites/north/auth/callback';
    expect(await openRefused(response)).toBe('400 sign_in_code_refused');
    expect(south.requests.filter(({ operation }) => operation === 'token')).toEqual([]);
  });

  it('refuse a response at a redirect URL that is none of theirs', async () => {
    const response = authorize(north, await beginAt('north'));
    response.pathname = '/auth/callback';
    expect(await openRefused(response)).toBe('400 sign_in_other_callback');
    response.pathname = '/sites/nowhere/auth/callback';
    expect(await openRefused(response)).toBe('400 sign_in_other_callback');
    expect(tokenRequests()).toEqual([]);
  });

  it('refuse a sign-in whose cookie was changed to name the other', async () => {
    const response = authorize(north, await beginAt('north'));
    for (const [name, value] of browser.cookies)
      browser.cookies.set(name, value.replace('.north.', '.south.'));
    response.pathname = '/sites/south/auth/callback';
    expect(await openRefused(response)).toBe('400 sign_in_state_unknown');
    expect(tokenRequests()).toEqual([]);
  });
});

describe('two sites that share a redirect URL [T3-S7]', () => {
  beforeAll(async () => {
    [north, south] = await Promise.all([
      startSandbox({ authorizationIssuer: true }),
      startSandbox({ authorizationIssuer: true }),
    ]);
    for (const sandbox of [north, south]) registerApps(sandbox);
    gateway = await startSignInSites({
      north: { server: north, redirectUrl: REDIRECT_URL },
      south: { server: south, redirectUrl: REDIRECT_URL },
    });
  });
  beforeEach(() => [north, south].forEach((sandbox) => sandbox.clearRequests()));
  afterEach(() => secrets.expectNotRecorded(gateway, north));
  afterAll(async () => {
    await gateway.close();
    await Promise.all([north.close(), south.close()]);
  });

  it('send no code to a server that made the person sign in at the other, which names itself', async () => {
    expect(await openRefused(authorize(north, await redirectByAttacker(REDIRECT_URL)))).toBe(
      '400 sign_in_wrong_issuer',
    );
    expect(tokenRequests()).toEqual([]);
  });

  it.each<[what: string, change: (url: URL) => void, expected: string]>([
    ['no issuer', ({ searchParams }) => searchParams.delete('iss'), '400 sign_in_wrong_issuer'],
    ['an empty issuer', ({ searchParams }) => searchParams.set('iss', ''), '400 sign_in_wrong_issuer'],
    [
      'the base URL as issuer',
      ({ searchParams }) => searchParams.set('iss', north.baseUrl),
      '400 sign_in_wrong_issuer',
    ],
    [
      'the issuer with a final slash',
      ({ searchParams }) => searchParams.set('iss', `${searchParams.get('iss')}/`),
      '400 sign_in_wrong_issuer',
    ],
    [
      'a second issuer',
      ({ searchParams }) => searchParams.append('iss', 'https://evil.example'),
      '400 sign_in_parameter_repeated',
    ],
  ])('accept no response with %s', async (_what, change, expected) => {
    const response = authorize(north, await beginAt('north'));
    change(response);
    expect(await openRefused(response)).toBe(expected);
    expect(tokenRequests()).toEqual([]);
  });

  it('do not begin a sign-in at a server that does not name itself', async () => {
    const other = await startSandbox();
    registerApps(other);
    const mixed = await startSignInSites({
      north: { server: north, redirectUrl: REDIRECT_URL },
      other: { server: other, redirectUrl: REDIRECT_URL },
    });
    expect(refusalOf(await browser.request(`${mixed.origin}/sites/other/${LOGIN}`))).toBe(
      '502 UPSTREAM_INVALID_RESPONSE',
    );
    expect((await browser.request(`${mixed.origin}/sites/north/${LOGIN}`)).status).toBe(303);
    await mixed.close();
    await other.close();
  });
});

async function beginHere(as: TestBrowser): Promise<URL> {
  const url = await begin(as, gateway);
  secrets.addUrl(url);
  secrets.addCookies(as);
  return new URL(url);
}

describe('a code of another person [T3-S7]', () => {
  beforeAll(async () => {
    north = await startSandbox();
    south = north;
    gateway = await startAttacked(north);
  });
  beforeEach(() => north.clearRequests());
  afterEach(() => secrets.expectNotRecorded(gateway, north));
  afterAll(async () => {
    await gateway.close();
    await north.close();
  });

  it('starts no session with the state of one’s own sign-in, and never works again', async () => {
    const victim = openBrowser();
    const stolen = authorize(north, await beginHere(victim), 'surgeon');
    const attacker = new URL(stolen);
    const state = (await beginHere(browser)).searchParams.get('state') ?? '';
    attacker.searchParams.set('state', state);
    expect(await openRefused(attacker)).toBe('400 sign_in_code_refused');
    // The authorization server has ended the code: the victim signs in again.
    const answer = await victim.request(addressAt(gateway, stolen.href));
    expect(refusalOf(answer)).toBe('400 sign_in_code_refused');
    expect([browser.cookies.size, victim.cookies.size]).toEqual([0, 0]);
  });

  it('starts no session in the victim’s browser, with the victim’s state', async () => {
    const attackers = authorize(north, await beginHere(openBrowser()), 'surgeon');
    const state = (await beginHere(browser)).searchParams.get('state') ?? '';
    attackers.searchParams.set('state', state);
    expect(await openRefused(attackers)).toBe('400 sign_in_code_refused');
    expect(tokenRequests()).toHaveLength(1);
  });

  it.each<[what: string, code: string, expected: string]>([
    ['is made up', 'made-up-code-of-nobody', '400 sign_in_code_refused'],
    ['is empty', '', '400 sign_in_invalid_response'],
    ['is very long', 'c'.repeat(8_000), '400 sign_in_code_refused'],
    ['has control characters', 'a\r\nset-cookie: x=y\u0000', '400 sign_in_code_refused'],
  ])('is refused if it %s', async (_what, code, expected) => {
    const response = authorize(north, await beginHere(browser));
    response.searchParams.set('code', code);
    secrets.add(code);
    expect(await openRefused(response)).toBe(expected);
    expect(browser.cookies.size).toBe(0);
  });
});
