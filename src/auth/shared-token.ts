/** Shares the access token among replicas: one replica requests it, and the others read it, encrypted, from the shared state. */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DROP_UNLESS } from '../state/lua-guards.ts';
import { SharedStateUnavailableError } from '../state/shared-state-error.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { DeriveKey } from './derived-keys.ts';
import { createSealer } from './sealer.ts';

/** A token, and when to renew it, in epoch milliseconds. */
export interface CachedToken {
  readonly value: string;
  readonly renewAt: number;
}

export interface SharedToken {
  /**
   * Returns the shared token, or requests one and shares it. If the shared state is down or its values are invalid, this replica requests a
   * token for itself.
   * @param refused the last token that the FHIR server refused; a shared token equal to it is deleted
   */
  obtain(requestToken: () => Promise<CachedToken>, refused: string | null): Promise<CachedToken>;
}

export interface SharedTokenOptions {
  readonly state: SharedState;
  readonly deriveKey: DeriveKey;
  /** The requested scope. Tokens of different scopes are not shared. */
  readonly scope: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Longer than a healthy token endpoint takes. A replica that dies during its request delays the others for at most this time. */
const LEASE_MS = 10_000;
const POLL_MS = 40;
/** A sealed token opens for at most this time, whatever the expiry of its key in the store. */
const SEAL_LIFETIME_SECONDS = 86_400;
/** A token is some kilobytes. */
const MAX_SEALED_BYTES = 65_536;

/** The sealed value. */
const sealedToken = z.object({ token: z.string().min(1), goodForMs: z.int().positive() });

/**
 * KEYS: the token (a hash of `name` and `sealed` that expires with the token), and the lease of the replica that requests one. ARGV: this
 * attempt, the duration of the lease, the name of the refused token, and the maximum bytes of a sealed token. Returns the token and its
 * remaining milliseconds, or whether this attempt is to request one. Deletes a lease that is longer than any valid one.
 */
const FIND_SCRIPT = `${DROP_UNLESS}
  dropUnless('hash', KEYS[1])
  local isTooLong = redis.call('HSTRLEN', KEYS[1], 'sealed') > tonumber(ARGV[4])
  if isTooLong or redis.call('HGET', KEYS[1], 'name') == ARGV[3] then redis.call('UNLINK', KEYS[1]) end
  local sealed = redis.call('HGET', KEYS[1], 'sealed')
  if sealed then return {sealed, redis.call('PTTL', KEYS[1])} end
  local left = redis.call('PTTL', KEYS[2])
  if left == -1 or left > tonumber(ARGV[2]) then redis.call('UNLINK', KEYS[2]) end
  if redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2], 'NX') then return {false, 1} end
  return {false, 0}`;
/** ARGV: this attempt, the name, the sealed token, its remaining milliseconds. */
const PUBLISH_SCRIPT = `${DROP_UNLESS}
  dropUnless('hash', KEYS[1])
  dropUnless('string', KEYS[2])
  redis.call('HSET', KEYS[1], 'name', ARGV[2], 'sealed', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
  return 1`;
/** ARGV: this attempt. */
const RELEASE_SCRIPT = `${DROP_UNLESS}
  dropUnless('string', KEYS[2])
  if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
  return 1`;

const BINDING = { issuer: 'gateway', subject: 'replicas', audience: 'access token' } as const;

export function createSharedToken({ state, deriveKey, scope, now }: SharedTokenOptions): SharedToken {
  const sealer = createSealer({ lifetimeSeconds: SEAL_LIFETIME_SECONDS, now, key: deriveKey('token') });
  const digest = (text: string): string =>
    createHmac('sha256', deriveKey('token names')).update(text).digest('base64url');
  // The place depends on the private key, so that replicas with different keys share nothing.
  const place = `token:{${digest(`place ${scope ?? ''}`)}}`;
  const keys = [place, `${place}:asking`] as const;
  const nameOf = (token: string): string => digest(`token ${token}`);

  const find = async (attempt: string, refused: string | null): Promise<CachedToken | 'request' | 'wait'> => {
    const name = refused === null ? '' : nameOf(refused);
    const args = [attempt, String(LEASE_MS), name, String(MAX_SEALED_BYTES)];
    const reply = await state.run(FIND_SCRIPT, keys, args);
    const answer: readonly unknown[] = Array.isArray(reply) ? reply : [];
    const [sealed, number] = answer;
    if (typeof sealed !== 'string' || typeof number !== 'number') return number === 0 ? 'wait' : 'request';
    const unsealed = await sealer.open(sealed, BINDING);
    const { data } = sealedToken.safeParse(unsealed.kind === 'value' ? unsealed.value : null);
    // An attacker in the store can restore an older token under another name, or remove its expiry.
    if (data === undefined || data.token === refused || !Number.isInteger(number) || number <= 0)
      return 'request';
    return { value: data.token, renewAt: now() + Math.min(number, data.goodForMs) };
  };

  const requestAndPublish = async (
    attempt: string,
    requestToken: () => Promise<CachedToken>,
  ): Promise<CachedToken> => {
    try {
      const obtained = await requestToken();
      const goodForMs = Math.floor(obtained.renewAt - now());
      if (goodForMs > 0) {
        const sealed = await sealer.seal({ token: obtained.value, goodForMs }, BINDING);
        const args = [attempt, nameOf(obtained.value), sealed, String(goodForMs)];
        await state.run(PUBLISH_SCRIPT, keys, args).catch(nullIfUnavailable);
      }
      return obtained;
    } catch (error) {
      await state.run(RELEASE_SCRIPT, keys, [attempt]).catch(nullIfUnavailable);
      throw error;
    }
  };

  return {
    async obtain(requestToken, refused) {
      const attempt = randomUUID();
      const until = performance.now() + LEASE_MS;
      while (performance.now() < until) {
        const found = await find(attempt, refused).catch(nullIfUnavailable);
        if (found === null) return requestToken();
        if (found === 'request') return requestAndPublish(attempt, requestToken);
        if (found !== 'wait') return found;
        await delay(POLL_MS);
      }
      return requestToken();
    },
  };
}

function nullIfUnavailable(error: unknown): null {
  if (error instanceof SharedStateUnavailableError) return null;
  throw error;
}
