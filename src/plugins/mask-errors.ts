/** What of an error a caller may see: coded errors as they are, Apollo's own without values, all else masked. */
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import { GatewayError } from '../errors.ts';
import { type Log, stackFrames } from '../log.ts';

/** Errors that Apollo Server raises before anything is resolved; they tell a developer what to change. */
const APOLLO_CODES: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/**
 * graphql-js repeats what it was given: a name searched for, say, in the place of an enum member. Errors are kept by
 * routers and browsers, so the values go and the words around them stay.
 */
const VALUES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/got invalid value [\s\S]*(?=( at "[\w.[\]]+")?; )/, 'got an invalid value'],
  [/(cannot represent [a-z- ]*value): [\s\S]*$/, '$1.'],
  [/Value "[\s\S]*" does not exist in "(\w+)" enum[\s\S]*$/, 'The value does not exist in the enum "$1".'],
  [/, found (?!Name|String|BlockString|Int|Float)[\s\S]*$/, '; something else came.'],
  [/\b(Name|String|BlockString|Int|Float) "[\s\S]*"/, '$1'],
];

/** The `formatError` of Apollo Server: what it returns is all that leaves. */
export function createErrorMask(
  log: Log,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { locations, path } = formatted;
    const place = {
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
    };
    const original = unwrapResolverError(error);
    if (original instanceof GatewayError && original.code !== 'INTERNAL_SERVER_ERROR') {
      return { message: original.message, ...place, extensions: { code: original.code } };
    }
    const code = formatted.extensions?.['code'];
    if (path === undefined && APOLLO_CODES.has(code)) {
      return { message: withoutValues(formatted.message), ...place, extensions: { code } };
    }
    return { ...masked(original, log), ...place };
  };
}

/** Logs an unexpected error under an id, and gives the caller the id. */
export function masked(error: unknown, log: Log): GraphQLFormattedError {
  const errorId = randomUUID();
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('unexpected_error', { errorId, errorName, stack: stackFrames(error) });
  return {
    message: `An unexpected error happened in the gateway. Its log has more under the id ${errorId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

function withoutValues(message: string): string {
  return VALUES.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), message);
}
