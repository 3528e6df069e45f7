/** Falls back to single reads if a search for several keys failed and single reads can succeed. */
import type { Authorization } from '../access/authorization.ts';
import type { EpicClient } from '../epic/client.ts';
import { type RequestBudget, withHeldWarnings } from '../epic/request-budget.ts';
import type { Warning } from '../epic/warnings.ts';
import { GatewayError, hasCode } from '../errors.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';

/**
 * Whether single reads can succeed after a search was refused or failed. Epic entitles search and read separately, and one bad record can
 * fail a whole search. After the codes below, single reads would only fail too, and add load.
 */
export function canReadIndividually(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    !hasCode(
      error,
      'GATEWAY_OVERLOADED',
      'OPERATION_ABORTED',
      'OPERATION_TIMEOUT',
      'UNAUTHENTICATED',
      'UPSTREAM_AUTHENTICATION_FAILED',
      'UPSTREAM_RATE_LIMITED',
      'UPSTREAM_TIMEOUT',
    )
  );
}

/** Whether the server failed, because of one bad record or altogether. */
export function isServerFailure(result: unknown): result is GatewayError {
  return hasCode(result, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_INVALID_RESPONSE');
}

const PROBES = 2;

/**
 * Reads each key after a search for all of them failed. If the server is down, every read fails, each with its retries, so two reads go
 * first. One of them can be for the bad record. If both fail in a way that applies to all, the other keys get that error without a request.
 * @param isForAll whether a failure applies to every key
 */
export async function readIndividually<K, T>(
  keys: readonly K[],
  read: (key: K) => Promise<T | GatewayError>,
  isForAll: (result: unknown) => result is GatewayError = isServerFailure,
): Promise<(T | GatewayError)[]> {
  const first = await Promise.all(keys.slice(0, PROBES).map(read));
  const rest = keys.slice(PROBES);
  const [failure] = first;
  return isForAll(failure) && first.every(isForAll)
    ? [...first, ...rest.map(() => failure)]
    : [...first, ...(await Promise.all(rest.map(read)))];
}

export type LoadResult = Stored<Resource> | null | GatewayError;

/** Warnings about single resources by `Type/id`. Each field that returns the resource reports them. */
export type WarningsById = Map<string, Warning[]>;

/**
 * Returns the error for an id as its result, so it does not fail the rest of the batch. If the caller may see only some records of the
 * type, a hidden record and one that the server refuses look absent, including their warnings.
 */
export async function readSingly(
  { client, budget }: { readonly client: Pick<EpicClient, 'read'>; readonly budget: RequestBudget },
  type: ResourceType,
  id: string,
  authorization: Authorization,
  warnings: WarningsById,
): Promise<LoadResult> {
  const isUnrestricted = authorization.isUnrestricted(type, 'r');
  const held: Warning[] = [];
  try {
    const resource = await client.read(type, id, withHeldWarnings(budget, held));
    if (isUnrestricted || (resource !== null && authorization.permits(resource, 'r')))
      warnings.set(`${type}/${id}`, held);
    return resource;
  } catch (error) {
    if (!isUnrestricted && hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return null;
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
