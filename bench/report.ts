import type { Comparison, Goal, Setting } from './comparisons.ts';
import type { ContenderName } from './contenders.ts';
import type { CallCounts, ContenderResult, Measurement, Sample } from './measure.ts';
import { median } from './statistics.ts';
import { type Column, formatTable, MEGABYTE } from './table.ts';

/** The figures of one contender. Those of a Sample are medians over the rounds. */
export interface Row extends Sample {
  readonly name: ContenderName;
  /** Bytes that reach the client per operation. */
  readonly bytes: number;
  readonly peakBytes: number;
  /** FHIR requests of all rounds. */
  readonly calls: CallCounts;
  /** Failed operations of the whole run. */
  readonly failed: number;
}

/** The first contender's figures divided by another's, round by round. */
export interface Ratio {
  readonly to: ContenderName;
  /** CPU time per operation. */
  readonly cpu: Spread;
  /** Median latency. */
  readonly time: Spread;
}

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Whether a goal is met. */
export interface Verdict {
  readonly goal: string;
  readonly figure: string;
  readonly isMet: boolean;
}

export interface Report {
  readonly title: string;
  readonly operation: string;
  readonly latencyMs: number;
  readonly operations: number;
  readonly concurrency: number;
  readonly rounds: number;
  readonly warmUpSeconds: number;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly verdicts: readonly Verdict[];
  readonly remark: string | null;
  /** Why the figures must not be used. Empty for a valid run. */
  readonly problems: readonly string[];
}

export function createReport(
  { load, rounds, contenders }: Measurement,
  {
    title,
    operation,
    requiresSameCalls,
    remark,
  }: Pick<Comparison, 'title' | 'operation' | 'requiresSameCalls' | 'remark'>,
  { latencyMs, goals }: Setting,
): Report {
  const [first, ...others] = contenders;
  const rows = contenders.map(createRow);
  const ratios = first === undefined ? [] : others.map((other) => createRatio(first, other));
  return {
    title,
    operation: operation.query,
    latencyMs,
    ...load,
    rounds: rounds.counted,
    warmUpSeconds: rounds.warmUpSeconds,
    rows,
    ratios,
    verdicts: goals.map((goal) => judgeGoal(goal, rows, ratios)),
    remark,
    problems: findProblems(contenders, requiresSameCalls),
  };
}

function createRow({ name, samples, calls, failures, firstResponse, peakBytes }: ContenderResult): Row {
  const medianOf = (select: (sample: Sample) => number): number => median(samples.map(select));
  return {
    name,
    callsPerOperation: medianOf((sample) => sample.callsPerOperation),
    bytes: firstResponse.bytes,
    p50Ms: medianOf((sample) => sample.p50Ms),
    p99Ms: medianOf((sample) => sample.p99Ms),
    operationsPerSecond: medianOf((sample) => sample.operationsPerSecond),
    cpuMicroseconds: medianOf((sample) => sample.cpuMicroseconds),
    peakBytes,
    calls,
    failed: failures.length,
  };
}

