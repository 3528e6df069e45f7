/**
 * The authorization walk with a caller of another site. The gateway that also serves the other site must answer, request, log and audit
 * exactly what a gateway does that has never heard of it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import {
  CACHEABLE,
  differingFields,
  FIELDS,
  fieldsWith,
  hasAnyValue,
  hasEveryRoot,
  labelsOf,
  ROOTS,
  type WalkOperation,
} from '../support/authorization-walk.ts';
import { FOREIGN, OWN } from '../support/cross-reference-records.ts';
import { type CrossReferenceServer, startCrossReferenceServer } from '../support/cross-reference-server.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type ObservedGateway, startTwinGateways, type TwinGateways } from '../support/twin-gateways.ts';

let provider: IdentityProvider;
let ofOwn: IdentityProvider;
let ofOther: IdentityProvider;

beforeAll(async () => {
  [provider, ofOwn, ofOther] = await Promise.all([
    startIdentityProvider(),
    startIdentityProvider(),
    startIdentityProvider(),
  ]);
});

afterAll(async () => {
  await Promise.all([provider.close(), ofOwn.close(), ofOther.close()]);
});

/** The client ids of the sites. */
const CLIENTS = { own: 'client-own', other: 'client-other' } as const;

interface Layout {
  readonly name: string;
  /** Starts the FHIR servers of the site `own` and of the site `other`, which are one server if the sites have one base URL. */
  readonly start: () => Promise<readonly [own: CrossReferenceServer, other: CrossReferenceServer]>;
  /** Whether panels limit what callers see. */
  readonly isLimited: boolean;
  /** Whether to walk the fields of every type too. */
  readonly walksFields: boolean;
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'two FHIR servers with equal ids of patients',
    async start() {
      const servers = await Promise.all([startCrossReferenceServer(), startCrossReferenceServer()]);
      servers[0].removeOthers(new Set(servers[0].types));
      return servers;
    },
    isLimited: false,
    walksFields: false,
  },
  {
    name: 'one FHIR server that shows each client other records',
    async start() {
      const server = await startCrossReferenceServer('foreign', { hidesOthersFrom: CLIENTS.own });
      return [server, server];
    },
    isLimited: false,
    walksFields: true,
  },
  {
    name: 'one FHIR server, with panels that limit what callers see',
    async start() {
      const server = await startCrossReferenceServer();
      return [server, server];
    },
    isLimited: true,
    walksFields: false,
  },
];

interface CallerOfOwn {
  readonly name: string;
  readonly token: () => Promise<string>;
  /** The status at a site that the caller may not use. */
  readonly statusElsewhere: number;
}

/** The caller who may read no record of the own patient. */
const OTHER_PATIENT = 'a patient with an id of the other site';

/** The callers of the site `own`. */
const CALLERS: readonly CallerOfOwn[] = [
  {
    name: 'a caller of the issuer of all sites',
    token: () => provider.token({ scope: 'user/*.rs', sites: 'own' }),
    statusElsewhere: 404,
  },
  {
    name: 'a caller of the site’s issuer',
    token: () => ofOwn.token({ scope: 'user/*.rs', sites: ['own', 'other'] }),
    statusElsewhere: 401,
  },
  {
    name: 'a patient',
    token: () => ofOwn.token({ scope: 'patient/*.rs', patient: OWN }),
    statusElsewhere: 401,
  },
  {
    name: OTHER_PATIENT,
    token: () => provider.token({ scope: 'patient/*.rs', patient: FOREIGN, sites: 'own' }),
    statusElsewhere: 404,
  },
];

/** The code of a refused sign-in in the audit, which records 600 of them per minute, and then their number. Other tests compare these events. */
const SIGN_IN_EVENT = '"code":"110114"';

type Place = readonly [path: string, headers: Readonly<Record<string, string>>];

const OWN_PATH = '/sites/own/graphql';
const AT_OWN: readonly Place[] = [[OWN_PATH, {}]];
const EVERYWHERE: readonly Place[] = [
  ...AT_OWN,
  ['/sites/other/graphql', {}],
  ['/graphql', { 'x-site': 'other' }],
];

function withClient(server: CrossReferenceServer, clientId: string): CrossReferenceServer {
  return { ...server, credentials: { ...server.credentials, clientId } };
}

