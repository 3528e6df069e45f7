/** Preloaded into the gateway's process: reports process metrics on request, and exits with the soak. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { REPORT_METRICS, sendToSoak } from '../messages.ts';

const MEGABYTE = 1024 * 1024;
const MS_IN_NS = 1_000_000;
/** The histogram adds its resolution to each delay. */
const RESOLUTION_MS = 10;

const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
process.on('message', (message) => {
  if (message !== REPORT_METRICS) return;
  const delays = {
    loopP50Ms: loop.percentile(50) / MS_IN_NS - RESOLUTION_MS,
    loopP99Ms: loop.percentile(99) / MS_IN_NS - RESOLUTION_MS,
    loopMaxMs: loop.max / MS_IN_NS - RESOLUTION_MS,
  };
  // Twice, because objects that finalizers release are only collected the second time.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  sendToSoak({
    kind: 'metrics',
    rssMb: rss / MEGABYTE,
    heapMb: heapUsed / MEGABYTE,
    sockets: resources.filter((resource) => resource === 'TCPSocketWrap').length,
    handles: resources.length,
    ...delays,
  });
  loop.reset();
});
// The channel must not keep the process alive: on a signal, the gateway has to exit by itself.
process.channel?.unref();
process.on('disconnect', () => process.exit(0));
