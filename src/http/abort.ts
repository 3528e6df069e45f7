/** The error of aborted work: by its caller, by its deadline, or because the gateway stops. */
import { GatewayError } from '../errors.ts';

/** Returns the signal's own reason if it is a GatewayError, which is meant for callers, or OPERATION_ABORTED. */
export function abortError(signal?: AbortSignal): GatewayError {
  const reason: unknown = signal?.reason;
  return reason instanceof GatewayError
    ? reason
    : new GatewayError('OPERATION_ABORTED', 'The operation was given up before the FHIR server answered.');
}

/** Settles as the outcome does, or rejects as soon as the signal is aborted. The work itself goes on. */
export function raceWithAbort<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return outcome;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
