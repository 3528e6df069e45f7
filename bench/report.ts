/** What a measurement says: a row for each contender, the ratios between them, which aims are met, and what makes the run worthless. */
import type { Aim, Comparison, Setting } from './comparisons.ts';
import type { ContenderName } from './contenders.ts';
import type { Calls, Measured, Measurement, Sample } from './measure.ts';
import { median } from './statistics.ts';
import { type Column, MEGABYTE, tableText } from './table.ts';

/** Medians over the rounds. */
export interface Row extends Sample {
  readonly name: ContenderName;
  /** What reaches the client for one operation. */
  readonly bytes: number;
  readonly peakBytes: number;
  /** Upstream calls by kind, of the whole run. */
  readonly calls: Calls;
  /** Operations, of the whole run. */
  readonly failed: number;
}

/** How the first contender stands to another; compared round by round. */
export interface Ratio {
  readonly to: ContenderName;
  /** How many times the CPU of the other it uses for one operation. */
  readonly cpu: Spread;
  /** How many times as long as the other it takes, by the median latency. */
  readonly time: Spread;
}

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** An aim, and how it stands. */
export interface Verdict {
  readonly aim: string;
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
  /** Why the figures must not be used; none where they may. */
  readonly problems: readonly string[];
}

export function createReport(
  { load, rounds, contenders }: Measurement,
  { title, operation, sameCalls, remark }: Pick<Comparison, 'title' | 'operation' | 'sameCalls' | 'remark'>,
  { latencyMs, aims }: Setting,
): Report {
  const [first, ...others] = contenders;
  const rows = contenders.map(rowOf);
  const ratios = first === undefined ? [] : others.map((other) => ratioOf(first, other));
  return {
    title,
    operation: operation.query,
    latencyMs,
    ...load,
    rounds: rounds.counted,
    warmUpSeconds: rounds.warmUpSeconds,
    rows,
    ratios,
    verdicts: aims.map((aim) => verdictOn(aim, rows, ratios)),
    remark,
    problems: problemsOf(contenders, sameCalls),
  };
}

function rowOf({ name, samples, calls, failures, first, peakBytes }: Measured): Row {
  const middle = (of: (sample: Sample) => number): number => median(samples.map(of));
  return {
    name,
    callsPerOperation: middle((sample) => sample.callsPerOperation),
    bytes: first.bytes,
    p50Ms: middle((sample) => sample.p50Ms),
    p99Ms: middle((sample) => sample.p99Ms),
    operationsPerSecond: middle((sample) => sample.operationsPerSecond),
    cpuMicroseconds: middle((sample) => sample.cpuMicroseconds),
    peakBytes,
    calls,
    failed: failures.length,
  };
}

function ratioOf(first: Measured, other: Measured): Ratio {
  const spread = (of: (sample: Sample) => number): Spread => {
    const ratios = first.samples.map((sample, round) => {
      const against = other.samples[round];
      return against === undefined ? Number.NaN : of(sample) / of(against);
    });
    return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
  };
  return {
    to: other.name,
    cpu: spread(({ cpuMicroseconds }) => cpuMicroseconds),
    time: spread(({ p50Ms }) => p50Ms),
  };
}

function verdictOn(aim: Aim, rows: readonly Row[], ratios: readonly Ratio[]): Verdict {
  const ratioTo = (name: ContenderName) => ratios.find(({ to }) => to === name);
  switch (aim.kind) {
    case 'cpu': {
      const figure = ratioTo(aim.to)?.cpu.median ?? Number.NaN;
      return {
        aim: `at most ${aim.most} × the CPU of ${aim.to}`,
        figure: figure.toFixed(2),
        isMet: figure <= aim.most,
      };
    }
    case 'faster': {
      const figure = 1 / (ratioTo(aim.than)?.time.median ?? Number.NaN);
      return {
        aim: `at least ${aim.least} × as fast as ${aim.than}`,
        figure: figure.toFixed(1),
        isMet: figure >= aim.least,
      };
    }
    case 'fewest calls': {
      const [own = Number.NaN, ...others] = rows.map(({ callsPerOperation }) => callsPerOperation);
      return {
        aim: 'no more upstream calls than any other',
        figure: `${whole(own)} to ${others.map(whole).join(', ')}`,
        isMet: others.every((other) => own <= other),
      };
    }
  }
}

function problemsOf(contenders: readonly Measured[], sameCalls: boolean): string[] {
  const failed = contenders.flatMap(({ name, failures }) =>
    failures[0] === undefined
      ? []
      : [`${name}: ${failures.length} operation(s) failed, first: ${failures[0]}`],
  );
  const calls = contenders.map((contender) => `${contender.name}: ${callsText(contender.calls)}`);
  const unequalCalls = sameCalls && new Set(contenders.map((each) => callsText(each.calls))).size > 1;
  const others = contenders.filter(({ first }) => first.data !== contenders[0]?.first.data);
  return [
    ...failed,
    ...(unequalCalls ? [`The contenders did not make the same upstream calls. ${calls.join('; ')}.`] : []),
    ...others.map(({ name }) => `${name} did not give the same data as ${contenders[0]?.name}.`),
  ];
}

function callsText(calls: Calls): string {
  return Object.entries(calls)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');
}

const COLUMNS: readonly Column<Row>[] = [
  ['contender', ({ name }) => name],
  ['calls', ({ callsPerOperation }) => whole(callsPerOperation)],
  ['bytes', ({ bytes }) => String(bytes)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(1)],
  ['ops/s', ({ operationsPerSecond }) => operationsPerSecond.toFixed(1)],
  ['CPU µs', ({ cpuMicroseconds }) => cpuMicroseconds.toFixed(0)],
  ['peak MB', ({ peakBytes }) => (peakBytes / MEGABYTE).toFixed(0)],
  ['failed', ({ failed }) => String(failed)],
];
/** How the first stands to each: in the same round, so on any machine. */
const RATIOS: readonly Column<Ratio | undefined>[] = [
  ['CPU of the first', (ratio) => (ratio === undefined ? '1' : spreadText(ratio.cpu))],
  ['its time', (ratio) => (ratio === undefined ? '1' : spreadText(ratio.time))],
];

/** For people. */
export function reportText(report: Report): string {
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
    `${operations} operations a round, ${concurrency} at once; median of ${rounds} round(s) after ${warmUpSeconds === 0 ? 'one' : `${warmUpSeconds} s each`} of warm-up`,
    '',
    ...tableText(columns, rows),
    ...report.problems.map((problem) => `Not to be used: ${problem}`),
    ...(report.remark === null ? [] : [report.remark]),
    '',
  ].join('\n');
}

/** One line for each aim. @returns none where nothing was aimed at */
export function verdictLines(reports: readonly Report[]): string[] {
  return reports.flatMap(({ title, latencyMs, verdicts }) =>
    verdicts.map((verdict) => verdictLine(`${title}, ${latencyMs} ms`, verdict)),
  );
}

export function verdictLine(of: string, { aim, figure, isMet }: Verdict): string {
  return `  ${isMet ? 'met   ' : 'missed'}  ${of}: ${aim} (${figure})`;
}

function spreadText({ median: middle, lowest, highest }: Spread): string {
  return `${middle.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
}

function whole(calls: number): string {
  return Number.isInteger(calls) ? String(calls) : calls.toFixed(2);
}
