/** The Apollo client: an in-memory cache only, paged lists, and the headers of each request. */
import {
  ApolloClient,
  ApolloLink,
  type FieldPolicy,
  HttpLink,
  InMemoryCache,
  type Reference,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { tap } from 'rxjs';
import { recordResponse } from './responses.ts';
import unions from './gql/possible-types.ts';
import { accessToken } from './session.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface Query {
        errorPolicy: 'all';
      }
      interface WatchQuery {
        errorPolicy: 'all';
      }
    }
  }
}

interface StoredPage {
  readonly nodes: readonly Reference[];
  readonly pageInfo: unknown;
}

/**
 * Caches all pages of a connection as one list, and a separate list for other arguments. `merge` receives null when a page failed: a failed
 * next page keeps the list, a failed first page replaces it.
 */
const pages: FieldPolicy<StoredPage | null> = {
  keyArgs: (args) => Object.keys(args ?? {}).filter((name) => name !== 'first' && name !== 'after'),
  merge(existing, incoming, { args }) {
    const isNextPage = typeof args?.['after'] === 'string';
    if (!isNextPage || existing === undefined || existing === null) return incoming;
    return incoming === null ? existing : { ...incoming, nodes: [...existing.nodes, ...incoming.nodes] };
  },
};

/** Creates the client. The cache ends with the page: nothing is written to the browser's storage. */
export function createGraphClient(): ApolloClient {
  const authorization = new SetContextLink(() => {
    const token = accessToken();
    return token === null ? {} : { headers: { authorization: `Bearer ${token}` } };
  });
  const recording = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) =>
        recordResponse(operation.operationName ?? '', operation.variables['id'], extensions?.['fhir']),
      ),
    ),
  );
  return new ApolloClient({
    link: ApolloLink.from([authorization, recording, new HttpLink({ uri: '/graphql' })]),
    cache: new InMemoryCache({
      possibleTypes: unions.possibleTypes,
      typePolicies: {
        Query: { fields: { patientsConnection: pages } },
        Patient: {
          fields: {
            allergiesConnection: pages,
            clinicalNotesConnection: pages,
            encountersConnection: pages,
            labResultsConnection: pages,
            medicationsConnection: pages,
            problemsConnection: pages,
          },
        },
      },
    }),
    // Show partial data together with the errors.
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
}
