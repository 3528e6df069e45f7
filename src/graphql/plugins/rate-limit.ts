/**
 * Limits the FHIR requests per caller and minute. An operation reserves its estimate, and releases what it did not use at its end. Every request
 * counts as at least one.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { type QuotaReservation, WINDOW_SECONDS } from '../../access/rate-quota.ts';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { isAdmitted, priceOfOperation } from './operation-cost.ts';
import { refusalError, replaceDocument } from './refusal.ts';

/** The headers that CORS must expose. */
export const RATE_LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

/** The policy name in the headers. The unit is the FHIR request, which the draft's registry of quota units does not define. */
const POLICY_NAME = '"fhir-requests"';

/** The charge of every request, also of one that is refused or sends no FHIR request: parsing and validating it takes time. */
const MIN_CHARGE = 1;

/** SDL and introspection of this many bytes are charged like a FHIR request. */
const DESCRIPTION_BYTES_PER_CHARGE = 10_000;

/** Without a limit, responses have no RateLimit headers. */
export function rateLimit(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request, contextValue }) {
      const { caller, budget, site, explanation } = contextValue;
      const { quota } = site;
      if (quota === null) return {};
      const { limit } = quota;
      const first = await quota.reserve(caller, MIN_CHARGE);
      if (!first.isGranted) replaceDocument(request);
      let descriptionCharge = 0;
      const reserveRest = async (): Promise<QuotaReservation | null> => {
        const price = await priceOfOperation(contextValue);
        if (price === null) return null;
        // Measuring the description takes as long as building it, so a refused operation and a price are charged for it too.
        descriptionCharge = Math.ceil(price.descriptionBytes / DESCRIPTION_BYTES_PER_CHARGE);
        if (explanation === 'price' || !isAdmitted(price, contextValue)) return null;
        // A low limit must not prevent the composition of a supergraph.
        const charge = Math.max(price.calls, Math.min(limit, price.calls + descriptionCharge));
        return charge <= MIN_CHARGE ? null : quota.reserve(caller, charge - MIN_CHARGE);
      };
      let rest: Promise<QuotaReservation | null> | null = null;
      return {
        async didResolveOperation() {
          if (!first.isGranted) throw refusalError(rateLimitError(limit), 429);
          rest = reserveRest();
          if ((await rest)?.isGranted === false) throw refusalError(rateLimitError(limit), 429);
        },
        async willSendResponse({ response: { http } }) {
          // Another plugin can refuse the operation while its reservation is pending.
          const more = await rest;
          const used = Math.max(MIN_CHARGE, budget.usage.requests + descriptionCharge);
          if (more?.isGranted === true) await quota.settle(caller, more, used - MIN_CHARGE);
          else await quota.settle(caller, first, used);
          const { left, seconds } = await quota.remaining(caller);
          // draft-ietf-httpapi-ratelimit-headers-10 §3 and §4.
          http.headers.set('ratelimit-policy', `${POLICY_NAME};q=${limit};w=${WINDOW_SECONDS}`);
          http.headers.set('ratelimit', `${POLICY_NAME};r=${left};t=${seconds}`);
          const { isGranted, retryAfterSeconds } = more ?? first;
          if (!isGranted) http.headers.set('retry-after', String(retryAfterSeconds));
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
