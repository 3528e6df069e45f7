import { buildSubgraphSchema } from '@apollo/subgraph';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { isResourceType, RESOURCES } from '../../src/fhir/resources.ts';
import type { FhirServer } from '../../test/support/gateway.ts';
import { OWN } from '../../test/support/cross-reference-records.ts';
import {
  type CrossReferenceServer,
  startCrossReferenceServer,
} from '../../test/support/cross-reference-server.ts';
import { readSubgraph, type Subgraph } from './composition.ts';
import { ROUTER_NAMES, startRouter } from './routers.ts';

/** The keys of the gateway's entities, with their types. */
const KEYS = { id: 'ID!', mrn: 'String' } as const;

/** An entity of the gateway, the key that a neighbor refers to it by, and the neighbor's field that returns it. */
interface EntityReference {
  readonly type: string;
  readonly key: keyof typeof KEYS;
  readonly value: string;
  readonly field: string;
}

interface Neighbor {
  readonly subgraph: Subgraph;
  close(): Promise<void>;
}

const TYPES = Object.keys(RESOURCES)
  .filter(isResourceType)
  .filter((type) => RESOURCES[type].inGraph);

/** Starts a subgraph that has only the keys of the gateway's entities. */
async function startNeighbor(name: string, entities: readonly EntityReference[]): Promise<Neighbor> {
  const queries = entities.map(({ field, type }) => `${field}: ${type}`);
  const types = entities.map(
    ({ type, key }) => `type ${type} @key(fields: "${key}", resolvable: false) { ${key}: ${KEYS[key]} }`,
  );
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { ${queries.join(' ')} }
    ${types.join('\n')}
  `);
  const resolvers: Record<string, () => object> = {};
  for (const { field, type, key, value } of entities)
    resolvers[field] = () => ({ __typename: type, [key]: value });
  const apollo = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs, resolvers: { Query: resolvers } }]),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(apollo, { listen: { host: '127.0.0.1', port: 0 } });
  return { subgraph: { name, url, typeDefs }, close: () => apollo.stop() };
}

/** Returns the settings that connect a gateway to a FHIR server. All others keep their defaults. */
function createConnectionSettings({ baseUrl, credentials: { clientId, keyId, privateKey } }: FhirServer) {
  return {
    PORT: '0',
    EPIC_BASE_URL: baseUrl,
    EPIC_CLIENT_ID: clientId,
    EPIC_KEY_ID: keyId,
    EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

let web: CrossReferenceServer;
let byId: Neighbor;
let byMrn: Neighbor;

beforeAll(async () => {
  web = await startCrossReferenceServer();
  byId = await startNeighbor(
    'scheduling',
    TYPES.map((type) => createReferenceById(type)),
  );
  byMrn = await startNeighbor('billing', [PATIENT_BY_MRN]);
});

afterAll(async () => {
  await byMrn.close();
  await byId.close();
  await web.close();
});

const PATIENT_BY_MRN: EntityReference = {
  type: 'Patient',
  key: 'mrn',
  value: `MRN-${OWN}`,
  field: 'patientByTheirMrn',
};

function createReferenceById(type: (typeof TYPES)[number]): EntityReference {
  const [value = ''] = web.ownIds(type);
  return { type, key: 'id', value, field: `their${type}` };
}

describe.each(ROUTER_NAMES)('a gateway with default settings behind %s', (name) => {
  // Not shared between the routers: the first would fill the cache for the second.
  let gateway: Program;
  let router: Program;

  beforeAll(async () => {
    gateway = await startFhirGateway(createConnectionSettings(web));
    router = await startRouter(name, [
      await readSubgraph('fhir', gateway.url),
      byId.subgraph,
      byMrn.subgraph,
    ]);
  });

  afterAll(async () => {
    await router.close();
    await gateway.close();
  });

  const queryEntity = async (field: string): Promise<unknown> => {
    // Only the gateway has `resource`, so the router must resolve the entity there.
    const response = await fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ entity: ${field} { __typename id resource } }` }),
    });
    return response.json();
  };

  it.each(TYPES)('resolves a %s by its id, with a cold and with a warm cache', async (type) => {
    const { field, value: id } = createReferenceById(type);
    const found = { data: { entity: { __typename: type, id, resource: { resourceType: type, id } } } };
    for (const answer of [await queryEntity(field), await queryEntity(field)]) {
      expect(answer).toMatchObject(found);
      expect(answer).not.toHaveProperty('errors');
    }
  });

  it('resolves a Patient by medical record number, with a cold and with a warm cache', async () => {
    const resource = { resourceType: 'Patient', id: OWN };
    for (const answer of [await queryEntity(PATIENT_BY_MRN.field), await queryEntity(PATIENT_BY_MRN.field)]) {
      expect(answer).toMatchObject({ data: { entity: { __typename: 'Patient', id: OWN, resource } } });
      expect(answer).not.toHaveProperty('errors');
    }
  });
});
