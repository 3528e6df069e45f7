/**
 * Sets V8's garbage collection: allocate new objects in the young generation, and run a full collection only when the live heap is two and a half times its size
 * (docs/decisions/0019-what-outlives-a-request.md). The flags apply to code that is compiled afterwards, so `src/cli.ts` imports this right after
 * the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=150');

/** After the start: a first operation that comes at once is not delayed. */
const COLLECTED_AFTER_MS = 5_000;
/** The share of the time in which the event loop of an idle gateway works. */
const MAX_IDLE_UTILIZATION = 0.1;

/**
 * Returns the memory of the start to the system, once the gateway has been idle for some seconds: 30 to 40 MB, which loading the modules took and V8 would
 * keep. A gateway that is used at once needs this memory anyway. Later collections are V8's: a forced one also discards optimized code.
 * @param afterMs how long after this call
 */
export function collectStartGarbage(afterMs = COLLECTED_AFTER_MS, collect = collectAll): void {
  const start = performance.eventLoopUtilization();
  const timer = setTimeout(() => {
    if (performance.eventLoopUtilization(start).utilization <= MAX_IDLE_UTILIZATION) void collect();
  }, afterMs);
  timer.unref();
}

async function collectAll(): Promise<void> {
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  // This kind also shrinks the young generation and releases free pages.
  if (typeof collect === 'function')
    Reflect.apply(collect, undefined, [{ type: 'major', flavor: 'last-resort' }]);
}
