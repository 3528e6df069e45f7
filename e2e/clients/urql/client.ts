import { cacheExchange, Client, fetchExchange } from '@urql/core';

export const client = new Client({
  url: 'http://localhost:4000/graphql',
  preferGetMethod: false,
  exchanges: [cacheExchange, fetchExchange],
});
