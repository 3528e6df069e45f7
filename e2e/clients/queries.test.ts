import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { relayStylePagination } from '@apollo/client/utilities';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { ClientError, rawRequest } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';

/** The result that a client library returns. */
interface ClientResult {
  readonly data: unknown;
  readonly codes: readonly unknown[];
}

type SendQuery = (document: string, variables?: Record<string, unknown>) => Promise<ClientResult>;

const PAGE = z.object({
  patientsConnection: z.object({
    edges: z.array(z.object({ node: z.object({ id: z.string(), fullName: z.string().nullable() }) })),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
  }),
});
const PAGES = `query Pages($first: Int!, $after: String) {
  patientsConnection(first: $first, after: $after) {
    edges { node { id fullName } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const PATIENTS = z.object({ patients: z.array(z.object({ id: z.string() })) });

let gateway: Program;

beforeAll(async () => {
  // The settings of `npm start`, except for the port: the embedded sandbox.
  gateway = await startFhirGateway({ PORT: '0' });
});

afterAll(() => gateway.close());

function getCodes(
  errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[] = [],
) {
  return errors.map(({ extensions }) => extensions?.['code']);
}

function createApolloClient(): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: gateway.url }),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { patientsConnection: relayStylePagination(['filter']) } } },
    }),
  });
}

function createUrqlClient(settings: { readonly preferGetMethod?: false }): Client {
  return new Client({ url: gateway.url, exchanges: [cacheExchange, fetchExchange], ...settings });
}

const CLIENTS: readonly (readonly [name: string, send: SendQuery])[] = [
  [
    'Apollo Client',
    async (document, variables = {}) => {
      const query = gql(document);
      const { data, error } = await createApolloClient().query({ query, variables, errorPolicy: 'all' });
      if (error !== undefined && !CombinedGraphQLErrors.is(error)) throw new Error(error.message);
      return { data: data ?? null, codes: getCodes(error?.errors) };
    },
  ],
  [
    'urql',
    async (document, variables = {}) => {
      const { data, error } = await createUrqlClient({ preferGetMethod: false }).query<unknown>(
        document,
        variables,
      );
      if (error?.networkError !== undefined) throw error.networkError;
      return { data: data ?? null, codes: getCodes(error?.graphQLErrors) };
    },
  ],
  [
    'graphql-request',
    async (query, variables = {}) => {
      try {
        const { data } = await rawRequest({ url: gateway.url, query, variables });
        return { data, codes: [] };
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return { data: error.response.data ?? null, codes: getCodes(error.response.errors) };
      }
    },
  ],
];

describe.each(CLIENTS)('%s', (_name, send) => {
  it("runs the main query with the settings of this project's docs", async () => {
    const { data, codes } = await send('{ patients(first: 1) { id fullName } }');
    expect(data).toMatchObject({ patients: [{ fullName: 'Camila Maria Lopez' }] });
    expect(codes).toEqual([]);
  });

  it('returns the data and the error code of a partial result', async () => {
    const { data, codes } = await send(
      '{ few: patients(first: 1) { fullName } many: patients(first: 101) { id } }',
    );
    expect(data).toMatchObject({ few: [{ fullName: 'Camila Maria Lopez' }], many: null });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it('returns the error code of an operation that the gateway rejects with HTTP 400', async () => {
    expect(await send('{ patients { nothing } }')).toEqual({
      data: null,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });
  });

  it('pages through all patients without gaps or duplicates', async () => {
    const all = PATIENTS.parse((await send('{ patients(first: 100) { id } }')).data).patients;
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data, codes } = await send(PAGES, { first: 20, after });
      expect(codes).toEqual([]);
      const { edges, pageInfo } = PAGE.parse(data).patientsConnection;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      ids.push(...edges.map(({ node }) => node.id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.slice(0, 100)).toEqual(all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('Apollo Client merges pages with relayStylePagination', async () => {
  const client = createApolloClient();
  const query = gql(PAGES);
  const pages = client.watchQuery({ query, variables: { first: 10 } });
  const subscription = pages.subscribe(() => undefined);
  const { patientsConnection: first } = PAGE.parse((await pages.refetch()).data);
  await pages.fetchMore({ variables: { after: first.pageInfo.endCursor } });
  subscription.unsubscribe();
  const both = PAGE.parse(client.readQuery({ query, variables: { first: 10 } })).patientsConnection;
  expect([first.edges.length, both.edges.length]).toEqual([10, 20]);
  expect(both.edges.slice(0, 10)).toEqual(first.edges);
  expect(both.pageInfo.startCursor).toBe(first.pageInfo.startCursor);
});

it('urql sends GET requests by default, and the error message names the setting to change', async () => {
  const { error } = await createUrqlClient({}).query('{ patients(first: 1) { id } }', {});
  expect(error?.graphQLErrors).toMatchObject([
    {
      message: 'Send operations by POST (urql: preferGetMethod: false) with Content-Type: application/json.',
      extensions: { code: 'BAD_REQUEST' },
    },
  ]);
});
