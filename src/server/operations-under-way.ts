/** The operations under way: each ends when its caller hangs up or its time is over, and all when the gateway stops waiting. */
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../errors.ts';
import { givenUp } from '../http/given-up.ts';

export interface OperationsUnderWay {
  /** A signal that gives the operation up that the reply is for; its reason is the error for the fields that wait by then. */
  begin(reply: FastifyReply): AbortSignal;
  /** Gives all of them up, with OPERATION_ABORTED. */
  abortAll(): void;
}

/** @param timeoutMs how long an operation may take */
export function createOperationsUnderWay(timeoutMs: number): OperationsUnderWay {
  const underWay = new Set<AbortController>();
  return {
    begin({ raw }) {
      // Who has hung up already is not told of again.
      if (raw.closed) return AbortSignal.abort(givenUp());
      const operation = new AbortController();
      const deadline = setTimeout(() => operation.abort(tookTooLong(timeoutMs)), timeoutMs);
      underWay.add(operation);
      raw.once('close', () => {
        clearTimeout(deadline);
        underWay.delete(operation);
        if (!raw.writableFinished) operation.abort(givenUp());
      });
      return operation.signal;
    },
    abortAll() {
      for (const operation of underWay) operation.abort(givenUp());
    },
  };
}

function tookTooLong(timeoutMs: number): GatewayError {
  return new GatewayError(
    'OPERATION_TIMEOUT',
    `The operation took longer than ${timeoutMs} ms, and this had not been answered by then. Ask for less at a time, or later.`,
  );
}
