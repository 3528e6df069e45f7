/**
 * Keeps what V8 makes in the young generation, where it is collected for next to nothing (see docs/decisions/0019-what-outlives-a-request.md).
 * To be loaded before all else, since it holds for what is compiled from then on.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
