/** Sites over HTTP: who reaches which, and that nothing of one is of use at another. */
import { createHash } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';

const PATIENTS = '{ site { id } patients(first: 2) { id } }';
/** The error of a request whose site is unknown, or closed to the caller. */
const SITE_UNKNOWN = {
  message:
    'You can use no site with that id. GET /sites lists the sites that you can use. Name one in the path, /sites/<id>/graphql, or in the header x-site.',
  extensions: { code: 'SITE_UNKNOWN' },
};
const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`;

let north: Sandbox;
let south: Sandbox;
/** The issuer of all sites. */
let provider: IdentityProvider;
/** The issuer of the site south. */
let ofSouth: IdentityProvider;
let gateway: SitesGateway;

beforeAll(async () => {
  [north, south, provider, ofSouth] = await Promise.all([
    startSandbox(),
    startSandbox(),
    startIdentityProvider(),
    startIdentityProvider(),
  ]);
  const panel = `list:${north.panels.list}`;
  gateway = await startSites(
    {
      north: { server: north, panel, name: 'North Hospital' },
      // The same FHIR server, client and key as north.
      annex: { server: north, panel },
      south: { server: south, panel, callers: { issuer: ofSouth.issuer, audience: AUDIENCE } },
    },
    { AUTH_MODE: 'jwt', AUTH_ISSUER: provider.issuer, AUTH_AUDIENCE: AUDIENCE },
  );
});

beforeEach(() => {
  north.clearRequests();
  south.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([north.close(), south.close(), provider.close(), ofSouth.close()]);
});

/** Returns the header of a token that names sites. */
async function bearer(sites: string | readonly string[] | undefined, claims: object = {}, by = provider) {
  const token = await by.token({ scope: 'user/*.rs', sites, ...claims });
  return { authorization: `Bearer ${token}` };
}

const answerOf = (id: string): object => ({ data: { site: { id } } });
const at = (id: string): string => `/sites/${id}/graphql`;

describe('a site', () => {
  it.each([['north'], ['annex'], ['south']])('answers a caller whose token names it: %s', async (id) => {
    const { status, data } = await gateway.query(at(id), PATIENTS, await bearer(id));
    expect({ status, data }).toMatchObject({ status: 200, data: { site: { id }, patients: [{}, {}] } });
    const [own, other] = id === 'south' ? [south, north] : [north, south];
    expect(own.requests.length).toBeGreaterThan(0);
    expect(other.requests).toEqual([]);
  });

  it.each([['north'], ['south'], ['west'], ['none such']])(
    'answers 401 alike without a good token: %s [T1-D14]',
    async (id) => {
      const path = at(encodeURIComponent(id));
      const foreign = await startIdentityProvider();
      for (const headers of [{}, { authorization: 'Bearer x' }, await bearer('north', {}, foreign)]) {
        const { status, errors } = await gateway.query(path, PATIENTS, headers);
        expect([status, errors?.map(({ extensions, message }) => [extensions.code, message])]).toEqual([
          401,
          [['UNAUTHENTICATED', expect.any(String)]],
        ]);
      }
      await foreign.close();
      expect([...north.requests, ...south.requests]).toEqual([]);
    },
  );

  it('answers a caller who may not use it as if it did not exist [T1-I25]', async () => {
    const answers = [];
    for (const id of ['south', 'west', 'annex']) {
      const response = await gateway.http
        .post(at(id))
        .set(await bearer('north'))
        .send({ query: PATIENTS });
      answers.push([response.status, response.body]);
    }
    expect(answers).toEqual(Array.from({ length: 3 }, () => [404, { errors: [SITE_UNKNOWN] }]));
  });

  it.each<[what: string, sites: string | readonly string[] | undefined]>([
    ['no claim', undefined],
    ['an empty claim', ''],
    ['a claim of another type', []],
  ])('answers no caller whose token names none: %s', async (_what, sites) => {
    expect(await gateway.query(at('north'), PATIENTS, await bearer(sites))).toMatchObject({ status: 404 });
  });

  it('says only in the log whether a site that it refuses exists', async () => {
    const before = gateway.logLines.length;
    const headers = await bearer('south');
    for (const id of ['north', 'west']) await gateway.query(at(id), PATIENTS, headers);
    const lines = gateway.logLines.slice(before);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'site_refused', reason: 'site_not_granted', site: 'north' },
      { event: 'site_refused', reason: 'no_such_site' },
    ]);
    expect(lines.join('')).not.toContain('west');
  });

  it('answers the callers of its own issuer, whose tokens reach no other site [T1-E10]', async () => {
    const headers = await bearer(['north', 'south'], {}, ofSouth);
    expect(await gateway.query(at('south'), PATIENTS, headers)).toMatchObject({
      status: 200,
      data: { site: { id: 'south' } },
    });
    expect(await gateway.query(at('north'), PATIENTS, headers)).toMatchObject({ status: 401 });
    expect(await gateway.query(at('west'), PATIENTS, headers)).toMatchObject({ status: 401 });
  });

  it('shows a patient their records only if their token names one site', async () => {
    const claims = { scope: 'patient/*.rs', patient: CAMILA_LOPEZ };
    const one = await gateway.query(at('north'), PATIENT, await bearer('north', claims));
    expect(one.data).toEqual({ patient: { id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' } });
    const several = await gateway.query(at('north'), PATIENT, await bearer('north annex', claims));
    expect(several.data?.['patient'] ?? null).toBeNull();
  });
});

describe('the header x-site', () => {
  it('names the site of an operation at /graphql', async () => {
    const headers = { ...(await bearer('north south')), 'x-site': 'south' };
    expect(await gateway.query('/graphql', PATIENTS, headers)).toMatchObject({
      data: { site: { id: 'south' } },
    });
  });

  it('names no site if the path names another [CS-88]', async () => {
    const headers = { ...(await bearer('north south')), 'x-site': 'south' };
    expect(await gateway.query(at('north'), PATIENTS, headers)).toMatchObject({ status: 404 });
    expect(await gateway.query(at('south'), PATIENTS, headers)).toMatchObject({ status: 200 });
  });

  it('needs no Vary, because shared caches may store no response', async () => {
    const both = await bearer('north south');
    for (const site of ['north', 'south', 'west']) {
      const headers = { ...both, 'x-site': site };
      const answers = await Promise.all([
        gateway.http.post('/graphql').set(headers).send({ query: PATIENTS }),
        gateway.http
          .get('/graphql')
          .set({ ...headers, 'apollo-require-preflight': 'true' })
          .query({ query: PATIENTS }),
        gateway.http.get('/documents/none').set({ 'x-site': site }),
        gateway.http.get('/sites').set(headers),
      ]);
      const [posted, got] = answers;
      const isKnown = site !== 'west';
      expect([posted.status, got.status]).toEqual(isKnown ? [200, 200] : [404, 404]);
      expect(got.body).toMatchObject(
        isKnown ? answerOf(site) : { errors: [{ extensions: { code: 'SITE_UNKNOWN' } }] },
      );
      for (const { headers: sent } of answers) expect(sent['cache-control']).toBe('private, no-store');
    }
  });

  it('shares a persisted document between sites, and no response', async () => {
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(PATIENTS).digest('hex') };
    const send = async (site: string, body: object): Promise<unknown> => {
      const headers = { ...(await bearer('north south')), 'x-site': site };
      const response = await gateway.http
        .post('/graphql')
        .set(headers)
        .send({ ...body, extensions: { persistedQuery } });
      return response.body;
    };
    expect(await send('north', { query: PATIENTS })).toMatchObject(answerOf('north'));
    const sites = ['north', 'south', 'south', 'north'];
    expect(await Promise.all(sites.map((site) => send(site, {})))).toMatchObject(
      sites.map((id) => answerOf(id)),
    );
  });

  it('is necessary at /graphql without a default site [CS-88]', async () => {
    expect(await gateway.query('/graphql', PATIENTS, await bearer('north'))).toMatchObject({
      status: 404,
      errors: [{ extensions: { code: 'SITE_UNKNOWN' } }],
    });
  });
});

async function list(headers: Record<string, string>): Promise<unknown> {
  return (await gateway.http.get('/sites').set(headers)).body;
}

it('says at an unknown path where the graphs are', async () => {
  expect(await gateway.http.get('/sites/north')).toMatchObject({
    status: 404,
    body: {
      errors: [{ message: 'This path does not exist. The graph of a site is at /sites/<id>/graphql.' }],
    },
  });
});

describe('GET /sites', () => {
  it('lists the sites that a caller may use', async () => {
    expect(await list(await bearer('north west'))).toEqual({
      sites: [{ id: 'north', name: 'North Hospital', graph: '/sites/north/graphql' }],
    });
    expect(await list(await bearer(undefined))).toEqual({ sites: [] });
    expect(await list(await bearer('north', {}, ofSouth))).toEqual({
      sites: [{ id: 'south', name: null, graph: '/sites/south/graphql' }],
    });
    expect(await list({})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('of one site, another with the same FHIR server, client and key [T1-T12]', () => {
  it('accepts no cursor', async () => {
    const page =
      'query ($after: String) { patientsConnection(first: 1, after: $after) { pageInfo { endCursor } } }';
    const headers = await bearer('north annex');
    const { data } = await gateway.query<{ patientsConnection: { pageInfo: { endCursor: string } } }>(
      at('north'),
      page,
      headers,
    );
    const after = data.patientsConnection.pageInfo.endCursor;
    expect((await gateway.query(at('north'), page, headers, { after })).errors).toBeUndefined();
    expect((await gateway.query(at('annex'), page, headers, { after })).errors).toMatchObject([
      { extensions: { code: 'CURSOR_INVALID' } },
    ]);
  });

  it('opens no document link', async () => {
    const documents = `{ patient(id: "${CAMILA_LOPEZ}") { documents(first: 1) { contents { link } } } }`;
    const { data } = await gateway.query<{ patient: { documents: { contents: { link: string }[] }[] } }>(
      at('north'),
      documents,
      await bearer('north'),
    );
    const link = data.patient.documents[0]?.contents[0]?.link ?? '';
    expect(link).toMatch(/^\/sites\/north\/documents\//);
    expect((await gateway.http.get(link)).status).toBe(200);
    for (const elsewhere of ['annex', 'south', 'west'])
      expect((await gateway.http.get(link.replace('north', elsewhere))).status).toBe(404);
    expect((await gateway.http.get(link.replace('/sites/north', ''))).status).toBe(404);
  });
});
