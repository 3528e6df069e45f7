/** Several sites behind one router, with the same document at once for several sites and callers. */
import { createHash } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../examples/supergraph/programs.ts';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { type Scheduling, startScheduling } from '../../examples/supergraph/scheduling/scheduling.ts';
import {
  AUDIENCE,
  type IdentityProvider,
  startIdentityProvider,
} from '../../test/support/identity-provider.ts';
import {
  plainPatient,
  type PlainFhirServer,
  startPlainFhirServer,
} from '../../test/support/plain-fhir-server.ts';
import { type SitesGateway, startSites } from '../../test/support/sites.ts';
import { readSubgraph, type Subgraph } from './composition.ts';
import { ROUTER_NAMES, startRouter } from './routers.ts';
import { queryRouter, type RouterResponse } from './subgraphs.ts';

/** The ids of the patients of two sites. The patients differ. */
const IDS = ['1', '2', '3'];
const PATIENT_OF = { north: 'Alma Archer', south: 'Bruno Baker' } as const;
type SiteId = keyof typeof PATIENT_OF;

/** Reads the patients of a site, directly and as entities of a subgraph that has only their ids. */
const DOCUMENT = `{
  site { id }
  patients(filter: { ids: ["1", "2", "3"] }) { id fullName }
  slots(first: 3) { patient { id fullName } }
}`;

interface Patients {
  readonly site: { readonly id: string } | null;
  readonly patients: readonly { readonly id: string; readonly fullName: string | null }[] | null;
  readonly slots: readonly {
    readonly patient: { readonly id: string; readonly fullName: string | null };
  }[];
}

/** A request, and the only patients and error codes that its response may have. */
interface Expected {
  readonly headers: Readonly<Record<string, string>>;
  readonly site: SiteId | null;
  readonly names: readonly (string | null)[];
  readonly codes: readonly string[];
}

const ROUNDS = 25;

let servers: Readonly<Record<SiteId, PlainFhirServer>>;
/** By the ids of their sites. */
let sandboxes: Readonly<Record<string, Sandbox>>;
let provider: IdentityProvider;
let gateway: SitesGateway;
let scheduling: Scheduling;
let neighbor: Subgraph;
let expected: readonly Expected[];
let clinician: string;

const token = async (scope: string, sites: string, patient?: string): Promise<string> =>
  `Bearer ${await provider.token({ scope, sites, patient })}`;

function startServer(site: SiteId): Promise<PlainFhirServer> {
  const [given = '', family = ''] = PATIENT_OF[site].split(' ');
  return startPlainFhirServer(IDS.map((id) => plainPatient(Number(id), given, family)));
}

/** Returns the subgraph of the gateway, at a path. */
async function readGateway(path: string): Promise<Subgraph> {
  const headers = { authorization: clinician, 'x-site': 'north' };
  const { url } = gateway.http.get(path);
  return { ...(await readSubgraph('fhir', gateway.http.get('/graphql').url, headers)), url };
}

beforeAll(async () => {
  const [north, south, standard, community] = await Promise.all([
    startServer('north'),
    startServer('south'),
    startSandbox(),
    startSandbox({ profile: 'community' }),
  ]);
  servers = { north, south };
  sandboxes = { standard, community };
  provider = await startIdentityProvider();
  const scope = 'system/*.rs';
  gateway = await startSites(
    {
      north: { server: north, scope },
      south: { server: south, scope },
      standard: { server: standard, panel: `list:${standard.panels.list}` },
      community: { server: community, panel: `group:${community.panels.group}` },
    },
    { AUTH_MODE: 'jwt', AUTH_ISSUER: provider.issuer, AUTH_AUDIENCE: AUDIENCE },
  );
  scheduling = await startScheduling({
    clinic: {
      ...CLINIC,
      slots: IDS.map((patientId, minute) => ({
        id: `slot-${patientId}`,
        day: 1,
        minute,
        minutes: 1,
        roomId: 'room-1',
        patientId,
        encounterId: null,
      })),
    },
  });
  neighbor = await readSubgraph('scheduling', scheduling.url);
  clinician = await token('user/*.rs', 'north south standard community');
  const ofNorth = await token('user/*.rs', 'north');
  const everyone = (site: SiteId): string[] => IDS.map(() => PATIENT_OF[site]);
  const nobody = IDS.map(() => null);
  expected = [
    // The same token at both sites: the requests differ only in `x-site`.
    ...(['north', 'south'] as const).map((site) => ({
      headers: { authorization: clinician, 'x-site': site },
      site,
      names: everyone(site),
      codes: [],
    })),
    ...(await Promise.all(
      (['north', 'south'] as const).map(async (site) => ({
        headers: { authorization: await token('patient/*.rs', site, '2'), 'x-site': site },
        site,
        names: [null, PATIENT_OF[site], null],
        codes: [],
      })),
    )),
    {
      headers: { authorization: ofNorth, 'x-site': 'north' },
      site: 'north',
      names: everyone('north'),
      codes: [],
    },
    ...['south', 'none-such'].map((site) => ({
      headers: { authorization: ofNorth, 'x-site': site },
      site: null,
      names: nobody,
      codes: ['SITE_UNKNOWN'],
    })),
  ];
});

