/** One log line an operation: what it was called, how long it took, what it cost and how it ended. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';
import type { Log } from '../../observability/log.ts';

/** A name can be as long as a request; a log line is not to be. */
const MAX_OPERATION_NAME_LENGTH = 100;

export function logOperations(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const started = performance.now();
      return {
        async willSendResponse({
          operation,
          operationName,
          response,
          contextValue: { requestId, budget, watch },
        }) {
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          log.info('operation', {
            requestId,
            traceId: watch.traceId,
            // The name in the document, not what a client claims beside it.
            operationName:
              operation === undefined ? undefined : operationName?.slice(0, MAX_OPERATION_NAME_LENGTH),
            operationType: operation?.operation,
            durationMs: Math.round(performance.now() - started),
            codes: [...new Set(errors.map(({ extensions }) => String(extensions?.['code'])))],
            upstreamRequests: budget.requests,
            warnings: [...new Set(budget.warnings.map(({ code }) => code))],
          });
        },
      };
    },
  };
}

/** Apollo Server's own messages can quote a request: that there is one is told, its text is not. */
export function createApolloLogger(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: () => log.warn('apollo_server'),
    error: () => log.error('apollo_server'),
  };
}
