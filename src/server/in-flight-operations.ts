/** Tracks operations in flight. Aborts an operation when its client disconnects or it times out, and all operations at the shutdown deadline. */
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';

/** The part of Node's ServerResponse that shows whether the client is connected. */
export interface ClosableResponse {
  /** Whether the whole response was handed to the operating system. */
  readonly writableFinished: boolean;
  /** Whether the connection is closed, by either side. */
  readonly closed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

export interface InFlightOperations {
  /** Begins an operation. Returns its abort signal. The reason of the signal becomes the error of pending fields. */
  begin(response: ClosableResponse): AbortSignal;
  abort(signal: AbortSignal, reason: GatewayError): void;
  /** Aborts all operations with OPERATION_ABORTED. */
  abortAll(): void;
}

/** @param timeoutMs the timeout of an operation */
export function createInFlightOperations(timeoutMs: number): InFlightOperations {
  const inFlight = new Map<AbortSignal, AbortController>();
  return {
    begin(response) {
      // A closed response emits no further event.
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
    `The operation timed out after ${timeoutMs} ms, before this field was resolved. Select less in one operation, or retry later.`,
  );
}
