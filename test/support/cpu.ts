import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs the work and returns the CPU time of this thread in milliseconds. Waiting and other threads don't count. */
async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** How often {@link bestMs} measures. */
const RUNS = 4;

/**
 * Returns the best of up to four measurements, in milliseconds of an idle machine; the first below the limit ends it. Work that takes long
 * does so each time. A garbage collection for other tests, or another user of the host, delays only some runs, or slows down the machine.
 */
export async function bestMs(limitMs: number, measure: () => Promise<number>): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < RUNS && best >= limitMs; run += 1) {
    const ms = await measure();
    best = Math.min(best, ms < limitMs ? ms : ms / slowness());
  }
  return best;
}

/** Returns the CPU time of the longest event-loop turn of the work, in milliseconds. */
export async function longestTurnMsOf(work: () => Promise<unknown>): Promise<number> {
  // The work starts in a microtask, so that the first turn is measured from its start.
  const done = Promise.resolve()
    .then(work)
    .then(() => true);
  let longest = 0;
  for (let isDone = false; !isDone;) {
    // The turn between two immediates contains all steps of the work that are ready.
    const turn = cpuMsOf(() => nextTurn());
    isDone = await Promise.race([done, turn.then(() => false)]);
    longest = Math.max(longest, await turn);
  }
  return longest;
}

/** Work inside V8, so that measuring the coverage does not slow it down. */
const REFERENCE_TEXT = JSON.stringify(
  Array.from({ length: 50_000 }, (_, at) => ({ id: `a${at}`, on: [true] })),
);

/** What parsing and writing the text takes on an idle machine, in milliseconds. */
const REFERENCE_MS = 25;

/** Returns how many times as long as an idle machine this one takes at the moment, at least 1. */
function slowness(): number {
  const times = [1, 2, 3].map(() => {
    const before = process.threadCpuUsage();
    JSON.stringify(JSON.parse(REFERENCE_TEXT));
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.max(1, Math.min(...times) / REFERENCE_MS);
}
