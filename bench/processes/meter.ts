/** Every process of the bench loads this before its program. Reports CPU time and memory, and exits when the bench does. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Socket } from 'node:net';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onCommand, sendMessage } from '../messages.ts';
import { watchLoopTurns } from './loop-turns.ts';

const RESOLUTION_MS = 1;

onCommand(({ kind }) => {
  if (kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    const residentBytes = process.memoryUsage.rss();
    sendMessage({ kind: 'cpu', microseconds: user + system, residentBytes, peakBytes });
  }
  if (kind === 'watch loop') watchLoop();
  if (kind === 'heap') sendMessage({ kind: 'heap', bytes: measureHeap() });
  if (kind === 'census') setImmediate(takeCensus);
});
process.on('disconnect', () => process.exit(0));

/** Returns the heap in use after a full garbage collection. Sets --expose-gc only now, so the flag affects no earlier measurement. */
function measureHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('--expose-gc did not provide gc().');
  Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}

function takeCensus(): void {
  // Finalizers of the first collection release objects for the second.
  measureHeap();
  const heapUsed = measureHeap();
  const { external, rss } = process.memoryUsage();
  setImmediate(() => {
    sendMessage({
      kind: 'census',
      heapBytes: heapUsed + external,
      residentBytes: rss,
      timers: countObjects(TIMER),
      sockets: countObjects(Socket),
    });
  });
}

const { constructor: TIMER } = setTimeout(() => {}, 0);

function countObjects(constructor: Function): number {
  const count = queryObjects(constructor);
  return typeof count === 'number' ? count : count.length;
}

/** Watches the event loop until the command `loop`. */
function watchLoop(): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const turns = watchLoopTurns();
  delays.enable();
  const stop = onCommand(({ kind }) => {
    if (kind !== 'loop') return;
    stop();
    delays.disable();
    const longestMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    sendMessage({ kind: 'loop', longestMs, longestCpuMs: turns.stop() });
  });
  sendMessage({ kind: 'watching' });
}
