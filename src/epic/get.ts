/** Sends authenticated GETs, and POSTs that change nothing, to a FHIR server. Equal requests in flight share one response. */
import type { GrantTokens } from '../auth/grants.ts';
import { bearerHeaders } from '../auth/token-source.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { JsonFormat } from '../json/format.ts';
import type { Log } from '../observability/log.ts';
import { observeOutcome, type RequestObserver } from '../observability/observer.ts';
import type { RequestClass } from '../resilience/request-class.ts';
import type { Permit, QueuedRequest, Throttle } from '../resilience/throttle.ts';
import { type FhirInteraction, type FhirResponse, interpretResponse } from './fhir-response.ts';
import { budgetExhaustedError, type RequestBudget } from './request-budget.ts';
import { explainToPerson } from './person-refusals.ts';
import type { RequestCoalescer } from './request-coalescing.ts';
import { sendWithToken } from './send-with-token.ts';

interface GetOptions {
  readonly http: HttpClient;
  readonly tokens: GrantTokens;
  readonly throttle: Throttle;
  /** Redirects are followed only below this URL. */
  readonly baseUrl: string;
  readonly coalescer: RequestCoalescer<FhirResponse>;
  readonly log: Log;
}

interface GetRequest {
  readonly url: string;
  /** The body of a POST that changes nothing, such as `$match`. Without it, the request is a GET. */
  readonly body?: string;
  readonly requestClass: Exclude<RequestClass, 'create'>;
  readonly interaction: Exclude<FhirInteraction, 'capabilities'>;
  readonly resourceType: string;
  readonly json: JsonFormat;
  readonly bounds?: Pick<HttpRequest, 'timeoutMs' | 'tooLarge'>;
}

/**
 * Sends the request, or joins an equal one in flight. The request counts for the operation that sent it, but leaves the queue as soon as it
 * is the turn of any of its callers.
 * @throws GatewayError OPERATION_TOO_EXPENSIVE if the budget is exhausted, the reason why the request never left the queue, and the errors
 * of `interpretResponse` and the HTTP client
 */
export type Get = (request: GetRequest, budget: RequestBudget) => Promise<FhirResponse>;

interface RequestSender {
  /** Aborted when no operation awaits the response any more. */
  readonly signal: AbortSignal;
  readonly observer: RequestObserver;
  readonly budget: RequestBudget;
}

const FHIR_JSON = 'application/fhir+json';
/** Without this header, HAPI answers an equal search within a minute from its cache, which lacks recent writes. */
const NO_CACHE_HEADERS = { 'cache-control': 'no-cache' };

export function createGet(options: GetOptions): Get {
  const { throttle, coalescer } = options;
  const host = new URL(options.baseUrl).hostname;
  /** The queue entries of the requests in flight, by URL and body. */
  const inFlight = new Map<string, QueuedRequest>();

  const start = async (request: GetRequest, sender: RequestSender): Promise<FhirResponse> => {
    const { requestClass, resourceType: type } = request;
    const { signal, budget } = sender;
    const key = keyOf(request, budget);
    const queued = throttle.prepare({ requestClass, type, caller: budget.caller, signal });
    inFlight.set(key, queued);
    try {
      return await sendInTurn(options, request, queued, sender);
    } finally {
      if (inFlight.get(key) === queued) inFlight.delete(key);
    }
  };

  return (request, budget) => {
    if (!budget.reserve()) return Promise.reject(budgetExhaustedError(budget));
    const { interaction, resourceType } = request;
    const key = keyOf(request, budget);
    const observer = budget.scope.request({ interaction, resourceType, host });
    const joined = coalescer.ageOf(key);
    let isSentHere = false;
    const response = coalescer.join(key, budget.signal, (signal) => {
      isSentHere = true;
      return start(request, { signal, observer, budget });
    });
    if (!isSentHere) {
      budget.release(joined);
      // Otherwise a caller who needs one record would wait behind everything that the first caller has queued.
      inFlight.get(key)?.addCaller(budget.caller);
    }
    return observeOutcome(response.then(holdMemory(budget)), observer, isSentHere ? 'sent' : 'shared');
  };
}

/**
 * Requests with different limits get different keys, so that a record never shares the response of a larger panel. A request with retries
 * never shares the failure of one without.
 */
function keyOf({ url, body = '', json }: GetRequest, { isSingle }: RequestBudget): string {
  return `${json.items?.maxValues ?? json.maxValues} ${isSingle ? 'once' : ''} ${url} ${body}`;
}

/** Counts the memory of the response for each operation that awaits it, whichever operation sent the request. */
function holdMemory(budget: RequestBudget): (response: FhirResponse) => FhirResponse {
  return (response) => {
    if (response.kind === 'resource') budget.hold(response.memory);
    return response;
  };
}

async function sendInTurn(
  options: GetOptions,
  request: GetRequest,
  queued: QueuedRequest,
  sender: RequestSender,
): Promise<FhirResponse> {
  const { tokens, log } = options;
  const { interaction, resourceType } = request;
  let startedAt: number | null = null;
  const response = await sendWithToken(
    tokens,
    sender.budget,
    () => queued.acquirePermit(),
    (token, permit) => {
      if (startedAt === null) sender.observer.started();
      startedAt ??= performance.now();
      return sendWith(token, options, request, permit, sender);
    },
  );
  const { status } = response;
  sender.observer.answered(status);
  const durationMs = Math.round(performance.now() - (startedAt ?? 0));
  log.debug('upstream_request', { interaction, resourceType, status, durationMs });
  try {
    return interpretResponse(response, interaction);
  } catch (error) {
    throw tokens.kind === 'person' ? explainToPerson(error) : error;
  }
}

function sendWith(
  token: string | null,
  { http, baseUrl }: GetOptions,
  { url, body, interaction, json, bounds }: GetRequest,
  permit: Permit,
  { signal, observer, budget }: RequestSender,
): Promise<HttpResponse> {
  const headers = {
    ...observer.headers,
    ...(interaction === 'search' ? NO_CACHE_HEADERS : {}),
    accept: FHIR_JSON,
    ...(body === undefined ? {} : { 'content-type': FHIR_JSON }),
    ...bearerHeaders(token),
  };
  return permit.send(({ onSend, canRepeat, ...hooks }) =>
    http.send({
      url,
      headers,
      signal,
      json,
      ...bounds,
      ...hooks,
      ...(body === undefined ? { followRedirectsUnder: baseUrl } : { body, isSafe: true }),
      onSend() {
        onSend();
        budget.countRequest();
        observer.sent();
      },
      canRepeat: () => canRepeat() && budget.reserve(),
    }),
  );
}
