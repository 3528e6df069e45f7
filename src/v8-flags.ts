/**
 * How V8 keeps its memory: young objects are made young, and a full collection waits until what it would leave has trebled
 * (docs/decisions/0019-what-outlives-a-request.md). `src/main.ts` loads it first, since it holds for what is compiled from then on.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--heap-growing-percent=200');
