/** `npm run bench`. README.md describes what it measures and how to read its output. */
import { startChild } from './child.ts';
import { compare, type SandboxProcess } from './compare.ts';
import { createContenderComparisons, createGuardComparisons } from './comparisons.ts';
import { formatGrowth, judgeGrowth, measureGrowth } from './growth.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { formatOwnTime, judgeOwnTime, measureOwnTime } from './own-time.ts';
import { formatReport, formatVerdict, formatVerdicts, type Report } from './report.ts';

/** Multiplies --operations for --own-time, which must run long enough to include full garbage collections. */
const OWN_TIME_FACTOR = 50;

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    await run(options);
  } catch (error) {
    process.stderr.write(`The bench failed. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function run(benchOptions: BenchOptions): Promise<void> {
  const { parts, json } = benchOptions;
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const reports =
    parts.includes('contenders') || parts.includes('guards') ? await runComparisons(benchOptions, print) : [];
  const growth = parts.includes('growth') ? await measureGrowth() : [];
  if (growth.length > 0) print(formatGrowth(growth));
  const ownTime = parts.includes('own-time')
    ? await measureOwnTime(benchOptions.operations * OWN_TIME_FACTOR)
    : null;
  if (ownTime !== null) print(formatOwnTime(ownTime));
  const lines = [
    ...formatVerdicts(reports),
    ...(growth.length > 0 ? judgeGrowth(growth) : []).map((verdict) => formatVerdict('growth', verdict)),
  ];
  if (ownTime !== null)
    lines.push(...judgeOwnTime(ownTime).map((verdict) => formatVerdict('own time', verdict)));
  print(['Goals', ...lines].join('\n'));
  if (json) process.stdout.write(`${JSON.stringify({ comparisons: reports, growth, ownTime }, null, 2)}\n`);
  if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

async function runComparisons(benchOptions: BenchOptions, print: (text: string) => void): Promise<Report[]> {
  const { parts, operation } = benchOptions;
  const child = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  child.output.resume();
  const reports: Report[] = [];
  try {
    const sandbox: SandboxProcess = { child, facts: await child.next(SANDBOX_STARTED) };
    const guards = await createGuardComparisons(sandbox.facts);
    const comparisons = [
      ...(parts.includes('contenders') ? createContenderComparisons(sandbox.facts) : []),
      ...(parts.includes('guards') ? guards.comparisons : []),
    ];
    for (const comparison of comparisons) {
      if (!comparison.operation.name.includes(operation)) continue;
      for (const report of await compare(comparison, sandbox, benchOptions)) {
        reports.push(report);
        print(formatReport(report));
      }
    }
    await guards.close();
    return reports;
  } finally {
    await child.stop();
  }
}
