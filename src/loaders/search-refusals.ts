/**
 * Remembers the types for which the server refuses a search, such as one by `_id`, so that not every operation spends a request on finding
 * out.
 */
import type { ResourceType } from '../fhir/resources.ts';

export interface SearchRefusals {
  isRefused(type: ResourceType): boolean;
  remember(type: ResourceType): void;
}

/** A site can allow a search at any time, so a refusal is remembered only for minutes. */
const REFUSAL_TTL_MS = 300_000;

/** @param now epoch milliseconds */
export function createSearchRefusals(now: () => number): SearchRefusals {
  const expiries = new Map<ResourceType, number>();
  return {
    isRefused: (type) => (expiries.get(type) ?? 0) > now(),
    remember(type) {
      expiries.set(type, now() + REFUSAL_TTL_MS);
    },
  };
}
