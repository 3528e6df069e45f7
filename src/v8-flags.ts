/**
 * How V8 keeps its memory: young objects are made young, and a full collection waits until what it would leave has trebled
 * (docs/decisions/0019-what-outlives-a-request.md). The flags hold for what is compiled from then on, so
 * `src/cli.ts` imports this right after the compile cache, and `src/main.ts` imports it first.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=200');
