/** The public key set that a client hosts, fetched and kept as Epic does: no redirect, and for as long as the host says. */
import type { JWK } from 'jose';

/** What a registration has in place of keys: the URL of a JWK Set. */
export interface HostedKeys {
  url: string;
}

export interface KeySetFetcher {
  /** The keys at the URL, or those that were there when they were last asked for. Rejects where they cannot be had. */
  keysOf: (hosted: HostedKeys) => Promise<JWK[]>;
}

/** epic-behaviour §1: Epic keeps a key set for up to 29 h, and goes by Cache-Control. */
const LONGEST_KEPT_SECONDS = 29 * 3600;
const FETCH_TIMEOUT_MS = 5000;

/** @param now epoch ms, by which what is kept ends */
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

/** The objects that have a kind of key; what else they hold is jose's to judge. */
function keysIn(body: unknown): JWK[] {
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : null;
  if (!Array.isArray(keys)) throw new Error('There is no key set');
  return keys.filter(isKey);
}

function isKey(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string';
}
