/** What a measurement says: a row for each contender, the ratios between them, and what makes the run worthless. */
import type { Comparison } from './comparisons.ts';
import type { ContenderName } from './contenders.ts';
import { type Calls, type Measured, type Measurement, type Sample } from './measure.ts';
import { median } from './statistics.ts';

/** Medians over the rounds. */
export interface Row extends Sample {
  readonly name: ContenderName;
  /** Upstream calls by kind, of the whole run. */
  readonly calls: Calls;
  /** Operations, of the whole run. */
  readonly failed: number;
}

/** How many times the CPU of another the first contender uses for one operation; compared round by round. */
export interface Ratio {
  readonly of: ContenderName;
  readonly to: ContenderName;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** What it should be at most; null: that is not said. */
  readonly aim: number | null;
}

export interface Report {
  readonly title: string;
  readonly operation: string;
  readonly operations: number;
  readonly concurrency: number;
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  /** Why the figures must not be used; none where they may. */
  readonly problems: readonly string[];
}

export function createReport(
  { load, rounds, contenders }: Measurement,
  { title, asked, aim }: Pick<Comparison, 'title' | 'asked' | 'aim'>,
): Report {
  const [first, ...others] = contenders;
  const ratioTo = (measured: Measured, other: Measured): Ratio => ({
    ...ratioOf(measured, other),
    aim: aim?.to === other.name ? aim.most : null,
  });
  return {
    title,
    operation: asked.query,
    ...load,
    rounds: rounds.counted,
    warmUpRounds: rounds.warmUp,
    rows: contenders.map(rowOf),
    ratios: first === undefined ? [] : others.map((other) => ratioTo(first, other)),
    problems: problemsOf(contenders),
  };
}

function rowOf({ name, samples, calls, failures }: Measured): Row {
  const middle = (of: (sample: Sample) => number): number => median(samples.map(of));
  return {
    name,
    operationsPerSecond: middle((sample) => sample.operationsPerSecond),
    cpuMicroseconds: middle((sample) => sample.cpuMicroseconds),
    idleCorrectedMicroseconds: middle((sample) => sample.idleCorrectedMicroseconds),
    p50Ms: middle((sample) => sample.p50Ms),
    p99Ms: middle((sample) => sample.p99Ms),
    callsPerOperation: middle((sample) => sample.callsPerOperation),
    calls,
    failed: failures.length,
  };
}

function ratioOf(first: Measured, other: Measured): Omit<Ratio, 'aim'> {
  const ratios = first.samples.map(
    ({ idleCorrectedMicroseconds }, round) =>
      idleCorrectedMicroseconds / (other.samples[round]?.idleCorrectedMicroseconds ?? Number.NaN),
  );
  return {
    of: first.name,
    to: other.name,
    median: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}

function problemsOf(contenders: readonly Measured[]): string[] {
  const failed = contenders.flatMap(({ name, failures }) =>
    failures[0] === undefined
      ? []
      : [`${name}: ${failures.length} operation(s) failed, first: ${failures[0]}`],
  );
  const calls = contenders.map((contender) => `${contender.name}: ${callsText(contender.calls)}`);
  const unequalCalls = new Set(contenders.map((contender) => callsText(contender.calls))).size > 1;
  const answers = contenders.flatMap(({ firstAnswer }) => firstAnswer ?? []);
  const unequalAnswers = new Set(answers).size > 1;
  return [
    ...failed,
    ...(unequalCalls ? [`The contenders did not make the same upstream calls. ${calls.join('; ')}.`] : []),
    ...(unequalAnswers ? ['The servers did not give the same answer.'] : []),
  ];
}

function callsText(calls: Calls): string {
  return Object.entries(calls)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');
}

/** The columns: heading, and cell for a row. */
const COLUMNS: readonly (readonly [heading: string, cell: (row: Row) => string])[] = [
  ['contender', ({ name }) => name],
  ['ops/s', ({ operationsPerSecond }) => operationsPerSecond.toFixed(0)],
  ['CPU µs/op', ({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0)],
  ['less idle', ({ idleCorrectedMicroseconds }) => idleCorrectedMicroseconds.toFixed(0)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(2)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(2)],
  ['calls/op', ({ callsPerOperation }) => callsPerOperation.toFixed(2)],
  ['failed', ({ failed }) => String(failed)],
];

/** For people: the table, then the lines that matter on any machine. */
export function reportText(report: Report): string {
  const { title, operation, operations, concurrency, rounds, warmUpRounds, rows, ratios, problems } = report;
  const cells = [
    COLUMNS.map(([heading]) => heading),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
  ];
  const widths = COLUMNS.map((_column, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const table = cells.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   '),
  );
  const conclusions =
    problems.length === 0
      ? [`Upstream calls of each contender, in the whole run: ${callsText(rows[0]?.calls ?? {})}`]
      : problems.map((problem) => `Not to be used: ${problem}`);
  return [
    title,
    operation,
    `${operations} operations a round, ${concurrency} at once; median of ${rounds} round(s) after ${warmUpRounds} of warm-up`,
    '',
    ...table,
    '',
    'Only the ratios within one run say something beyond this machine and its load:',
    ...ratios.map(ratioLine),
    ...conclusions,
    '',
  ].join('\n');
}

function ratioLine({ of, to, median: middle, lowest, highest, aim }: Ratio): string {
  const range = `${lowest.toFixed(2)} to ${highest.toFixed(2)} over the rounds`;
  const verdict = aim === null ? '' : `; aim: at most ${aim}, ${middle <= aim ? 'met' : 'missed'}`;
  return `  CPU of ${named(of)} to that of ${named(to)}: ${middle.toFixed(2)} (${range}${verdict})`;
}

function named(contender: ContenderName): string {
  return contender === 'gateway' ? 'the gateway' : contender;
}
