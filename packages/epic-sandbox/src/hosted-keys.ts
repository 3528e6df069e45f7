/** The public key set that a client hosts, fetched as Epic fetches it: without redirects, and cached for as long as the host allows. */
import type { JWK } from 'jose';

/** The URL of a JWK Set, which a client registers instead of keys. */
export interface HostedKeys {
  url: string;
}

export interface KeySetFetcher {
  /** Resolves to the keys at the URL, from the cache while they are fresh. Rejects if the fetch fails. */
  keysOf: (hosted: HostedKeys) => Promise<JWK[]>;
}

/** Epic caches a key set for at most 29 hours, and obeys Cache-Control. */
const LONGEST_KEPT_SECONDS = 29 * 3600;
const FETCH_TIMEOUT_MS = 5000;

/** @param now returns the time in epoch ms, which decides when cached keys expire */
export function createKeySetFetcher(now: () => number): KeySetFetcher {
  const kept = new Map<string, { keys: JWK[]; until: number }>();

  async function keysOf({ url }: HostedKeys): Promise<JWK[]> {
    const known = kept.get(url);
    if (known !== undefined && known.until > now()) return known.keys;
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (response.status !== 200) throw new Error(`The key set endpoint returned HTTP ${response.status}.`);
    const keys = keysIn(await response.json());
    kept.set(url, { keys, until: now() + secondsToKeep(response.headers.get('cache-control')) * 1000 });
    return keys;
  }

  return { keysOf };
}

function secondsToKeep(cacheControl: string | null): number {
  const maxAge = /\bmax-age=(\d+)/.exec(cacheControl ?? '')?.[1];
  return maxAge === undefined ? LONGEST_KEPT_SECONDS : Math.min(Number(maxAge), LONGEST_KEPT_SECONDS);
}

/** Returns the entries that have a key type; jose validates the rest. */
function keysIn(body: unknown): JWK[] {
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : null;
  if (!Array.isArray(keys)) throw new Error('Expected a JWK Set with an array of keys.');
  return keys.filter(isKey);
}

function isKey(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}
