import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { DEFAULT_MRN_SYSTEM } from '../../src/config/variables.ts';
import { factsOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { OWN } from '../support/cross-reference-records.ts';
import { type CrossReferenceServer, startCrossReferenceServer } from '../support/cross-reference-server.ts';

const TYPES = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => factsOf(type).inGraph);
const { sharedCacheSeconds } = loadConfig({});

let web: CrossReferenceServer;
let gateway: Gateway;

beforeAll(async () => {
  web = await startCrossReferenceServer();
  // By default the gateway caches shared resources across operations, and freezes them.
  gateway = await startGateway(web, { server: { sharedCacheSeconds, mrnSystem: DEFAULT_MRN_SYSTEM } });
});

afterAll(async () => {
  await gateway.close();
  await web.close();
});

async function queryEntities(...representations: readonly object[]): Promise<unknown> {
  const fields = TYPES.map((type) => `... on ${type} { id }`).join(' ');
  const document = `query ($representations: [_Any!]!) {
    entities: _entities(representations: $representations) { __typename ${fields} }
  }`;
  const { data, errors } = await gateway.query(document, { representations });
  return errors ?? data;
}

function idOf(type: ResourceType): string {
  const [id = ''] = web.ownIds(type);
  return id;
}

describe('_entities', () => {
  it('caches shared resources by default', () => {
    expect(sharedCacheSeconds).toBeGreaterThan(0);
  });

  it.each(TYPES)('resolves a %s entity by id, before and after it is in the cache', async (type) => {
    const id = idOf(type);
    const found = { entities: [{ __typename: type, id }] };
    expect(await queryEntities({ __typename: type, id })).toEqual(found);
    expect(await queryEntities({ __typename: type, id })).toEqual(found);
  });

  it('resolves a Patient entity by medical record number repeatedly', async () => {
    const found = { entities: [{ __typename: 'Patient', id: OWN }] };
    expect(await queryEntities({ __typename: 'Patient', mrn: `MRN-${OWN}` })).toEqual(found);
    expect(await queryEntities({ __typename: 'Patient', mrn: `MRN-${OWN}` })).toEqual(found);
  });

  it.each(TYPES)('refuses a %s entity without a key, without an error for the other entity', async (type) => {
    const other = { __typename: 'Patient', id: OWN };
    const message = `A representation of ${type} in _entities expects ${type === 'Patient' ? '`id` or `mrn`' : '`id`'}.`;
    for (const keyless of [{}, { id: null }, { id: undefined, mrn: null }, { fullName: 'x' }])
      expect(await queryEntities({ __typename: type, ...keyless }, other)).toMatchObject([
        { message, path: ['entities', 0], extensions: { code: 'BAD_USER_INPUT' } },
      ]);
  });

  it.each([
    {},
    { __typename: 'Nurse', id: 'a' },
    { __typename: 'Query' },
    { __typename: 7 },
    { __typename: 'Binary' },
    { __typename: 'Coding' },
  ])(
    'refuses an entity of a type outside the subgraph, without an error for the other entity: %j',
    async (representation) => {
      expect(await queryEntities(representation, { __typename: 'Patient', id: OWN })).toMatchObject([
        {
          message: 'A representation in _entities expects the __typename of an entity of this subgraph.',
          path: ['entities', 0],
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );
});
