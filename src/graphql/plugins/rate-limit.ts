/**
 * Limits the FHIR requests that one caller may cause in a minute: an operation reserves its price, and releases what it did not need
 * when it is answered.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { type QuotaReservation, type RateQuota, WINDOW_SECONDS } from './quota.ts';
import { refusalError } from './refusal.ts';

/** What pages of other origins have to be let read, beside the answer. */
export const RATE_LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

/** The name of the policy in the headers. Its unit is the FHIR request, for which the draft's registry of units has no word. */
const POLICY_NAME = '"fhir-requests"';

/** @param quota null: no limit is set, and no header mentions one */
export function rateLimit(quota: RateQuota | null): ApolloServerPlugin<Context> {
  if (quota === null) return {};
  const { limit } = quota;
  return {
    async requestDidStart({ contextValue: { caller, budget } }) {
      let reserved: Promise<QuotaReservation> | null = null;
      return {
        async didResolveOperation() {
          const estimate = budget.estimatedRequests ?? 0;
          // What costs nothing is not refused, and what is refused for its price reserves nothing.
          if (estimate === 0 || estimate > budget.limit) return;
          reserved = quota.reserve(caller, estimate);
          if (!(await reserved).isGranted) throw refusalError(rateLimitError(limit), 429);
        },
        async willSendResponse({ response: { http } }) {
          // A refusal by another plugin can come here before the reservation is there.
          const reservation = await reserved;
          if (reservation !== null) await quota.settle(caller, reservation, budget.requests);
          const { left, seconds } = await quota.remaining(caller);
          // draft-ietf-httpapi-ratelimit-headers-10 §3 and §4.
          http.headers.set('ratelimit-policy', `${POLICY_NAME};q=${limit};w=${WINDOW_SECONDS}`);
          http.headers.set('ratelimit', `${POLICY_NAME};r=${left};t=${seconds}`);
          if (reservation?.isGranted === false) http.headers.set('retry-after', String(seconds));
        },
      };
    },
  };
}

export function rateLimitError(limit: number): GatewayError {
  return new GatewayError(
    'RATE_LIMITED',
    `The operations of this caller may cost ${limit} FHIR requests in a minute (MAX_UPSTREAM_CALLS_PER_MINUTE), and this one would ` +
      'cost more than are left. Try again after the seconds of Retry-After, or ask for less.',
  );
}
