/**
 * Sets V8's garbage collection: allocate new objects in the young generation, and run a full collection only when the heap is twice its live size
 * (docs/decisions/0019-what-outlives-a-request.md). The flags apply to code that is compiled afterwards, so `src/cli.ts` imports this right after
 * the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=100');

/**
 * Runs the start of a program with a small young generation, which V8 would enlarge for objects that stay. Afterward, V8 can grow it to its largest size in
 * one step, because an operation leaves too few objects for several steps (docs/decisions/0044-cpu-and-memory.md).
 */
export async function startInSmallYoungGeneration(start: () => Promise<unknown>): Promise<void> {
  setFlagsFromString('--semi-space-growth-factor=1');
  await start();
  setFlagsFromString('--semi-space-growth-factor=16');
}
