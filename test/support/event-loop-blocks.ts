/** Measures event-loop blocks of a gateway process in CPU time, so other processes that wait for the CPU do not count. */
import { inject, vi } from 'vitest';
import { bestMs } from './cpu.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { PATIENCE } from './patience.ts';

/** The module to load with `--import` before the program. */
export const EVENT_LOOP_MONITOR = import.meta.resolve('./event-loop-monitor.ts');

/**
 * The longest block that a request may cause. On an idle machine, hostile requests cause at most half of it. The other half allows for the
 * CPU time that other processes add to the same work: cold caches, page faults, and garbage collections of the main thread.
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

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the run measures blocks, as only the nightly one does: they depend on the machine. */
    measuresBlocks: boolean;
  }
}

/** Runs the work, again if it blocks for longer, and returns its longest block ({@link bestMs}). A run that measures none returns 0. */
export async function longestBlockMsDuring(
  gateway: GatewayProcess,
  work: () => Promise<void>,
  limitMs = MAX_BLOCK_MS,
): Promise<number> {
  if (!inject('measuresBlocks')) {
    await work();
    return 0;
  }
  return bestMs(limitMs, async () => {
    await longestBlockMs(gateway);
    await work();
    return longestBlockMs(gateway);
  });
}
