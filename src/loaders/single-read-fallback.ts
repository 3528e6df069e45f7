/** What is left to do where asking for several at once came to nothing: asking for each by itself, where that can succeed. */
import { GatewayError, hasCode } from '../errors.ts';

/**
 * Where a search was refused or failed, asking for each by itself can still succeed: search and read are separate entitlements at
 * Epic, and one bad record can fail a whole search. After these, the others would fail alike, and make things worse.
 */
export function canReadIndividually(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    !hasCode(
      error,
      'GATEWAY_OVERLOADED',
      'OPERATION_ABORTED',
      'OPERATION_TIMEOUT',
      'UPSTREAM_AUTHENTICATION_FAILED',
      'UPSTREAM_RATE_LIMITED',
      'UPSTREAM_TIMEOUT',
    )
  );
}

/** True where the server failed, which can be for one bad record, and can be for all that it is asked. */
export function isServerFailure(result: unknown): result is GatewayError {
  return hasCode(result, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_INVALID_RESPONSE');
}

const PROBES = 2;

/**
 * Asks for each after a search that went wrong for all. A server that is down fails them all, each with its retries, so two go first:
 * one of them can be the bad record, but where both go wrong so that the others will too, these share their error unasked.
 */
export async function readIndividually<K, T>(
  keys: readonly K[],
  ask: (key: K) => Promise<T | GatewayError>,
  isForAll: (result: unknown) => result is GatewayError = isServerFailure,
): Promise<(T | GatewayError)[]> {
  const first = await Promise.all(keys.slice(0, PROBES).map(ask));
  const rest = keys.slice(PROBES);
  const [failure] = first;
  return isForAll(failure) && first.every(isForAll)
    ? [...first, ...rest.map(() => failure)]
    : [...first, ...(await Promise.all(rest.map(ask)))];
}
