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
 * Sends the request, or joins an equal one in flight. The request counts for the operation that sent it, a repeat for any that awaits it and has a request left. It leaves the queue as soon as it
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
  /** Reserves a repeat for any operation that awaits the response: the sender's limit must not become another caller's error. */
  readonly reserve: () => boolean;
  /** Counts a sent request for the operation that reserved it. */
  readonly countRequest: () => void;
}

interface RequestInFlight {
  readonly queued: QueuedRequest;
  /** The budgets of the operations that await the response. */
  readonly budgets: RequestBudget[];
}

const FHIR_JSON = 'application/fhir+json';
/** Without this header, HAPI answers an equal search within a minute from its cache, which lacks recent writes. */
const NO_CACHE_HEADERS = { 'cache-control': 'no-cache' };

export function createGet(options: GetOptions): Get {
  const { throttle, coalescer } = options;
  const host = new URL(options.baseUrl).hostname;
  /** By URL and body. */
  const inFlight = new Map<string, RequestInFlight>();

  const start = async (
    request: GetRequest,
    sender: Omit<RequestSender, 'reserve' | 'countRequest'>,
  ): Promise<FhirResponse> => {
    const { requestClass, resourceType: type } = request;
    const { signal, budget } = sender;
    const key = keyOf(request, budget);
    const queued = throttle.prepare({ requestClass, type, caller: budget.caller, signal });
    const budgets = [budget];
    const sent = { queued, budgets };
    inFlight.set(key, sent);
    let payer: RequestBudget | undefined = budget;
    const reserve = (): boolean => {
      payer = budgets.find((awaiting) => awaiting.reserve());
      return payer !== undefined;
    };
    const countRequest = (): void => payer?.countRequest();
    try {
      return await sendInTurn(options, request, queued, { ...sender, reserve, countRequest });
    } finally {
      if (inFlight.get(key) === sent) inFlight.delete(key);
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
      const sent = inFlight.get(key);
      // Otherwise a caller who needs one record would wait behind everything that the first caller has queued.
      sent?.queued.addCaller(budget.caller);
      sent?.budgets.push(budget);
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
    { limit: sender.budget.limit, reserve: sender.reserve },
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
  { signal, observer, reserve, countRequest }: RequestSender,
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
        countRequest();
        observer.sent();
      },
      canRepeat: () => canRepeat() && reserve(),
    }),
  );
}