afterAll(async () => {
  await scheduling.close();
  await gateway.close();
  await Promise.all(
    [servers.north, servers.south, ...Object.values(sandboxes), provider].map((server) => server.close()),
  );
});

/** Returns what a response may differ in. */
function summarize({ data, errors = [] }: RouterResponse<Patients>) {
  return {
    site: data.site?.id ?? null,
    patients: data.patients?.map(({ fullName }) => fullName) ?? null,
    entities: data.slots.map(({ patient }) => patient.fullName),
    codes: [...new Set(errors.map(({ extensions: { code } }) => code))],
  };
}

describe.each(ROUTER_NAMES)('several sites behind %s', (name) => {
  let router: Program;

  beforeAll(async () => {
    router = await startRouter(name, [await readGateway('/graphql'), neighbor]);
  });

  afterAll(() => router.close());

  const query = <Data = Record<string, unknown>>(
    document: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<RouterResponse<Data>> => queryRouter<Data>(router, servers.north, document, headers);

  it('give each of many equal operations the data of its own site and caller [T2-I1]', async () => {
    const requests = Array.from({ length: ROUNDS }, () => expected).flat();
    const answers = await Promise.all(
      requests.map(async ({ headers }) => summarize(await query<Patients>(DOCUMENT, headers))),
    );
    expect(answers).toEqual(
      requests.map(({ site, names, codes }) => ({
        site,
        patients: site === null ? null : names.filter((fullName) => fullName !== null),
        entities: names,
        codes,
      })),
    );
  });

  it('give each operation the panel of its own site', async () => {
    const document = '{ site { id } patients(first: 3) { id } }';
    const readPanel = async (site: string): Promise<unknown> => {
      const { data, errors } = await query(document, { authorization: clinician, 'x-site': site });
      expect(errors).toBeUndefined();
      return data;
    };
    const ids = Object.keys(sandboxes).flatMap((id) => Array.from({ length: 5 }, () => id));
    expect(await Promise.all(ids.map((id) => readPanel(id)))).toEqual(
      ids.map((id) => ({
        site: { id },
        patients: sandboxes[id]?.patients.slice(0, 3).map((patient) => ({ id: patient.id })),
      })),
    );
  });

  it.each<[what: string, headers: Readonly<Record<string, string>>]>([
    ['without x-site, as from a router that drops it', {}],
    ['with an empty x-site', { 'x-site': '' }],
    ['that names two sites', { 'x-site': 'north, south' }],
  ])('give no data to an operation %s [T2-T2]', async (_what, headers) => {
    const before = servers.north.requests.length + servers.south.requests.length;
    const answer = await query<Patients>(DOCUMENT, { authorization: clinician, ...headers });
    expect(summarize(answer)).toEqual({
      site: null,
      patients: null,
      entities: [null, null, null],
      codes: ['SITE_UNKNOWN'],
    });
    expect(servers.north.requests.length + servers.south.requests.length).toBe(before);
    expect(answer.cacheControl).toContain('no-store');
  });

  it('forbid shared caches to store the response', async () => {
    const { cacheControl } = await query(DOCUMENT, { authorization: clinician, 'x-site': 'south' });
    expect(cacheControl).toContain('no-store');
  });
});

describe.each(ROUTER_NAMES)('%s with the path of one site as the URL of the subgraph', (name) => {
  it('serves that site only, whatever site the client names', async () => {
    const router = await startRouter(name, [await readGateway('/sites/south/graphql'), neighbor]);
    const sites: readonly (string | null)[] = await Promise.all(
      [null, 'south', 'north'].map(async (site) => {
        const headers = { authorization: clinician, ...(site === null ? {} : { 'x-site': site }) };
        const answer = await queryRouter<Patients>(router, servers.south, DOCUMENT, headers);
        const { entities, codes } = summarize(answer);
        return `${entities[0]} ${codes.join()}`;
      }),
    );
    await router.close();
    expect(sites).toEqual(['Bruno Baker ', 'Bruno Baker ', 'null SITE_UNKNOWN']);
  });
});

// Hive Gateway has no automatic persisted queries in its configuration.
it('Apollo Gateway shares a persisted document between sites, and no response', async () => {
  const router = await startRouter('Apollo Gateway', [await readGateway('/graphql'), neighbor]);
  const query = '{ site { id } patients(filter: { ids: ["1"] }) { fullName } }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const send = async (site: SiteId, text: { readonly query?: string }): Promise<unknown> => {
    const response = await fetch(router.url, {
      method: 'POST',
      headers: { authorization: clinician, 'x-site': site, 'content-type': 'application/json' },
      body: JSON.stringify({ ...text, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
    return response.json();
  };
  const answerOf = (site: SiteId): object => ({
    data: { site: { id: site }, patients: [{ fullName: PATIENT_OF[site] }] },
  });
  expect(await send('north', { query })).toMatchObject(answerOf('north'));
  const sites: readonly SiteId[] = Array.from({ length: ROUNDS }, () => ['north', 'south'] as const).flat();
  expect(await Promise.all(sites.map((site) => send(site, {})))).toMatchObject(
    sites.map((site) => answerOf(site)),
  );
  await router.close();
});