function createRatio(first: ContenderResult, other: ContenderResult): Ratio {
  const compareRounds = (select: (sample: Sample) => number): Spread => {
    const ratios = first.samples.map((sample, round) => {
      const otherSample = other.samples[round];
      return otherSample === undefined ? Number.NaN : select(sample) / select(otherSample);
    });
    return spreadOf(ratios);
  };
  return {
    to: other.name,
    cpu: compareRounds(({ cpuMicroseconds }) => cpuMicroseconds),
    time: compareRounds(({ p50Ms }) => p50Ms),
  };
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

function judgeGoal(goal: Goal, rows: readonly Row[], ratios: readonly Ratio[]): Verdict {
  const ratioTo = (name: ContenderName) => ratios.find(({ to }) => to === name);
  switch (goal.kind) {
    case 'cpu': {
      const figure = ratioTo(goal.to)?.cpu.median ?? Number.NaN;
      return {
        goal: `at most ${goal.max} × the CPU of ${goal.to}`,
        figure: figure.toFixed(2),
        isMet: figure <= goal.max,
      };
    }
    case 'faster': {
      const figure = 1 / (ratioTo(goal.than)?.time.median ?? Number.NaN);
      return {
        goal: `at least ${goal.min} × as fast as ${goal.than}`,
        figure: figure.toFixed(1),
        isMet: figure >= goal.min,
      };
    }
    case 'fewest calls': {
      const [own = Number.NaN, ...others] = rows.map(({ callsPerOperation }) => callsPerOperation);
      return {
        goal: 'no more FHIR requests than any other contender',
        figure: `${formatCount(own)} to ${others.map(formatCount).join(', ')}`,
        isMet: others.every((other) => own <= other),
      };
    }
  }
}

function findProblems(contenders: readonly ContenderResult[], requiresSameCalls: boolean): string[] {
  const failed = contenders.flatMap(({ name, failures }) =>
    failures[0] === undefined
      ? []
      : [`${name}: ${failures.length} operation(s) failed. First failure: ${failures[0]}`],
  );
  const calls = contenders.map((contender) => `${contender.name}: ${formatCalls(contender.calls)}`);
  const hasUnequalCalls =
    requiresSameCalls && new Set(contenders.map((each) => formatCalls(withoutPanel(each.calls)))).size > 1;
  const [first] = contenders;
  const others = contenders.filter(({ firstResponse }) => firstResponse.data !== first?.firstResponse.data);
  return [
    ...failed,
    ...(hasUnequalCalls ? [`The contenders did not send the same FHIR requests. ${calls.join('; ')}.`] : []),
    ...others.map(({ name }) => `${name} did not return the same data as ${first?.name}.`),
  ];
}

/** Gateways read the panel again after some seconds, not for each operation, so the numbers of its requests differ by a few. */
function withoutPanel(calls: CallCounts): CallCounts {
  return Object.fromEntries(Object.entries(calls).filter(([name]) => name !== 'search List'));
}

function formatCalls(calls: CallCounts): string {
  return Object.entries(calls)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');
}

const COLUMNS: readonly Column<Row>[] = [
  ['contender', ({ name }) => name],
  ['calls', ({ callsPerOperation }) => formatCount(callsPerOperation)],
  ['bytes', ({ bytes }) => String(bytes)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(1)],
  ['ops/s', ({ operationsPerSecond }) => operationsPerSecond.toFixed(1)],
  ['CPU µs', ({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0)],
  ['peak MB', ({ peakBytes }) => (peakBytes / MEGABYTE).toFixed(0)],
  ['failed', ({ failed }) => String(failed)],
];
/** Columns that compare turns of the same round, and so hold on any machine. */
const RATIOS: readonly Column<Ratio | undefined>[] = [
  ['CPU of the first', (ratio) => (ratio === undefined ? '1' : formatSpread(ratio.cpu))],
  ['its time', (ratio) => (ratio === undefined ? '1' : formatSpread(ratio.time))],
];

/** Formats a report for the terminal. */
export function formatReport(report: Report): string {
  const { title, latencyMs, operations, concurrency, rounds, warmUpSeconds, rows, ratios } = report;
  const columns = [
    ...COLUMNS,
    ...RATIOS.map(([heading, cell]): Column<Row> => [
      heading,
      ({ name }) => cell(ratios.find(({ to }) => to === name)),
    ]),
  ];
  return [
    `${title}, FHIR server ${latencyMs === 0 ? 'near (0 ms)' : `${latencyMs} ms away`}`,
    `${operations} operations per round, ${concurrency} at a time; median of ${rounds} round(s) after a warm-up of ${warmUpSeconds === 0 ? 'one round' : `${warmUpSeconds} s each`}`,
    '',
    ...formatTable(columns, rows),
    ...report.problems.map((problem) => `Do not use this run: ${problem}`),
    ...(report.remark === null ? [] : [report.remark]),
    '',
  ].join('\n');
}

/** Returns one line per goal. */
export function formatVerdicts(reports: readonly Report[]): string[] {
  return reports.flatMap(({ title, latencyMs, verdicts }) =>
    verdicts.map((verdict) => formatVerdict(`${title}, ${latencyMs} ms`, verdict)),
  );
}

export function formatVerdict(subject: string, { goal, figure, isMet }: Verdict): string {
  return `  ${isMet ? 'met   ' : 'missed'}  ${subject}: ${goal} (${figure})`;
}

export function formatSpread({ median: middle, lowest, highest }: Spread): string {
  return `${middle.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
}

function formatCount(calls: number): string {
  return Number.isInteger(calls) ? String(calls) : calls.toFixed(2);
}
