/** Sends the create interaction once, and reports when its outcome is unknown. */
import type { GrantTokens } from '../auth/grants.ts';
import { bearerHeaders } from '../auth/token-source.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { abortError, raceWithAbort } from '../http/abort.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { type RequestObserver, observeOutcome } from '../observability/observer.ts';
import type { Throttle, Permit } from '../resilience/throttle.ts';
import { CREATE_RESPONSE_FORMAT } from './response-limits.ts';
import { type CreateOutcome, writeOutcomeUnknownError, interpretCreateResponse } from './create-response.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { budgetExhaustedError, type RequestBudget } from './request-budget.ts';
import { explainToPerson } from './person-refusals.ts';
import { sendWithToken } from './send-with-token.ts';

/**
 * Creates a resource. Never retries a create, never coalesces it with an equal one, and follows no redirect. The one exception is a 401: a
 * server that rejects the token has done nothing, so the gateway renews the token and sends the create once more.
 * @throws GatewayError WRITE_OUTCOME_UNKNOWN if the create was or may have been sent and no response shows what was done, even if the
 * operation was aborted meanwhile. With any other code nothing was created: the server refused it (BAD_USER_INPUT, ALREADY_EXISTS,
 * FORBIDDEN, RESTRICTED_RECORD, QUOTA_EXCEEDED, UPSTREAM_…), the operation was aborted before it was sent (OPERATION_ABORTED,
 * OPERATION_TIMEOUT), or it was never sent (OPERATION_TOO_EXPENSIVE, WRITE_NOT_SENT, UPSTREAM_…).
 * @param isTooLate called immediately before each POST; if it returns true, nothing is sent (WRITE_NOT_SENT)
 */
export type CreateResource = <T extends ResourceType>(
  type: T,
  resource: ResourceOf<T>,
  budget: RequestBudget,
  isTooLate?: () => boolean,
) => Promise<CreateOutcome<T>>;

interface ResourceCreatorOptions {
  readonly http: HttpClient;
  readonly tokens: GrantTokens;
  readonly throttle: Throttle;
  readonly baseUrl: string;
  readonly log: Log;
}

interface OutgoingCreate {
  readonly url: string;
  readonly resourceType: ResourceType;
  readonly resource: object;
  readonly budget: RequestBudget;
  readonly observer: RequestObserver;
  readonly isTooLate: () => boolean;
}

const FHIR_JSON = 'application/fhir+json';

export function createResourceCreator(options: ResourceCreatorOptions): CreateResource {
  const { baseUrl, tokens, log } = options;
  const host = new URL(baseUrl).hostname;
  return async (type, resource, budget, isTooLate = isNeverTooLate) => {
    if (budget.signal?.aborted === true) throw abortError(budget.signal);
    if (!budget.reserve()) throw budgetExhaustedError(budget);
    const observer = budget.scope.request({ interaction: 'create', resourceType: type, host });
    const outgoing = { url: `${baseUrl}/${type}`, resourceType: type, resource, budget, observer, isTooLate };
    const created = sendInTurn(options, outgoing, (response) =>
      interpretCreateResponse(response, type, budget.warn),
    ).catch((error: unknown) => {
      if (hasCode(error, 'WRITE_OUTCOME_UNKNOWN')) log.warn('write_outcome_unknown', { resourceType: type });
      throw tokens.kind === 'person' ? explainToPerson(error) : error;
    });
    return observeOutcome(created, observer, 'sent');
  };
}

async function sendInTurn<R>(
  options: ResourceCreatorOptions,
  outgoing: OutgoingCreate,
  interpret: (response: HttpResponse) => R,
): Promise<R> {
  const { throttle, log } = options;
  const { resourceType, budget, observer } = outgoing;
  const { caller, signal } = budget;
  const body = JSON.stringify(outgoing.resource);
  const tokens: GrantTokens = {
    ...options.tokens,
    get: () => raceWithAbort(options.tokens.get(), signal),
  };
  const acquirePermit = (): Promise<Permit> =>
    throttle.prepare({ requestClass: 'create', type: resourceType, caller, signal }).acquirePermit();
  let startedAt: number | null = null;
  const response = await sendWithToken(tokens, budget, acquirePermit, (token, permit) => {
    if (startedAt === null) observer.started();
    startedAt ??= performance.now();
    return sendOnce(options, { token, permit, body }, outgoing);
  });
  const { status } = response;
  observer.answered(status);
  const durationMs = Math.round(performance.now() - (startedAt ?? 0));
  log.debug('upstream_request', { interaction: 'create', resourceType, status, durationMs });
  return interpret(response);
}

interface Attempt {
  readonly token: string | null;
  readonly permit: Permit;
  readonly body: string;
}

/** Sends the POST once. */
async function sendOnce(
  { http }: ResourceCreatorOptions,
  { token, permit, body }: Attempt,
  { url, budget, observer, isTooLate }: OutgoingCreate,
): Promise<HttpResponse> {
  const headers = {
    ...observer.headers,
    accept: FHIR_JSON,
    'content-type': FHIR_JSON,
    prefer: 'return=representation',
    ...bearerHeaders(token),
  };
  let canHaveArrived = false;
  const sent = permit.send(({ onSend, onFailure }) =>
    http.send({
      url,
      body,
      headers,
      signal: budget.signal,
      json: CREATE_RESPONSE_FORMAT,
      onSend() {
        onSend();
        budget.countRequest();
        observer.sent();
      },
      refuseToSend: () => (isTooLate() ? notSentError() : null),
      onConnected: () => {
        canHaveArrived = true;
      },
      needsNewConnection: true,
      onFailure,
    }),
  );
  return sent.catch((error: unknown) => {
    // A request that may have arrived has an unknown outcome, whatever ended the wait for its response.
    throw canHaveArrived ? writeOutcomeUnknownError('no complete response arrived') : error;
  });
}

const isNeverTooLate = (): boolean => false;

function notSentError(): GatewayError {
  return new GatewayError(
    'WRITE_NOT_SENT',
    'The gateway did not send the write, because too much time passed after it was recorded. Try again with the same idempotency key and ' +
      'input.',
  );
}
