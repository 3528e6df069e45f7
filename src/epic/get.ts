/** One GET to a FHIR server: with a token, in its turn, and once for all who want the same at once. */
import { bearerHeaders, type TokenProvider } from '../auth/token-source.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { type RequestObserver, observeOutcome } from '../observability/observer.ts';
import type { RequestClass } from '../resilience/request-class.ts';
import type { JsonFormat } from '../json/format.ts';
import type { Throttle, QueuedRequest } from '../resilience/throttle.ts';
import { type FhirResponse, type FhirInteraction, interpretResponse } from './fhir-response.ts';
import type { RequestCoalescer } from './request-coalescing.ts';
import { budgetExhausted, type RequestBudget } from './request-budget.ts';

export interface GetOptions {
  readonly http: HttpClient;
  readonly tokens: TokenProvider;
  readonly throttle: Throttle;
  /** Where redirects may lead. */
  readonly baseUrl: string;
  /** Makes equal requests one. */
  readonly coalescer: RequestCoalescer<FhirResponse>;
  readonly log: Log;
}

export interface GetRequest {
  readonly url: string;
  readonly kind: Exclude<RequestClass, 'create'>;
  readonly interaction: Exclude<FhirInteraction, 'capabilities'>;
  readonly resourceType: string;
  readonly json: JsonFormat;
  readonly bounds?: Pick<HttpRequest, 'timeoutMs' | 'tooLarge'>;
}

/**
 * One authenticated GET. Equal ones under way are one, whoever asks; it counts for the operation that sent it, and goes out at the turn of
 * whichever caller comes first.
 * @throws GatewayError OPERATION_TOO_EXPENSIVE where the operation has sent as many as it may, why its turn did not come, or what
 * `parseAnswer` and the transport throw
 */
export type Get = (request: GetRequest, budget: RequestBudget) => Promise<FhirResponse>;

/** The operation that sends it, and what ends it: that nobody waits for it any more. */
interface RequestSender {
  readonly signal: AbortSignal;
  readonly watch: RequestObserver;
  readonly budget: RequestBudget;
}

const FHIR_JSON = 'application/fhir+json';
/** HAPI answers an equal search within a minute from a result that it kept, without what was written meanwhile, unless a search says this. */
const NO_CACHE_HEADERS = { 'cache-control': 'no-cache' };

export function createGet({ http, tokens, throttle, baseUrl, coalescer, log }: GetOptions): Get {
  /** Of what is under way, by its URL. */
  const tickets = new Map<string, QueuedRequest>();

  /** A 401 means that the token has ended early, so it is renewed and the request is tried once more. */
  const inItsTurn = async (
    { url, interaction, resourceType, json, bounds }: GetRequest,
    queued: QueuedRequest,
    { signal, watch, budget }: RequestSender,
  ): Promise<FhirResponse> => {
    // All who wait for a token share its refusal here, and none of them takes a place meanwhile.
    await tokens.get();
    const permit = await queued.acquirePermit();
    try {
      const started = performance.now();
      watch.started();
      const send = async () => {
        const token = await tokens.get();
        const response = await permit.send(({ onSend, mayRepeat, ...throttled }) =>
          http.send({
            url,
            signal,
            json,
            ...bounds,
            ...throttled,
            headers: {
              ...watch.headers,
              ...(interaction === 'search' ? NO_CACHE_HEADERS : {}),
              accept: FHIR_JSON,
              ...bearerHeaders(token),
            },
            followRedirectsUnder: baseUrl,
            onSend() {
              onSend();
              budget.countRequest();
              watch.sent();
            },
            mayRepeat: () => mayRepeat() && budget.reserve(),
          }),
        );
        return { response, token };
      };
      let sent = await send();
      if (sent.response.status === 401) {
        tokens.discard(sent.token);
        if (budget.reserve()) sent = await send();
      }
      const { status } = sent.response;
      watch.answered(status);
      log.debug('upstream_request', {
        interaction,
        resourceType,
        status,
        durationMs: Math.round(performance.now() - started),
      });
      return interpretResponse(sent.response, interaction);
    } finally {
      permit.release();
    }
  };

  return (request, budget) => {
    if (!budget.reserve()) return Promise.reject(budgetExhausted(budget));
    const { url, kind, interaction, resourceType } = request;
    let isSentHere = false;
    const watch = budget.scope.request({ interaction, resourceType });
    const answer = coalescer.join(url, budget.signal, async (signal) => {
      isSentHere = true;
      const queued = throttle.prepare({ kind, type: resourceType, caller: budget.caller, signal });
      tickets.set(url, queued);
      try {
        return await inItsTurn(request, queued, { signal, watch, budget });
      } finally {
        if (tickets.get(url) === queued) tickets.delete(url);
      }
    });
    if (!isSentHere) {
      budget.release();
      // Else who asks for one record would wait behind all that another caller has waiting before it.
      tickets.get(url)?.addCaller(budget.caller);
    }
    return observeOutcome(answer.then(holdMemory(budget)), watch, isSentHere ? 'sent' : 'shared');
  };
}

/** Every operation that waits for an answer holds it, whichever sent the request. */
function holdMemory(budget: RequestBudget): (answer: FhirResponse) => FhirResponse {
  return (answer) => {
    if (answer.kind === 'resource') budget.hold(answer.memory);
    return answer;
  };
}
