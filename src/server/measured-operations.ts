/** Measures each operation from its request to the end of its response, and streams long answers in parts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { BoundAnswers } from '../plugins/bound-answers.ts';
import type { AnswerSize, SizeBounds } from '../size/answer-size.ts';
import type { OperationsUnderWay } from './operations-under-way.ts';

export interface MeasuredOperations {
  /** Begins the operation of a request. The end of the response ends it. */
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
  ): { readonly signal: AbortSignal; readonly size: AnswerSize };
  /** Returns the body to send: a stream for a long answer, and an error for an operation that was stopped since its answer was encoded. */
  payloadOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown;
}

export function measureOperations(
  bounds: SizeBounds,
  underWay: OperationsUnderWay,
  { bodyOf }: Pick<BoundAnswers, 'bodyOf'>,
): MeasuredOperations {
  const sizes = new WeakMap<FastifyRequest, AnswerSize>();
  return {
    begin(request, { raw: response }) {
      const signal = underWay.begin(response);
      const size = bounds.begin((reason) => underWay.abort(signal, reason));
      sizes.set(request, size);
      if (response.closed) size.end();
      else response.once('close', () => size.end());
      return { signal, size };
    },
    payloadOf(request, reply, payload) {
      const size = sizes.get(request);
      const body = size === undefined ? null : bodyOf(size);
      if (size === undefined || body === null) return payload;
      if (body.kind === 'refusal') {
        void reply.code(body.status).headers(body.headers);
        return body.text;
      }
      const { parts } = body;
      const bytes = parts.reduce((sum, { length }) => sum + length, 0);
      void reply.header('content-length', bytes);
      return sentInParts(parts, size);
    },
  };
}

/**
 * Returns the stream of a body. Each part counts as held memory until the stream requests the next one.
 * @param parts emptied as they are sent
 */
export function sentInParts(parts: Uint8Array[], size: AnswerSize): Readable {
  size.settle(parts.reduce((sum, { length }) => sum + length, 0));
  const stream = Readable.from(letGoOf(parts, size), { objectMode: false });
  // A client that reads slowly holds memory too. Close its connection when other operations need that memory.
  size.onceStopped(() => stream.destroy());
  return stream;
}

function* letGoOf(parts: Uint8Array[], size: AnswerSize): Generator<Uint8Array, void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    yield part;
    size.letGo(part.length);
  }
}
