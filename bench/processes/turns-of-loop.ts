/** How much CPU the turns of the event loop take: how long each keeps others waiting, on a machine of its own. */

export interface Turns {
  /** Milliseconds of the one that took most. */
  end(): number;
}

/** Keeps the loop turning, so that each turn is seen as such. */
export function watchTurns(): Turns {
  let longest = 0;
  let before = cpuMs();
  let isOver = false;
  const turn = (): void => {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    end() {
      isOver = true;
      return longest;
    },
  };
}

/** Of the thread that runs JavaScript. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
