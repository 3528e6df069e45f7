/** The create interaction: sent once, and told as unknown where nobody can tell what has become of it. */
import type { LimitFunction } from 'p-limit';
import type { TokenSource } from '../auth/token-source.ts';
import { hasCode } from '../errors.ts';
import { givenUp, unlessGivenUp } from '../http/given-up.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import type { Log } from '../log.ts';
import { type RequestWatch, watchedToEnd } from '../observer.ts';
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
 * OPERATION_TIMEOUT), or never came to be sent (OPERATION_TOO_EXPENSIVE, UPSTREAM_…).
 */
export type Create = <T extends ResourceType>(
  type: T,
  resource: ResourceOf<T>,
  usage: Usage,
) => Promise<CreateOutcome<T>>;

export interface CreateOptions {
  readonly http: Http;
  readonly tokens: TokenSource;
  /** The queue that it shares with the reads. */
  readonly limit: LimitFunction;
  readonly baseUrl: string;
  readonly log: Log;
}

const FHIR_JSON = 'application/fhir+json';

export function createCreate({ http, tokens, limit, baseUrl, log }: CreateOptions): Create {
  /** A 401 ends the token: whoever asks for one next gets another. */
  const sendOnce = async (
    url: string,
    body: string,
    usage: Usage,
    watch: RequestWatch,
  ): Promise<HttpResponse> => {
    const token = await unlessGivenUp(tokens.get(), usage.signal);
    let canHaveArrived = false;
    try {
      const response = await http.send({
        url,
        body,
        headers: {
          ...watch.headers,
          accept: FHIR_JSON,
          'content-type': FHIR_JSON,
          prefer: 'return=representation',
          authorization: `Bearer ${token}`,
        },
        signal: usage.signal,
        onSend: () => {
          usage.countRequest();
          watch.sent();
        },
        onConnected: () => {
          canHaveArrived = true;
        },
        onNewConnection: true,
      });
      if (response.status === 401) tokens.discard(token);
      return response;
    } catch (error) {
      // What can have arrived has no other outcome, whatever ended the wait for it.
      throw canHaveArrived ? outcomeUnknown('no whole answer came') : error;
    }
  };

  return async (type, resource, usage) => {
    if (usage.signal?.aborted === true) throw givenUp(usage.signal);
    if (!usage.takeLeave()) throw spent(usage);
    const watch = usage.scope.request({ interaction: 'create', resourceType: type });
    const inItsTurn = async () => {
      const url = `${baseUrl}/${type}`;
      const body = JSON.stringify(resource);
      // All who wait for a token share its refusal here; in the queue, each next few of them would ask for one anew.
      await unlessGivenUp(tokens.get(), usage.signal);
      const leaveQueue = await itsTurn(limit, usage.signal);
      try {
        const started = performance.now();
        watch.began();
        let response = await sendOnce(url, body, usage, watch);
        if (response.status === 401 && usage.takeLeave()) response = await sendOnce(url, body, usage, watch);
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
        leaveQueue();
      }
    };
    return watchedToEnd(inItsTurn(), watch, 'sent');
  };
}

/**
 * Waits in the queue, and gives what ends the turn. Who gives up while they wait leave at once, and their turn is over before it comes:
 * what is told as given up can never be sent later.
 */
async function itsTurn(limit: LimitFunction, signal: AbortSignal | undefined): Promise<() => void> {
  const turn = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  const leave = (): void => end.resolve(undefined);
  void limit(() => {
    turn.resolve(undefined);
    return end.promise;
  });
  try {
    await unlessGivenUp(turn.promise, signal);
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}
