/** What one GraphQL operation has cost and been warned of at the FHIR server. */
import { GatewayError } from '../errors.ts';
import { type Scope, UNWATCHED, UNWATCHED_GROUP } from '../observer.ts';

/** A hint beside the data, in this gateway's words: never the server's, which can echo patient data. */
export interface Warning {
  /** Epic's issue code, or a name of this gateway's in capitals. */
  readonly code: string;
  readonly resourceType: string;
  readonly message: string;
  /** The path of the field that it is about, as in GraphQL errors: response keys and indices. Absent where no field is known. */
  readonly path?: ResponsePath;
}

export type ResponsePath = readonly (string | number)[];

export type Warn = (warning: Warning) => void;

/** The warnings of this gateway after which a list can lack records that the server has. */
const INCOMPLETE: ReadonlySet<string> = new Set([
  'FOREIGN_RECORDS',
  'NEXT_LINK_FOREIGN',
  'RECORD_NOT_SHOWN',
  'RECORD_NOT_UNDERSTOOD',
  'RECORD_TOO_LARGE',
  'RESOURCE_WITHOUT_ID',
  'UNKNOWN',
]);

/** Epic ignored a parameter, which the gateway makes up for. After any other of its codes records can be missing. */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set(['4122', '59100', '59101', '59109']);

/** Whether a warning means that a list can lack records. */
export function meansIncomplete({ code }: Warning): boolean {
  const isOfEpic = /^\d+$/.test(code);
  return isOfEpic ? !IGNORED_PARAMETERS.has(code) : INCOMPLETE.has(code);
}

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

/** The most warnings in one answer, so that 100 patients with 10 lists each cannot flood it. */
const MOST_WARNINGS = 200;

/** Keeps the first 200 warnings, and of each code and type at least one. */
function createWarnings(): { readonly warn: Warn; readonly list: () => readonly Warning[] } {
  const kept = new Map<string, Warning>();
  const kinds = new Set<string>();
  const leftOut = new Set<string>();
  return {
    warn(warning) {
      const kind = `${warning.code} ${warning.resourceType}`;
      const key = JSON.stringify([kind, warning.path ?? null]);
      if (kept.has(key)) return;
      if (kept.size < MOST_WARNINGS || !kinds.has(kind)) kept.set(key, warning);
      else leftOut.add(key);
      kinds.add(kind);
    },
    list: () => [...kept.values(), ...(leftOut.size === 0 ? [] : [warningsLeftOut(leftOut.size)])],
  };
}

function warningsLeftOut(count: number): Warning {
  return {
    code: 'WARNINGS_LEFT_OUT',
    resourceType: '',
    message: `${count} more warnings of the kinds above were left out. Request fewer lists in one operation to see them.`,
  };
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
