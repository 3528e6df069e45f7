/** Shares the event loop between operations: work that a turn of the loop has no room for goes on in a later one. */

/** Whose work it is. */
export interface Owner {
  /** Whether the work is of no use any more, and only has to be cleared away. */
  readonly isOver: boolean;
}

export interface Turns {
  /** The units of work that the current turn of the event loop still has room for; negative where it has done too much. */
  room(): number;
  /** Counts work that is done in the current turn. */
  spend(units: number): void;
  /**
   * Resolves in a later turn, in which the work counts as done. Owners go in rotation, so that one with much work does not delay the others.
   * Of one owner the latest goes first: what has begun ends before more begins, and less is held meanwhile.
   * @param unitsOfClearing what the work counts where its owner is over by then
   */
  next(owner: Owner, units: number, unitsOfClearing?: number): Promise<void>;
  /** Runs the job once no work of the owner waits for a turn; at once where none does. */
  whenIdle(owner: Owner, job: () => void): void;
}

interface Waiter {
  readonly units: number;
  readonly unitsOfClearing: number;
  readonly resolve: () => void;
}

/** A unit is about the time that one leaf field takes, some 2 µs with what graphql-js does around it. */
export const UNITS_PER_TURN = 2_000;

export function createTurns(unitsPerTurn = UNITS_PER_TURN): Turns {
  const waiting = new Map<Owner, Waiter[]>();
  const jobs = new Map<Owner, (() => void)[]>();
  let left = unitsPerTurn;
  let isScheduled = false;

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(begin);
  };
  const begin = (): void => {
    isScheduled = false;
    left = unitsPerTurn;
    runJobs();
    serve();
    if (waiting.size > 0 || jobs.size > 0) schedule();
  };
  /** Comes before the turn's own work: the last work of an owner, a turn ago, may have left more to wait. */
  const runJobs = (): void => {
    for (const [owner, its] of jobs) {
      if (waiting.has(owner)) continue;
      jobs.delete(owner);
      for (const job of its) job();
    }
  };
  const serve = (): void => {
    for (const [owner, waiters] of waiting) {
      if (left <= 0) break;
      const waiter = waiters.pop();
      // An owner that is deleted and set again moves behind all others, and the loop still reaches it.
      waiting.delete(owner);
      if (waiters.length > 0) waiting.set(owner, waiters);
      left -= (owner.isOver ? waiter?.unitsOfClearing : waiter?.units) ?? 0;
      waiter?.resolve();
    }
  };

  return {
    room: () => left,
    spend(units) {
      left -= units;
      schedule();
    },
    next(owner, units, unitsOfClearing = 1) {
      schedule();
      return new Promise((resolve) => add(waiting, owner, { units, unitsOfClearing, resolve }));
    },
    whenIdle(owner, job) {
      if (!waiting.has(owner)) return job();
      add(jobs, owner, job);
      schedule();
    },
  };
}

function add<T>(lists: Map<Owner, T[]>, owner: Owner, item: T): void {
  const list = lists.get(owner);
  if (list === undefined) lists.set(owner, [item]);
  else list.push(item);
}
