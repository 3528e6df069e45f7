import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Client, fetchExchange } from '@urql/core';
import { errorAt } from 'epic-fhir-graphql-client';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../../src/testing/test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ requiresToken: true });
});

afterAll(() => gateway.stop());

const CHARTS = `{
  camila: patient(id: "${CAMILA_LOPEZ}") { id }
  derrick: patient(id: "${DERRICK_LIN}") { id }
}`;

type Headers = Record<string, string>;

/** How each client sends a token, as docs/clients.md says. */
const CLIENTS: readonly [client: string, send: (headers: Headers) => Promise<{ data?: unknown }>][] = [
  [
    'Apollo Client',
    (headers) =>
      new ApolloClient({
        link: new HttpLink({ uri: gateway.url, headers }),
        cache: new InMemoryCache(),
      }).query({ query: gql(CHARTS), errorPolicy: 'all' }),
  ],
  [
    'urql',
    (headers) =>
      new Client({
        url: gateway.url,
        preferGetMethod: false,
        fetchOptions: () => ({ headers }),
        exchanges: [fetchExchange],
      })
        .query(CHARTS, {})
        .toPromise(),
  ],
  [
    'graphql-request',
    (headers) => new GraphQLClient(gateway.url, { errorPolicy: 'all', headers }).rawRequest(CHARTS),
  ],
];

describe.each(CLIENTS)('%s', (_client, send) => {
  it('reads the charts of all patients with the token of a clinician', async () => {
    const authorization = `Bearer ${await gateway.token({ as: 'clinician' })}`;
    expect((await send({ authorization })).data).toMatchObject({
      camila: { id: CAMILA_LOPEZ },
      derrick: { id: DERRICK_LIN },
    });
  });

  it('reads no other chart with the token of a patient, and gets no error for it', async () => {
    const authorization = `Bearer ${await gateway.token({ as: `patient:${CAMILA_LOPEZ}` })}`;
    const result = await send({ authorization });
    expect(result.data).toMatchObject({ camila: { id: CAMILA_LOPEZ }, derrick: null });
    expect(errorAt(result, ['derrick'])).toBeNull();
  });

  it('gets an error with a code without a token', async () => {
    const result = await send({}).catch((error: unknown) => error);
    expect(errorAt(result, ['camila'])?.code).toBe('UNAUTHENTICATED');
  });
});
