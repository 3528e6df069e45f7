/**
 * Caches recently verified tokens. A screen sends several requests with the same token, and verifying its signature costs more than all
 * other work to identify its caller.
 */
import { createHash } from 'node:crypto';

/** A token that was verified. */
export interface Verified<T> {
  readonly value: T;
  /** Identifies the keys that it was verified with: other keys have another object. */
  readonly keys: object;
  /** When the token ends, in epoch milliseconds. */
  readonly ends: number;
}

export interface KnownTokens<T> {
  /** Returns the verification if it is recent and the token has not expired. The caller compares the keys. */
  find(token: string): Verified<T> | null;
  keep(token: string, verified: Verified<T>): void;
}

/** Short, because claims name people. */
const KNOWN_FOR_MS = 60_000;
/** Some kilobytes each. The oldest one makes room for more. */
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

/** The token itself is not cached, because whoever reads the memory could use it. */
function nameOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
