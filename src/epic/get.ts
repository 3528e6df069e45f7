/** Sends GET requests to a FHIR server, each with a token and in its turn. Equal requests in flight are sent once. */
import { bearerHeaders, type TokenProvider } from '../auth/token-source.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { type RequestObserver, observeOutcome } from '../observability/observer.ts';
import type { RequestClass } from '../resilience/request-class.ts';
import type { JsonFormat } from '../json/format.ts';
import type { Throttle, Permit, QueuedRequest } from '../resilience/throttle.ts';
import { type FhirResponse, type FhirInteraction, interpretResponse } from './fhir-response.ts';
import type { RequestCoalescer } from './request-coalescing.ts';
import { budgetExhausted, type RequestBudget } from './request-budget.ts';

interface GetOptions {
  readonly http: HttpClient;
  readonly tokens: TokenProvider;
  readonly throttle: Throttle;
  /** Where redirects may lead. */
  readonly baseUrl: string;
  /** Answers equal requests with one. */
  readonly coalescer: RequestCoalescer<FhirResponse>;
  readonly log: Log;
}

interface GetRequest {
  readonly url: string;
  readonly kind: Exclude<RequestClass, 'create'>;
  readonly interaction: Exclude<FhirInteraction, 'capabilities'>;
  readonly resourceType: string;
  readonly json: JsonFormat;
  readonly bounds?: Pick<HttpRequest, 'timeoutMs' | 'tooLarge'>;
}

/**
 * Sends an authenticated GET, or joins an equal one in flight, whichever operation sent it. The request counts for the operation that
 * sends it, and takes the turn of the first of its callers.
 * @throws GatewayError OPERATION_TOO_EXPENSIVE if the operation has sent as many requests as it may; the errors of the queue, of
 * `interpretResponse` and of the transport
 */
type Get = (request: GetRequest, budget: RequestBudget) => Promise<FhirResponse>;

/** A request with the operation that sends it. */
interface OutgoingGet {
  readonly request: GetRequest;
  readonly budget: RequestBudget;
  readonly observer: RequestObserver;
  /** Aborts the request once no operation waits for it any more. */
  readonly signal: AbortSignal;
}

const FHIR_JSON = 'application/fhir+json';
/** HAPI answers an equal search from a cached result for a minute, and misses what was written meanwhile, unless a search says this. */
const NO_CACHE_HEADERS = { 'cache-control': 'no-cache' };

export function createGet(options: GetOptions): Get {
  const { throttle, coalescer } = options;
  /** The requests in flight, by URL. */
  const queuedByUrl = new Map<string, QueuedRequest>();

  const send = async (outgoing: OutgoingGet): Promise<FhirResponse> => {
    const { request, budget, signal } = outgoing;
    const { url, kind, resourceType: type } = request;
    const queued = throttle.prepare({ kind, type, caller: budget.caller, signal });
    queuedByUrl.set(url, queued);
    try {
      return await sendInTurn(options, queued, outgoing);
    } finally {
      if (queuedByUrl.get(url) === queued) queuedByUrl.delete(url);
    }
  };

  return (request, budget) => {
    if (!budget.reserve()) return Promise.reject(budgetExhausted(budget));
    const { url, interaction, resourceType } = request;
    const observer = budget.scope.request({ interaction, resourceType });
    let isSentHere = false;
    const response = coalescer.join(url, budget.signal, (signal) => {
      isSentHere = true;
      return send({ request, budget, observer, signal });
    });
    if (!isSentHere) {
      budget.release();
      // Otherwise this caller would wait behind every request that the sender has queued.
      queuedByUrl.get(url)?.addCaller(budget.caller);
    }
    return observeOutcome(response.then(holdMemory(budget)), observer, isSentHere ? 'sent' : 'shared');
  };
}

/** A 401 means that the token ended early, so the gateway renews it and sends the request once more. */
async function sendInTurn(
  options: GetOptions,
  queued: QueuedRequest,
  outgoing: OutgoingGet,
): Promise<FhirResponse> {
  const { tokens, log } = options;
  const { request, budget, observer } = outgoing;
  const { interaction, resourceType } = request;
  // Requests that wait for a token share its refusal here, and none of them takes a permit meanwhile.
  await tokens.get();
  const permit = await queued.acquirePermit();
  try {
    const started = performance.now();
    observer.started();
    let { response, token } = await sendOnce(options, permit, outgoing);
    if (response.status === 401) {
      tokens.discard(token);
      if (budget.reserve()) ({ response, token } = await sendOnce(options, permit, outgoing));
    }
    const { status } = response;
    observer.answered(status);
    const durationMs = Math.round(performance.now() - started);
    log.debug('upstream_request', { interaction, resourceType, status, durationMs });
    return interpretResponse(response, interaction);
  } finally {
    permit.release();
  }
}

async function sendOnce(
  { http, tokens, baseUrl }: GetOptions,
  permit: Permit,
  { request, budget, observer, signal }: OutgoingGet,
): Promise<{ response: HttpResponse; token: string | null }> {
  const { url, interaction, json, bounds } = request;
  const token = await tokens.get();
  const headers = {
    ...observer.headers,
    ...(interaction === 'search' ? NO_CACHE_HEADERS : {}),
    accept: FHIR_JSON,
    ...bearerHeaders(token),
  };
  const response = await permit.send(({ onSend, mayRepeat, ...throttled }) =>
    http.send({
      url,
      signal,
      json,
      ...bounds,
      ...throttled,
      headers,
      followRedirectsUnder: baseUrl,
      onSend() {
        onSend();
        budget.countRequest();
        observer.sent();
      },
      mayRepeat: () => mayRepeat() && budget.reserve(),
    }),
  );
  return { response, token };
}

/** Every operation that waits for a response holds it, whichever sent the request. */
function holdMemory(budget: RequestBudget): (response: FhirResponse) => FhirResponse {
  return (response) => {
    if (response.kind === 'resource') budget.hold(response.memory);
    return response;
  };
}
