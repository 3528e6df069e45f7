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
  /**
   * Creates the first hook of a request, to include requests that later hooks refuse.
   * @param notFoundCode the code of a response 404
   */
  readonly begin: (
    notFoundCode: string,
  ) => (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;
  /** Reports the operation with its site, even if the site cannot be opened. */
  readonly nameSite: (request: FastifyRequest, site: string | undefined) => void;
  readonly of: (request: FastifyRequest) => OperationObserver;
}

/** The code of a request that was refused before its operation began, by HTTP status. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'UPSTREAM_UNAVAILABLE',
  504: 'OPERATION_TIMEOUT',
};

export function createOperationTelemetry(observer: Observer): OperationTelemetry {
  const operations = new WeakMap<IncomingMessage, OperationObserver>();
  const sites = new WeakMap<IncomingMessage, string>();
  return {
    begin:
      (notFoundCode) =>
      ({ raw: request }, { raw: response }, done) => {
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
        const refuse = (code: string): void =>
          operation.provideFacts(() => ({ ...factsOfRefusal(code), site: sites.get(request) }));
        response.once('close', () => {
          if (!isSettled && !response.writableFinished) refuse('OPERATION_ABORTED');
          else if (!isSettled && response.statusCode >= 400)
            refuse(codeOf(response.statusCode, notFoundCode));
          operation.end(response.statusCode);
        });
        done();
      },
    nameSite({ raw }, site) {
      if (site !== undefined && operations.has(raw)) sites.set(raw, site);
    },
    of: ({ raw }) => operations.get(raw) ?? NOOP_OPERATION_OBSERVER,
  };
}

function codeOf(status: number, notFoundCode: string): string {
  return status === 404 ? notFoundCode : (CODE_OF_STATUS[status] ?? 'BAD_REQUEST');
}

/** Returns undefined for several `traceparent` headers, which are invalid (W3C Trace Context §2.2.1). */
function traceparentOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [first, ...others] = headersDistinct['traceparent'] ?? [];
  return others.length === 0 ? first : undefined;
}
