/** What one GraphQL operation has cost and been warned of at the FHIR server. */
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
  /** Aborts what is under way when the operation is given up. */
  readonly signal: AbortSignal | undefined;
  /** Whose turn it takes in the queue: a name of the caller; none is that of the gateway itself. */
  readonly caller: string;
  /** What watches the requests that it sends. */
  readonly scope: ObserverScope;
  readonly countRequest: () => void;
  /** Takes leave to send one more; false where the operation has sent, or is about to send, as many as it may. */
  readonly reserve: () => boolean;
  /**
   * Reserves one request beyond those that the operation was priced at, for a list that reads on. Returns false where that could leave too
   * few for the others.
   */
  readonly reserveSpare: () => boolean;
  /** Gives leave back that was not made use of. */
  readonly release: () => void;
  /** Counts the memory of an answer, which the operation holds. */
  readonly hold: (memory: number) => void;
  readonly setEstimate: (requests: number) => void;
  /** Notes a warning; the same code for the same type and path counts once. */
  readonly warn: Warn;
}

/**
 * @param limit how many FHIR requests the operation may send
 * @param caller whose turn they take
 * @param hold counts the memory of answers
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
  let leaves = 0;
  let spare = 0;
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
      if (leaves >= limit) return false;
      leaves += 1;
      return true;
    },
    reserveSpare() {
      if (spare >= limit - (estimatedRequests ?? 0)) return false;
      spare += 1;
      return true;
    },
    release() {
      leaves -= 1;
    },
    setEstimate(estimate) {
      estimatedRequests = estimate;
    },
    warn: warnings.warn,
  };
}

/** The error of what is not asked for any more, since the operation has sent as many requests as it may. */
export function budgetExhausted({ limit }: RequestBudget): GatewayError {
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation has taken the ${limit} FHIR requests that one may (MAX_UPSTREAM_CALLS), and this was not asked for any more. Ask ` +
      'for less in one operation.',
  );
}

/** The same usage, of which requests belong to a scope of their own. */
export function withScope(budget: RequestBudget, scope: ObserverScope): RequestBudget {
  // Where nobody watches there is nothing to keep apart.
  return scope === NOOP_LOAD_OBSERVER ? budget : { ...budget, scope };
}

/**
 * The same usage, of which warnings are held back: those of a record that a caller may not see would tell that it is there.
 * @param held takes what is held back
 */
export function withHeldWarnings(budget: RequestBudget, held: Warning[] = []): RequestBudget {
  return { ...budget, warn: (warning) => void held.push(warning) };
}

/** Returns the same usage, whose warnings carry the path of a field, unless they carry one already. */
export function withPath(budget: RequestBudget, path: ResponsePath): RequestBudget {
  return { ...budget, warn: (warning) => budget.warn({ ...warning, path: warning.path ?? path }) };
}