describe.each(LAYOUTS)('a caller of another site, with $name', ({ start, isLimited, walksFields }) => {
  let server: CrossReferenceServer;
  let others: CrossReferenceServer;
  let twins: TwinGateways;

  beforeAll(async () => {
    [server, others] = await start();
    twins = await startTwinGateways(
      {
        own: {
          server: withClient(server, CLIENTS.own),
          panel: `ids:${OWN}`,
          callers: { issuer: ofOwn.issuer, audience: AUDIENCE },
        },
        other: {
          server: withClient(others, CLIENTS.other),
          panel: `ids:${OWN},${FOREIGN}`,
          callers: { issuer: ofOther.issuer, audience: AUDIENCE },
        },
      },
      {
        AUTH_MODE: 'jwt',
        AUTH_ISSUER: provider.issuer,
        AUTH_AUDIENCE: AUDIENCE,
        PANEL_ONLY: String(isLimited),
        MAX_UPSTREAM_CALLS: '10000',
      },
    );
  });

  afterAll(async () => {
    await twins.close();
    await Promise.all([...new Set([server, others])].map((one) => one.close()));
  });

  /** Reads the records at the other site, so that whatever it keeps is there. */
  async function readAtOther(query: string): Promise<string> {
    const token = await ofOther.token({ scope: 'system/*.rs' });
    const headers = { authorization: `Bearer ${token}` };
    const request = { method: 'post', path: '/sites/other/graphql', headers, body: { query } } as const;
    return (await twins.both.observe(request)).body;
  }

  /** Sends an operation of each caller to a gateway. */
  async function observe(gateway: ObservedGateway, query: string, places: readonly Place[]) {
    const observed = [];
    for (const { name, token, statusElsewhere } of CALLERS) {
      const authorization = `Bearer ${await token()}`;
      for (const [path, more] of places) {
        for (const one of [server, others]) one.forgetRequests();
        const request = {
          method: 'post',
          path,
          headers: { authorization, ...more },
          body: { query },
        } as const;
        const answer = await gateway.observe(request);
        const requests = [server.requestsOf(CLIENTS.own), others.requestsOf(CLIENTS.other)];
        const events = answer.events.filter((event) => !event.includes(SIGN_IN_EVENT));
        observed.push({ name, path, ...answer, events, requests });
        expect([name, path, requests[1]]).toEqual([name, path, []]);
        const status = path === OWN_PATH ? 200 : statusElsewhere;
        expect({ name, path, status: answer.status }).toEqual({ name, path, status });
        if (!isLimited) expect([name, answer.body.includes(`${FOREIGN}-`)]).toEqual([name, false]);
      }
    }
    return observed;
  }

  /** Observes an operation before anything was read at the other site, and afterwards. */
  async function observeBoth(operation: WalkOperation, places: readonly Place[]) {
    const { document } = operation;
    const never = await observe(twins.alone, document, places);
    const found = await readAtOther(document);
    const there = await observe(twins.both, document, places);
    const differing = there.flatMap(({ name, path, body }, index) =>
      differingFields(operation, parsed(body), parsed(never[index]?.body)).map((field) => ({
        name,
        path,
        field,
      })),
    );
    return { never, found, there, differing };
  }

  it.each([...ROOTS, CACHEABLE])('sees nothing of the other site: $name', async (operation) => {
    const { never, found, there, differing } = await observeBoth(operation, EVERYWHERE);
    const all = labelsOf(operation);
    expect(isLimited ? all : fieldsWith(operation, parsed(found), FOREIGN)).toEqual(all);
    expect(differing).toEqual([]);
    expect(there).toEqual(never);
  });

  // A field of a record cannot depend on the panel or on where the server is, so one layout is enough.
  it.each(walksFields ? FIELDS : [])('sees nothing of the other site through $name', async (operation) => {
    const { never, found, there, differing } = await observeBoth(operation, AT_OWN);
    expect(hasAnyValue(operation, parsed(found))).toBe(true);
    const unread = there.filter(({ body }) => !hasEveryRoot(parsed(body))).map(({ name }) => name);
    expect(unread).toEqual(isSharedType(operation.type) ? [] : [OTHER_PATIENT]);
    expect(differing).toEqual([]);
    expect(there).toEqual(never);
  });
});

/** Returns the JSON of a body; null for a body that is not JSON. */
function parsed(body: string | undefined): unknown {
  return body?.startsWith('{') === true ? JSON.parse(body) : null;
}
