/** The create interaction: sent once, and told as unknown where nobody can tell what has become of it. */
import { bearerHeaders, type TokenProvider } from '../auth/token-source.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { abortError, raceWithAbort } from '../http/abort.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { type RequestObserver, observeOutcome } from '../observability/observer.ts';
import type { Throttle, Permit } from '../resilience/throttle.ts';
import { CREATED_JSON } from './response-limits.ts';
import { type CreateOutcome, writeOutcomeUnknownError, interpretCreateResponse } from './create-response.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { budgetExhausted, type RequestBudget } from './request-budget.ts';

export type { CreateOutcome } from './create-response.ts';

/**
 * Creates a resource. It is never sent twice: neither is it repeated nor shared with an equal one, nor does it follow a redirect. The
 * one exception is a 401, upon which the token is renewed and it is sent once more, since a server that does not know who asks has not
 * done what was asked.
 * @throws GatewayError WRITE_OUTCOME_UNKNOWN where it was sent, or may have been, and no answer came that tells what was done: also
 * where the operation was given up meanwhile. With every other code nothing was created: it was refused (BAD_USER_INPUT,
 * ALREADY_EXISTS, FORBIDDEN, RESTRICTED_RECORD, QUOTA_EXCEEDED, UPSTREAM_…), given up before it was sent (OPERATION_ABORTED,
 * OPERATION_TIMEOUT), or never came to be sent (OPERATION_TOO_EXPENSIVE, WRITE_NOT_SENT, UPSTREAM_…).
 * @param isTooLate called at the last moment before each POST leaves; if it returns true, nothing is sent (WRITE_NOT_SENT)
 */
export type CreateResource = <T extends ResourceType>(
  type: T,
  resource: ResourceOf<T>,
  budget: RequestBudget,
  isTooLate?: () => boolean,
) => Promise<CreateOutcome<T>>;

export interface ResourceCreatorOptions {
  readonly http: HttpClient;
  readonly tokens: TokenProvider;
  readonly throttle: Throttle;
  readonly baseUrl: string;
  readonly log: Log;
}

/** What is sent, and for which operation. */
interface OutgoingCreate {
  readonly url: string;
  readonly body: string;
  readonly budget: RequestBudget;
  readonly watch: RequestObserver;
  readonly isTooLate: () => boolean;
}

const FHIR_JSON = 'application/fhir+json';

export function createResourceCreator({
  http,
  tokens,
  throttle,
  baseUrl,
  log,
}: ResourceCreatorOptions): CreateResource {
  /** A 401 ends the token: whoever asks for one next gets another. */
  const sendOnce = async (
    permit: Permit,
    { url, body, budget, watch, isTooLate }: OutgoingCreate,
  ): Promise<HttpResponse> => {
    const token = await raceWithAbort(tokens.get(), budget.signal);
    let canHaveArrived = false;
    const response = await permit
      .send(({ onSend, onFailure }) =>
        http.send({
          url,
          body,
          headers: {
            ...watch.headers,
            accept: FHIR_JSON,
            'content-type': FHIR_JSON,
            prefer: 'return=representation',
            ...bearerHeaders(token),
          },
          signal: budget.signal,
          json: CREATED_JSON,
          onSend() {
            onSend();
            budget.countRequest();
            watch.sent();
          },
          refuseToSend: () => (isTooLate() ? notSentError() : null),
          onConnected: () => {
            canHaveArrived = true;
          },
          needsNewConnection: true,
          onFailure,
        }),
      )
      .catch((error: unknown) => {
        // What can have arrived has no other outcome, whatever ended the wait for it.
        throw canHaveArrived ? writeOutcomeUnknownError('no whole answer came') : error;
      });
    if (response.status === 401) tokens.discard(token);
    return response;
  };

  return async (type, resource, budget, isTooLate = never) => {
    if (budget.signal?.aborted === true) throw abortError(budget.signal);
    if (!budget.reserve()) throw budgetExhausted(budget);
    const watch = budget.scope.request({ interaction: 'create', resourceType: type });
    const inItsTurn = async () => {
      const body = JSON.stringify(resource);
      const sending = { url: `${baseUrl}/${type}`, body, budget, watch, isTooLate };
      // All who wait for a token share its refusal here, and none of them takes a place meanwhile.
      await raceWithAbort(tokens.get(), budget.signal);
      const { caller, signal } = budget;
      const permit = await throttle.prepare({ kind: 'create', type, caller, signal }).acquirePermit();
      try {
        const started = performance.now();
        watch.started();
        let response = await sendOnce(permit, sending);
        if (response.status === 401 && budget.reserve()) response = await sendOnce(permit, sending);
        watch.answered(response.status);
        log.debug('upstream_request', {
          interaction: 'create',
          resourceType: type,
          status: response.status,
          durationMs: Math.round(performance.now() - started),
        });
        return interpretCreateResponse(response, type, budget.warn);
      } catch (error) {
        if (hasCode(error, 'WRITE_OUTCOME_UNKNOWN'))
          log.warn('write_outcome_unknown', { resourceType: type });
        throw error;
      } finally {
        permit.release();
      }
    };
    return observeOutcome(inItsTurn(), watch, 'sent');
  };
}

const never = (): boolean => false;

function notSentError(): GatewayError {
  return new GatewayError(
    'WRITE_NOT_SENT',
    'Too much time passed between recording the write and sending it, so the gateway did not send it. Try again with the same idempotency ' +
      'key and input.',
  );
}
