/** What one operation asks of the FHIR server, by type and interaction, for those who tune it: names, numbers and times, no record. */
import type { RequestFacts, ObserverScope } from '../observability/observer.ts';

/**
 * What was asked for in one go: requests of one kind of which at least one was under way until the last had its answer. What is
 * remembered is there at once, so all of it that comes before such requests belongs to them.
 */
export interface RequestWave {
  readonly resourceType: string;
  readonly interaction: RequestFacts['interaction'];
  /** How many things were asked for; retries and redirects are not counted. */
  readonly count: number;
  /** Those that an equal request of another operation, or of another part of this one, has answered. */
  readonly shared: number;
  /** Those that were remembered. */
  readonly cached: number;
  /** Milliseconds from the operation's begin to the first asking, and to the last answer; waiting in the queue is part of it. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface UpstreamTrace {
  /** What an operation has to be watched by. */
  readonly scope: ObserverScope;
  /** In the order of their begin; what is still under way has come as far as now. */
  list(): readonly RequestWave[];
}

type MutableWave = { -readonly [key in keyof RequestWave]: RequestWave[key] };

/** @param now milliseconds of a clock that only goes forward */
export function createUpstreamTrace(now: () => number = () => performance.now()): UpstreamTrace {
  const began = now();
  const elapsed = (): number => Math.round(now() - began);
  const all: MutableWave[] = [];
  const latest = new Map<string, { readonly counted: MutableWave; waiting: number }>();

  const scope: ObserverScope = {
    request({ resourceType, interaction }) {
      const kind = `${interaction} ${resourceType}`;
      let group = latest.get(kind);
      if (group === undefined || (group.waiting === 0 && group.counted.cached < group.counted.count)) {
        const startMs = elapsed();
        const counted = {
          resourceType,
          interaction,
          count: 0,
          shared: 0,
          cached: 0,
          startMs,
          endMs: startMs,
        };
        all.push(counted);
        group = { counted, waiting: 0 };
        latest.set(kind, group);
      }
      const { counted } = group;
      const joined = group;
      counted.count += 1;
      joined.waiting += 1;
      return {
        headers: {},
        started: () => {},
        sent: () => {},
        answered: () => {},
        end(source) {
          if (source !== 'sent') counted[source] += 1;
          counted.endMs = elapsed();
          joined.waiting -= 1;
        },
      };
    },
    load: () => ({ ...scope, end: () => {} }),
  };

  return {
    scope,
    list() {
      for (const { counted, waiting } of latest.values()) if (waiting > 0) counted.endMs = elapsed();
      return all;
    },
  };
}
