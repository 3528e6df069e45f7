/**
 * Sets V8's garbage collection: allocate new objects in the young generation, and run a full collection only when the live heap is two and a half times its size
 * (docs/decisions/0019-what-outlives-a-request.md). The flags apply to code that is compiled afterwards, so `src/cli.ts` imports this right after
 * the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=150');
