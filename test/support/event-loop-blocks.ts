/** Measures event-loop blocks of a gateway process, in CPU time: time in which another process has the core does not count. */
import { vi } from 'vitest';
import type { GatewayProcess } from './gateway-process.ts';
import { PATIENCE } from './patience.ts';

/** For `--import`, before the program. */
export const EVENT_LOOP_MONITOR = import.meta.resolve('./event-loop-monitor.ts');

/**
 * The longest block that any request may cause. On an idle machine hostile requests cause half of it at most. The other half allows for what
 * other processes add to the CPU time of the same work: cold caches, page faults, and garbage collections of the main thread.
 */
export const MAX_BLOCK_MS = 50;

/** Returns the longest block since the last call, in milliseconds. */
export async function longestBlockMs(gateway: GatewayProcess): Promise<number> {
  const { output } = gateway;
  const before = output.stderr.length;
  gateway.kill('SIGUSR2');
  await vi.waitUntil(() => output.stderr.slice(before).includes('}\n'), PATIENCE);
  return Number(/"longestTurnMs":([\d.]+)/.exec(output.stderr.slice(before))?.[1]);
}

/** Runs the work. Returns its longest block, in milliseconds. */
export async function longestBlockMsDuring(
  gateway: GatewayProcess,
  work: () => Promise<void>,
): Promise<number> {
  await longestBlockMs(gateway);
  await work();
  return longestBlockMs(gateway);
}
