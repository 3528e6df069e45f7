/**
 * Bounds the events of refusals: anybody can cause them, and they could fill any disk. Refusals beyond the bound are counted, and the next
 * event reports the count, or a summary at the end of the minute.
 */

/** Whether a request did not sign in, or an operation of a known caller was refused before it touched anything. */
export type RefusedStage = 'sign-in' | 'operation';

/** How many refusals have no event of their own, by reason: reasons and codes of this gateway, and nothing of a request. */
export type RefusalCounts = ReadonlyMap<string, number>;

export interface Refusals {
  /** Whether one more request that did not sign in may have an event of its own. */
  admitsSignIn(): boolean;
  /** Counts a refusal that has no event of its own. */
  leaveOut(stage: RefusedStage, reason: string): void;
  /** Takes the counts, for an event that reports them. */
  take(stage: RefusedStage): RefusalCounts;
  /** Counts again what was taken, where the event was not kept. */
  giveBack(stage: RefusedStage, counts: RefusalCounts): void;
  /** Records the counts now, and not at the end of the minute. */
  summarize(): Promise<void>;
}

export interface RefusalsOptions {
  /** Records a summary, and gives the counts back where it is lost. Does not throw. */
  readonly record: (stage: RefusedStage, counts: RefusalCounts) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How many requests that did not sign in have events of their own, in a minute. */
const MOST = 600;
const WITHIN_MS = 60_000;

export function createRefusals({ record, now }: RefusalsOptions): Refusals {
  const leftOut: Record<RefusedStage, Map<string, number>> = { 'sign-in': new Map(), operation: new Map() };
  let since = now();
  let admitted = 0;
  let timer: NodeJS.Timeout | null = null;

  const giveBack: Refusals['giveBack'] = (stage, counts) => {
    if (counts.size === 0) return;
    for (const [reason, count] of counts)
      leftOut[stage].set(reason, (leftOut[stage].get(reason) ?? 0) + count);
    // The timer does not keep the process alive: the gateway calls `summarize` when it stops.
    timer ??= setTimeout(() => void summarize(), WITHIN_MS).unref();
  };
  const take: Refusals['take'] = (stage) => {
    const counts = leftOut[stage];
    leftOut[stage] = new Map();
    return counts;
  };
  const summarizeStage = async (stage: RefusedStage): Promise<void> => {
    const counts = take(stage);
    if (counts.size > 0) await record(stage, counts);
  };
  const summarize = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await Promise.all([summarizeStage('sign-in'), summarizeStage('operation')]);
  };

  return {
    admitsSignIn() {
      if (now() - since >= WITHIN_MS) {
        since = now();
        admitted = 0;
      }
      if (admitted >= MOST) return false;
      admitted += 1;
      return true;
    },
    leaveOut: (stage, reason) => giveBack(stage, new Map([[reason, 1]])),
    take,
    giveBack,
    summarize,
  };
}

export function sumOf(counts: RefusalCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
