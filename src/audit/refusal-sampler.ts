/**
 * Bounds the events of refusals: anybody can cause them, and they could fill any disk. Refusals beyond the bound are counted, and the next
 * event reports the count, or a summary at the end of the minute.
 */

/** Whether a request did not sign in, or an operation of a known caller was refused before it touched anything. */
export type RefusalStage = 'sign-in' | 'operation';

/** How many refusals have no event of their own, by reason: reasons and codes of this gateway, and nothing of a request. */
export type RefusalCounts = ReadonlyMap<string, number>;

interface RefusalSampler {
  /** Whether one more request that did not sign in may have an event of its own. */
  admitsSignInRefusal(): boolean;
  /** Counts a refusal that has no event of its own. */
  countUnrecorded(stage: RefusalStage, reason: string): void;
  /** Takes the counts, for an event that reports them. */
  takeCounts(stage: RefusalStage): RefusalCounts;
  /** Counts again what was taken, where the event was not kept. */
  restoreCounts(stage: RefusalStage, counts: RefusalCounts): void;
  /** Records the counts now, and not at the end of the minute. */
  summarize(): Promise<void>;
}

interface RefusalSamplerOptions {
  /** Records a summary, and gives the counts back where it is lost. Does not throw. */
  readonly record: (stage: RefusalStage, counts: RefusalCounts) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How many requests that did not sign in have events of their own, in a minute. */
const MAX_SIGN_IN_EVENTS = 600;
const SUMMARY_INTERVAL_MS = 60_000;

export function createRefusalSampler({ record, now }: RefusalSamplerOptions): RefusalSampler {
  const leftOut: Record<RefusalStage, Map<string, number>> = { 'sign-in': new Map(), operation: new Map() };
  let since = now();
  let admitted = 0;
  let timer: NodeJS.Timeout | null = null;

  const restoreCounts: RefusalSampler['restoreCounts'] = (stage, counts) => {
    if (counts.size === 0) return;
    for (const [reason, count] of counts)
      leftOut[stage].set(reason, (leftOut[stage].get(reason) ?? 0) + count);
    // The timer does not keep the process alive: the gateway calls `summarize` when it stops.
    timer ??= setTimeout(() => void summarize(), SUMMARY_INTERVAL_MS).unref();
  };
  const takeCounts: RefusalSampler['takeCounts'] = (stage) => {
    const counts = leftOut[stage];
    leftOut[stage] = new Map();
    return counts;
  };
  const summarizeStage = async (stage: RefusalStage): Promise<void> => {
    const counts = takeCounts(stage);
    if (counts.size > 0) await record(stage, counts);
  };
  const summarize = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await Promise.all([summarizeStage('sign-in'), summarizeStage('operation')]);
  };

  return {
    admitsSignInRefusal() {
      if (now() - since >= SUMMARY_INTERVAL_MS) {
        since = now();
        admitted = 0;
      }
      if (admitted >= MAX_SIGN_IN_EVENTS) return false;
      admitted += 1;
      return true;
    },
    countUnrecorded: (stage, reason) => restoreCounts(stage, new Map([[reason, 1]])),
    takeCounts,
    restoreCounts,
    summarize,
  };
}

export function sumCounts(counts: RefusalCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
