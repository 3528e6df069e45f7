/** `npm run bench`: what an operation costs here beside others, what guarding it costs, and how it grows. */
import { startChild } from './child.ts';
import { compare, type SandboxProcess } from './compare.ts';
import { growthText, growthVerdicts, measureGrowth } from './growth.ts';
import { contendersCompared, guardsCompared } from './comparisons.ts';
import { measureOwnTime, ownTimeText, ownTimeVerdicts } from './own-time.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { type Report, reportText, verdictLine, verdictLines } from './report.ts';

/** So many for each operation of a turn: long enough for full garbage collections to be among them. */
const OWN_TIME_OPERATIONS = 50;

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    await run(options);
  } catch (error) {
    process.stderr.write(
      `The bench could not run. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

async function run(benchOptions: BenchOptions): Promise<void> {
  const { parts, json } = benchOptions;
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const reports =
    parts.includes('contenders') || parts.includes('guards') ? await compared(benchOptions, print) : [];
  const growth = parts.includes('growth') ? await measureGrowth() : [];
  if (growth.length > 0) print(growthText(growth));
  const ownTime = parts.includes('own-time')
    ? await measureOwnTime(benchOptions.operations * OWN_TIME_OPERATIONS)
    : null;
  if (ownTime !== null) print(ownTimeText(ownTime));
  const lines = [
    ...verdictLines(reports),
    ...(growth.length > 0 ? growthVerdicts(growth) : []).map((verdict) => verdictLine('growth', verdict)),
  ];
  if (ownTime !== null)
    lines.push(...ownTimeVerdicts(ownTime).map((verdict) => verdictLine('own time', verdict)));
  print(['Aims', ...lines].join('\n'));
  if (json) process.stdout.write(`${JSON.stringify({ comparisons: reports, growth, ownTime }, null, 2)}\n`);
  if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

async function compared(benchOptions: BenchOptions, print: (text: string) => void): Promise<Report[]> {
  const { parts, operation } = benchOptions;
  const child = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  child.output.resume();
  const reports: Report[] = [];
  try {
    const sandbox: SandboxProcess = { child, facts: await child.next(SANDBOX_STARTED) };
    const guards = await guardsCompared(sandbox.facts);
    const comparisons = [
      ...(parts.includes('contenders') ? contendersCompared(sandbox.facts) : []),
      ...(parts.includes('guards') ? guards.comparisons : []),
    ];
    for (const comparison of comparisons) {
      if (!comparison.operation.name.includes(operation)) continue;
      for (const report of await compare(comparison, sandbox, benchOptions)) {
        reports.push(report);
        print(reportText(report));
      }
    }
    await guards.close();
    return reports;
  } finally {
    await child.stop();
  }
}
