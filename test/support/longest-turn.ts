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
