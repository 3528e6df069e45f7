/** Refuses a whole operation before execution. */
import { type GraphQLRequest, HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GatewayError } from '../../errors.ts';

export interface RefusalResponse {
  readonly error: GatewayError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const refusals = new WeakMap<object, RefusalResponse>();

/** Creates the error that a plugin or the context throws to refuse an operation with an HTTP status and headers. */
export function refusalError(
  error: GatewayError,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const refused = new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status, headers: new HeaderMap(Object.entries(headers)) } },
  });
  refusals.set(refused, { error, status, headers });
  return refused;
}

/** Returns the response for an error created by `refusalError`, for routes other than GraphQL; null for any other error. */
export function refusalResponseOf(error: unknown): RefusalResponse | null {
  return typeof error === 'object' && error !== null ? (refusals.get(error) ?? null) : null;
}

/** Replaces the document of a request that will be refused, so that Apollo Server never parses, validates, caches or logs it. */
export function replaceDocument(request: GraphQLRequest): void {
  const { persistedQuery: _persistedQuery, ...extensions } = request.extensions ?? {};
  request.extensions = extensions;
  request.query = '{ __typename }';
}
