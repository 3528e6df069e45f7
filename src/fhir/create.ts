/** The create interaction: sent once, and told as unknown where nobody can tell what has become of it. */
import { bearer, type Tokens } from '../auth/token-source.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { givenUp, unlessGivenUp } from '../http/given-up.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import type { Log } from '../log.ts';
import { type RequestWatch, watchedToEnd } from '../observer.ts';
import type { Throttle, Turn } from '../throttle/throttle.ts';
import { CREATED_JSON } from './answer-forms.ts';
import { type CreateOutcome, outcomeUnknown, parseCreateAnswer } from './create-answer.ts';
import type { ResourceOf, ResourceType } from './resources.ts';
import { spent, type Usage } from './usage.ts';

export type { CreateOutcome } from './create-answer.ts';

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
export type Create = <T extends ResourceType>(
  type: T,
  resource: ResourceOf<T>,
  usage: Usage,
  isTooLate?: () => boolean,
) => Promise<CreateOutcome<T>>;

export interface CreateOptions {
  readonly http: Http;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  readonly baseUrl: string;
  readonly log: Log;
}

/** What is sent, and for which operation. */
interface Sending {
  readonly url: string;
  readonly body: string;
  readonly usage: Usage;
  readonly watch: RequestWatch;
  readonly isTooLate: () => boolean;
}

const FHIR_JSON = 'application/fhir+json';

export function createCreate({ http, tokens, throttle, baseUrl, log }: CreateOptions): Create {
  /** A 401 ends the token: whoever asks for one next gets another. */
  const sendOnce = async (
    turn: Turn,
    { url, body, usage, watch, isTooLate }: Sending,
  ): Promise<HttpResponse> => {
    const token = await unlessGivenUp(tokens.get(), usage.signal);
    let canHaveArrived = false;
    const response = await turn
      .send(({ onSend, onFailure }) =>
        http.send({
          url,
          body,
          headers: {
            ...watch.headers,
            accept: FHIR_JSON,
            'content-type': FHIR_JSON,
            prefer: 'return=representation',
            ...bearer(token),
          },
          signal: usage.signal,
          json: CREATED_JSON,
          onSend() {
            onSend();
            usage.countRequest();
            watch.sent();
          },
          refuseToSend: () => (isTooLate() ? notSent() : null),
          onConnected: () => {
            canHaveArrived = true;
          },
          onNewConnection: true,
          onFailure,
        }),
      )
      .catch((error: unknown) => {
        // What can have arrived has no other outcome, whatever ended the wait for it.
        throw canHaveArrived ? outcomeUnknown('no whole answer came') : error;
      });
    if (response.status === 401) tokens.discard(token);
    return response;
  };

  return async (type, resource, usage, isTooLate = never) => {
    if (usage.signal?.aborted === true) throw givenUp(usage.signal);
    if (!usage.takeLeave()) throw spent(usage);
    const watch = usage.scope.request({ interaction: 'create', resourceType: type });
    const inItsTurn = async () => {
      const body = JSON.stringify(resource);
      const sending = { url: `${baseUrl}/${type}`, body, usage, watch, isTooLate };
      // All who wait for a token share its refusal here, and none of them takes a place meanwhile.
      await unlessGivenUp(tokens.get(), usage.signal);
      const { caller, signal } = usage;
      const turn = await throttle.ticket({ kind: 'create', type, caller, signal }).turn();
      try {
        const started = performance.now();
        watch.began();
        let response = await sendOnce(turn, sending);
        if (response.status === 401 && usage.takeLeave()) response = await sendOnce(turn, sending);
        watch.answered(response.status);
        log.debug('upstream_request', {
          interaction: 'create',
          resourceType: type,
          status: response.status,
          durationMs: Math.round(performance.now() - started),
        });
        return parseCreateAnswer(response, type, usage.warn);
      } catch (error) {
        if (hasCode(error, 'WRITE_OUTCOME_UNKNOWN'))
          log.warn('write_outcome_unknown', { resourceType: type });
        throw error;
      } finally {
        turn.end();
      }
    };
    return watchedToEnd(inItsTurn(), watch, 'sent');
  };
}

const never = (): boolean => false;

function notSent(): GatewayError {
  return new GatewayError(
    'WRITE_NOT_SENT',
    'Too much time passed between recording the write and sending it, so the gateway did not send it. Try again with the same idempotency ' +
      'key and input.',
  );
}
