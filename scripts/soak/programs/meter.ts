/** Loaded into the gateway's process before its program: tells how it is, and ends with the soak. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HOW_ARE_YOU, tell } from '../messages.ts';

const MEGABYTE = 1024 * 1024;
const MS_IN_NS = 1_000_000;
/** The histogram's resolution is in each of its figures. */
const RESOLUTION_MS = 10;

const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
process.on('message', (message) => {
  if (message !== HOW_ARE_YOU) return;
  const delays = {
    loopP50Ms: loop.percentile(50) / MS_IN_NS - RESOLUTION_MS,
    loopP99Ms: loop.percentile(99) / MS_IN_NS - RESOLUTION_MS,
    loopMaxMs: loop.max / MS_IN_NS - RESOLUTION_MS,
  };
  // Twice: what a finaliser lets go of is only collected the second time.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  tell({
    kind: 'condition',
    rssMb: rss / MEGABYTE,
    heapMb: heapUsed / MEGABYTE,
    sockets: resources.filter((resource) => resource === 'TCPSocketWrap').length,
    handles: resources.length,
    ...delays,
  });
  loop.reset();
});
// The soak is no reason to stay: at a signal the gateway has to end by itself.
process.channel?.unref();
process.on('disconnect', () => process.exit(0));
