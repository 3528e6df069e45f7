/** Watches each operation from its arrival to the end of its answer, whatever becomes of it in between. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { type Observer, type OperationWatch, UNWATCHED, UNWATCHED_OPERATION } from '../observer.ts';
import { refusedWith } from '../plugins/observe-operations.ts';

export interface WatchedOperations {
  /** A hook that comes before all others, so that what these refuse is watched too. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;
  readonly of: (request: FastifyRequest) => OperationWatch;
}

/** The code of what never came to be an operation, by the status of its answer. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'UPSTREAM_UNAVAILABLE',
};

export function watchOperations(observer: Observer): WatchedOperations {
  const watches = new WeakMap<IncomingMessage, OperationWatch>();
  return {
    begin({ raw: request }, { raw: response }, done) {
      if (observer === UNWATCHED) return done();
      const watch = observer.operation(traceparentOf(request));
      let isSettled = false;
      watches.set(request, {
        ...watch,
        settled(tell) {
          isSettled = true;
          watch.settled(tell);
        },
      });
      response.once('close', () => {
        if (!isSettled && !response.writableFinished) watch.settled(() => refusedWith('OPERATION_ABORTED'));
        else if (!isSettled && response.statusCode >= 400)
          watch.settled(() => refusedWith(CODES[response.statusCode] ?? 'BAD_REQUEST'));
        watch.end(response.statusCode);
      });
      done();
    },
    of: ({ raw }) => watches.get(raw) ?? UNWATCHED_OPERATION,
  };
}

/** Of several, none is to be believed (W3C Trace Context §2.2.1). */
function traceparentOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [first, ...others] = headersDistinct['traceparent'] ?? [];
  return others.length === 0 ? first : undefined;
}
