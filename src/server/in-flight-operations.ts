/** Tracks the operations in flight. Aborts each when its caller hangs up or its time is over, and all when the gateway stops waiting. */
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';

/** What Node tells of the answer to a request. */
export interface ClosableResponse {
  /** Whether all of it is on its way. */
  readonly writableFinished: boolean;
  /** Whether its connection is done with, by us or by the caller. */
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

export interface InFlightOperations {
  /** Begins an operation. Returns the signal that aborts it, whose reason is the error of the fields that still wait. */
  begin(response: ClosableResponse): AbortSignal;
  /** Aborts the operation with this signal, for this reason. */
  abort(signal: AbortSignal, reason: GatewayError): void;
  /** Aborts all of them, with OPERATION_ABORTED. */
  abortAll(): void;
}

/** @param timeoutMs how long an operation may take */
export function createInFlightOperations(timeoutMs: number): InFlightOperations {
  const inFlight = new Map<AbortSignal, AbortController>();
  return {
    begin(response) {
      // A response that is closed already emits no further event.
      if (response.closed) return AbortSignal.abort(abortError());
      const operation = new AbortController();
      const deadline = setTimeout(() => operation.abort(timeoutError(timeoutMs)), timeoutMs);
      inFlight.set(operation.signal, operation);
      response.once('close', () => {
        clearTimeout(deadline);
        inFlight.delete(operation.signal);
        if (!response.writableFinished) operation.abort(abortError());
      });
      return operation.signal;
    },
    abort: (signal, reason) => inFlight.get(signal)?.abort(reason),
    abortAll() {
      for (const operation of inFlight.values()) operation.abort(abortError());
    },
  };
}

function timeoutError(timeoutMs: number): GatewayError {
  return new GatewayError(
    'OPERATION_TIMEOUT',
    `The operation took longer than ${timeoutMs} ms, and this had not been answered by then. Ask for less at a time, or later.`,
  );
}
