/** Logs one line for each operation: its name, duration, cost and outcome. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Log } from '../../observability/log.ts';
import type { Context } from '../context.ts';

/** A client can send a name as long as a request. */
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
          contextValue: { requestId, budget, explanation, observer, site },
        }) {
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          log.info('operation', {
            requestId,
            traceId: observer.traceId,
            site: site.named?.id,
            // The name in the document, not the `operationName` that the client sent.
            operationName:
              operation === undefined ? undefined : operationName?.slice(0, MAX_OPERATION_NAME_LENGTH),
            operationType: operation?.operation,
            durationMs: Math.round(performance.now() - started),
            codes: [...new Set(errors.map(({ extensions }) => String(extensions?.['code'])))],
            isOnlyPriced: explanation === 'price' ? true : undefined,
            upstreamRequests: budget.usage.requests,
            warnings: [...new Set(budget.usage.warnings.map(({ code }) => code))],
          });
        },
      };
    },
  };
}

/** Logs that Apollo Server reported something, without its text, which can quote a request. */
export function createApolloLogger(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: () => log.warn('apollo_server'),
    error: () => log.error('apollo_server'),
  };
}
