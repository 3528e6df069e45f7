/**
 * The app's routes. The browser's history contains a random key per route, so Back and Forward work. The route of a key is only in memory,
 * because a browser writes addresses and history state, and any patient id in them, to disk.
 */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import type { PatientFilter } from './gql/graphql.ts';

export type Route =
  | { readonly name: 'patients'; readonly filter: PatientFilter | null }
  | { readonly name: 'chart'; readonly patientId: string; readonly noteId: string | null };

const START: Route = { name: 'patients', filter: null };

const visited = new Map<string, Route>();
const current = makeVar<Route>(START);

globalThis.history.replaceState(storeRoute(START), '');
globalThis.addEventListener('popstate', ({ state }: PopStateEvent) => {
  current((typeof state === 'string' ? visited.get(state) : undefined) ?? START);
});

export function useRoute(): Route {
  return useReactiveVar(current);
}

export function goTo(route: Route): void {
  globalThis.history.pushState(storeRoute(route), '');
  current(route);
}

export function goBack(): void {
  globalThis.history.back();
}

/** Goes to the start, and forgets every route visited before. */
export function startOver(): void {
  visited.clear();
  goTo(START);
}

/** Stores a route under a new random key, and returns the key. */
function storeRoute(route: Route): string {
  const key = crypto.randomUUID();
  visited.set(key, route);
  return key;
}
