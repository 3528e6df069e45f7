/** The Apollo client: an in-memory cache only, paged lists, and the headers of each request. */
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  type FieldPolicy,
  HttpLink,
  InMemoryCache,
  type Reference,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { tap } from 'rxjs';
import { recordResponse, type Responses } from './responses.ts';
import unions from './gql/possible-types.ts';
import { accessToken } from './access-token.ts';
import { headersOf } from './sign-in/person-session.ts';

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

interface GraphClientOptions {
  /** The path of the site's graph. */
  readonly uri: string;
  readonly responses: Responses;
  /** The handle of the person's session; null if people do not sign in. */
  readonly session: string | null;
  /** Receives where the person can sign in again, if the gateway says so. */
  readonly onSessionEnd: (loginUrl: unknown) => void;
}

/**
 * Creates the client of one user at one site. FHIR ids are unique only within a site, so each site has a cache of its own. The cache ends
 * with the client: nothing is written to the browser's storage.
 */
export function createGraphClient({
  uri,
  responses,
  session,
  onSessionEnd,
}: GraphClientOptions): ApolloClient {
  const authorization = new SetContextLink(() => {
    const token = accessToken();
    return {
      headers: { ...headersOf(session), ...(token !== null && { authorization: `Bearer ${token}` }) },
    };
  });
  const sessionEnds = new ErrorLink(({ error }) => {
    if (session === null || !CombinedGraphQLErrors.is(error)) return;
    const refusal = error.errors.find(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
    if (refusal !== undefined) onSessionEnd(refusal.extensions?.['loginUrl']);
  });
  const recording = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) =>
        recordResponse(
          responses,
          operation.operationName ?? '',
          operation.variables['id'],
          extensions?.['fhir'],
        ),
      ),
    ),
  );
  return new ApolloClient({
    link: ApolloLink.from([authorization, sessionEnds, recording, new HttpLink({ uri })]),
    cache: new InMemoryCache({
      possibleTypes: unions.possibleTypes,
      typePolicies: {
        Query: { fields: { patientsConnection: pages } },
        Patient: {
          fields: {
            allergiesConnection: pages,
            appointmentsConnection: pages,
            documentsConnection: pages,
            encountersConnection: pages,
            immunizationsConnection: pages,
            labResultsConnection: pages,
            medicationsConnection: pages,
            problemsConnection: pages,
            vitalSignsConnection: pages,
          },
        },
      },
    }),
    // Show partial data together with the errors.
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
}
