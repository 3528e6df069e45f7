/** What one GraphQL operation has cost and been warned of at the FHIR server. */
import { GatewayError } from '../errors.ts';
import { type Scope, UNWATCHED, UNWATCHED_GROUP } from '../observer.ts';
import { createWarnings, type ResponsePath, type Warn, type Warning } from './warnings.ts';

export interface Usage {
  /** FHIR requests sent so far: reads, searches and pages, with their retries and redirects. Tokens are not counted. */
  readonly requests: number;
  /** How many FHIR requests the operation may send. */
  readonly bound: number;
  /** How many it was priced at before it was executed; null where it was not. */
  readonly estimatedRequests: number | null;
  readonly warnings: readonly Warning[];
  /** Aborts what is under way when the operation is given up. */
  readonly signal: AbortSignal | undefined;
  /** Whose turn it takes in the queue: a name of the caller; none is that of the gateway itself. */
  readonly caller: string;
  /** What watches the requests that it sends. */
  readonly scope: Scope;
  readonly countRequest: () => void;
  /** Takes leave to send one more; false where the operation has sent, or is about to send, as many as it may. */
  readonly takeLeave: () => boolean;
  /**
   * Reserves one request beyond those that the operation was priced at, for a list that reads on. Returns false where that could leave too
   * few for the others.
   */
  readonly takeSpare: () => boolean;
  /** Gives leave back that was not made use of. */
  readonly returnLeave: () => void;
  /** Counts the memory of an answer, which the operation holds. */
  readonly hold: (memory: number) => void;
  readonly noteEstimate: (requests: number) => void;
  /** Notes a warning; the same code for the same type and path counts once. */
  readonly warn: Warn;
}

/**
 * @param bound how many FHIR requests the operation may send
 * @param caller whose turn they take
 * @param hold counts the memory of answers
 */
export function createUsage(
  signal?: AbortSignal,
  bound = Infinity,
  scope: Scope = UNWATCHED,
  caller = '',
  hold: Usage['hold'] = () => {},
): Usage {
  const warnings = createWarnings();
  let requests = 0;
  let leaves = 0;
  let spare = 0;
  let estimatedRequests: number | null = null;
  return {
    get requests() {
      return requests;
    },
    bound,
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
    takeLeave() {
      if (leaves >= bound) return false;
      leaves += 1;
      return true;
    },
    takeSpare() {
      if (spare >= bound - (estimatedRequests ?? 0)) return false;
      spare += 1;
      return true;
    },
    returnLeave() {
      leaves -= 1;
    },
    noteEstimate(estimate) {
      estimatedRequests = estimate;
    },
    warn: warnings.warn,
  };
}

/** The error of what is not asked for any more, since the operation has sent as many requests as it may. */
export function spent({ bound }: Usage): GatewayError {
  return new GatewayError(
    'OPERATION_TOO_EXPENSIVE',
    `The operation has taken the ${bound} FHIR requests that one may (MAX_UPSTREAM_CALLS), and this was not asked for any more. Ask ` +
      'for less in one operation.',
  );
}

/** The same usage, of which requests belong to a scope of their own. */
export function withinScope(usage: Usage, scope: Scope): Usage {
  // Where nobody watches there is nothing to keep apart.
  return scope === UNWATCHED_GROUP ? usage : { ...usage, scope };
}

/**
 * The same usage, of which warnings are held back: those of a record that a caller may not see would tell that it is there.
 * @param held takes what is held back
 */
export function withoutWarnings(usage: Usage, held: Warning[] = []): Usage {
  return { ...usage, warn: (warning) => void held.push(warning) };
}

/** Returns the same usage, whose warnings carry the path of a field, unless they carry one already. */
export function withPath(usage: Usage, path: ResponsePath): Usage {
  return { ...usage, warn: (warning) => usage.warn({ ...warning, path: warning.path ?? path }) };
}
