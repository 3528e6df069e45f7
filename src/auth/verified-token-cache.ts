/**
 * Caches recently verified tokens. A client sends several requests with the same token, and verifying the signature costs more than the rest of
 * authenticating the caller.
 */
import { createHash } from 'node:crypto';

interface CachedVerification<T> {
  readonly value: T;
  /** Identifies the keys that verified the token; new keys are a new object. */
  readonly keys: object;
  /** When the token expires, in epoch milliseconds. */
  readonly ends: number;
}

export interface VerifiedTokenCache<T> {
  /** Returns the verification if it is recent and the token has not expired. The caller has to compare the keys. */
  find(token: string): CachedVerification<T> | null;
  store(token: string, verified: CachedVerification<T>): void;
}

/** Short, because claims identify people. */
const TTL_MS = 60_000;
/** Some kilobytes each. Beyond this the oldest is evicted. */
const MAX_TOKENS = 1_000;

/** @param now epoch milliseconds */
export function createVerifiedTokenCache<T>(now: () => number): VerifiedTokenCache<T> {
  const entries = new Map<string, CachedVerification<T> & { readonly since: number }>();
  const isRecent = (since: number): boolean => now() >= since && now() - since < TTL_MS;
  return {
    find(token) {
      const hash = hashOf(token);
      const found = entries.get(hash);
      if (found === undefined) return null;
      if (isRecent(found.since) && now() < found.ends) return found;
      entries.delete(hash);
      return null;
    },
    store(token, verified) {
      const hash = hashOf(token);
      entries.delete(hash);
      // The oldest come first. Most tokens are never presented again.
      for (const [oldest, { since }] of entries) {
        if (entries.size < MAX_TOKENS && isRecent(since)) break;
        entries.delete(oldest);
      }
      entries.set(hash, { ...verified, since: now() });
    },
  };
}

/** Hashes the token, because anyone who can read the memory could use it. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
