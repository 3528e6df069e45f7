/** Sends a request with a token of its grant, and once more with a renewed one if the FHIR server refuses the first. */
import type { GrantTokens } from '../auth/grants.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { Permit } from '../resilience/throttle.ts';
import { budgetExhaustedError, type RequestBudget } from './request-budget.ts';

/**
 * Sends the request in its turn. On a 401, which means that the token expired early, sends it again with a new token.
 * No permit is held while a token is renewed: the requests of other grants would wait for it.
 * @throws GatewayError OPERATION_TOO_EXPENSIVE if the budget is exhausted before the second request; SessionExpired if the FHIR server refuses a renewed token of a person
 */
export async function sendWithToken(
  tokens: GrantTokens,
  budget: Pick<RequestBudget, 'limit' | 'reserve'>,
  acquirePermit: () => Promise<Permit>,
  send: (token: string | null, permit: Permit) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const sendOnce = async (): Promise<HttpResponse> => {
    const { token, permit } = await acquireBoth(tokens, acquirePermit);
    try {
      const response = await send(token, permit);
      if (response.status === 401) tokens.discard(token);
      return response;
    } finally {
      permit.release();
    }
  };
  const response = await sendOnce();
  if (response.status !== 401) return response;
  if (!budget.reserve()) throw budgetExhaustedError(budget);
  const repeated = await sendOnce();
  if (repeated.status === 401) tokens.reportRefusal();
  return repeated;
}

async function acquireBoth(
  tokens: GrantTokens,
  acquirePermit: () => Promise<Permit>,
): Promise<{ readonly token: string | null; readonly permit: Permit }> {
  // If the token endpoint refuses, fail here, before the request takes a permit.
  const token = await tokens.get();
  const permit = await acquirePermit();
  if (!tokens.isDiscarded(token)) return { token, permit };
  // The server refused the token of another request while this one waited.
  permit.release();
  return { token: await tokens.get(), permit: await acquirePermit() };
}
