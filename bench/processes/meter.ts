/** Loaded into every process of the bench before its program: tells the time and memory used, and ends with the bench. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onQuestion, tell } from '../messages.ts';
import { watchTurns } from './turns-of-loop.ts';

const RESOLUTION_MS = 1;

onQuestion(({ kind }) => {
  if (kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    tell({ kind: 'cpu', microseconds: user + system, peakBytes });
  }
  if (kind === 'watch loop') watchLoop();
  if (kind === 'heap') tell({ kind: 'heap', bytes: heapInUse() });
});
process.on('disconnect', () => process.exit(0));

/** What can still be reached: `gc` is there only since it is asked for here, so that it changes nothing before. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('The garbage collector cannot be called.');
  Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}

/** Until it is asked what it saw; it costs nothing before. */
function watchLoop(): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const turns = watchTurns();
  delays.enable();
  const stop = onQuestion(({ kind }) => {
    if (kind !== 'loop') return;
    stop();
    delays.disable();
    const longestMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    tell({ kind: 'loop', longestMs, longestCpuMs: turns.end() });
  });
  tell({ kind: 'watching' });
}
