/** Measures each operation from its arrival to the end of its answer, and sends long answers part by part. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { BoundAnswers } from '../plugins/bound-answers.ts';
import type { AnswerSize, SizeBounds } from '../size/answer-size.ts';
import type { OperationsUnderWay } from './operations-under-way.ts';

export interface MeasuredOperations {
  /** Begins the operation of a request, whose answer ends it. */
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
  ): { readonly signal: AbortSignal; readonly size: AnswerSize };
  /** What is sent of an answer: the parts of a long one, in the place of the empty text that stands for it. */
  payloadOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown;
}

export function measureOperations(
  bounds: SizeBounds,
  underWay: OperationsUnderWay,
  { partsOf }: Pick<BoundAnswers, 'partsOf'>,
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
      const parts = size === undefined ? undefined : partsOf(size);
      if (size === undefined || parts === undefined) return payload;
      const bytes = parts.reduce((sum, { length }) => sum + length, 0);
      void reply.header('content-length', bytes);
      size.settle(bytes);
      const stream = Readable.from(letGoOf(parts, size), { objectMode: false });
      // Who reads slowly holds memory too: where that is wanted for others, the connection is closed.
      size.onceStopped(() => stream.destroy());
      return stream;
    },
  };
}

/** The parts, each of which is counted until the next one is wanted. */
function* letGoOf(parts: Uint8Array[], size: AnswerSize): Generator<Uint8Array, void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    yield part;
    size.letGo(part.length);
  }
}
