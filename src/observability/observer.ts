/**
 * The interface between the gateway and its telemetry: metrics count the reports, traces time them. Reports contain only names, codes and
 * numbers of the gateway: no ids, URLs, messages, or values of records or requests.
 */
import { ERROR_CODES, type ErrorCode, GatewayError } from '../errors.ts';

/** The error codes of responses: docs/errors.md, and Apollo Server's codes for operations that it does not execute. */
export const RESPONSE_ERROR_CODES: readonly string[] = [
  ...Object.keys(ERROR_CODES),
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

/** The source of data: the operation's own request, an identical request of another operation, or the cache. */
type ResponseSource = 'sent' | 'shared' | 'cached';

export type OperationOutcome =
  | 'ok'
  /** The response has data and errors. */
  | 'partial'
  | 'failed'
  /** Not executed: the client asked only for the price. */
  | 'priced';

/** The site of a report. */
interface SiteFacts {
  /** The id of the site; absent without a sites file, and for requests that reach no site. */
  readonly site?: string | undefined;
}

/** The outcome and cost of an operation. */
export interface OperationFacts extends SiteFacts {
  /** The operation name; `other` if telemetry may not contain it, `-` if there is none. */
  readonly name: string;
  /** `query` or `mutation`; `-` if the operation was rejected before its type was known. */
  readonly type: string;
  readonly outcome: OperationOutcome;
  /** The distinct codes of its errors. */
  readonly codes: readonly string[];
  /** Its estimated cost in FHIR requests; null if it was not estimated. */
  readonly estimatedRequests: number | null;
  /** FHIR requests that it sent. */
  readonly requests: number;
}

export interface RequestFacts extends SiteFacts {
  readonly interaction: 'read' | 'search' | 'page' | 'operation' | 'capabilities' | 'create';
  readonly resourceType: string;
  /** The host name of the FHIR server; absent if the cache responds. */
  readonly host?: string;
}

/** A loader's work for one wave of fields. It can take several requests. */
export interface LoadFacts extends SiteFacts {
  /** `by-id`: one batch of ids. `list`: the pages of one patient's list. */
  readonly loader: 'by-id' | 'list';
  readonly resourceType: string;
  /** The number of requested ids, or of requested records of the list. */
  readonly size: number;
}

/** Observes one FHIR request. */
export interface RequestObserver {
  /** Headers for the FHIR request, which continue the trace there. */
  readonly headers: Readonly<Record<string, string>>;
  /** Called when the request leaves the queue. */
  readonly started: () => void;
  /** Called for each HTTP request: the first, and each retry or redirect. */
  readonly sent: () => void;
  /** Called with the HTTP status of a response. */
  readonly answered: (status: number) => void;
  /** @param code the error code; null for success */
  readonly end: (source: ResponseSource, code: string | null) => void;
}

/** The operation or load that a FHIR request belongs to. */
export interface ObserverScope {
  readonly request: (facts: RequestFacts) => RequestObserver;
  readonly load: (facts: LoadFacts) => LoadObserver;
}

export interface LoadObserver extends ObserverScope {
  readonly end: () => void;
}

export interface OperationObserver extends ObserverScope {
  /** The trace id for the log; undefined if there is no trace. */
  readonly traceId: string | undefined;
  /** Registers the function that returns the operation's facts at its end. The last registered function is used. */
  readonly provideFacts: (getFacts: () => OperationFacts) => void;
  /** Called when the response is sent, or the client has disconnected. @param status the HTTP status */
  readonly end: (status: number) => void;
}

/** A token request of a person who signs in, or whose token the gateway renews. */
export interface PersonTokenFacts {
  readonly grantType: 'authorization_code' | 'refresh_token';
  /** `refused`: the authorization server granted nothing, or its response is not for this sign-in. `failed`: no usable response. */
  readonly outcome: 'ok' | 'refused' | 'failed';
}

/** An event without a duration. */
export type TelemetryEvent = SiteFacts & EventFacts;

type EventFacts =
  | { readonly kind: 'sign-in-refused'; readonly reason: string }
  | ({ readonly kind: 'person-token' } & PersonTokenFacts)
  /** `isKept`: events were stored. Otherwise they were not stored in time, but may be later. */
  | { readonly kind: 'audit'; readonly events: number; readonly isKept: boolean }
  /** Events are lost. */
  | { readonly kind: 'audit-lost'; readonly events: number }
  | { readonly kind: 'log-lines-lost'; readonly lines: number }
  | { readonly kind: 'write'; readonly resourceType: string; readonly outcome: WriteOutcome }
  | { readonly kind: 'spans-lost'; readonly spans: number }
  /** The sites file was read again. If it was invalid, the gateway has kept its sites. */
  | { readonly kind: 'sites-reloaded'; readonly isValid: boolean };

export type WriteOutcome =
  | 'created'
  /** The FHIR server accepted the request, and did not say what it created. */
  | 'accepted'
  | 'already-exists'
  | 'failed'
  | 'unknown'
  /** The write was done before, under the same idempotency key. */
  | 'repeated';

interface TokenObserver {
  /** @param code the error code; null if a token was received */
  readonly end: (code: string | null) => void;
}

/** Observes the gateway. As a scope, it observes requests that belong to no operation. */
export interface Observer extends ObserverScope {
  /** @param traceparent the header of W3C Trace Context that continues a client's trace */
  readonly operation: (traceparent: string | undefined) => OperationObserver;
  /** Called when the gateway requests a token from the token endpoint. */
  readonly token: (facts?: SiteFacts) => TokenObserver;
  readonly emit: (event: TelemetryEvent) => void;
}

const nothing = (): void => {};
const NOOP_REQUEST_OBSERVER: RequestObserver = {
  headers: {},
  started: nothing,
  sent: nothing,
  answered: nothing,
  end: nothing,
};
export const NOOP_LOAD_OBSERVER: LoadObserver = {
  request: () => NOOP_REQUEST_OBSERVER,
  load: () => NOOP_LOAD_OBSERVER,
  end: nothing,
};
/** Ignores an operation. */
export const NOOP_OPERATION_OBSERVER: OperationObserver = {
  ...NOOP_LOAD_OBSERVER,
  traceId: undefined,
  provideFacts: nothing,
};

/** Ignores everything, at no cost. */
export const NOOP_OBSERVER: Observer = {
  ...NOOP_LOAD_OBSERVER,
  operation: () => NOOP_OPERATION_OBSERVER,
  token: () => ({ end: nothing }),
  emit: nothing,
};

/** Runs the work in its own load, and ends the load with it. */
export async function observeLoad<T>(
  scope: ObserverScope,
  facts: LoadFacts,
  work: (load: ObserverScope) => Promise<T>,
): Promise<T> {
  const load = scope.load(facts);
  try {
    return await work(load);
  } finally {
    load.end();
  }
}

/** Returns the same promise result, and reports its end to the observer. */
export function observeOutcome<T>(
  outcome: Promise<T>,
  observer: RequestObserver,
  source: ResponseSource,
): Promise<T> {
  return observer === NOOP_REQUEST_OBSERVER ? outcome : reportOutcome(outcome, observer, source);
}

async function reportOutcome<T>(
  outcome: Promise<T>,
  observer: RequestObserver,
  source: ResponseSource,
): Promise<T> {
  try {
    const value = await outcome;
    observer.end(source, null);
    return value;
  } catch (error) {
    observer.end(source, errorCodeOf(error));
    throw error;
  }
}

/** Returns the code of a GatewayError. Any other error is a defect, with the code INTERNAL_SERVER_ERROR. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
}

/** Returns an observer that notifies each of the observers. */
export function combineObservers(all: readonly Observer[]): Observer {
  const [only = NOOP_OBSERVER] = all;
  if (all.length <= 1) return only;
  return {
    ...combineScopes(...all),
    operation: (traceparent) => combineOperations(all.map((each) => each.operation(traceparent))),
    token(facts) {
      const observers = all.map((each) => each.token(facts));
      return { end: (code) => notifyAll(observers, (observer) => observer.end(code)) };
    },
    emit: (event) => notifyAll(all, (each) => each.emit(event)),
  };
}

/** Returns a scope whose requests and loads are reported with a site; the same scope without one. */
export function addSite(scope: ObserverScope, site: string | undefined): ObserverScope {
  if (site === undefined) return scope;
  return {
    request: (facts) => scope.request({ ...facts, site }),
    load(facts) {
      const load = scope.load({ ...facts, site });
      return { ...addSite(load, site), end: load.end };
    },
  };
}

/** Returns an observer whose requests, tokens and events are reported with a site; the same observer without one. */
export function observeSite(observer: Observer, site: string | undefined): Observer {
  if (site === undefined) return observer;
  return {
    ...observer,
    ...addSite(observer, site),
    token: () => observer.token({ site }),
    emit: (event) => observer.emit({ ...event, site }),
  };
}

/** Returns a scope that notifies each of the scopes. */
export function combineScopes(...scopes: readonly ObserverScope[]): ObserverScope {
  return {
    request: (facts) => combineRequests(scopes.map((scope) => scope.request(facts))),
    load(facts) {
      const loads = scopes.map((scope) => scope.load(facts));
      return { ...combineScopes(...loads), end: () => notifyAll(loads, (load) => load.end()) };
    },
  };
}

function combineOperations(observers: readonly OperationObserver[]): OperationObserver {
  return {
    ...combineScopes(...observers),
    traceId: observers.find(({ traceId }) => traceId !== undefined)?.traceId,
    provideFacts: (facts) => notifyAll(observers, (observer) => observer.provideFacts(facts)),
    end: (status) => notifyAll(observers, (observer) => observer.end(status)),
  };
}

function combineRequests(observers: readonly RequestObserver[]): RequestObserver {
  return {
    headers: Object.fromEntries(observers.flatMap(({ headers }) => Object.entries(headers))),
    started: () => notifyAll(observers, (observer) => observer.started()),
    sent: () => notifyAll(observers, (observer) => observer.sent()),
    answered: (status) => notifyAll(observers, (observer) => observer.answered(status)),
    end: (source, code) => notifyAll(observers, (observer) => observer.end(source, code)),
  };
}

function notifyAll<T>(all: readonly T[], notify: (each: T) => void): void {
  for (const each of all) notify(each);
}
