export interface LoopTurns {
  /** Stops watching. Returns the CPU milliseconds of the longest turn. */
  stop(): number;
}

/** Measures the CPU time of each turn of the event loop. Schedules a callback for every turn, so the loop never idles. */
export function watchLoopTurns(): LoopTurns {
  let longestMs = 0;
  let before = readCpuMs();
  let isStopped = false;
  const onTurn = (): void => {
    const now = readCpuMs();
    longestMs = Math.max(longestMs, now - before);
    before = now;
    if (!isStopped) setImmediate(onTurn);
  };
  setImmediate(onTurn);
  return {
    stop() {
      isStopped = true;
      return longestMs;
    },
  };
}

/** Returns the CPU time of the thread that runs JavaScript. */
function readCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
