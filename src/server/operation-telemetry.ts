/** Observes each operation from its arrival to the end of its answer, however it ends. */
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
  /** A hook that runs before all others, so that it observes the requests that they refuse. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;
  readonly of: (request: FastifyRequest) => OperationObserver;
}

/** The code of a request that was refused before it became an operation, by the status of its answer. */
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

/** Of several, none is to be believed (W3C Trace Context §2.2.1). */
function traceparentOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [first, ...others] = headersDistinct['traceparent'] ?? [];
  return others.length === 0 ? first : undefined;
}
