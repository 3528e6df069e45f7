/** What of an error a caller may see: coded errors as they are, a caller's own mistakes without values, all else masked. */
import { unwrapResolverError } from '@apollo/server/errors';
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { GatewayError, InvalidInput } from '../../errors.ts';
import { type Log, stackFrames } from '../../observability/log.ts';
import { clientErrorOf } from './client-errors.ts';

/** The `formatError` of Apollo Server: what it returns is all that leaves. */
export function createErrorMask(
  log: Log,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { locations, path } = formatted;
    const position = {
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
    };
    const original = originalOf(error);
    if (original instanceof GatewayError && original.code !== 'INTERNAL_SERVER_ERROR') {
      // Problems are in our own words too: what was expected, and where.
      const problems = original instanceof InvalidInput ? { problems: original.problems } : {};
      return { message: original.message, ...position, extensions: { code: original.code, ...problems } };
    }
    const clientError = clientErrorOf(
      original,
      path === undefined ? formatted.extensions?.['code'] : undefined,
    );
    if (clientError !== null) {
      return { message: clientError.message, ...position, extensions: { code: clientError.code } };
    }
    return { ...maskError(original, log), ...position };
  };
}

/** What was thrown: by a resolver, or by a plugin that refused the operation. Mistakes in a document have a code of Apollo's. */
function originalOf(error: unknown): unknown {
  const isRefusal =
    error instanceof GraphQLError &&
    error.extensions['code'] === undefined &&
    error.originalError instanceof GatewayError;
  return isRefusal ? error.originalError : unwrapResolverError(error);
}

/** Logs an unexpected error under an id, and gives the caller the id. */
export function maskError(error: unknown, log: Log): GraphQLFormattedError {
  const errorId = randomUUID();
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('unexpected_error', { errorId, errorName, stack: stackFrames(error) });
  return {
    message: `An unexpected error happened in the gateway. Its log has more under the id ${errorId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}
