/** Key sets, explorers and the only site: the paths of a gateway of several sites besides operations. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pkcs8, rsa } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type SiteOf, type SitesGateway, startSites } from '../support/sites.ts';

const KEY = 'SHARED_KEY';
const NEXT_KEY = rsa();

let sandbox: Sandbox;
let provider: IdentityProvider;
let sites: Readonly<Record<string, SiteOf>>;
let gateway: SitesGateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  const inherits = { server: sandbox, privateKeyFile: null, keyId: null };
  sites = {
    // Each has a key of its own, because `startSites` names a file for each.
    north: { server: sandbox, keyId: 'north-1' },
    rotating: {
      server: sandbox,
      keyId: 'r-1',
      secondPublicKey: JSON.stringify(NEXT_KEY.publicKey.export({ format: 'jwk' })),
    },
    south: inherits,
    west: inherits,
    // The same key, under an id of its own.
    east: { ...inherits, keyId: 'east-1' },
    secret: {
      server: sandbox,
      privateKeyFile: null,
      keyId: null,
      privateKeyEnv: null,
      auth: 'client_secret_basic',
      clientSecretEnv: 'SECRET',
    },
  };
  gateway = await startSites(sites, variables(), { privateKeyEnv: KEY });
});

function variables(): Readonly<Record<string, string>> {
  return {
    [KEY]: pkcs8(rsa().privateKey),
    SECRET: 's'.repeat(32),
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: AUDIENCE,
  };
}

afterAll(async () => {
  await gateway.close();
  await Promise.all([sandbox.close(), provider.close()]);
});

async function keysOf(path: string): Promise<unknown[]> {
  const { status, text, headers } = await gateway.http.get(path);
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=3600']);
  const set: unknown = JSON.parse(text);
  const keys: unknown = at(set, 'keys');
  if (!Array.isArray(keys)) throw new Error('No key set.');
  const list: unknown[] = keys;
  return list;
}

const pathOf = (id: string): string => `/sites/${id}/.well-known/jwks.json`;
const kidsOf = (keys: readonly unknown[]): unknown[] => keys.map((key) => at(key, 'kid'));

describe('the key set of a site', () => {
  it('contains the public key of the site', async () => {
    const keys = await keysOf(pathOf('north'));
    const { kty, n, e } = sandbox.credentials.privateKey.export({ format: 'jwk' });
    expect(keys).toEqual([{ kty, n, e, kid: 'north-1', use: 'sig', alg: 'RS384' }]);
  });

  it('contains both keys during a rotation', async () => {
    expect(kidsOf(await keysOf(pathOf('rotating')))).toEqual(['r-1', expect.any(String)]);
  });

  it('has the keys that sites share at the path of the gateway, each once', async () => {
    const keys = await keysOf('/.well-known/jwks.json');
    expect(kidsOf(keys)).toEqual([expect.not.stringMatching('east-1'), 'east-1']);
    expect(new Set(keys.map((key) => at(key, 'n'))).size).toBe(1);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });

  it('answers alike for a site without a key of its own and for none', async () => {
    const answers = await Promise.all(
      ['south', 'secret', 'none', 'constructor', '__proto__', 'NORTH', encodeURIComponent('../north')].map(
        async (id) => {
          const { status, text, headers } = await gateway.http.get(pathOf(id));
          return { status, text, cached: headers['cache-control'] };
        },
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, cached: 'no-store' });
    const contradiction = await gateway.http.get(pathOf('north')).set('x-site', 'rotating');
    expect(contradiction.status).toBe(404);
  });

  it('changes with the sites file', async () => {
    gateway.reload({ ...sites, north: { server: sandbox, keyId: 'north-2' } });
    expect(kidsOf(await keysOf(pathOf('north')))).toEqual(['north-2']);
    const { south: _, west: _other, east: _third, ...own } = sites;
    gateway.reload(own);
    expect(await keysOf('/.well-known/jwks.json')).toEqual([]);
    gateway.reload(sites);
  });

  it('opens no site', () => expect(sandbox.requests).toEqual([]));
});

describe('the explorer of a site', () => {
  it('is the same page for each site, also for one that does not exist', async () => {
    const pages = await Promise.all(
      ['/explorer', '/sites/north/explorer', '/sites/none/explorer'].map((path) => gateway.http.get(path)),
    );
    for (const { status, text, headers } of pages) {
      expect([status, text]).toEqual([200, pages[0]?.text]);
      expect(headers['content-security-policy']).toContain("script-src 'self';");
    }
    const { headers } = await gateway.http.get('/sites/north/explorer/');
    expect(new URL(headers['location'] ?? '', 'http://gateway/sites/north/explorer/').pathname).toBe(
      '/sites/north/explorer',
    );
    expect(sandbox.requests).toEqual([]);
  });

  it('is Apollo Sandbox in a browser that opens the path of the graph', async () => {
    const [one, none] = await Promise.all(
      ['north', 'none'].map((id) => gateway.http.get(`/sites/${id}/graphql`).set('accept', 'text/html')),
    );
    expect([one?.status, none?.status]).toEqual([200, 200]);
    // The page uses the path that it was opened at.
    expect(one?.text).toContain('Loading Apollo Sandbox');
    expect(none?.text).toBe(one?.text);
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }],
    ['without a landing page', { LANDING_PAGE: 'false' }],
    ['for routers', { ROUTER_SECRET: 'r'.repeat(32) }],
  ])('is not there %s', async (_when, set) => {
    const production = await startSites({ north: { server: sandbox } }, { ...variables(), ...set });
    for (const path of ['/sites/north/explorer', '/explorer', '/explorer/start.json'])
      expect((await production.http.get(path)).status).toBe(404);
    await production.close();
  });
});

describe('the only site of a sites file', () => {
  let one: SitesGateway;

  beforeAll(async () => {
    one = await startSites({ north: { server: sandbox } }, variables());
  });

  afterAll(() => one.close());

  it.each<[what: string, sites: unknown, status: number]>([
    ['without the claim', undefined, 200],
    ['that names it', 'north', 200],
    ['that names another', 'south', 404],
    ['whose claim is empty', '', 404],
    ['whose claim is null', null, 404],
  ])('answers a token of the shared issuer as the claim says: a token %s', async (_what, named, status) => {
    const token = await provider.token({ scope: 'user/*.rs', sites: named });
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['/graphql', '/sites/north/graphql'])
      expect(await one.query(path, '{ site { id } }', headers)).toMatchObject({ status });
    expect((await one.query('/sites/south/graphql', '{ site { id } }', headers)).status).toBe(404);
  });

  it('shows a patient their records, until the gateway serves another site', async () => {
    const [patient = ''] = sandbox.patients.map(({ id }) => id ?? '');
    const token = await provider.token({ scope: 'patient/*.rs', patient });
    const read = () =>
      one.query('/graphql', `{ patient(id: "${patient}") { id } }`, { authorization: `Bearer ${token}` });
    expect(await read()).toMatchObject({ status: 200, data: { patient: { id: patient } } });
    one.reload({ north: { server: sandbox }, south: { server: sandbox } });
    expect((await read()).status).toBe(404);
    one.reload({ north: { server: sandbox } });
    expect((await read()).status).toBe(200);
  });
});
