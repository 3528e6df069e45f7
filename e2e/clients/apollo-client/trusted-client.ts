import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheConfig } from 'epic-fhir-graphql-client/apollo';
import type { DocumentNode } from 'graphql';

/** Sends the id that the client preset gave each document, and never a text. */
const ids = new PersistedQueryLink({
  generateHash: ({ __meta__ }: DocumentNode & { __meta__?: { hash: string } }) => __meta__?.hash ?? '',
  disable: () => false,
  retry: () => false,
});

export const client = new ApolloClient({
  link: ids.concat(new HttpLink({ uri: 'http://localhost:4000/graphql' })),
  cache: new InMemoryCache(cacheConfig()),
  defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
});
