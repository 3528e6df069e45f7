/**
 * Tokens that were found good lately. A screen asks several times with the same one, and to verify its signature each time costs more
 * than all else that is done to know its caller.
 */
import { createHash } from 'node:crypto';

/** A token that was found good. */
export interface Verified<T> {
  readonly value: T;
  /** Stands for the keys it was verified with: another object is other keys. */
  readonly keys: object;
  /** When the token ends, in epoch milliseconds. */
  readonly ends: number;
}

export interface KnownTokens<T> {
  /** What was found, where it was found lately and the token has not ended since; the keys are for the caller to compare. */
  find(token: string): Verified<T> | null;
  keep(token: string, verified: Verified<T>): void;
}

/** What has no need to be remembered is not: claims name people. */
const KNOWN_FOR_MS = 60_000;
/** Some kilobytes each. Beyond, the one that was kept first goes. */
const MOST_TOKENS = 1_000;

/** @param now epoch milliseconds */
export function createKnownTokens<T>(now: () => number): KnownTokens<T> {
  const known = new Map<string, Verified<T> & { readonly since: number }>();
  return {
    find(token) {
      const name = nameOf(token);
      const found = known.get(name);
      if (found === undefined) return null;
      const age = now() - found.since;
      if (age >= 0 && age < KNOWN_FOR_MS && now() < found.ends) return found;
      known.delete(name);
      return null;
    },
    keep(token, verified) {
      const [oldest] = known.keys();
      if (known.size >= MOST_TOKENS && oldest !== undefined) known.delete(oldest);
      known.set(nameOf(token), { ...verified, since: now() });
    },
  };
}

/** The token itself is not kept, which whoever reads the memory could use. */
function nameOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
