/** Aborts work: for its caller, at its deadline, or because the gateway stops. */
import { GatewayError } from '../errors.ts';

/** Returns the signal's reason if it is a GatewayError, whose message callers may see; otherwise OPERATION_ABORTED. */
export function abortError(signal?: AbortSignal): GatewayError {
  const reason: unknown = signal?.reason;
  return reason instanceof GatewayError
    ? reason
    : new GatewayError('OPERATION_ABORTED', 'The operation was aborted before the FHIR server responded.');
}

/** Settles as the outcome does, or rejects as soon as the signal is aborted. Does not stop the work itself. */
export function raceWithAbort<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return outcome;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
