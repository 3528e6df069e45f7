import { cacheExchange, Client, fetchExchange } from '@urql/core';
import type { Scalars } from 'epic-fhir-graphql-client';
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

export const graphql = initGraphQLTada<{ introspection: introspection; scalars: Scalars }>();

export const client = new Client({
  url: 'http://localhost:4000/graphql',
  preferGetMethod: false,
  exchanges: [cacheExchange, fetchExchange],
});
