/**
 * Traces the FHIR requests of one operation by type and interaction, for performance tuning. It contains names, counts and times, but no
 * records.
 */
import type { RequestFacts, RequestObserver, ObserverScope } from '../observability/observer.ts';

/**
 * A wave of requests with one type and interaction. At least one of them was in flight until the last was answered. Cached resources take
 * no time, so those that precede such requests belong to their wave.
 */
interface RequestWave {
  readonly resourceType: string;
  readonly interaction: RequestFacts['interaction'];
  /** How many reads or searches were requested. Retries and redirects do not count. */
  readonly count: number;
  /** How many of them an equal request in flight answered, of this or another operation. */
  readonly shared: number;
  /** How many of them a cache answered. */
  readonly cached: number;
  /** Milliseconds from the start of the operation to the first request and to the last response, queue time included. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface UpstreamTrace {
  /** The observer scope of the operation. */
  readonly scope: ObserverScope;
  /** Lists the waves by their start. A wave in flight lasts until now. */
  list(): readonly RequestWave[];
}

type MutableWave = { -readonly [key in keyof RequestWave]: RequestWave[key] };

/** The latest wave of a type and interaction, and how many of its requests are in flight. */
interface OpenWave {
  readonly wave: MutableWave;
  inFlight: number;
}

/** @param now milliseconds of a monotonic clock */
export function createUpstreamTrace(now: () => number = () => performance.now()): UpstreamTrace {
  const began = now();
  const elapsed = (): number => Math.round(now() - began);
  const waves: MutableWave[] = [];
  const latest = new Map<string, OpenWave>();

  const begin = (key: string, { resourceType, interaction }: RequestFacts): OpenWave => {
    const startMs = elapsed();
    const wave = { resourceType, interaction, count: 0, shared: 0, cached: 0, startMs, endMs: startMs };
    const open = { wave, inFlight: 0 };
    waves.push(wave);
    latest.set(key, open);
    return open;
  };

  const scope: ObserverScope = {
    request(facts) {
      const key = `${facts.interaction} ${facts.resourceType}`;
      const last = latest.get(key);
      const open = last === undefined || isOver(last) ? begin(key, facts) : last;
      open.wave.count += 1;
      open.inFlight += 1;
      return observeIn(open, elapsed);
    },
    load: () => ({ ...scope, end: () => {} }),
  };

  return {
    scope,
    list() {
      for (const { wave, inFlight } of latest.values()) if (inFlight > 0) wave.endMs = elapsed();
      return waves;
    },
  };
}

/** Whether all requests of a wave have ended, and not all of them came from a cache. */
function isOver({ wave, inFlight }: OpenWave): boolean {
  return inFlight === 0 && wave.cached < wave.count;
}

function observeIn(open: OpenWave, elapsed: () => number): RequestObserver {
  const { wave } = open;
  return {
    headers: {},
    started: () => {},
    sent: () => {},
    answered: () => {},
    end(source) {
      if (source !== 'sent') wave[source] += 1;
      wave.endMs = elapsed();
      open.inFlight -= 1;
    },
  };
}
