/** Why work was given up: by the caller, by its deadline, or because the gateway stops. */
import { GatewayError } from '../errors.ts';

/** The error of work whose signal is aborted: the signal's own reason, where that is meant for callers. */
export function givenUp(signal?: AbortSignal): GatewayError {
  const reason: unknown = signal?.reason;
  return reason instanceof GatewayError
    ? reason
    : new GatewayError('OPERATION_ABORTED', 'The operation was given up before the FHIR server answered.');
}

/** The outcome, or the reason of the signal where that is aborted before the outcome is there. The work itself goes on. */
export function unlessGivenUp<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return outcome;
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(givenUp(signal));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
