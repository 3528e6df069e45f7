/**
 * Limits the events of refusals: any client can cause them, and they could fill a disk. Refusals beyond the limit are counted. The next event
 * reports the count, or a summary at the end of the minute.
 */

/** `sign-in`: the request failed to authenticate. `operation`: an authenticated operation was refused before it accessed anything. */
export type RefusalStage = 'sign-in' | 'operation';

/** The number of refusals without their own events, by reason. Reasons are the gateway's and contain nothing from a request. */
export type RefusalCounts = ReadonlyMap<string, number>;

interface RefusalSampler {
  /** Returns whether one more unauthenticated request may have its own event. */
  admitsSignInRefusal(): boolean;
  /** Counts a refusal without its own event. */
  countUnrecorded(stage: RefusalStage, reason: string): void;
  /** Returns and resets the counts, for an event that reports them. */
  takeCounts(stage: RefusalStage): RefusalCounts;
  /** Adds the counts back if their event was not stored. */
  restoreCounts(stage: RefusalStage, counts: RefusalCounts): void;
  /** Records the counts now instead of at the end of the minute. */
  summarize(): Promise<void>;
}

interface RefusalSamplerOptions {
  /** Records a summary, and restores the counts if it is lost. Never throws. */
  readonly record: (stage: RefusalStage, counts: RefusalCounts) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The number of unauthenticated requests with their own events per minute. */
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
