/** One GET to a FHIR server: with a token, in its turn, and once for all who want the same at once. */
import type { Tokens } from '../auth/token-source.ts';
import type { Http, HttpRequest } from '../http/http.ts';
import type { Log } from '../log.ts';
import { type RequestWatch, watchedToEnd } from '../observer.ts';
import type { Kind } from '../throttle/kinds.ts';
import type { JsonForm } from '../size/json-forms.ts';
import type { Throttle, Ticket } from '../throttle/throttle.ts';
import { type Answer, type Interaction, parseAnswer } from './answer.ts';
import { createSharing } from './sharing.ts';
import { spent, type Usage } from './usage.ts';

export interface GetOptions {
  readonly http: Http;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  /** Where redirects may lead. */
  readonly baseUrl: string;
  readonly log: Log;
}

export interface GetRequest {
  readonly url: string;
  readonly kind: Exclude<Kind, 'create'>;
  readonly interaction: Exclude<Interaction, 'capabilities'>;
  readonly resourceType: string;
  readonly json: JsonForm;
  readonly bounds?: Pick<HttpRequest, 'timeoutMs' | 'tooLarge'>;
}

/**
 * One authenticated GET. Equal ones under way are one, whoever asks; it counts for the operation that sent it, and goes out at the turn of
 * whichever caller comes first.
 * @throws GatewayError OPERATION_TOO_EXPENSIVE where the operation has sent as many as it may, why its turn did not come, or what
 * `parseAnswer` and the transport throw
 */
export type Get = (request: GetRequest, usage: Usage) => Promise<Answer>;

/** The operation that sends it, and what ends it: that nobody waits for it any more. */
interface Sender {
  readonly signal: AbortSignal;
  readonly watch: RequestWatch;
  readonly usage: Usage;
}

const FHIR_JSON = 'application/fhir+json';

export function createGet({ http, tokens, throttle, baseUrl, log }: GetOptions): Get {
  const share = createSharing<Answer>();
  /** Of what is under way, by its URL. */
  const tickets = new Map<string, Ticket>();

  /** A 401 means that the token has ended early, so it is renewed and the request is tried once more. */
  const inItsTurn = async (
    { url, interaction, resourceType, json, bounds }: GetRequest,
    ticket: Ticket,
    { signal, watch, usage }: Sender,
  ): Promise<Answer> => {
    // All who wait for a token share its refusal here, and none of them takes a place meanwhile.
    await tokens.get();
    const turn = await ticket.turn();
    try {
      const started = performance.now();
      watch.began();
      const send = async () => {
        const token = await tokens.get();
        const response = await turn.send(({ onSend, mayRepeat, ...throttled }) =>
          http.send({
            url,
            signal,
            json,
            ...bounds,
            ...throttled,
            headers: { ...watch.headers, accept: FHIR_JSON, authorization: `Bearer ${token}` },
            redirectsWithin: baseUrl,
            onSend() {
              onSend();
              usage.countRequest();
              watch.sent();
            },
            mayRepeat: () => mayRepeat() && usage.takeLeave(),
          }),
        );
        return { response, token };
      };
      let sent = await send();
      if (sent.response.status === 401 && usage.takeLeave()) {
        tokens.discard(sent.token);
        sent = await send();
      }
      const { status } = sent.response;
      watch.answered(status);
      log.debug('upstream_request', {
        interaction,
        resourceType,
        status,
        durationMs: Math.round(performance.now() - started),
      });
      return parseAnswer(sent.response, interaction);
    } finally {
      turn.end();
    }
  };

  return (request, usage) => {
    if (!usage.takeLeave()) return Promise.reject(spent(usage));
    const { url, kind, interaction, resourceType } = request;
    let isSentHere = false;
    const watch = usage.scope.request({ interaction, resourceType });
    const answer = share(url, usage.signal, async (signal) => {
      isSentHere = true;
      const ticket = throttle.ticket({ kind, type: resourceType, caller: usage.caller, signal });
      tickets.set(url, ticket);
      try {
        return await inItsTurn(request, ticket, { signal, watch, usage });
      } finally {
        if (tickets.get(url) === ticket) tickets.delete(url);
      }
    });
    if (!isSentHere) {
      usage.returnLeave();
      // Else who asks for one record would wait behind all that another caller has waiting before it.
      tickets.get(url)?.standFor(usage.caller);
    }
    return watchedToEnd(answer.then(holdingFor(usage)), watch, isSentHere ? 'sent' : 'shared');
  };
}

/** Counts an answer for each operation that waits for it. */
function holdingFor(usage: Usage): (answer: Answer) => Answer {
  return (answer) => {
    if (answer.kind === 'resource') usage.hold(answer.memory);
    return answer;
  };
}
