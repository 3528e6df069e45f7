/** Formats errors for callers: coded errors unchanged, client errors without values, and all others masked. */
import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { extensionsOf, GatewayError } from '../../errors.ts';
import { type Log, logOfSite, stackFrames } from '../../observability/log.ts';
import type { Context } from '../context.ts';
import { clientErrorOf } from './client-errors.ts';

/** The ids of the sites at which errors happened. `formatError` does not receive the context. */
const siteIds = new WeakMap<object, string>();

/** Remembers the site of each error, for the log. */
export function nameSitesOfErrors(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { site } }) {
      const id = site.named?.id;
      if (id === undefined) return;
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors) siteIds.set(error, id);
        },
      };
    },
  };
}

/** Creates Apollo Server's `formatError`. */
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
      // The gateway wrote these messages; they contain no values.
      return { message: original.message, ...position, extensions: extensionsOf(original) };
    }
    const clientError = clientErrorOf(
      original,
      path === undefined ? formatted.extensions?.['code'] : undefined,
    );
    if (clientError !== null) {
      return { message: clientError.message, ...position, extensions: { code: clientError.code } };
    }
    const site = error instanceof Error ? siteIds.get(error) : undefined;
    return { ...maskError(original, logOfSite(log, site)), ...position };
  };
}

/** Returns the error that a resolver threw, or that a plugin refused the operation with. Errors in documents keep their Apollo code. */
function originalOf(error: unknown): unknown {
  const isRefusal =
    error instanceof GraphQLError &&
    error.extensions['code'] === undefined &&
    error.originalError instanceof GatewayError;
  return isRefusal ? error.originalError : unwrapResolverError(error);
}

/** Logs an unexpected error. Returns an error that contains only the id of the log line. */
export function maskError(error: unknown, log: Log): GraphQLFormattedError {
  const errorId = randomUUID();
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('unexpected_error', { errorId, errorName, stack: stackFrames(error) });
  return {
    message: `The gateway failed unexpectedly. Give its operator the error id ${errorId}, which is in the log.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}
