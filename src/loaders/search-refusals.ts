/**
 * Remembers for minutes what a server did with a search, so that not every operation spends a request on finding out: that it refuses a
 * search by `_id`, for example. A site can allow a search at any time.
 */
import type { ResourceType } from '../fhir/resources.ts';

export interface SearchRefusals<K extends string = ResourceType> {
  isRefused(key: K): boolean;
  remember(key: K): void;
}

/** Values that a grant remembers about searches, by key. */
export interface RecentSearches<K extends string, V> {
  /** Returns undefined if nothing is known, or no longer. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

const RECENT_MS = 300_000;

/** Callers can choose keys, such as sets of categories. Beyond this number, the oldest is forgotten. */
const MAX_KEYS = 500;

/** @param now epoch milliseconds */
export function createRecentSearches<K extends string, V>(now: () => number): RecentSearches<K, V> {
  const known = new Map<K, { readonly value: V; readonly expiry: number }>();
  return {
    get(key) {
      const found = known.get(key);
      return found !== undefined && found.expiry > now() ? found.value : undefined;
    },
    set(key, value) {
      known.delete(key);
      const [oldest] = known.size < MAX_KEYS ? [] : known.keys();
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, { value, expiry: now() + RECENT_MS });
    },
  };
}

/** @param now epoch milliseconds */
export function createSearchRefusals<K extends string = ResourceType>(now: () => number): SearchRefusals<K> {
  const refused = createRecentSearches<K, true>(now);
  return {
    isRefused: (key) => refused.get(key) === true,
    remember: (key) => refused.set(key, true),
  };
}

/** Remembers the results of searches for several lists. */
export interface ListCombinations {
  /** How the latest searches went. Until one has held all of its lists, the others wait for the first. */
  readonly trials: RecentSearches<string, 'running' | 'open' | 'passed'>;
  /** Searches that the server refused or failed, and those that did not hold all lists of one patient. */
  readonly refusals: SearchRefusals<string>;
  /** Searches whose warnings were none that each of their lists has too. */
  readonly unexplained: SearchRefusals<string>;
  /** The codes of the warnings about withheld records in the lists' own searches. */
  readonly withheld: RecentSearches<string, string>;
}

/** @param now epoch milliseconds */
export function createListCombinations(now: () => number): ListCombinations {
  return {
    trials: createRecentSearches(now),
    refusals: createSearchRefusals(now),
    unexplained: createSearchRefusals(now),
    withheld: createRecentSearches(now),
  };
}
