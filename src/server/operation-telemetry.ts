/** Watches each operation from its arrival to the end of its answer, whatever becomes of it in between. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { IncomingMessage } from 'node:http';
import {
  type Observer,
  type OperationObserver,
  NOOP_OBSERVER,
  NOOP_OPERATION_OBSERVER,
} from '../observability/observer.ts';
import { factsOfRefusal } from '../graphql/plugins/observe-operations.ts';

export interface OperationTelemetry {
  /** A hook that comes before all others, so that what these refuse is watched too. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;
  readonly of: (request: FastifyRequest) => OperationObserver;
}

/** The code of what never came to be an operation, by the status of its answer. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'UPSTREAM_UNAVAILABLE',
};

export function createOperationTelemetry(observer: Observer): OperationTelemetry {
  const watches = new WeakMap<IncomingMessage, OperationObserver>();
  return {
    begin({ raw: request }, { raw: response }, done) {
      if (observer === NOOP_OBSERVER) return done();
      const watch = observer.operation(traceparentOf(request));
      let isSettled = false;
      watches.set(request, {
        ...watch,
        provideFacts(tell) {
          isSettled = true;
          watch.provideFacts(tell);
        },
      });
      response.once('close', () => {
        if (!isSettled && !response.writableFinished)
          watch.provideFacts(() => factsOfRefusal('OPERATION_ABORTED'));
        else if (!isSettled && response.statusCode >= 400)
          watch.provideFacts(() => factsOfRefusal(CODE_OF_STATUS[response.statusCode] ?? 'BAD_REQUEST'));
        watch.end(response.statusCode);
      });
      done();
    },
    of: ({ raw }) => watches.get(raw) ?? NOOP_OPERATION_OBSERVER,
  };
}

/** Of several, none is to be believed (W3C Trace Context §2.2.1). */
function traceparentOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [first, ...others] = headersDistinct['traceparent'] ?? [];
  return others.length === 0 ? first : undefined;
}
