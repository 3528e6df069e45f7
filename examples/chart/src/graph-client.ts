/** The Apollo client: its cache in memory alone, how lists grow by pages, and what goes with each request. */
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
import { heardAnswer } from './answers.ts';
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
 * One list for all pages of a connection, and another one for other arguments. `merge` gets the page as it is stored, and null where the
 * gateway could not answer: what is shown then stays where it was a further page, and goes where it was the first.
 */
const pages: FieldPolicy<StoredPage | null> = {
  keyArgs: (args) => Object.keys(args ?? {}).filter((name) => name !== 'first' && name !== 'after'),
  merge(existing, incoming, { args }) {
    const isFurther = typeof args?.['after'] === 'string';
    if (!isFurther || existing === undefined || existing === null) return incoming;
    return incoming === null ? existing : { ...incoming, nodes: [...existing.nodes, ...incoming.nodes] };
  },
};

/** Nothing is kept in the browser's storage: the cache ends with the page. */
export function createGraphClient(): ApolloClient {
  const signedIn = new SetContextLink(() => {
    const token = accessToken();
    return token === null ? {} : { headers: { authorization: `Bearer ${token}` } };
  });
  const heard = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) =>
        heardAnswer(operation.operationName ?? '', operation.variables['id'], extensions?.['fhir']),
      ),
    ),
  );
  return new ApolloClient({
    link: ApolloLink.from([signedIn, heard, new HttpLink({ uri: '/graphql' })]),
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
    // What the gateway could answer is shown beside what it could not.
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
}
