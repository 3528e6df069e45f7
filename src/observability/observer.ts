/**
 * What happens in the gateway, told to those who watch it: metrics count it, traces time it. What is told is made of names, codes and
 * numbers of this gateway's own: no id, no URL, no message, no value of a record or of a request.
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
export type ResponseSource = 'sent' | 'shared' | 'cached';

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

/** One thing that is asked of the FHIR server. */
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

/** Where a request to the FHIR server belongs. */
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
  /** Takes how to tell what became of it, which is asked when it ends; what is taken last holds. */
  readonly provideFacts: (tell: () => OperationFacts) => void;
  /** Its answer is out, or its caller is gone. @param status of the HTTP answer */
  readonly end: (status: number) => void;
}

/** What happens and takes no time. */
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

export interface TokenObserver {
  /** @param code of the error that it ended with; null where a token came */
  readonly end: (code: string | null) => void;
}

/** What is asked of it outside of any operation is a scope of its own. */
export interface Observer extends ObserverScope {
  /** @param traceparent the header of W3C Trace Context by which a trace goes on here */
  readonly operation: (traceparent: string | undefined) => OperationObserver;
  /** A token is asked for at the token endpoint. */
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
/** The same, of one operation. */
export const NOOP_OPERATION_OBSERVER: OperationObserver = {
  ...NOOP_LOAD_OBSERVER,
  traceId: undefined,
  provideFacts: nothing,
};

/** Watches nothing, at no cost. */
export const NOOP_OBSERVER: Observer = {
  ...NOOP_LOAD_OBSERVER,
  operation: () => NOOP_OPERATION_OBSERVER,
  token: () => ({ end: nothing }),
  emit: nothing,
};

/** Does the work in a group of its own. */
export async function observeLoad<T>(
  scope: ObserverScope,
  facts: LoadFacts,
  work: (group: ObserverScope) => Promise<T>,
): Promise<T> {
  const group = scope.load(facts);
  try {
    return await work(group);
  } finally {
    group.end();
  }
}

/** The same outcome; the watch is told when it is there. */
export function observeOutcome<T>(
  outcome: Promise<T>,
  watch: RequestObserver,
  source: ResponseSource,
): Promise<T> {
  return watch === NOOP_REQUEST_OBSERVER ? outcome : toldAtEnd(outcome, watch, source);
}

async function toldAtEnd<T>(outcome: Promise<T>, watch: RequestObserver, source: ResponseSource): Promise<T> {
  try {
    const value = await outcome;
    watch.end(source, null);
    return value;
  } catch (error) {
    watch.end(source, errorCodeOf(error));
    throw error;
  }
}

/** The code of an error of the gateway's own; any other is a defect. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
}

/** Tells all of them. */
export function combineObservers(all: readonly Observer[]): Observer {
  const [only = NOOP_OBSERVER] = all;
  if (all.length <= 1) return only;
  return {
    ...combineScopes(...all),
    operation: (traceparent) => combineOperations(all.map((each) => each.operation(traceparent))),
    token() {
      const watches = all.map((each) => each.token());
      return { end: (code) => notifyAll(watches, (watch) => watch.end(code)) };
    },
    emit: (event) => notifyAll(all, (each) => each.emit(event)),
  };
}

/** A scope by which all are told. */
export function combineScopes(...scopes: readonly ObserverScope[]): ObserverScope {
  return {
    request: (facts) => combineRequests(scopes.map((scope) => scope.request(facts))),
    load(facts) {
      const groups = scopes.map((scope) => scope.load(facts));
      return { ...combineScopes(...groups), end: () => notifyAll(groups, (group) => group.end()) };
    },
  };
}

function combineOperations(watches: readonly OperationObserver[]): OperationObserver {
  return {
    ...combineScopes(...watches),
    traceId: watches.find(({ traceId }) => traceId !== undefined)?.traceId,
    provideFacts: (facts) => notifyAll(watches, (watch) => watch.provideFacts(facts)),
    end: (status) => notifyAll(watches, (watch) => watch.end(status)),
  };
}

function combineRequests(watches: readonly RequestObserver[]): RequestObserver {
  return {
    headers: Object.fromEntries(watches.flatMap(({ headers }) => Object.entries(headers))),
    started: () => notifyAll(watches, (watch) => watch.started()),
    sent: () => notifyAll(watches, (watch) => watch.sent()),
    answered: (status) => notifyAll(watches, (watch) => watch.answered(status)),
    end: (source, code) => notifyAll(watches, (watch) => watch.end(source, code)),
  };
}

function notifyAll<T>(all: readonly T[], what: (each: T) => void): void {
  for (const each of all) what(each);
}
