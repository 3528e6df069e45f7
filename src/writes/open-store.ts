/** Opens the store of idempotency keys that the configuration names. */
import { ConfigError } from '../config.ts';
import { FileOpenToOthers } from '../config/private-files.ts';
import { isShared, type StatePlace } from '../config/values.ts';
import { UnfitServer } from '../state/fitness.ts';
import type { StateStore } from './state-store.ts';

/**
 * @param leaseMs how long replicas wait for an attempt of another that does not say any more what it does
 * @throws ConfigError where the place cannot be had; it does not name it, since it can hold a password
 */
export async function openStateStore(place: StatePlace, leaseMs: number): Promise<StateStore> {
  try {
    // Only the store in use is loaded: the other's client or database would slow the start down.
    if (isShared(place)) {
      const { openValkeyStore } = await import('./store-valkey.ts');
      return await openValkeyStore({ place, leaseMs });
    }
    const { openSqliteStore } = await import('./store-sqlite.ts');
    return openSqliteStore({ path: place.kind === 'sqlite' ? place.path : null });
  } catch (error) {
    const isOurs = error instanceof UnfitServer || error instanceof FileOpenToOthers;
    const why = isOurs ? `: ${error.message}` : '';
    const expects = isShared(place)
      ? 'a Valkey or Redis server from 7.2 on that keeps what it is given'
      : 'a file that can be written, and that no other process has';
    throw new ConfigError([`STATE_URL: expected ${expects}${why}`]);
  }
}
