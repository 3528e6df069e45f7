/** How many FHIR requests each caller has left in a minute. Replicas with a shared state count together; while it is away, each counts for itself. */
import { createHmac, createSecretKey } from 'node:crypto';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { DeriveKey } from '../../auth/derived-keys.ts';
import { type Person, personKey } from '../../access/caller.ts';
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
  /** Which count it was taken off: that of all replicas, or this one's own while there is no other. */
  readonly counter: 'shared' | 'local';
}

export interface RateQuota {
  readonly limit: number;
  /** Takes the calls off what the caller has left; where that is less, nothing is taken. */
  reserve(caller: Person, calls: number): Promise<QuotaReservation>;
  /** Gives back what was not used, or takes what was used beyond. */
  settle(caller: Person, reservation: QuotaReservation, used: number): Promise<void>;
  /** What the caller has left, and for how many seconds. */
  remaining(caller: Person): Promise<{ readonly left: number; readonly seconds: number }>;
}

/** Returns null where no limit is set. */
export function createRateQuota({ limit, state, deriveKey }: RateQuotaOptions): RateQuota | null {
  if (limit === 0) return null;
  const nameOf = state === null ? personKey : createPersonHasher(deriveKey);
  const limiter = createLimiter(limit, state);
  const countNow = (): QuotaReservation['counter'] => (state?.health().status === 'up' ? 'shared' : 'local');
  return {
    limit,
    async reserve(caller, calls) {
      const key = nameOf(caller);
      const counter = countNow();
      try {
        const { msBeforeNext } = await limiter.consume(key, calls);
        return { isGranted: true, calls, windowEndsAt: Date.now() + msBeforeNext, counter };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The limiter has counted it all the same, and the caller would be kept from what there is room for.
        await limiter.reward(key, calls);
        return { isGranted: false, calls: 0, windowEndsAt: Date.now(), counter };
      }
    },
    async settle(caller, { calls, windowEndsAt, counter }, used) {
      // The next window knows nothing of the reservation, nor does a count that it was not taken off.
      if (Date.now() >= windowEndsAt || used === calls || counter !== countNow()) return;
      const key = nameOf(caller);
      await (used < calls ? limiter.reward(key, calls - used) : limiter.penalty(key, used - calls));
    },
    async remaining(caller) {
      // Nothing is added: so both kinds of limiter tell what there is.
      const { remainingPoints, msBeforeNext } = await limiter.penalty(nameOf(caller), 0);
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
    // All that the library needs of a client here: one script over one key.
    storeClient: {
      eval: async (script: string, { keys: [key], arguments: args }: ScriptArguments) =>
        parseCount(await state.run(script, [key], args)),
    },
  });
}

/** @throws SharedStateDown if the answer is not a count and the milliseconds of its window; the process's own count then stands in */
function parseCount(reply: unknown): readonly [count: number, leftMs: number] {
  const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [count, leftMs] = numbers;
  if (isWhole(count, MAX_COUNT) && isWhole(leftMs, WINDOW_SECONDS * 1_000)) return [count, leftMs];
  throw new SharedStateUnavailableError();
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

/** How the library gives a script to the client. */
interface ScriptArguments {
  readonly keys: readonly [string];
  readonly arguments: readonly string[];
}
