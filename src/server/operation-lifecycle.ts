/** Manages each operation from its request to the end of its response, and streams long responses in parts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { ResponseEncoder } from '../graphql/plugins/response-encoder.ts';
import type { ResponseBudget, ResponseLimits } from '../limits/response-budget.ts';
import type { InFlightOperations } from './in-flight-operations.ts';

interface StartedOperation {
  readonly signal: AbortSignal;
  readonly responseBudget: ResponseBudget;
  /** Resolves when the operation has ended, which can be after its client has disconnected. */
  readonly ended: Promise<undefined>;
}

export interface OperationLifecycle {
  /** Begins the operation of a request, which ends with the response. */
  begin(request: FastifyRequest, reply: FastifyReply): StartedOperation;
  /** Ends the operation of a request, if one has begun. */
  end(request: FastifyRequest): void;
  /** Returns the body to send: a stream for a long response, an error if the operation was stopped after encoding, or else the payload. */
  bodyFor(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown;
}

export function createOperationLifecycle(
  limits: ResponseLimits,
  inFlight: InFlightOperations,
  { bodyOf }: Pick<ResponseEncoder, 'bodyOf'>,
): OperationLifecycle {
  const operations = new WeakMap<FastifyRequest, RunningOperation>();
  return {
    begin(request, { raw: response }) {
      const signal = inFlight.begin(response);
      const responseBudget = limits.begin((reason) => inFlight.abort(signal, reason));
      const { promise: ended, resolve } = Promise.withResolvers<undefined>();
      operations.set(request, { responseBudget, end: () => resolve(undefined) });
      if (response.closed) responseBudget.end();
      else response.once('close', () => responseBudget.end());
      return { signal, responseBudget, ended };
    },
    end: (request) => operations.get(request)?.end(),
    bodyFor(request, reply, payload) {
      const responseBudget = operations.get(request)?.responseBudget;
      const body = responseBudget === undefined ? null : bodyOf(responseBudget);
      if (responseBudget === undefined || body === null) return payload;
      if (body.kind === 'refusal') {
        void reply.code(body.status).headers(body.headers);
        return body.text;
      }
      const { parts } = body;
      const bytes = parts.reduce((sum, { length }) => sum + length, 0);
      void reply.header('content-length', bytes);
      return streamParts(parts, responseBudget);
    },
  };
}

interface RunningOperation {
  readonly responseBudget: ResponseBudget;
  readonly end: () => void;
}

/**
 * Streams the parts of a body. Each part counts as held memory until the stream requests the next one.
 * @param parts emptied while sending
 */
export function streamParts(parts: Uint8Array[], responseBudget: ResponseBudget): Readable {
  responseBudget.settle(parts.reduce((sum, { length }) => sum + length, 0));
  const stream = Readable.from(releaseSentParts(parts, responseBudget), { objectMode: false });
  // A client that reads slowly holds memory too. Close its connection when other operations need that memory.
  responseBudget.onceStopped(() => stream.destroy());
  return stream;
}

function* releaseSentParts(parts: Uint8Array[], responseBudget: ResponseBudget): Generator<Uint8Array, void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    yield part;
    responseBudget.release(part.length);
  }
}
