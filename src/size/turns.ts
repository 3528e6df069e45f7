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
  let left = unitsPerTurn;
  let isScheduled = false;

  const begin = (): void => {
    isScheduled = false;
    left = unitsPerTurn;
    for (const [owner, waiters] of waiting) {
      if (left <= 0) break;
      const waiter = waiters.pop();
      // Deleted and set again, the owner stands behind all others, and this loop comes to them first.
      waiting.delete(owner);
      if (waiters.length > 0) waiting.set(owner, waiters);
      left -= (owner.isOver ? waiter?.unitsOfClearing : waiter?.units) ?? 0;
      waiter?.resolve();
    }
    if (waiting.size > 0) schedule();
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(begin);
  };

  return {
    room: () => left,
    spend(units) {
      left -= units;
      schedule();
    },
    next(owner, units, unitsOfClearing = 1) {
      schedule();
      return new Promise((resolve) => {
        const waiter = { units, unitsOfClearing, resolve };
        const waiters = waiting.get(owner);
        if (waiters === undefined) waiting.set(owner, [waiter]);
        else waiters.push(waiter);
      });
    },
  };
}
