/** Finds the ids by which a request names its document. */
import type { GraphQLRequest } from '@apollo/server';
import { isObject } from '../../fhir/lenient-read.ts';

/**
 * The parameters with an id: of GraphQL over HTTP (Appendix A), which urql and the client preset send, and of Relay's examples. Apollo Client sends
 * `extensions.persistedQuery.sha256Hash` instead.
 */
const ID_PARAMETERS = ['documentId', 'doc_id'] as const;

/** Returns every id of a request, as it was sent: of any JSON type, and without duplicates removed. */
export function readDocumentIds({
  http,
  extensions,
}: Pick<GraphQLRequest, 'http' | 'extensions'>): unknown[] {
  const persistedQuery: unknown = extensions?.['persistedQuery'];
  const hash: unknown[] =
    isObject(persistedQuery) && Object.hasOwn(persistedQuery, 'sha256Hash')
      ? [persistedQuery['sha256Hash']]
      : [];
  return [...ID_PARAMETERS.flatMap((name) => readParameter(http, name)), ...hash];
}

function readParameter(http: GraphQLRequest['http'], name: string): unknown[] {
  if (http === undefined) return [];
  if (http.method === 'GET') return new URLSearchParams(http.search).getAll(name);
  const { body } = http;
  const id: unknown = isObject(body) && Object.hasOwn(body, name) ? body[name] : undefined;
  return id === undefined || id === null ? [] : [id];
}
