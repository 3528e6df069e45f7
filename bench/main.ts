/** `npm run bench`. README.md describes what it measures and how to read its output. */
import { startChild } from './child.ts';
import { compare, type SandboxProcess } from './compare.ts';
import {
  createCheckoutComparisons,
  createContenderComparisons,
  createGuardComparisons,
  createHttpComparison,
} from './comparisons.ts';
import { createPersonComparisons } from './persons.ts';
import { formatMemory, judgeMemory, measureMemory } from './memory.ts';
import { formatGrowth, judgeGrowth, measureGrowth } from './growth.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { type BenchOptions, parseOptions, type Part, USAGE } from './options.ts';
import { ALL_SITES, measureSites, QUICK_SITES } from './sites.ts';
import { formatSites, judgeSites } from './sites-report.ts';
import { runProgram } from './program.ts';
import { formatOwnTime, judgeOwnTime, measureOwnTime } from './own-time.ts';
import { formatReport, formatVerdict, formatVerdicts, type Report } from './report.ts';

/** Multiplies --operations for --own-time, which must run long enough to include full garbage collections. */
const OWN_TIME_FACTOR = 50;

const COMPARING_PARTS: readonly Part[] = ['contenders', 'guards', 'persons', 'http'];

await runProgram(parseOptions(process.argv.slice(2)), USAGE, run);

async function run(benchOptions: BenchOptions): Promise<void> {
  const { parts, isQuick, json } = benchOptions;
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const reports =
    COMPARING_PARTS.some((part) => parts.includes(part)) || comparesCheckouts(benchOptions)
      ? await runComparisons(benchOptions, print)
      : [];
  const growth = parts.includes('growth') ? await measureGrowth() : [];
  if (growth.length > 0) print(formatGrowth(growth));
  const sites = parts.includes('sites') ? await measureSites(isQuick ? QUICK_SITES : ALL_SITES) : [];
  if (sites.length > 0) print(formatSites(sites));
  const ownTime = parts.includes('own-time')
    ? await measureOwnTime(benchOptions.operations * OWN_TIME_FACTOR)
    : null;
  if (ownTime !== null) print(formatOwnTime(ownTime));
  const memory = parts.includes('memory') ? await measureMemory(benchOptions) : [];
  if (memory.length > 0) print(formatMemory(memory));
  const lines = [
    ...formatVerdicts(reports),
    ...(growth.length > 0 ? judgeGrowth(growth) : []).map((verdict) => formatVerdict('growth', verdict)),
    ...(sites.length > 0 ? judgeSites(sites) : []).map((verdict) => formatVerdict('sites', verdict)),
  ];
  if (ownTime !== null)
    lines.push(...judgeOwnTime(ownTime).map((verdict) => formatVerdict('own time', verdict)));
  lines.push(...judgeMemory(memory).map((verdict) => formatVerdict('memory', verdict)));
  print(['Goals', ...lines].join('\n'));
  if (json)
    process.stdout.write(
      `${JSON.stringify({ comparisons: reports, growth, sites, ownTime, memory }, null, 2)}\n`,
    );
  if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

/** Whether to compare the CPU of operations with another checkout. `--memory` compares the memory instead. */
function comparesCheckouts({ parts, against }: BenchOptions): boolean {
  return against !== null && !parts.includes('memory');
}

async function runComparisons(benchOptions: BenchOptions, print: (text: string) => void): Promise<Report[]> {
  const { parts, against, operation } = benchOptions;
  const child = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  child.output.resume();
  const reports: Report[] = [];
  try {
    const sandbox: SandboxProcess = { child, facts: await child.next(SANDBOX_STARTED) };
    const guards = await createGuardComparisons(sandbox.facts);
    const persons = parts.includes('persons') ? await createPersonComparisons(sandbox) : null;
    const checkouts =
      against === null || !comparesCheckouts(benchOptions)
        ? null
        : await createCheckoutComparisons(sandbox.facts, against);
    const comparisons = [
      ...(parts.includes('contenders') ? createContenderComparisons(sandbox.facts) : []),
      ...(parts.includes('guards') ? guards.comparisons : []),
      ...(persons?.comparisons ?? []),
      ...(parts.includes('http') ? createHttpComparison(sandbox.facts) : []),
      ...(checkouts?.comparisons ?? []),
    ];
    for (const comparison of comparisons) {
      if (!comparison.operation.name.includes(operation)) continue;
      for (const report of await compare(comparison, sandbox, benchOptions)) {
        reports.push(report);
        print(formatReport(report));
      }
    }
    await Promise.all([guards.close(), persons?.close(), checkouts?.close()]);
    return reports;
  } finally {
    await child.stop();
  }
}
