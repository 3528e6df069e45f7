/** The refusal of a whole operation, before anything of it is executed. */
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GatewayError } from '../../errors.ts';

/** The answer of a refusal. */
interface RefusalResponse {
  readonly error: GatewayError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const refusals = new WeakMap<object, RefusalResponse>();

/** What a plugin or the context throws to refuse an operation: the coded error, under an HTTP status, with headers. */
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

/** Returns the answer of an error that `refusalError` made, for routes that GraphQL does not answer; null for any other error. */
export function refusalResponseOf(error: unknown): RefusalResponse | null {
  return typeof error === 'object' && error !== null ? (refusals.get(error) ?? null) : null;
}
