/** Counts how many FHIR requests each caller has left in a minute. Replicas count together in the shared state; while it is unavailable, each counts alone. */
import { createHmac, createSecretKey } from 'node:crypto';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type Person, personKey } from '../../access/caller.ts';
import type { DeriveKey } from '../../auth/derived-keys.ts';
import { DROP_UNLESS, IS_WHOLE } from '../../state/lua-guards.ts';
import { SharedStateUnavailableError } from '../../state/shared-state-error.ts';
import type { SharedState } from '../../state/shared-state.ts';

export const WINDOW_SECONDS = 60;
/** More than a caller can cause within a window. */
const MAX_COUNT = 1_000_000_000;
/**
 * Replaces the library's script, which trusts what it finds: a count below 0 would lift the limit, and one that never expires would refuse a
 * caller for ever. This script starts again at 0 if it cannot read the count, and no window ends later than one that begins now.
 * KEYS: the count. ARGV: what is added, which can be negative; the window in seconds. Answers: the count, and how long it lasts in ms.
 */
const COUNT_SCRIPT = `${IS_WHOLE}${DROP_UNLESS}
  dropUnless('string', KEYS[1])
  local window, left, count = tonumber(ARGV[2]) * 1000, redis.call('PTTL', KEYS[1]), nil
  if redis.call('STRLEN', KEYS[1]) <= 16 then count = tonumber(redis.call('GET', KEYS[1]) or '0') end
  if not isWhole(count, ${MAX_COUNT}) then count = 0 end
  if left < 0 or left > window then left = window end
  count, left = math.max(0, count + tonumber(ARGV[1])), math.max(1, left)
  redis.call('SET', KEYS[1], count, 'PX', left)
  return {count, left}`;

export interface RateQuotaOptions {
  /** FHIR requests; 0: no limit is set. */
  readonly limit: number;
  /** What replicas share; null: nothing. */
  readonly state: SharedState | null;
  readonly deriveKey: DeriveKey;
}

export interface QuotaReservation {
  readonly isGranted: boolean;
  readonly calls: number;
  /** When the window ends that it was made in, in epoch milliseconds. */
  readonly windowEndsAt: number;
  /** Which count it was made from: that of all replicas, or this one's own while the shared state is unavailable. */
  readonly counter: 'shared' | 'local';
}

export interface RateQuota {
  readonly limit: number;
  /** Reserves calls for the caller, or none if fewer are left. */
  reserve(caller: Person, calls: number): Promise<QuotaReservation>;
  /** Releases what was not used, or charges what was used beyond the reservation. */
  settle(caller: Person, reservation: QuotaReservation, used: number): Promise<void>;
  /** Returns the calls that the caller has left, and for how many seconds. */
  remaining(caller: Person): Promise<{ readonly left: number; readonly seconds: number }>;
}

/** Returns null where no limit is set. */
export function createRateQuota({ limit, state, deriveKey }: RateQuotaOptions): RateQuota | null {
  if (limit === 0) return null;
  const keyOf = state === null ? personKey : createPersonHasher(deriveKey);
  const limiter = createLimiter(limit, state);
  const countNow = (): QuotaReservation['counter'] => (state?.health().status === 'up' ? 'shared' : 'local');
  return {
    limit,
    async reserve(caller, calls) {
      const key = keyOf(caller);
      const counter = countNow();
      try {
        const { msBeforeNext } = await limiter.consume(key, calls);
        return { isGranted: true, calls, windowEndsAt: Date.now() + msBeforeNext, counter };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The limiter counts refused calls too, which would keep the caller from smaller operations.
        await limiter.reward(key, calls);
        return { isGranted: false, calls: 0, windowEndsAt: Date.now(), counter };
      }
    },
    async settle(caller, { calls, windowEndsAt, counter }, used) {
      // The reservation counts only in its own window, and only in the counter that it was made from.
      if (Date.now() >= windowEndsAt || used === calls || counter !== countNow()) return;
      const key = keyOf(caller);
      await (used < calls ? limiter.reward(key, calls - used) : limiter.penalty(key, used - calls));
    },
    async remaining(caller) {
      // A penalty of nothing makes both kinds of limiter report what is left.
      const { remainingPoints, msBeforeNext } = await limiter.penalty(keyOf(caller), 0);
      return { left: remainingPoints, seconds: Math.ceil(msBeforeNext / 1_000) };
    },
  };
}

/** A name identifies a person, and an attacker could guess it back from a hash without a key. */
function createPersonHasher(deriveKey: DeriveKey): (person: Person) => string {
  const key = createSecretKey(deriveKey('rate limit'));
  return (person) => createHmac('sha256', key).update(personKey(person)).digest('base64url');
}

/** Keys are dropped with their windows, so that there are never more than callers in a minute. */
function createLimiter(limit: number, state: SharedState | null): RateLimiterAbstract {
  const settings = { points: limit, duration: WINDOW_SECONDS };
  const local = new RateLimiterMemory(settings);
  if (state === null) return local;
  return new RateLimiterRedis({
    ...settings,
    keyPrefix: 'rate-limit',
    insuranceLimiter: local,
    useRedisPackage: true,
    customIncrTtlLuaScript: COUNT_SCRIPT,
    // The library needs no more of a client here than one script over one key.
    storeClient: {
      eval: async (script: string, { keys: [key], arguments: args }: ScriptArguments) =>
        parseCount(await state.run(script, [key], args)),
    },
  });
}

/** @throws SharedStateUnavailableError if the answer is not a count and the milliseconds of its window; the process's own count then stands in */
function parseCount(reply: unknown): readonly [count: number, leftMs: number] {
  const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [count, leftMs] = numbers;
  if (isCount(count, MAX_COUNT) && isCount(leftMs, WINDOW_SECONDS * 1_000)) return [count, leftMs];
  throw new SharedStateUnavailableError();
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

/** How the library gives a script to the client. */
interface ScriptArguments {
  readonly keys: readonly [string];
  readonly arguments: readonly string[];
}
