/**
 * Counts the FHIR requests that each caller has left in a minute. Replicas share the counts. While the shared state is unavailable, each replica keeps
 * its own.
 *
 * A caller from whom labels may hide records is charged what an operation reserves, whatever it sends: the difference would show how many records
 * are hidden. Its requests beyond the reservation count toward a second limit of the same size, which no response reports.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type Caller, type Person, personKey } from './caller.ts';
import { mayLabelsHideFrom } from './security-labels.ts';
import type { DeriveKey } from '../auth/derived-keys.ts';
import { DROP_UNLESS, IS_WHOLE } from '../state/lua-guards.ts';
import { SharedStateUnavailableError } from '../state/shared-state-error.ts';
import type { SharedState } from '../state/shared-state.ts';

export const WINDOW_SECONDS = 60;
/** More requests than a caller can cause within a window. */
const MAX_COUNT = 1_000_000_000;
/**
 * Replaces the library's script, which trusts the stored count: a negative count would lift the limit, and a count that never expires would
 * refuse a caller forever. This script resets an invalid count to 0, and limits the remaining time to one window.
 * KEYS: the count. ARGV: the amount to add, which can be negative; the window in seconds. Returns the count, and its remaining time in ms.
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
  /** FHIR requests per window; 0: unlimited. */
  readonly limit: number;
  /** Null if replicas share nothing. */
  readonly state: SharedState | null;
  readonly deriveKey: DeriveKey;
}

export interface QuotaReservation {
  readonly isGranted: boolean;
  readonly calls: number;
  /** The end of the window that the reservation belongs to, in epoch milliseconds. */
  readonly windowEndsAt: number;
  /** The counter that was charged: the replicas' shared one, or the local one while the shared state is unavailable. */
  readonly counter: 'shared' | 'local';
  /** The seconds after which a refused reservation can be granted. */
  readonly retryAfterSeconds: number;
}

export interface RateQuota {
  readonly limit: number;
  /** Reserves calls for the caller. Reserves none if fewer are left. */
  reserve(caller: Caller, calls: number): Promise<QuotaReservation>;
  /** Releases unused calls, or charges calls beyond the reservation. */
  settle(caller: Caller, reservation: QuotaReservation, used: number): Promise<void>;
  /** Returns the calls that the caller has left, and the seconds until the window ends. */
  remaining(caller: Person): Promise<{ readonly left: number; readonly seconds: number }>;
}

/** Returns null without a limit. */
export function createRateQuota({ limit, state, deriveKey }: RateQuotaOptions): RateQuota | null {
  if (limit === 0) return null;
  const keyOf = state === null ? personKey : createPersonHasher(deriveKey);
  const limiter = createLimiter(limit, state);
  const unreportedKeyOf = (caller: Person): string => `${keyOf(caller)}:unreported`;
  const hasUsedUpUnreported = async (caller: Caller): Promise<boolean> =>
    mayLabelsHideFrom(caller) && (await limiter.penalty(unreportedKeyOf(caller), 0)).remainingPoints === 0;
  const countNow = (): QuotaReservation['counter'] => (state?.health().isUp ? 'shared' : 'local');
  return {
    limit,
    async reserve(caller, calls) {
      const key = keyOf(caller);
      const counter = countNow();
      const refuse = (retryAfterSeconds: number): QuotaReservation => ({
        isGranted: false,
        calls: 0,
        windowEndsAt: Date.now(),
        counter,
        retryAfterSeconds,
      });
      // The end of its window would show when the requests were sent.
      if (await hasUsedUpUnreported(caller)) return refuse(WINDOW_SECONDS);
      try {
        const { msBeforeNext } = await limiter.consume(key, calls);
        const windowEndsAt = Date.now() + msBeforeNext;
        return { isGranted: true, calls, windowEndsAt, counter, retryAfterSeconds: 0 };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The limiter charges refused calls too. Refund them, so the caller can still send smaller operations.
        await limiter.reward(key, calls);
        return refuse(Math.ceil(error.msBeforeNext / 1_000));
      }
    },
    async settle(caller, { isGranted, calls, windowEndsAt, counter }, used) {
      if (!isGranted) return;
      if (mayLabelsHideFrom(caller)) {
        if (used > calls) await limiter.penalty(unreportedKeyOf(caller), used - calls);
        return;
      }
      // Settle a reservation only in its own window, and only with the counter that was charged.
      if (Date.now() >= windowEndsAt || used === calls || counter !== countNow()) return;
      const key = keyOf(caller);
      await (used < calls ? limiter.reward(key, calls - used) : limiter.penalty(key, used - calls));
    },
    async remaining(caller) {
      // A penalty of 0 makes both kinds of limiter report what is left.
      const { remainingPoints, msBeforeNext } = await limiter.penalty(keyOf(caller), 0);
      return { left: remainingPoints, seconds: Math.ceil(msBeforeNext / 1_000) };
    },
  };
}

/** Hashes callers with a key: the store may not identify a person, and an attacker could guess the input of an unkeyed hash. */
function createPersonHasher(deriveKey: DeriveKey): (person: Person) => string {
  const key = createSecretKey(deriveKey('rate limit'));
  return (person) => createHmac('sha256', key).update(personKey(person)).digest('base64url');
}

/** Creates the limiter. A key expires with its window, so the store holds at most the callers of one minute. */
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
    // The library calls only `eval` of this client, with one key.
    storeClient: {
      eval: async (script: string, { keys: [key], arguments: args }: ScriptArguments) =>
        parseCount(await state.run(script, [key], args)),
    },
  });
}

/** @throws SharedStateUnavailableError if the reply is not a count and the milliseconds of its window; the local counter then replaces it */
function parseCount(reply: unknown): readonly [count: number, leftMs: number] {
  const numbers: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const [count, leftMs] = numbers;
  if (isCount(count, MAX_COUNT) && isCount(leftMs, WINDOW_SECONDS * 1_000)) return [count, leftMs];
  throw new SharedStateUnavailableError();
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

/** The arguments that the library passes to `eval`. */
interface ScriptArguments {
  readonly keys: readonly [string];
  readonly arguments: readonly string[];
}
