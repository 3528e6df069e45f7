/** Scripted faults and holds, with which a test makes the sandbox misbehave. */
import type { RecordedRequest } from './request-log.ts';

/** Selects requests. An omitted property matches every request; patterns match the recorded path and query. */
export interface FaultMatch {
  operation?: RecordedRequest['operation'];
  resourceType?: string;
  path?: RegExp;
  query?: RegExp;
}

/** Replaces or alters the normal response. */
export type FaultKind =
  /** Sends this response, as `text/plain` unless `contentType` is set. */
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string; contentType?: string }
  /** Sends the first `keep` matches of a search, 0 by default, and the warning that Epic withheld others (59204). */
  | { kind: 'partial'; keep?: number }
  /** Sends the normal response later. */
  | { kind: 'delay'; ms: number }
  /** Never responds. */
  | { kind: 'hang' }
  /** Destroys the connection before the first byte, or after the head and `afterBytes` bytes of the normal body. */
  | { kind: 'cut'; afterBytes?: number }
  /** Sends the first half of the normal body as if it were complete. */
  | { kind: 'truncated-json' }
  /** Sends 200 with FHIR's content type and a malformed body. */
  | { kind: 'bad-json' }
  /** Sends an HTML page, with status 200 by default. `bytes` pads and streams it. */
  | { kind: 'html'; status?: number; bytes?: number }
  /** Sends 401, as for an expired access token. */
  | { kind: 'expired-token' }
  /** Sends the normal response in XML, whatever the Accept header says. */
  | { kind: 'xml' }
  /** Sends no body, with status 200 by default. */
  | { kind: 'empty'; status?: number }
  /** Redirects, with status 302 by default. */
  | { kind: 'redirect'; location: string; status?: number }
  /** Sends this body as `application/fhir+json`, with status 200 by default. */
  | { kind: 'json'; status?: number; body: unknown; headers?: Record<string, string> };

/**
 * Affects the next `times` matching requests (1 by default; `Infinity` is allowed). A fault that replaces the response also skips the request, unless
 * `carriedOut` is set: then the sandbox stores a create, and only its response is lost.
 */
export type Fault = { match: FaultMatch; times?: number; carriedOut?: boolean } & FaultKind;

/** When to hold a request: before it is carried out, or afterwards but before the response. */
export type HoldMoment = 'arrived' | 'carried-out';

/** A set of held requests. */
export interface Hold {
  /** Lets the held requests continue, and holds no more. */
  release(): void;
  /** The number of requests held so far. */
  readonly arrived: number;
}

/** A fault of the script. */
export interface ScriptedFault {
  /** Takes the fault out of the script. Has no effect once it is used up. */
  remove(): void;
}

/** The scripted faults and holds of one sandbox. */
export interface Faults {
  add: (fault: Fault) => ScriptedFault;
  clear: () => void;
  /** Releases every hold. */
  releaseAll: () => void;
  /** Consumes and returns the first matching fault; null if none matches. */
  take: (request: RecordedRequest) => Fault | null;
  hold: (match: FaultMatch, moment?: HoldMoment) => Hold;
  /** Resolves once no hold applies to the request at this moment. */
  released: (request: RecordedRequest, moment: HoldMoment) => Promise<void>;
}

export function createFaults(): Faults {
  let script: { fault: Fault; left: number }[] = [];
  const holds = new Set<{
    match: FaultMatch;
    moment: HoldMoment;
    arrived: number;
    released: Promise<void>;
    release: () => void;
  }>();

  function take(request: RecordedRequest): Fault | null {
    const entry = script.find(({ fault }) => matches(fault.match, request));
    if (entry === undefined) return null;
    entry.left -= 1;
    script = script.filter(({ left }) => left > 0);
    return entry.fault;
  }

  function hold(match: FaultMatch, moment: HoldMoment = 'arrived'): Hold {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const held = {
      match,
      moment,
      arrived: 0,
      released: promise,
      release: () => {
        holds.delete(held);
        resolve(undefined);
      },
    };
    holds.add(held);
    return {
      release: held.release,
      get arrived() {
        return held.arrived;
      },
    };
  }

  async function released(request: RecordedRequest, moment: HoldMoment): Promise<void> {
    const keepers = [...holds].filter((each) => each.moment === moment && matches(each.match, request));
    for (const keeper of keepers) keeper.arrived += 1;
    await Promise.all(keepers.map((keeper) => keeper.released));
  }

  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? 1 };
      script.push(entry);
      return {
        remove: () => {
          script = script.filter((one) => one !== entry);
        },
      };
    },
    clear: () => {
      script = [];
    },
    releaseAll: () => {
      for (const { release } of holds) release();
    },
    take,
    hold,
    released,
  };
}

/** Uses `search` rather than `test`, because a pattern with the `g` flag remembers its last index. */
function matches({ operation, resourceType, path, query }: FaultMatch, request: RecordedRequest): boolean {
  return (
    (operation === undefined || operation === request.operation) &&
    (resourceType === undefined || resourceType === request.resourceType) &&
    (path === undefined || request.path.search(path) !== -1) &&
    (query === undefined || request.query.search(query) !== -1)
  );
}
