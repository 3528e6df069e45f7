/** What the soak prints, and what it makes of its samples. */
import type { Condition } from './messages.ts';
import type { Notes, Tally } from './tally.ts';

/** How the gateway was at one moment, with nothing under way. */
export interface Sample extends Omit<Condition, 'kind'> {
  readonly minute: number;
  readonly operations: number;
  readonly calm: number;
  readonly lost: number;
  readonly wrong: number;
  readonly upstreamRequests: number;
}

/** The bounds that stand for a leak. Until its code is compiled and its caches are full, a process grows. */
const WARM_UP_MINUTES = 5;
const MOST_HEAP_GROWTH_MB_A_MINUTE = 0.5;
/** What is kept alive with nothing under way: one connection for each worker, those to the FHIR server, and the listener. */
export function mostSockets(workers: number, maxConcurrency: number): number {
  return workers + maxConcurrency + 4;
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
  ['calm', ({ calm }) => String(calm)],
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

/** Megabytes a minute, by least squares; null where there are too few samples to tell. */
export function heapSlope(samples: readonly Sample[]): number | null {
  const warm = samples.filter(({ minute }) => minute >= WARM_UP_MINUTES);
  if (warm.length < 5) return null;
  const mean = (of: (sample: Sample) => number): number =>
    warm.reduce((sum, sample) => sum + of(sample), 0) / warm.length;
  const [minute, heap] = [mean((sample) => sample.minute), mean((sample) => sample.heapMb)];
  const covariance = mean((sample) => (sample.minute - minute) * (sample.heapMb - heap));
  return covariance / mean((sample) => (sample.minute - minute) ** 2);
}

/** What is wrong, a line each; none where all is well. */
export function verdict(tally: Tally, samples: readonly Sample[], socketBound: number): string[] {
  const slope = heapSlope(samples);
  const sockets = samples.at(-1)?.sockets ?? 0;
  return [
    ...told('lost', tally.lost),
    ...told('wrong', tally.wrong),
    ...told('problem', tally.problems),
    ...(slope !== null && slope > MOST_HEAP_GROWTH_MB_A_MINUTE
      ? [
          `leak: the heap grows by ${slope.toFixed(2)} MB a minute; ${MOST_HEAP_GROWTH_MB_A_MINUTE} is the bound`,
        ]
      : []),
    ...(sockets > socketBound
      ? [`leak: ${sockets} sockets are open with nothing under way; ${socketBound} is the bound`]
      : []),
    ...(tally.operations === 0 ? ['problem: no operation was performed'] : []),
  ];
}

function told(what: string, { count, lines }: Notes): string[] {
  const more = count > lines.length ? [`${what}: ${count - lines.length} more`] : [];
  return [...lines.map((line) => `${what}: ${line}`), ...more];
}

export function summary(tally: Tally, samples: readonly Sample[]): string {
  const slope = heapSlope(samples);
  const errors = [...tally.errors].toSorted(([, one], [, other]) => other - one);
  return [
    `operations ${tally.operations}, of which ${tally.calm} as on a calm day, ${tally.hungUp} hung up on`,
    `errors of the weather: ${errors.map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`,
    `lost ${tally.lost.count}, wrong ${tally.wrong.count}, upstream requests ${tally.upstreamRequests}`,
    `heap ${slope === null ? `too short a run to tell its slope (${WARM_UP_MINUTES} minutes of warm-up)` : `${slope.toFixed(2)} MB a minute`}`,
  ].join('\n');
}
