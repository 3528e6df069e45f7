/** Opens the store of idempotency keys that the configuration names. */
import { ConfigError } from '../config/config.ts';
import { FileOpenToOthers } from '../config/private-files.ts';
import { isSharedLocation, type StateLocation } from '../config/values.ts';
import { NotDurableError } from '../state/durability-check.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

/**
 * @param leaseMs how long an attempt keeps the key after it last renewed its claim
 * @throws ConfigError if the store cannot be opened; the message omits the location, which can contain a password
 */
export async function openIdempotencyStore(
  location: StateLocation,
  leaseMs: number,
): Promise<IdempotencyStore> {
  try {
    // Load only the store in use. The other's client or database would slow the start.
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
      ? 'a Valkey or Redis server, version 7.2 or later, that persists its data'
      : 'a writable file that no other process has open';
    throw new ConfigError([`STATE_URL: expected ${expects}${why}`]);
  }
}
