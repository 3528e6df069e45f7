/** Remembers for which types a kind of search fails, such as one by `_id`, so that not every operation pays a request to learn it again. */
import type { ResourceType } from '../fhir/resources.ts';

export interface SearchRefusals {
  isRefused(type: ResourceType): boolean;
  remember(type: ResourceType): void;
}

/** A site can grant a search at any time, so a refusal is not believed for long. */
const REFUSAL_TTL_MS = 300_000;

/** @param now epoch milliseconds */
export function createSearchRefusals(now: () => number): SearchRefusals {
  const believedUntil = new Map<ResourceType, number>();
  return {
    isRefused: (type) => (believedUntil.get(type) ?? 0) > now(),
    remember(type) {
      believedUntil.set(type, now() + REFUSAL_TTL_MS);
    },
  };
}
