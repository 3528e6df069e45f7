/**
 * How many FHIR requests one caller may cause in a minute: an operation reserves what it is priced at, and what it did not need is given
 * back with its answer. The count is of this process alone.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { callerKey } from '../caller.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { refusal } from './refusal.ts';

/** What pages of other origins have to be let read, beside the answer. */
export const RATE_LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

const WINDOW_SECONDS = 60;
/** The name of the policy in the headers. Its unit is the FHIR request, for which the draft's registry of units has no word. */
const POLICY = '"fhir-requests"';

/** @param limit FHIR requests; 0: none is set, and nothing is told of it */
export function rateLimit(limit: number): ApolloServerPlugin<Context> {
  if (limit === 0) return {};
  const quota = createQuota(limit);
  return {
    async requestDidStart({ contextValue: { caller, usage } }) {
      const key = callerKey(caller);
      let reserved: Promise<Reservation> | null = null;
      return {
        async didResolveOperation() {
          const estimate = usage.estimatedRequests ?? 0;
          // What costs nothing is not refused, and what is refused for its price reserves nothing.
          if (estimate === 0 || estimate > usage.bound) return;
          reserved = quota.reserve(key, estimate);
          if (!(await reserved).isGranted) throw refusal(limitReached(limit), 429);
        },
        async willSendResponse({ response: { http } }) {
          // A refusal by another plugin can come here before the reservation is there.
          const reservation = await reserved;
          if (reservation !== null) await quota.settle(key, reservation, usage.requests);
          const { left, seconds } = await quota.state(key);
          // draft-ietf-httpapi-ratelimit-headers-10 §3 and §4.
          http.headers.set('ratelimit-policy', `${POLICY};q=${limit};w=${WINDOW_SECONDS}`);
          http.headers.set('ratelimit', `${POLICY};r=${left};t=${seconds}`);
          if (reservation?.isGranted === false) http.headers.set('retry-after', String(seconds));
        },
      };
    },
  };
}

interface Reservation {
  readonly isGranted: boolean;
  readonly calls: number;
  /** When the window ends that it was made in, in epoch milliseconds. */
  readonly until: number;
}

interface Quota {
  /** Takes the calls off what the caller has left; where that is less, nothing is taken. */
  reserve(key: string, calls: number): Promise<Reservation>;
  /** Gives back what was not used, or takes what was used beyond. */
  settle(key: string, reservation: Reservation, used: number): Promise<void>;
  /** What the caller has left, and for how many seconds. */
  state(key: string): Promise<{ readonly left: number; readonly seconds: number }>;
}

/** Keys are dropped with their windows, so that there are never more than callers in a minute. */
function createQuota(limit: number): Quota {
  const limiter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS });
  return {
    async reserve(key, calls) {
      try {
        const { msBeforeNext } = await limiter.consume(key, calls);
        return { isGranted: true, calls, until: Date.now() + msBeforeNext };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The limiter has counted it all the same, and the caller would be kept from what there is room for.
        await limiter.reward(key, calls);
        return { isGranted: false, calls: 0, until: Date.now() };
      }
    },
    async settle(key, { calls, until }, used) {
      // The next window knows nothing of the reservation.
      if (Date.now() >= until || used === calls) return;
      await (used < calls ? limiter.reward(key, calls - used) : limiter.penalty(key, used - calls));
    },
    async state(key) {
      const state = await limiter.get(key);
      if (state === null || state.msBeforeNext <= 0) return { left: limit, seconds: WINDOW_SECONDS };
      return { left: state.remainingPoints, seconds: Math.ceil(state.msBeforeNext / 1_000) };
    },
  };
}

function limitReached(limit: number): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    `The operations of this caller may cost ${limit} FHIR requests in a minute (MAX_UPSTREAM_CALLS_PER_MINUTE), and this one would ` +
      'cost more than are left. Try again after the seconds of Retry-After, or ask for less.',
  );
}
