/**
 * Tries what a server may refuse in an operation that cannot afford to do everything twice. An operation takes its trials along when it ends: what one
 * caller's requests meet changes nothing for another caller.
 */
import type { RequestBudget } from '../epic/request-budget.ts';
import { isRefusedSearch } from '../errors.ts';

export interface Trials {
  /**
   * Runs a search that may rely on `key`, such as the includes of a type. The first one may, and others while `mayJoin` allows. The rest waits, and
   * may if it worked for one of these. After `settle(false)` none may.
   */
  run<R>(trial: TrialRequest, search: TriedSearch<R>): Promise<R>;
}

interface TrialRequest {
  readonly key: string;
  /** Whether the budget also allows for the search in vain. Asked only while another search tries the same. */
  readonly mayJoin: () => boolean;
}

/** @param settle states whether the server does what was tried; not to be called if it stays open */
type TriedSearch<R> = (mayTry: boolean, settle: (works: boolean) => void) => Promise<R>;

interface Trial {
  running: number;
  works: boolean | null;
  readonly end: PromiseWithResolvers<void>;
}

interface Choice<R> {
  readonly key: string;
  readonly budget: RequestBudget;
  /** @param reserve reserves a request that the price lacks; returns false if the budget is exhausted */
  readonly preferred: (reserve: () => boolean) => Promise<R>;
  readonly otherwise: () => Promise<R>;
}

/** Runs the preferred search, and the other one if the server refuses it or has refused one with this key. The price has one of the two. */
export async function preferUnlessRefused<R>(
  trials: Trials,
  { key, budget, preferred, otherwise }: Choice<R>,
): Promise<R> {
  let hasSpare = false;
  const reserve = (): boolean => (hasSpare ||= budget.reserveSpare());
  const use = (): boolean => {
    const isReserved = reserve();
    hasSpare = false;
    return isReserved;
  };
  try {
    return await trials.run({ key, mayJoin: reserve }, async (mayTry, settle) => {
      if (!mayTry) return otherwise();
      // The first one may try even without budget for both: servers seldom refuse.
      reserve();
      try {
        const found = await preferred(use);
        settle(true);
        return found;
      } catch (error) {
        if (!isRefusedSearch(error)) throw error;
        settle(false);
      }
      use();
      return otherwise();
    });
  } finally {
    if (hasSpare) budget.releaseSpare();
  }
}

export function createTrials(): Trials {
  const trials = new Map<string, Trial>();
  return {
    async run({ key, mayJoin }, search) {
      const trial = trials.get(key) ?? { running: 0, works: null, end: Promise.withResolvers<void>() };
      trials.set(key, trial);
      const settle = (works: boolean): void => {
        // A server can answer one of them and refuse the next.
        if (trial.works !== false) trial.works = works;
        trial.end.resolve();
      };
      if (trial.works === null && (trial.running === 0 || mayJoin())) {
        trial.running += 1;
        try {
          return await search(true, settle);
        } finally {
          trial.running -= 1;
          // Those that wait do without. Searches that come later try again.
          if (trial.running === 0 && trial.works === null) {
            trials.delete(key);
            trial.end.resolve();
          }
        }
      }
      if (trial.works === null) await trial.end.promise;
      return search(trial.works === true, settle);
    },
  };
}
