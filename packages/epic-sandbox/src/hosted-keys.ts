/** The public key set that a client hosts. It is fetched as Epic does: without redirects, and cached for as long as the host allows. */
import type { JWK } from 'jose';

/** The URL of a JWK Set, registered instead of keys. */
export interface HostedKeys {
  url: string;
}

export interface KeySetFetcher {
  /** Resolves to the keys at the URL, from the cache while they are fresh. Rejects if they cannot be fetched. */
  keysOf: (hosted: HostedKeys) => Promise<JWK[]>;
}

/** epic-behaviour §1: Epic caches a key set for up to 29 h, and follows Cache-Control. */
const LONGEST_KEPT_SECONDS = 29 * 3600;
const FETCH_TIMEOUT_MS = 5000;

/** @param now returns the time in epoch ms, by which cached keys expire */
export function createKeySetFetcher(now: () => number): KeySetFetcher {
  const kept = new Map<string, { keys: JWK[]; until: number }>();

  async function keysOf({ url }: HostedKeys): Promise<JWK[]> {
    const known = kept.get(url);
    if (known !== undefined && known.until > now()) return known.keys;
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (response.status !== 200) throw new Error(`The key set answers HTTP ${response.status}`);
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

/** Returns the objects that have a key type; jose validates the rest. */
function keysIn(body: unknown): JWK[] {
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : null;
  if (!Array.isArray(keys)) throw new Error('There is no key set');
  return keys.filter(isKey);
}

function isKey(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}
