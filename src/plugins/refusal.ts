/** The refusal of a whole operation, before anything of it is executed. */
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GatewayError } from '../errors.ts';

/** What a plugin or the context throws to refuse an operation: the coded error, under an HTTP status, with headers. */
export function refusal(
  error: GatewayError,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status, headers: new HeaderMap(Object.entries(headers)) } },
  });
}
