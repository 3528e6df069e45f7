import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { relayStylePagination } from '@apollo/client/utilities';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { errorAt, errorCodes, isFailed, warningsOf } from 'epic-fhir-graphql-client';
import { cacheConfig } from 'epic-fhir-graphql-client/apollo';
import { gatewaySettings, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { rawRequest } from 'graphql-request';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, type Gateway, loadConfig } from '../../src/index.ts';

let sandbox: Sandbox;
let gateway: Gateway;
let url: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await createGateway(
    loadConfig({ ...gatewaySettings(sandbox), PORT: '0', LOG_LEVEL: 'silent', AUDIT_LOG: 'none' }),
  );
  url = `http://127.0.0.1:${await gateway.listen()}/graphql`;
});

afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

beforeEach(() => sandbox.reset());

function createApolloClient(cache = new InMemoryCache(cacheConfig())): ApolloClient {
  return new ApolloClient({ link: new HttpLink({ uri: url }), cache });
}

const LABS = `query Labs($id: ID!, $first: Int!, $after: String) {
  patient(id: $id) {
    id
    labResultsConnection(first: $first, after: $after) {
      edges { node { id name } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const LABS_PATH = ['patient', 'labResultsConnection'];

interface Labs {
  patient: {
    labResultsConnection: {
      edges: { node: { id: string; name: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    } | null;
  } | null;
}

const VARIABLES = { id: CAMILA_LOPEZ, first: 3 };

const searchOfLabs = { operation: 'search', resourceType: 'Observation' } as const;

/** Lets the next searches of observations fail for a reason that the gateway does not retry. */
function refuseLabs(times = 1): void {
  sandbox.fault({ match: searchOfLabs, kind: 'status', status: 403, times });
}

const prescription = (id: string, text: string) => ({
  resource: {
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: { reference: `Patient/${CAMILA_LOPEZ}` },
    contained: [{ resourceType: 'Medication', id: 'med', code: { text } }],
    medicationReference: { reference: '#med' },
  },
});

describe('errorAt', () => {
  it.each<[client: string, send: () => Promise<unknown>]>([
    [
      'Apollo Client',
      () => createApolloClient().query({ query: gql(LABS), variables: VARIABLES, errorPolicy: 'all' }),
    ],
    [
      'urql',
      () =>
        new Client({ url, preferGetMethod: false, exchanges: [cacheExchange, fetchExchange] })
          .query(LABS, VARIABLES)
          .toPromise(),
    ],
    [
      'graphql-request',
      () => rawRequest({ url, query: LABS, variables: VARIABLES }).catch((error: unknown) => error),
    ],
    [
      'fetch',
      async () => {
        const body = JSON.stringify({ query: LABS, variables: VARIABLES });
        const headers = { 'content-type': 'application/json' };
        return (await fetch(url, { method: 'POST', headers, body })).json();
      },
    ],
  ])(
    'finds the error of a failed list in a result of %s, and none if the list was read',
    async (_client, send) => {
      refuseLabs();
      const failed = await send();
      expect(errorAt(failed, LABS_PATH)?.code).toBe('FORBIDDEN');
      expect(errorCodes(failed)).toEqual(['FORBIDDEN']);
      expect(isFailed(failed, ['patient'])).toBe(false);
      const read = await send();
      expect(errorAt(read, LABS_PATH)).toBeNull();
    },
  );

  it.each<[client: string, send: () => Promise<unknown>]>([
    ['Apollo Client', () => createApolloClient().query({ query: gql('{ nothing }'), errorPolicy: 'all' })],
    ['graphql-request', () => rawRequest({ url, query: '{ nothing }' }).catch((error: unknown) => error)],
  ])('finds the error of a refused operation in a result of %s', async (_client, send) => {
    expect(errorAt(await send(), ['nothing'])?.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('finds an error without a code if the gateway cannot be reached', async () => {
    const client = new Client({
      url: 'http://127.0.0.1:9/graphql',
      preferGetMethod: false,
      exchanges: [fetchExchange],
    });
    const result = await client.query(LABS, VARIABLES).toPromise();
    expect(errorAt(result, LABS_PATH)).toMatchObject({ code: null, path: null });
    const apollo = new ApolloClient({
      link: new HttpLink({ uri: 'http://127.0.0.1:9/graphql' }),
      cache: new InMemoryCache(),
    });
    const error: unknown = await apollo
      .query({ query: gql(LABS), variables: VARIABLES })
      .catch((thrown: unknown) => thrown);
    expect(errorAt(error, LABS_PATH)).toMatchObject({ code: null, path: null });
  });
});

describe('warningsOf', () => {
  it('reads the warnings of a plain list that has more records than it shows', async () => {
    const query = `{ patient(id: "${CAMILA_LOPEZ}") { labResults(first: 1) { name } } }`;
    expect(warningsOf(await rawRequest({ url, query }))).toMatchObject([
      { code: 'LIST_CUT', path: ['patient', 'labResults'] },
    ]);
  });
});

describe('the cache of Apollo Client', () => {
  const query = gql(LABS);
  const errorPolicy = 'all';

  function cachedLabs(client: ApolloClient): Labs | null {
    return client.readQuery<Labs>({ query, variables: VARIABLES });
  }

  it('shows a list that failed as missing, so the next reader requests it again', async () => {
    const client = createApolloClient();
    refuseLabs();
    const failed = await client.query<Labs>({ query, variables: VARIABLES, errorPolicy });
    expect(failed.data?.patient?.labResultsConnection).toBeNull();
    expect(isFailed(failed, LABS_PATH)).toBe(true);
    expect(cachedLabs(client)).toBeNull();
    const second = await client.query<Labs>({ query, variables: VARIABLES, errorPolicy });
    expect(second.data?.patient?.labResultsConnection?.edges).toHaveLength(3);
  });

  it('shows a plain list that failed as missing, too', async () => {
    const plain = gql`
      query Plain($id: ID!) {
        patient(id: $id) {
          id
          labResults(first: 3) {
            id
          }
        }
      }
    `;
    const client = createApolloClient();
    refuseLabs();
    const failed = await client.query<{ patient: { labResults: object[] | null } }>({
      query: plain,
      variables: { id: CAMILA_LOPEZ },
      errorPolicy,
    });
    expect(isFailed(failed, ['patient', 'labResults'])).toBe(true);
    expect(client.readQuery({ query: plain, variables: { id: CAMILA_LOPEZ } })).toBeNull();
  });

  it("would show a list that failed as empty and without an error with Apollo's relayStylePagination", async () => {
    const typePolicies = { Patient: { fields: { labResultsConnection: relayStylePagination() } } };
    const client = createApolloClient(new InMemoryCache({ typePolicies }));
    refuseLabs();
    await client.query<Labs>({ query, variables: VARIABLES, errorPolicy });
    const second = await client.query<Labs>({ query, variables: VARIABLES, errorPolicy });
    expect(second.error).toBeUndefined();
    expect(second.data?.patient?.labResultsConnection?.edges).toEqual([]);
  });

  it('does not request a list forever that keeps failing while two components show it', async () => {
    const client = createApolloClient();
    refuseLabs(Infinity);
    const seen: unknown[] = [];
    const one = client
      .watchQuery<Labs>({ query, variables: VARIABLES, errorPolicy })
      .subscribe((result) => seen.push(result));
    const other = client
      .watchQuery<Labs>({ query, variables: { ...VARIABLES, first: 4 }, errorPolicy })
      .subscribe((result) => seen.push(result));
    await expect
      .poll(() => seen.filter((result) => isFailed(result, LABS_PATH)).length)
      .toBeGreaterThanOrEqual(2);
    // Long enough for a loop of local requests to show.
    await new Promise((resolve) => setTimeout(resolve, 500));
    one.unsubscribe();
    other.unsubscribe();
    const searches = sandbox.requests.filter(
      ({ operation, resourceType }) => operation === 'search' && resourceType === 'Observation',
    );
    expect(searches.length).toBeLessThanOrEqual(4);
  });

  it('adds pages, keeps them if the next one fails, and replaces them when the list is read again', async () => {
    const client = createApolloClient();
    const watched = client.watchQuery<Labs>({ query, variables: VARIABLES, errorPolicy });
    const subscription = watched.subscribe(() => undefined);
    const { data } = await watched.refetch();
    const after = data?.patient?.labResultsConnection?.pageInfo.endCursor;
    const idsOf = (labs: Labs | null | undefined) =>
      labs?.patient?.labResultsConnection?.edges.map(({ node }) => node.id) ?? [];
    const first = idsOf(cachedLabs(client));
    await watched.fetchMore({ variables: { after } });
    const both = idsOf(cachedLabs(client));
    expect([first.length, both.length, new Set(both).size]).toEqual([3, 6, 6]);
    expect(both.slice(0, 3)).toEqual(first);

    await watched.fetchMore({ variables: { after } });
    expect(idsOf(cachedLabs(client))).toEqual(both);

    const end = cachedLabs(client)?.patient?.labResultsConnection?.pageInfo.endCursor;
    refuseLabs();
    const failed = await watched.fetchMore({ variables: { after: end }, errorPolicy });
    expect(errorAt(failed, LABS_PATH)?.code).toBe('FORBIDDEN');
    expect(idsOf(cachedLabs(client))).toEqual(both);

    await watched.refetch();
    expect(idsOf(cachedLabs(client))).toEqual(first);
    subscription.unsubscribe();
  });

  it('finds by `nodes` what `edges` loaded', async () => {
    const client = createApolloClient();
    await client.query({ query, variables: VARIABLES, errorPolicy });
    const nodes = client.readQuery<{ patient: { labResultsConnection: { nodes: { name: string }[] } } }>({
      query: gql`
        query Names($id: ID!) {
          patient(id: $id) {
            id
            labResultsConnection(first: 3) {
              nodes {
                id
                name
              }
            }
          }
        }
      `,
      variables: { id: CAMILA_LOPEZ },
    });
    expect(nodes?.patient.labResultsConnection.nodes).toHaveLength(3);
  });

  it('keeps the medications in two prescriptions apart, even if both have the id #med', async () => {
    const entry = [prescription('one', 'Warfarin'), prescription('other', 'Aspirin')];
    sandbox.fault({
      match: { operation: 'search', resourceType: 'MedicationRequest' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const client = createApolloClient();
    const { data } = await client.query<{
      patient: { medications: { medication: { resource: { id: string; name: string } } }[] };
    }>({
      query: gql`
        query Medications($id: ID!) {
          patient(id: $id) {
            id
            medications(first: 2) {
              id
              medication {
                resource {
                  id
                  name
                }
              }
            }
          }
        }
      `,
      variables: { id: CAMILA_LOPEZ },
    });
    expect(data?.patient.medications.map(({ medication }) => medication.resource)).toMatchObject([
      { id: '#med', name: 'Warfarin' },
      { id: '#med', name: 'Aspirin' },
    ]);
  });

  it('contains nothing after clearStore', async () => {
    const client = createApolloClient();
    await client.query({ query, variables: VARIABLES, errorPolicy });
    expect(JSON.stringify(client.extract())).toContain(CAMILA_LOPEZ);
    await client.clearStore();
    expect(client.extract()).toEqual({});
  });
});
