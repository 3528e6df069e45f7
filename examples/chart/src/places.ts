/**
 * Where in the app the user is. The browser's history has a random key for each place, so that Back and Forward work, and what the key
 * stands for is in memory alone: an address or a state with a patient's id would stay behind on the disk.
 */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import type { PatientFilter } from './gql/graphql.ts';

export type Place =
  | { readonly name: 'patients'; readonly filter: PatientFilter | null }
  | { readonly name: 'chart'; readonly patientId: string; readonly noteId: string | null };

const START: Place = { name: 'patients', filter: null };

const visited = new Map<string, Place>();
const current = makeVar<Place>(START);

globalThis.history.replaceState(keyOf(START), '');
globalThis.addEventListener('popstate', ({ state }: PopStateEvent) => {
  current((typeof state === 'string' ? visited.get(state) : undefined) ?? START);
});

export function usePlace(): Place {
  return useReactiveVar(current);
}

export function goTo(place: Place): void {
  globalThis.history.pushState(keyOf(place), '');
  current(place);
}

export function goBack(): void {
  globalThis.history.back();
}

/** To the start, with no way back to what was seen before. */
export function startOver(): void {
  visited.clear();
  goTo(START);
}

function keyOf(place: Place): string {
  const key = crypto.randomUUID();
  visited.set(key, place);
  return key;
}
