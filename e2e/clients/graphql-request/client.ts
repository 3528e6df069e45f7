import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { GraphQLClient } from 'graphql-request';

const client = new GraphQLClient('http://localhost:4000/graphql', { errorPolicy: 'all' });

/** Returns both data and errors. The client's own `request()` returns only one of them. */
export function send<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  return client.rawRequest<Data>(print(document), { ...variables });
}
