/** Returns memory that only the start needed to the operating system. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8 shrinks the young generation once little was allocated between two collections. The third has always been enough. */
const COLLECTIONS = 4;
const INTERVAL_MS = 1_500;

/**
 * Collects the young generation a few times after the start. An idle process has no collections, so V8 would keep some 30 MB
 * (docs/decisions/0044-cpu-and-memory.md). Each takes milliseconds and, unlike a full one, discards no compiled code.
 */
export function releaseStartMemory(intervalMs = INTERVAL_MS): void {
  // Node has no other way to request a collection of the young generation alone. The flag affects new contexts only.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  let left = COLLECTIONS;
  const timer = setInterval(() => {
    Reflect.apply(collect, undefined, [{ type: 'minor' }]);
    left -= 1;
    if (left === 0) clearInterval(timer);
  }, intervalMs);
  timer.unref();
}
