/** People who signed in at several sites of one gateway, behind one router. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../examples/supergraph/programs.ts';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { type Scheduling, startScheduling } from '../../examples/supergraph/scheduling/scheduling.ts';
import {
  AUDIENCE,
  type IdentityProvider,
  startIdentityProvider,
} from '../../test/support/identity-provider.ts';
import { type SitesGateway, startSites } from '../../test/support/sites.ts';
import { readSubgraph, type Subgraph } from './composition.ts';
import { APP_ORIGIN, type BrowserSession, ROUTER_SECRET, signInFrom } from './people.ts';
import { findLocation, type Proxy, readLocations, startProxy } from './public-host.ts';
import { ROUTER_NAMES, startRouter } from './routers.ts';

const DOCUMENT = '{ site { id } patients(first: 1) { id } }';
const ROUNDS = 15;
const SITES = ['north', 'south'] as const;
type SiteId = (typeof SITES)[number];

let sandboxes: Readonly<Record<SiteId, Sandbox>>;
let provider: IdentityProvider;
let gateway: SitesGateway;
let scheduling: Scheduling;
let publicHost: Proxy;
let subgraphs: readonly Subgraph[];
/** One browser signed in at both sites. */
let sessions: Readonly<Record<SiteId, BrowserSession>>;
const upstreams: Record<string, string | null> = {};

const firstPatient = (site: SiteId): string => sandboxes[site].patients[1]?.id ?? '';

beforeAll(async () => {
  const [north, south] = await Promise.all([startSandbox(), startSandbox({ profile: 'community' })]);
  sandboxes = { north, south };
  provider = await startIdentityProvider();
  scheduling = await startScheduling({ clinic: CLINIC });
  const locations = readLocations();
  publicHost = await startProxy((path) => upstreams[findLocation(path, locations)?.upstream ?? ''] ?? null);
  const siteOf = (site: SiteId) => {
    const smartRedirectUrl = `${publicHost.origin}/sites/${site}/auth/callback`;
    sandboxes[site].registerApp({
      clientId: 'clinicians-app',
      audience: 'clinicians',
      redirectUrls: [smartRedirectUrl],
      launchUrl: `${publicHost.origin}/auth/launch`,
    });
    return {
      server: sandboxes[site],
      smartClientId: 'clinicians-app',
      smartClientAuth: 'none',
      smartRedirectUrl,
      smartReturnUrls: [`${APP_ORIGIN}/chart`],
    };
  };
  gateway = await startSites(
    { north: siteOf('north'), south: siteOf('south') },
    {
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: AUDIENCE,
      SESSION_SECRET: 'a-secret-of-this-test-that-encrypts-its-sessions',
      ROUTER_SECRET,
    },
  );
  const graph = gateway.http.get('/graphql').url;
  upstreams['fhir-gateway'] = new URL(graph).origin;
  const authorization = `Bearer ${await provider.token({ scope: 'user/*.rs', sites: 'north' })}`;
  subgraphs = [
    await readSubgraph('fhir', graph, {
      authorization,
      'x-site': 'north',
      'router-authorization': ROUTER_SECRET,
    }),
    await readSubgraph('scheduling', scheduling.url),
  ];
  const signIn = (site: SiteId): Promise<BrowserSession> =>
    signInFrom(
      sandboxes[site].launch({ app: 'clinicians-app', person: 'clinician', patient: firstPatient(site) }),
    );
  sessions = { north: await signIn('north'), south: await signIn('south') };
});

afterAll(async () => {
  await Promise.all([publicHost.close(), scheduling.close()]);
  await gateway.close();
  await Promise.all([...Object.values(sandboxes), provider].map((server) => server.close()));
});

interface Answer {
  readonly data: object | null;
  readonly codes: readonly string[];
}

async function query(
  site: SiteId,
  sent: readonly BrowserSession[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await supertest(publicHost.origin)
    .post('/graphql')
    .set({
      origin: APP_ORIGIN,
      cookie: sent.map(({ cookie }) => cookie).join('; '),
      'x-site': site,
      ...headers,
    })
    .send({ query: DOCUMENT });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- a response body has no type
  const { data, errors = [] }: { data: object | null; errors?: { extensions: { code: string } }[] } =
    response.body;
  return { data, codes: errors.map(({ extensions: { code } }) => code) };
}

describe.each(ROUTER_NAMES)('people at several sites behind %s [T2-I3]', (name) => {
  let router: Program;

  beforeAll(async () => {
    router = await startRouter(name, subgraphs, 0, { ROUTER_SECRET });
    upstreams['router'] = new URL(router.url).origin;
  });

  afterAll(() => router.close());

  it('get for equal operations at once the answers of the site that each names, with its session', async () => {
    const sites = Array.from({ length: ROUNDS }, () => SITES).flat();
    const answers = await Promise.all(sites.map((site) => query(site, [sessions.north, sessions.south])));
    expect(answers).toEqual(
      sites.map((id) => ({ data: { site: { id }, patients: [{ id: firstPatient(id) }] }, codes: [] })),
    );
  });

  it.each<
    [what: string, sent: () => readonly BrowserSession[], headers: () => Readonly<Record<string, string>>]
  >([
    ['their session is of another site', () => [sessions.north], () => ({})],
    [
      'they name a session of another site',
      () => [sessions.north, sessions.south],
      () => ({ 'x-session': sessions.north.handle }),
    ],
  ])('get nothing of a site if %s', async (_what, sent, headers) => {
    const before = sandboxes.south.requests.length;
    const { data, codes } = await query('south', sent(), headers());
    expect(data ?? { site: null, patients: null }).toEqual({ site: null, patients: null });
    expect([...new Set(codes)]).toEqual(['UNAUTHENTICATED']);
    expect(sandboxes.south.requests.length).toBe(before);
  });
});
