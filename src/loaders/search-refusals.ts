/** Remembers for which types a kind of search fails, such as one by `_id`, so that not every operation pays a request to learn it again. */
import type { ResourceType } from '../fhir/resources.ts';

export interface SearchRefusals {
  isRefused(type: ResourceType): boolean;
  note(type: ResourceType): void;
}

/** A site can grant a search at any time, so a refusal is not believed for long. */
const BELIEVED_FOR_MS = 300_000;

/** @param now epoch milliseconds */
export function createSearchRefusals(now: () => number): SearchRefusals {
  const believedUntil = new Map<ResourceType, number>();
  return {
    isRefused: (type) => (believedUntil.get(type) ?? 0) > now(),
    note(type) {
      believedUntil.set(type, now() + BELIEVED_FOR_MS);
    },
  };
}
