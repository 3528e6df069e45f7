/** Opens the store of idempotency keys that the configuration names. */
import { ConfigError } from '../config/config.ts';
import { FileOpenToOthers } from '../config/private-files.ts';
import { isSharedLocation, type StateLocation } from '../config/values.ts';
import { NotDurableError } from '../state/durability-check.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

/**
 * @param leaseMs how long an attempt that has stopped renewing its claim keeps the key
 * @throws ConfigError where the place cannot be had; it does not name it, since it can hold a password
 */
export async function openIdempotencyStore(
  location: StateLocation,
  leaseMs: number,
): Promise<IdempotencyStore> {
  try {
    // Only the store in use is loaded: the other's client or database would slow the start down.
    if (isSharedLocation(location)) {
      const { openValkeyStore } = await import('./valkey-store.ts');
      return await openValkeyStore({ location, leaseMs });
    }
    const { openSqliteStore } = await import('./sqlite-store.ts');
    return openSqliteStore({ path: location.kind === 'sqlite' ? location.path : null });
  } catch (error) {
    const isOurs = error instanceof NotDurableError || error instanceof FileOpenToOthers;
    const why = isOurs ? `: ${error.message}` : '';
    const expects = isSharedLocation(location)
      ? 'a Valkey or Redis server from 7.2 on that keeps what it is given'
      : 'a file that can be written, and that no other process has';
    throw new ConfigError([`STATE_URL: expected ${expects}${why}`]);
  }
}
