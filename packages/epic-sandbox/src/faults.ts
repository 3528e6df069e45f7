/** Scripted faults and holds: how a test makes the sandbox misbehave, and for which requests. */
import type { RecordedRequest } from './request-log.ts';

/** Which requests; what is left out matches all. The patterns see the path and the query as they were recorded. */
export interface FaultMatch {
  operation?: RecordedRequest['operation'];
  resourceType?: string;
  path?: RegExp;
  query?: RegExp;
}

/** What happens in place of the answer. */
export type FaultKind =
  /** This answer; without `contentType` its body is `text/plain`. */
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string; contentType?: string }
  /** The normal answer, later. */
  | { kind: 'delay'; ms: number }
  /** No answer, ever. */
  | { kind: 'hang' }
  /** The connection is destroyed: before any byte, or after the head and `afterBytes` of the normal body. */
  | { kind: 'cut'; afterBytes?: number }
  /** The first half of the normal body, as if it were all. */
  | { kind: 'truncated-json' }
  /** 200 and FHIR's content type, and no JSON. */
  | { kind: 'bad-json' }
  /** A page of HTML, 200 unless told; `bytes` makes it longer, streamed. */
  | { kind: 'html'; status?: number; bytes?: number }
  /** 401 as for an expired bearer. */
  | { kind: 'expired-token' }
  /** The normal answer in XML, whatever Accept says. */
  | { kind: 'xml' }
  /** No body, 200 unless told. */
  | { kind: 'empty'; status?: number }
  /** 302 unless told. */
  | { kind: 'redirect'; location: string; status?: number }
  /** This body as `application/fhir+json`, 200 unless told. */
  | { kind: 'json'; status?: number; body: unknown; headers?: Record<string, string> };

/**
 * A fault for the next `times` requests that match (1 unless told; Infinity allowed). What stands in place of the answer leaves the request
 * undone, and its body unread, unless it is `carriedOut`: then a create is stored, and only its answer is lost.
 */
export type Fault = { match: FaultMatch; times?: number; carriedOut?: boolean } & FaultKind;

/** When a request is held: before anything is done with it, or when it is done and not yet answered. */
export type HoldMoment = 'arrived' | 'carried-out';

/** The requests that are kept waiting. */
export interface Hold {
  /** Answers them, and holds no more. */
  release(): void;
  /** How many have come so far, or were carried out. */
  readonly arrived: number;
}

/** The script of one sandbox. */
export interface Faults {
  add: (fault: Fault) => void;
  clear: () => void;
  /** Releases every hold. */
  releaseAll: () => void;
  /** The first fault that matches, used up once; null where none does. */
  take: (request: RecordedRequest) => Fault | null;
  hold: (match: FaultMatch, moment?: HoldMoment) => Hold;
  /** Resolves when no hold keeps this request at this moment any more. */
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
    add: (fault) => script.push({ fault, left: fault.times ?? 1 }),
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

/** `search` and not `test`: a pattern with the `g` flag would remember where it stopped. */
function matches({ operation, resourceType, path, query }: FaultMatch, request: RecordedRequest): boolean {
  return (
    (operation === undefined || operation === request.operation) &&
    (resourceType === undefined || resourceType === request.resourceType) &&
    (path === undefined || request.path.search(path) !== -1) &&
    (query === undefined || request.query.search(query) !== -1)
  );
}
