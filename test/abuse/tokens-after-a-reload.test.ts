/** A reload of the sites file counts at once, also for tokens that the gateway has verified before. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type SiteOf, type SitesGateway, startSites } from '../support/sites.ts';

const QUERY = '{ site { id } patients(first: 1) { id } }';
const LINK = `{ patient(id: "${CAMILA_LOPEZ}") { documents(first: 1) { contents { link } } } }`;

let sandbox: Sandbox;
let ofAll: IdentityProvider;
let ofNorth: IdentityProvider;
let next: IdentityProvider;
let north: SiteOf;
let south: SiteOf;
let gateway: SitesGateway;
let own: Readonly<Record<string, string>>;
let shared: Readonly<Record<string, string>>;

beforeEach(async () => {
  [sandbox, ofAll, ofNorth, next] = await Promise.all([
    startSandbox(),
    startIdentityProvider(),
    startIdentityProvider(),
    startIdentityProvider(),
  ]);
  const panel = `list:${sandbox.panels.list}`;
  north = { server: sandbox, panel, callers: { issuer: ofNorth.issuer, audience: AUDIENCE } };
  south = { server: sandbox, panel };
  gateway = await startSites(
    { north, south },
    { AUTH_MODE: 'jwt', AUTH_ISSUER: ofAll.issuer, AUTH_AUDIENCE: AUDIENCE },
  );
  own = await bearerOf(ofNorth);
  shared = await bearerOf(ofAll, { sites: 'north' });
  // The gateway now remembers both tokens.
  await Promise.all([statusOf(own), statusOf(shared)]);
});

afterEach(async () => {
  await gateway.close();
  await Promise.all([sandbox.close(), ofAll.close(), ofNorth.close(), next.close()]);
});

async function bearerOf(
  provider: IdentityProvider,
  claims: object = {},
  making: Parameters<IdentityProvider['token']>[1] = {},
) {
  return { authorization: `Bearer ${await provider.token({ scope: 'user/*.rs', ...claims }, making)}` };
}

async function statusOf(headers: Readonly<Record<string, string>>, site = 'north'): Promise<number> {
  return (await gateway.query(`/sites/${site}/graphql`, QUERY, headers)).status;
}

const listOf = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
  (await gateway.http.get('/sites').set(headers)).body;

describe('a token that was not verified', () => {
  it('causes the same work whichever site the request names, so its time reveals no site', async () => {
    const forged = await bearerOf(ofNorth, {}, { header: { kid: 'unknown' } });
    const counts: number[] = [];
    for (const site of ['north', 'south', 'none']) {
      gateway.reload({ north: { ...north, name: site }, south });
      const { keys } = ofNorth.fetched;
      expect(await statusOf(forged, site)).toBe(401);
      counts.push(ofNorth.fetched.keys - keys);
    }
    expect(counts).toEqual([1, 1, 1]);
  });
});

describe('after a reload', () => {
  it('a token of an issuer that the site no longer has is refused', async () => {
    gateway.reload({ north: { ...north, callers: { issuer: next.issuer, audience: AUDIENCE } }, south });
    expect([await statusOf(own), await statusOf(await bearerOf(next))]).toEqual([401, 200]);
    expect(await listOf(own)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('a token for another audience is refused', async () => {
    gateway.reload({
      north: { ...north, callers: { issuer: ofNorth.issuer, audience: 'https://new' } },
      south,
    });
    expect([await statusOf(own), await statusOf(shared)]).toEqual([401, 200]);
  });

  it('an issuer that moves to another site reaches only that', async () => {
    gateway.reload({ north: south, south: north });
    expect([await statusOf(own), await statusOf(own, 'south')]).toEqual([401, 200]);
  });

  it('a removed site answers like one that never was, also a document link', async () => {
    const { data } = await gateway.query<{ patient: { documents: { contents: { link: string }[] }[] } }>(
      '/sites/north/graphql',
      LINK,
      own,
    );
    const link = data.patient.documents[0]?.contents[0]?.link ?? '';
    expect((await gateway.http.get(link)).status).toBe(200);
    gateway.reload({ south });
    for (const headers of [own, shared])
      expect(await statusOf(headers)).toBe(await statusOf(headers, 'none'));
    expect((await gateway.http.get(link)).status).toBe(404);
    expect(await listOf(shared)).toEqual({ sites: [] });
    const keySets = ['north', 'none'].map((id) => gateway.http.get(`/sites/${id}/.well-known/jwks.json`));
    const [known, unknown] = await Promise.all(keySets);
    expect([known?.status, known?.text]).toEqual([404, unknown?.text]);
  });

  it('a document that is being sent arrives whole, and an operation is not dropped', async () => {
    const { data } = await gateway.query<{ patient: { documents: { contents: { link: string }[] }[] } }>(
      '/sites/north/graphql',
      LINK,
      own,
    );
    const link = data.patient.documents[0]?.contents[0]?.link ?? '';
    const hold = sandbox.hold({});
    const running = [gateway.http.get(link).then(({ status }) => status), statusOf(own)];
    await expect.poll(() => hold.arrived).toBe(2);
    gateway.reload({ south });
    hold.release();
    expect(await Promise.all(running)).toEqual([200, 200]);
    expect(await statusOf(own)).toBe(401);
  });

  it('while the gateway stops, nothing opens and nothing fails', async () => {
    const hold = sandbox.hold({});
    const running = statusOf(shared);
    await expect.poll(() => hold.arrived).toBe(1);
    const ended = gateway.close();
    gateway.reload({ south });
    gateway.reload({ north: south });
    hold.release();
    expect(await running).toBe(200);
    await ended;
    expect(gateway.logLines.filter((line) => /"level":"error"/.test(line))).toEqual([]);
  });
});
