/** Evaluates the samples of a soak, and formats its output. */
import type { ProcessMetrics } from './messages.ts';
import type { Notes, Tally } from './tally.ts';

/** The state of the gateway at one moment, with no operation in flight. */
export interface Sample extends Omit<ProcessMetrics, 'kind'> {
  readonly minute: number;
  readonly operations: number;
  readonly clean: number;
  readonly lost: number;
  readonly wrong: number;
  readonly upstreamRequests: number;
}

/** The heap grows until code is compiled and caches are full, so the first minutes do not count. */
const WARM_UP_MINUTES = 5;
/** Faster growth counts as a leak. */
const MAX_HEAP_GROWTH_MB_PER_MINUTE = 0.5;
/**
 * Returns how many sockets may stay open with no operation in flight: one per worker, connections to the FHIR servers, the store and the issuer,
 * and the listener.
 */
export function maxSockets(workers: number, maxConcurrency: number, sites: number): number {
  return workers + sites * maxConcurrency + 6;
}

const COLUMNS: readonly (readonly [title: string, of: (sample: Sample) => string])[] = [
  ['minute', ({ minute }) => minute.toFixed(1)],
  ['RSS MB', ({ rssMb }) => rssMb.toFixed(0)],
  ['heap MB', ({ heapMb }) => heapMb.toFixed(1)],
  ['sockets', ({ sockets }) => String(sockets)],
  ['handles', ({ handles }) => String(handles)],
  ['loop p50', ({ loopP50Ms }) => loopP50Ms.toFixed(1)],
  ['p99', ({ loopP99Ms }) => loopP99Ms.toFixed(1)],
  ['max ms', ({ loopMaxMs }) => loopMaxMs.toFixed(0)],
  ['operations', ({ operations }) => String(operations)],
  ['clean', ({ clean }) => String(clean)],
  ['lost', ({ lost }) => String(lost)],
  ['wrong', ({ wrong }) => String(wrong)],
  ['upstream', ({ upstreamRequests }) => String(upstreamRequests)],
];

export const HEADING = lineOf(COLUMNS.map(([title]) => title));

export function sampleLine(sample: Sample): string {
  return lineOf(COLUMNS.map(([, of]) => of(sample)));
}

function lineOf(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(COLUMNS[index]?.[0].length ?? 0).padStart(7)).join('  ');
}

/** Returns the heap growth in megabytes per minute, by least squares; null with too few samples. */
export function heapSlope(samples: readonly Sample[]): number | null {
  const warm = samples.filter(({ minute }) => minute >= WARM_UP_MINUTES);
  if (warm.length < 5) return null;
  const mean = (of: (sample: Sample) => number): number =>
    warm.reduce((sum, sample) => sum + of(sample), 0) / warm.length;
  const [minute, heap] = [mean((sample) => sample.minute), mean((sample) => sample.heapMb)];
  const covariance = mean((sample) => (sample.minute - minute) * (sample.heapMb - heap));
  return covariance / mean((sample) => (sample.minute - minute) ** 2);
}

/** Returns one line for each problem; an empty list if the soak passed. */
export function findProblems(tally: Tally, samples: readonly Sample[], socketBound: number): string[] {
  const slope = heapSlope(samples);
  const sockets = samples.at(-1)?.sockets ?? 0;
  return [
    ...describeNotes('lost', tally.lost),
    ...describeNotes('wrong', tally.wrong),
    ...describeNotes('problem', tally.problems),
    ...(slope !== null && slope > MAX_HEAP_GROWTH_MB_PER_MINUTE
      ? [
          `leak: the heap grows by ${slope.toFixed(2)} MB per minute; expected at most ${MAX_HEAP_GROWTH_MB_PER_MINUTE}`,
        ]
      : []),
    ...(sockets > socketBound
      ? [`leak: ${sockets} sockets are open with no operation in flight; expected at most ${socketBound}`]
      : []),
    ...(tally.operations === 0 ? ['problem: no operation ran'] : []),
  ];
}

function describeNotes(what: string, { count, lines }: Notes): string[] {
  const more = count > lines.length ? [`${what}: ${count - lines.length} more`] : [];
  return [...lines.map((line) => `${what}: ${line}`), ...more];
}

export function summary(tally: Tally, samples: readonly Sample[]): string {
  const slope = heapSlope(samples);
  const errors = [...tally.errors].toSorted(([, one], [, other]) => other - one);
  return [
    `operations ${tally.operations}, of which ${tally.clean} without faults, ${tally.aborted} aborted by the client`,
    `errors from injected faults: ${errors.map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`,
    `writes ${tally.writes}, of which ${tally.confirmed.size} created, documents opened ${tally.documents}, repeated sign-ins ${tally.signIns}`,
    `lost ${tally.lost.count}, wrong ${tally.wrong.count}, upstream requests ${tally.upstreamRequests}`,
    `heap ${slope === null ? `growth unknown: the run was too short (${WARM_UP_MINUTES} minutes of warm-up)` : `${slope.toFixed(2)} MB per minute`}`,
  ].join('\n');
}
