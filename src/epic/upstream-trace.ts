/**
 * Traces the FHIR requests of one operation by wave, type and interaction, for performance tuning. It contains names, counts and times, but no
 * records.
 */
import type { ObserverScope, RequestFacts, RequestObserver } from '../observability/observer.ts';

/** The requests of one wave with one type and interaction. */
export interface TracedRequests {
  /**
   * From 1. A request waits for the response that came last before it was made, and its wave is the one after. This is inferred from the order
   * of events: nothing records which responses a request needed.
   */
  readonly wave: number;
  readonly resourceType: string;
  readonly interaction: RequestFacts['interaction'];
  /** The requests of the previous wave that they waited for, such as `List search`; empty in the first wave. */
  readonly waitedFor: readonly string[];
  /** How many reads or searches were requested. Retries and redirects do not count. */
  readonly count: number;
  /** How many of them an equal request in flight answered, of this or another operation. */
  readonly shared: number;
  /** How many of them a cache answered. */
  readonly cached: number;
  /** Milliseconds from the start of the operation to the first request and to the last response, waiting included. */
  readonly startMs: number;
  readonly endMs: number;
  /** The longest time in milliseconds that one of them waited before it was sent: in the queue, or for a token. */
  readonly queuedMs: number;
}

export interface UpstreamTrace {
  /** The observer scope of the operation. */
  readonly scope: ObserverScope;
  /** Lists the requests by wave and start. Requests in flight last until now. */
  list(): readonly TracedRequests[];
}

type MutableRequests = { -readonly [key in keyof TracedRequests]: TracedRequests[key] };

/** The requests that have been counted so far, and how many of them are in flight. */
interface OpenRequests {
  readonly requests: Omit<MutableRequests, 'waitedFor'>;
  readonly waitedFor: Set<string>;
  inFlight: number;
}

/** @param now milliseconds of a monotonic clock */
export function createUpstreamTrace(now: () => number = () => performance.now()): UpstreamTrace {
  const began = now();
  const elapsed = (): number => Math.round(now() - began);
  const all = new Map<string, OpenRequests>();
  let lastAnswered: OpenRequests | null = null;

  const begin = (wave: number, { resourceType, interaction }: RequestFacts): OpenRequests => {
    const startMs = elapsed();
    const figures = { count: 0, shared: 0, cached: 0, startMs, endMs: startMs, queuedMs: 0 };
    return {
      requests: { wave, resourceType, interaction, ...figures },
      waitedFor: new Set(),
      inFlight: 0,
    };
  };

  const scope: ObserverScope = {
    request(facts) {
      const wave = 1 + (lastAnswered?.requests.wave ?? 0);
      const key = `${wave} ${nameOf(facts)}`;
      const open = all.get(key) ?? begin(wave, facts);
      all.set(key, open);
      if (lastAnswered !== null) open.waitedFor.add(nameOf(lastAnswered.requests));
      open.requests.count += 1;
      open.inFlight += 1;
      return observeIn(open, elapsed, () => void (lastAnswered = open));
    },
    load: () => ({ ...scope, end: () => {} }),
  };

  return {
    scope,
    list: () =>
      [...all.values()]
        .toSorted((one, other) => one.requests.wave - other.requests.wave)
        .map((open) => describe(open, elapsed)),
  };
}

function describe({ requests, waitedFor, inFlight }: OpenRequests, elapsed: () => number): TracedRequests {
  const endMs = inFlight > 0 ? elapsed() : requests.endMs;
  return { ...requests, waitedFor: [...waitedFor], endMs };
}

function nameOf({ resourceType, interaction }: Pick<RequestFacts, 'resourceType' | 'interaction'>): string {
  return `${resourceType} ${interaction}`;
}

/** @param onAnswer called for each response except a cached one, which takes no time, so nothing waits for it */
function observeIn(open: OpenRequests, elapsed: () => number, onAnswer: () => void): RequestObserver {
  const { requests } = open;
  const requestedMs = elapsed();
  return {
    headers: {},
    started() {
      requests.queuedMs = Math.max(requests.queuedMs, elapsed() - requestedMs);
    },
    sent: () => {},
    answered: () => {},
    end(source) {
      if (source !== 'sent') requests[source] += 1;
      if (source !== 'cached') onAnswer();
      requests.endMs = elapsed();
      open.inFlight -= 1;
    },
  };
}
