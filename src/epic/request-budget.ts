/** The request budget of one GraphQL operation: how many FHIR requests it may send and has sent, and the warnings that it collects. */
import { GatewayError } from '../errors.ts';
import { type ObserverScope, NOOP_OBSERVER, NOOP_LOAD_OBSERVER } from '../observability/observer.ts';
import { createWarnings, type ResponsePath, type Warn, type Warning } from './warnings.ts';

export interface RequestBudget {
  /** FHIR requests sent so far: reads, searches and pages, with their retries and redirects. Tokens are not counted. */
  readonly requests: number;
  /** How many FHIR requests the operation may send. */
  readonly limit: number;
  /** How many it was priced at before it was executed; null where it was not. */
  readonly estimatedRequests: number | null;
  readonly warnings: readonly Warning[];
  /** Aborts the requests in flight when the operation is aborted. */
  readonly signal: AbortSignal | undefined;
  /** The key of the caller whose turn the requests take in the queue; empty for the gateway itself. */
  readonly caller: string;
  /** Observes the requests that the operation sends. */
  readonly scope: ObserverScope;
  readonly countRequest: () => void;
  /** Reserves one request; returns false when the budget is exhausted. */
  readonly reserve: () => boolean;
  /**
   * Reserves one request beyond those that the operation was priced at, for a list that reads on. Returns false where that could leave too
   * few for the others.
   */
  readonly reserveSpare: () => boolean;
  /** Returns a reserved request that was not sent. */
  readonly release: () => void;
  /** Counts the memory of a response that the operation holds. */
  readonly hold: (memory: number) => void;
  readonly setEstimate: (requests: number) => void;
  /** Adds a warning; the same code for the same type and path counts once. */
  readonly warn: Warn;
}

/**
 * @param limit how many FHIR requests the operation may send
 * @param caller the key of the caller whose turn they take
 * @param hold counts the memory of responses
 */
export function createRequestBudget(
  signal?: AbortSignal,
  limit = Infinity,
  scope: ObserverScope = NOOP_OBSERVER,
  caller = '',
  hold: RequestBudget['hold'] = () => {},
): RequestBudget {
  const warnings = createWarnings();
  let requests = 0;
  let reserved = 0;
  let reservedSpare = 0;
  let estimatedRequests: number | null = null;
  return {
    get requests() {
      return requests;
    },
    limit,
    get estimatedRequests() {
      return estimatedRequests;
    },
    get warnings() {
      return warnings.list();
    },
    signal,
    caller,
    scope,
    hold,
    countRequest() {
      requests += 1;
    },
    reserve() {
      if (reserved >= limit) return false;
      reserved += 1;
      return true;
    },
    reserveSpare() {
      if (reservedSpare >= limit - (estimatedRequests ?? 0)) return false;
      reservedSpare += 1;
      return true;
    },
    release() {
      reserved -= 1;
    },
    setEstimate(estimate) {
      estimatedRequests = estimate;
    },
    warn: warnings.warn,
  };
}

/** Returns the error for a request that is not sent because the operation has sent as many as it may. */
export function budgetExhaustedError({ limit }: RequestBudget): GatewayError {
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation has taken the ${limit} FHIR requests that one may (MAX_UPSTREAM_CALLS), and this was not asked for any more. Ask ` +
      'for less in one operation.',
  );
}

/** Returns the same budget, whose requests belong to a scope of their own. */
export function withScope(budget: RequestBudget, scope: ObserverScope): RequestBudget {
  // Nobody observes this load, so its requests need no scope.
  return scope === NOOP_LOAD_OBSERVER ? budget : { ...budget, scope };
}

/**
 * Returns the same budget, whose warnings are held back: the warnings of a record that a caller may not see would reveal that it exists.
 * @param held receives the warnings
 */
export function withHeldWarnings(budget: RequestBudget, held: Warning[] = []): RequestBudget {
  return { ...budget, warn: (warning) => void held.push(warning) };
}

/** Returns the same budget, whose warnings carry the path of a field, unless they carry one already. */
export function withPath(budget: RequestBudget, path: ResponsePath): RequestBudget {
  return { ...budget, warn: (warning) => budget.warn({ ...warning, path: warning.path ?? path }) };
}
