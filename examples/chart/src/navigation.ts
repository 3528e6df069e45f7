/**
 * The app's routes. The address names the site, and nothing else: the browser's history contains a random key per route, so Back and Forward
 * work. The route of a key is only in memory, because a browser writes addresses and history state, and any patient id in them, to disk.
 */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import type { PatientFilter } from './gql/graphql.ts';

export type Route =
  | { readonly name: 'patients'; readonly filter: PatientFilter | null }
  | { readonly name: 'chart'; readonly patientId: string; readonly documentId: string | null };

interface Place {
  /** Null in an address that names no site. */
  readonly siteId: string | null;
  readonly route: Route;
}

const START: Route = { name: 'patients', filter: null };
const SITE_PARAMETER = 'site';

const visited = new Map<string, Place>();
const current = makeVar<Place>(readAddress());

globalThis.history.replaceState(storePlace(current()), '');
globalThis.addEventListener('popstate', ({ state }: PopStateEvent) => {
  current((typeof state === 'string' ? visited.get(state) : undefined) ?? readAddress());
});

export function usePlace(): Place {
  return useReactiveVar(current);
}

/** Shows a route of the current site. */
export function goTo(route: Route): void {
  const place = { ...current(), route };
  globalThis.history.pushState(storePlace(place), '');
  current(place);
}

/** Shows the start of a site; null shows the list of sites. */
export function goToSite(siteId: string | null): void {
  const place = { siteId, route: START };
  const { pathname } = globalThis.location;
  const query = siteId === null ? '' : `?${new URLSearchParams({ [SITE_PARAMETER]: siteId })}`;
  globalThis.history.pushState(storePlace(place), '', pathname + query);
  current(place);
}

export function goBack(): void {
  globalThis.history.back();
}

/** Goes to the start, and forgets every route visited before. */
export function startOver(): void {
  visited.clear();
  goTo(START);
}

/** Returns the start of the site that the address names. */
function readAddress(): Place {
  return { siteId: new URLSearchParams(globalThis.location.search).get(SITE_PARAMETER), route: START };
}

/** Stores a place under a new random key, and returns the key. */
function storePlace(place: Place): string {
  const key = crypto.randomUUID();
  visited.set(key, place);
  return key;
}
