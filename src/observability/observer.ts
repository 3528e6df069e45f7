/**
 * Reports what happens in the gateway to observers: metrics count it, traces time it. A report holds only names, codes and numbers of this
 * gateway's own: no id, no URL, no message, no value of a record or of a request.
 */
import { ERROR_CODES, type ErrorCode, GatewayError } from '../errors.ts';

/** The codes that an answer can have: those of docs/errors.md, with Apollo Server's for what it does not execute. */
export const RESPONSE_ERROR_CODES: readonly string[] = [
  ...Object.keys(ERROR_CODES),
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

/** How the data came: by a request of one's own, by the equal one of another operation, or from memory. */
type ResponseSource = 'sent' | 'shared' | 'cached';

export type OperationOutcome =
  | 'ok'
  /** There are data and errors. */
  | 'partial'
  | 'failed';

/** What became of an operation. */
export interface OperationFacts {
  /** The name in the document where it may be told, `other` where it may not, `-` where there is none. */
  readonly name: string;
  /** `query` or `mutation`; `-` where it was refused before that was known. */
  readonly type: string;
  readonly outcome: OperationOutcome;
  /** The codes of its errors, each once. */
  readonly codes: readonly string[];
  /** FHIR requests that it was priced at; null where it was not. */
  readonly estimatedRequests: number | null;
  /** FHIR requests that it sent. */
  readonly requests: number;
}

export interface RequestFacts {
  readonly interaction: 'read' | 'search' | 'page' | 'capabilities' | 'create';
  readonly resourceType: string;
}

/** What a loader does for a wave of fields, which may take several requests. */
export interface LoadFacts {
  /** By-id: one batch of ids. List: the pages of one list of a patient. */
  readonly loader: 'by-id' | 'list';
  readonly resourceType: string;
  /** How many are asked for: ids, or records of the list. */
  readonly size: number;
}

/** Observes one request to the FHIR server. */
export interface RequestObserver {
  /** What goes to the FHIR server with the request, so that a trace goes on there. */
  readonly headers: Readonly<Record<string, string>>;
  /** It has left the queue. */
  readonly started: () => void;
  /** An HTTP request goes out: the first, or a further one for the same. */
  readonly sent: () => void;
  /** An answer is there, with its HTTP status. */
  readonly answered: (status: number) => void;
  /** @param code of the error that it ended with; null where it has none */
  readonly end: (source: ResponseSource, code: string | null) => void;
}

/** The operation or load that a request to the FHIR server belongs to. */
export interface ObserverScope {
  readonly request: (facts: RequestFacts) => RequestObserver;
  readonly load: (facts: LoadFacts) => LoadObserver;
}

export interface LoadObserver extends ObserverScope {
  readonly end: () => void;
}

export interface OperationObserver extends ObserverScope {
  /** Leads from the log to the trace; undefined where there is none. */
  readonly traceId: string | undefined;
  /** Provides the function that returns its facts, which is called when it ends. The function that is provided last counts. */
  readonly provideFacts: (getFacts: () => OperationFacts) => void;
  /** Its answer is out, or its caller is gone. @param status of the HTTP answer */
  readonly end: (status: number) => void;
}

/** An event without a duration. */
export type TelemetryEvent =
  | { readonly kind: 'sign-in-refused'; readonly reason: string }
  /** Events of an operation were kept, or were not when it was answered: then they may still be. */
  | { readonly kind: 'audit'; readonly events: number; readonly isKept: boolean }
  /** Events will never be kept. */
  | { readonly kind: 'audit-lost'; readonly events: number }
  | { readonly kind: 'log-lines-lost'; readonly lines: number }
  | { readonly kind: 'write'; readonly resourceType: string; readonly outcome: WriteOutcome }
  | { readonly kind: 'spans-lost'; readonly spans: number };

export type WriteOutcome =
  | 'created'
  /** The FHIR server took it, and did not say what it made of it. */
  | 'accepted'
  | 'already-exists'
  | 'failed'
  | 'unknown'
  /** It was done under the same idempotency key before. */
  | 'repeated';

interface TokenObserver {
  /** @param code of the error that it ended with; null where a token came */
  readonly end: (code: string | null) => void;
}

/** Observes the gateway. As a scope, it takes the requests that belong to no operation. */
export interface Observer extends ObserverScope {
  /** @param traceparent the header of W3C Trace Context by which a trace goes on here */
  readonly operation: (traceparent: string | undefined) => OperationObserver;
  /** Called when a token is requested from the token endpoint. */
  readonly token: () => TokenObserver;
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
/** Observes nothing of an operation. */
export const NOOP_OPERATION_OBSERVER: OperationObserver = {
  ...NOOP_LOAD_OBSERVER,
  traceId: undefined,
  provideFacts: nothing,
};

/** Observes nothing, at no cost. */
export const NOOP_OBSERVER: Observer = {
  ...NOOP_LOAD_OBSERVER,
  operation: () => NOOP_OPERATION_OBSERVER,
  token: () => ({ end: nothing }),
  emit: nothing,
};

/** Does the work in a load of its own, which ends with it. */
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

/** Returns the same outcome, and reports its end to the observer. */
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

/** The code of an error of the gateway's own; any other is a defect. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
}

/** Returns an observer that notifies all of these. */
export function combineObservers(all: readonly Observer[]): Observer {
  const [only = NOOP_OBSERVER] = all;
  if (all.length <= 1) return only;
  return {
    ...combineScopes(...all),
    operation: (traceparent) => combineOperations(all.map((each) => each.operation(traceparent))),
    token() {
      const observers = all.map((each) => each.token());
      return { end: (code) => notifyAll(observers, (observer) => observer.end(code)) };
    },
    emit: (event) => notifyAll(all, (each) => each.emit(event)),
  };
}

/** Returns a scope that notifies all of these. */
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

function notifyAll<T>(all: readonly T[], what: (each: T) => void): void {
  for (const each of all) what(each);
}
