/** Shares the event loop among operations: work that does not fit into the current turn of the loop continues in a later one. */

/** The operation that the work belongs to. */
export interface TurnOwner {
  /** The id of its site; absent without a sites file. */
  readonly site?: string | undefined;
  /** Whether the work is no longer needed, and only has to be discarded. */
  readonly isOver: boolean;
}

export interface TurnScheduler {
  /** Returns the units left in the current turn; negative if it has overrun. */
  unitsLeft(): number;
  /** Counts work in the current turn. */
  spend(units: number): void;
  /**
   * Resolves in a later turn, and counts the work there. Sites rotate, and the owners of each, so that one with much work does not delay the
   * others. The latest work of an owner goes first: finishing objects before starting others holds less memory.
   * @param unitsOfClearing the units to count if the owner is over by then
   */
  next(owner: TurnOwner, units: number, unitsOfClearing?: number): Promise<void>;
  /**
   * Does the same for work that started objects wait for, such as the JSON of a record. It goes before all other work of its owner, which would
   * start more objects that have to wait for it.
   */
  nextToFinish(owner: TurnOwner, units: number): Promise<void>;
  /** Runs the job once no work of the owner is waiting for a turn; at once if none is. */
  whenIdle(owner: TurnOwner, job: () => void): void;
}

interface Waiter {
  readonly units: number;
  readonly unitsOfClearing: number;
  readonly resolve: () => void;
}

/** The waiting work of an owner. Finishing goes before beginning; within each, the latest goes first. */
interface Waiters {
  readonly beginning: Waiter[];
  readonly finishing: Waiter[];
}

/** A unit is the time that graphql-js takes for a leaf field, about 2 µs. */
export const UNITS_PER_TURN = 2_000;

export function createTurnScheduler(unitsPerTurn = UNITS_PER_TURN): TurnScheduler {
  /** By site. The site, and in it the owner, whose turn is next comes first. */
  const waiting = new Map<string | undefined, Map<TurnOwner, Waiters>>();
  const jobs = new Map<TurnOwner, (() => void)[]>();
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
  /** Runs before the work of the turn, because the last work of the previous turn may have queued more. */
  const runJobs = (): void => {
    for (const [owner, its] of jobs) {
      if (isWaiting(owner)) continue;
      jobs.delete(owner);
      for (const job of its) job();
    }
  };
  const serve = (): void => {
    for (const [site, owners] of waiting) {
      if (left <= 0) break;
      // Deleting and setting a site moves it to the end of the Map. The loop still reaches it there.
      waiting.delete(site);
      serveFirst(owners);
      if (owners.size > 0) waiting.set(site, owners);
    }
  };
  const serveFirst = (owners: Map<TurnOwner, Waiters>): void => {
    for (const [owner, waiters] of owners) {
      const waiter = waiters.finishing.pop() ?? waiters.beginning.pop();
      owners.delete(owner);
      if (waiters.finishing.length + waiters.beginning.length > 0) owners.set(owner, waiters);
      left -= (owner.isOver ? waiter?.unitsOfClearing : waiter?.units) ?? 0;
      waiter?.resolve();
      return;
    }
  };
  const isWaiting = (owner: TurnOwner): boolean => waiting.get(owner.site)?.has(owner) === true;

  const wait = (owner: TurnOwner, kind: keyof Waiters, work: Omit<Waiter, 'resolve'>): Promise<void> => {
    schedule();
    const owners = waiting.get(owner.site) ?? new Map<TurnOwner, Waiters>();
    waiting.set(owner.site, owners);
    const waiters = owners.get(owner) ?? { beginning: [], finishing: [] };
    owners.set(owner, waiters);
    return new Promise((resolve) => waiters[kind].push({ ...work, resolve }));
  };

  return {
    unitsLeft: () => left,
    spend(units) {
      left -= units;
      schedule();
    },
    next(owner, units, unitsOfClearing = 1) {
      return wait(owner, 'beginning', { units, unitsOfClearing });
    },
    nextToFinish(owner, units) {
      return wait(owner, 'finishing', { units, unitsOfClearing: 1 });
    },
    whenIdle(owner, job) {
      if (!isWaiting(owner)) return job();
      jobs.set(owner, [...(jobs.get(owner) ?? []), job]);
      schedule();
    },
  };
}
