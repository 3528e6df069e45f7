/** Reports each operation to the observer, from the request to the end of the response. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { factsOfRefusal } from '../graphql/plugins/observe-operations.ts';
import {
  NOOP_OBSERVER,
  NOOP_OPERATION_OBSERVER,
  type Observer,
  type OperationObserver,
} from '../observability/observer.ts';

export interface OperationTelemetry {
  /** The first hook of a request, to include requests that later hooks refuse. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;
  readonly of: (request: FastifyRequest) => OperationObserver;
}

/** The code of a request that was refused before its operation began, by HTTP status. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'UPSTREAM_UNAVAILABLE',
};

export function createOperationTelemetry(observer: Observer): OperationTelemetry {
  const operations = new WeakMap<IncomingMessage, OperationObserver>();
  return {
    begin({ raw: request }, { raw: response }, done) {
      if (observer === NOOP_OBSERVER) return done();
      const operation = observer.operation(traceparentOf(request));
      let isSettled = false;
      operations.set(request, {
        ...operation,
        provideFacts(facts) {
          isSettled = true;
          operation.provideFacts(facts);
        },
      });
      response.once('close', () => {
        if (!isSettled && !response.writableFinished)
          operation.provideFacts(() => factsOfRefusal('OPERATION_ABORTED'));
        else if (!isSettled && response.statusCode >= 400)
          operation.provideFacts(() => factsOfRefusal(CODE_OF_STATUS[response.statusCode] ?? 'BAD_REQUEST'));
        operation.end(response.statusCode);
      });
      done();
    },
    of: ({ raw }) => operations.get(raw) ?? NOOP_OPERATION_OBSERVER,
  };
}

/** Returns undefined for several `traceparent` headers, which are invalid (W3C Trace Context §2.2.1). */
function traceparentOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [first, ...others] = headersDistinct['traceparent'] ?? [];
  return others.length === 0 ? first : undefined;
}
