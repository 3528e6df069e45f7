/**
 * Sets V8's garbage collection: allocate new objects in the young generation, and run a full collection only when the heap is twice its live size
 * (docs/decisions/0019-what-outlives-a-request.md). The flags apply to code that is compiled afterwards, so `src/cli.ts` imports this right after
 * the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=100');

/**
 * Runs the start of a server with a small young generation, which V8 would enlarge for objects that stay. Afterward, V8 may enlarge it to its largest size in
 * one step. It does so only when enough objects survive, and operations leave too few for several steps (docs/decisions/0044-cpu-and-memory.md). A program that
 * ends by itself runs in the small one.
 */
export async function startInSmallYoungGeneration(start: () => Promise<unknown>): Promise<void> {
  setFlagsFromString('--semi-space-growth-factor=1');
  await start();
  setFlagsFromString('--semi-space-growth-factor=16');
}
