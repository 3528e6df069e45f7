/** The request budget of one GraphQL operation: the FHIR requests that it may send and has sent, and its warnings. */
import { GatewayError } from '../errors.ts';
import { type ObserverScope, NOOP_OBSERVER, NOOP_LOAD_OBSERVER } from '../observability/observer.ts';
import type { Stopwatch } from '../resilience/stopwatch.ts';
import { createWarnings, type ResponsePath, type Warn, type Warning } from './warnings.ts';

/** The usage of an operation so far. */
export interface BudgetUsage {
  /** The FHIR requests sent so far: reads, searches and pages, with their retries and redirects. Token requests do not count. */
  readonly requests: number;
  /** The price of the operation, estimated before execution; null if it was not estimated. */
  readonly estimatedRequests: number | null;
  readonly warnings: readonly Warning[];
}

/** Has no getters: a copy would keep their values of that moment, and would take ten times as long. */
export interface RequestBudget {
  /** All copies of a budget share it. */
  readonly usage: BudgetUsage;
  /** How many FHIR requests the operation may send. */
  readonly limit: number;
  /** Whether the budget is for a single request, so that a failure is not retried. */
  readonly isSingle: boolean;
  /** Aborts the requests in flight when the operation is aborted. */
  readonly signal: AbortSignal | undefined;
  /** The key of the caller in the fair queue; empty for the gateway itself. */
  readonly caller: string;
  /** Observes the requests that the operation sends. */
  readonly scope: ObserverScope;
  readonly countRequest: () => void;
  /** Reserves one request; returns false when the budget is exhausted. */
  readonly reserve: () => boolean;
  /**
   * Reserves one request beyond the operation's price, for a list that reads on. Returns false if that could leave too few for the other
   * fields.
   */
  readonly reserveSpare: () => boolean;
  /** Gives back a spare request, because the request took the place of one in the price. */
  readonly releaseSpare: () => void;
  /** Gives back a reserved request that was not sent. @param joined the age of the request in flight that it joined */
  readonly release: (joined?: Stopwatch) => void;
  /** Counts the memory of a response that the operation holds. */
  readonly hold: (memory: number) => void;
  readonly setEstimate: (requests: number) => void;
  /** Adds a warning. Warnings with the same code, type and path count once. */
  readonly warn: Warn;
}

/**
 * @param limit how many FHIR requests the operation may send
 * @param caller the key of the caller in the fair queue
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
  const usage: BudgetUsage = {
    get requests() {
      return requests;
    },
    get estimatedRequests() {
      return estimatedRequests;
    },
    get warnings() {
      return warnings.list();
    },
  };
  return {
    usage,
    limit,
    isSingle: false,
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
    releaseSpare() {
      reservedSpare -= 1;
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

export function budgetExhaustedError({ limit }: Pick<RequestBudget, 'limit'>): GatewayError {
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation has used its limit of ${limit} FHIR requests (MAX_UPSTREAM_CALLS). Select less in one operation.`,
  );
}

/** Returns the same budget for a single request: without a retry or a redirect. */
export function withOneRequest(budget: RequestBudget): RequestBudget {
  let isSent = false;
  const reserve = (): boolean => {
    if (isSent) return false;
    isSent = budget.reserve();
    return isSent;
  };
  return { ...budget, isSingle: true, reserve };
}

/** Returns the same budget, with an observer scope of its own for its requests. */
export function withScope(budget: RequestBudget, scope: ObserverScope): RequestBudget {
  // Without an observer, the requests need no scope.
  return scope === NOOP_LOAD_OBSERVER ? budget : { ...budget, scope };
}

/**
 * Returns the same budget, but collects its warnings instead of reporting them. The warnings about a record that the caller may not see
 * would reveal that it exists.
 * @param held receives the warnings
 */
export function withHeldWarnings(budget: RequestBudget, held: Warning[] = []): RequestBudget {
  return { ...budget, warn: (warning) => void held.push(warning) };
}

/** Returns the same budget, whose warnings get the path of a field unless they already have one. */
export function withPath(budget: RequestBudget, path: ResponsePath): RequestBudget {
  return { ...budget, warn: warnAt(budget, path) };
}

/** Returns a function that adds warnings with the path of a field unless they already have one. Costs less than a copy of the budget. */
export function warnAt({ warn }: Pick<RequestBudget, 'warn'>, path: ResponsePath): Warn {
  return (warning) => warn({ ...warning, path: warning.path ?? path });
}
