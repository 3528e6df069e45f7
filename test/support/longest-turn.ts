/** How long one turn of the event loop of a gateway's process takes, in CPU time. */
import { vi } from 'vitest';
import type { GatewayProcess } from './gateway-process.ts';
import { PATIENCE } from './patience.ts';

/** For `--import`, before the program. */
export const LOOP_TURNS = import.meta.resolve('./loop-turns.ts');

/** The CPU time that a turn may take, whatever the request. */
export const MOST_MS_OF_A_TURN = 50;

/** Returns the milliseconds of the longest turn since this was last called. */
export async function longestTurnMs(gateway: GatewayProcess): Promise<number> {
  const { output } = gateway;
  const before = output.stderr.length;
  gateway.kill('SIGUSR2');
  await vi.waitUntil(() => output.stderr.slice(before).includes('}\n'), PATIENCE);
  return Number(/"longestTurnMs":([\d.]+)/.exec(output.stderr.slice(before))?.[1]);
}

/** As many runs as show whether it is the work that takes long. */
const MOST_RUNS = 3;

/**
 * Runs the work up to three times, until no turn takes longer than one may. Returns the longest turn of the best run, in milliseconds. A turn also takes longer
 * if V8 collects a growing heap in it, or if another process uses the caches of its core.
 */
export async function longestTurnMsOf(gateway: GatewayProcess, work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < MOST_RUNS && best >= MOST_MS_OF_A_TURN; run += 1) {
    await longestTurnMs(gateway);
    await work();
    best = Math.min(best, await longestTurnMs(gateway));
  }
  return best;
}
