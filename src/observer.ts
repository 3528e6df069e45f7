/**
 * What happens in the gateway, told to those who watch it: metrics count it, traces time it. What is told is made of names, codes and
 * numbers of this gateway's own: no id, no URL, no message, no value of a record or of a request.
 */
import { ERROR_CODES, type ErrorCode, GatewayError } from './errors.ts';

/** The codes that an answer can have: those of docs/errors.md, with Apollo Server's for what it does not execute. */
export const ANSWER_CODES: readonly string[] = [
  ...Object.keys(ERROR_CODES),
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

/** How the data came: by a request of one's own, by the equal one of another operation, or from memory. */
export type Source = 'sent' | 'shared' | 'cached';

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
export interface GroupFacts {
  /** By-id: one batch of ids. List: the pages of one list of a patient. */
  readonly loader: 'by-id' | 'list';
  readonly resourceType: string;
  /** How many are asked for: ids, or records of the list. */
  readonly size: number;
}

/** One thing that is asked of the FHIR server. */
export interface RequestWatch {
  /** What goes to the FHIR server with the request, so that a trace goes on there. */
  readonly headers: Readonly<Record<string, string>>;
  /** It has left the queue. */
  readonly began: () => void;
  /** An HTTP request goes out: the first, or a further one for the same. */
  readonly sent: () => void;
  /** An answer is there, with its HTTP status. */
  readonly answered: (status: number) => void;
  /** @param code of the error that it ended with; null where it has none */
  readonly end: (source: Source, code: string | null) => void;
}

/** Where a request to the FHIR server belongs. */
export interface Scope {
  readonly request: (facts: RequestFacts) => RequestWatch;
  readonly group: (facts: GroupFacts) => GroupWatch;
}

export interface GroupWatch extends Scope {
  readonly end: () => void;
}

export interface OperationWatch extends Scope {
  /** Leads from the log to the trace; undefined where there is none. */
  readonly traceId: string | undefined;
  /** Takes how to tell what became of it, which is asked when it ends; what is taken last holds. */
  readonly settled: (tell: () => OperationFacts) => void;
  /** Its answer is out, or its caller is gone. @param status of the HTTP answer */
  readonly end: (status: number) => void;
}

/** What happens and takes no time. */
export type Happening =
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

export interface TokenWatch {
  /** @param code of the error that it ended with; null where a token came */
  readonly end: (code: string | null) => void;
}

/** What is asked of it outside of any operation is a scope of its own. */
export interface Observer extends Scope {
  /** @param traceparent the header of W3C Trace Context by which a trace goes on here */
  readonly operation: (traceparent: string | undefined) => OperationWatch;
  /** A token is asked for at the token endpoint. */
  readonly token: () => TokenWatch;
  readonly happened: (event: Happening) => void;
}

const nothing = (): void => {};
const UNWATCHED_REQUEST: RequestWatch = {
  headers: {},
  began: nothing,
  sent: nothing,
  answered: nothing,
  end: nothing,
};
export const UNWATCHED_GROUP: GroupWatch = {
  request: () => UNWATCHED_REQUEST,
  group: () => UNWATCHED_GROUP,
  end: nothing,
};
/** The same, of one operation. */
export const UNWATCHED_OPERATION: OperationWatch = {
  ...UNWATCHED_GROUP,
  traceId: undefined,
  settled: nothing,
};

/** Watches nothing, at no cost. */
export const UNWATCHED: Observer = {
  ...UNWATCHED_GROUP,
  operation: () => UNWATCHED_OPERATION,
  token: () => ({ end: nothing }),
  happened: nothing,
};

/** Does the work in a group of its own. */
export async function inGroup<T>(
  scope: Scope,
  facts: GroupFacts,
  work: (group: Scope) => Promise<T>,
): Promise<T> {
  const group = scope.group(facts);
  try {
    return await work(group);
  } finally {
    group.end();
  }
}

/** The same outcome; the watch is told when it is there. */
export function watchedToEnd<T>(outcome: Promise<T>, watch: RequestWatch, source: Source): Promise<T> {
  return watch === UNWATCHED_REQUEST ? outcome : toldAtEnd(outcome, watch, source);
}

async function toldAtEnd<T>(outcome: Promise<T>, watch: RequestWatch, source: Source): Promise<T> {
  try {
    const value = await outcome;
    watch.end(source, null);
    return value;
  } catch (error) {
    watch.end(source, codeOf(error));
    throw error;
  }
}

/** The code of an error of the gateway's own; any other is a defect. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
}

/** Tells all of them. */
export function observers(all: readonly Observer[]): Observer {
  const [only = UNWATCHED] = all;
  if (all.length <= 1) return only;
  return {
    ...bothScopes(...all),
    operation: (traceparent) => bothOperations(all.map((each) => each.operation(traceparent))),
    token() {
      const watches = all.map((each) => each.token());
      return { end: (code) => tell(watches, (watch) => watch.end(code)) };
    },
    happened: (event) => tell(all, (each) => each.happened(event)),
  };
}

/** A scope by which all are told. */
export function bothScopes(...scopes: readonly Scope[]): Scope {
  return {
    request: (facts) => bothRequests(scopes.map((scope) => scope.request(facts))),
    group(facts) {
      const groups = scopes.map((scope) => scope.group(facts));
      return { ...bothScopes(...groups), end: () => tell(groups, (group) => group.end()) };
    },
  };
}

function bothOperations(watches: readonly OperationWatch[]): OperationWatch {
  return {
    ...bothScopes(...watches),
    traceId: watches.find(({ traceId }) => traceId !== undefined)?.traceId,
    settled: (facts) => tell(watches, (watch) => watch.settled(facts)),
    end: (status) => tell(watches, (watch) => watch.end(status)),
  };
}

function bothRequests(watches: readonly RequestWatch[]): RequestWatch {
  return {
    headers: Object.fromEntries(watches.flatMap(({ headers }) => Object.entries(headers))),
    began: () => tell(watches, (watch) => watch.began()),
    sent: () => tell(watches, (watch) => watch.sent()),
    answered: (status) => tell(watches, (watch) => watch.answered(status)),
    end: (source, code) => tell(watches, (watch) => watch.end(source, code)),
  };
}

function tell<T>(all: readonly T[], what: (each: T) => void): void {
  for (const each of all) what(each);
}
