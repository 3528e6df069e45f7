/** Limits the FHIR requests per caller and minute. An operation reserves its estimate, and releases what it did not use at its end. */
import type { ApolloServerPlugin } from '@apollo/server';
import { type QuotaReservation, WINDOW_SECONDS } from '../../access/rate-quota.ts';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { priceOfOperation } from './operation-cost.ts';
import { refusalError } from './refusal.ts';

/** The headers that CORS must expose. */
export const RATE_LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

/** The policy name in the headers. The unit is the FHIR request, which the draft's registry of quota units does not define. */
const POLICY_NAME = '"fhir-requests"';

/** Without a limit, responses have no RateLimit headers. */
export function rateLimit(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue }) {
      const { caller, budget, site } = contextValue;
      const { quota } = site;
      if (quota === null) return {};
      const { limit } = quota;
      let reserved: Promise<QuotaReservation> | null = null;
      return {
        async didResolveOperation() {
          const estimate = (await priceOfOperation(contextValue))?.calls ?? 0;
          // Never refuse an operation that costs nothing. The cost limit has already refused one that exceeds the budget.
          if (estimate === 0 || estimate > budget.limit) return;
          reserved = quota.reserve(caller, estimate);
          if (!(await reserved).isGranted) throw refusalError(rateLimitError(limit), 429);
        },
        async willSendResponse({ response: { http } }) {
          // Another plugin can refuse the operation while its reservation is pending.
          const reservation = await reserved;
          if (reservation !== null) await quota.settle(caller, reservation, budget.usage.requests);
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
    `This caller may cause ${limit} FHIR requests per minute (MAX_UPSTREAM_CALLS_PER_MINUTE), and the operation would exceed what is left. ` +
      'Retry after the seconds in Retry-After, or select less.',
  );
}
