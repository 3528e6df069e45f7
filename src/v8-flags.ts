/**
 * Sets V8's garbage collection: allocate new objects in the young generation, and run a full collection only when the live heap is two and a half times its size
 * (docs/decisions/0019-what-outlives-a-request.md). The flags apply to code that is compiled afterwards, so `src/cli.ts` imports this right after
 * the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=150');

/** V8 shrinks the young generation once little was allocated between two collections. The third has always been enough. */
const COLLECTIONS = 4;
const INTERVAL_MS = 1_500;

/**
 * Collects the young generation a few times after the start. An idle process has no collections, so V8 would keep some 30 MB
 * (docs/decisions/0044-cpu-and-memory.md). Each takes milliseconds and, unlike a full one, discards no compiled code.
 */
export function releaseStartMemory(intervalMs = INTERVAL_MS): void {
  let left = COLLECTIONS;
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) clearInterval(timer);
    collectYoungGeneration();
  }, intervalMs);
  timer.unref();
}

function collectYoungGeneration(): void {
  // Node has no other way to request a collection of the young generation alone. The flag affects new contexts only.
  setFlagsFromString('--expose-gc');
  const collect: unknown = process.getBuiltinModule('node:vm').runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [{ type: 'minor' }]);
}
