/** `npm run bench`: what the main operation costs here beside others, and what guarding it costs. */
import { type Child, startChild } from './child.ts';
import { type Comparison, prepareComparisons } from './comparisons.ts';
import type { Contender } from './contenders.ts';
import { type Calls, measure, type Measurement } from './measure.ts';
import { CALLS, SANDBOX_STARTED, type SandboxFacts } from './messages.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { createReport, type Report, reportText } from './report.ts';

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    const reports = await run(options);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ comparisons: reports }, null, 2)}\n`
        : reports.map(reportText).join('\n'),
    );
    if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(
      `The bench could not run. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

async function run(benchOptions: BenchOptions): Promise<Report[]> {
  const sandbox = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  sandbox.output.resume();
  const prepared = await prepareComparisons();
  try {
    const facts = await sandbox.next(SANDBOX_STARTED);
    const reports: Report[] = [];
    for (const comparison of await prepared.of(facts)) {
      reports.push(createReport(await compare(comparison, { sandbox, facts }, benchOptions), comparison));
    }
    return reports;
  } finally {
    await sandbox.stop();
    await prepared.close();
  }
}

async function compare(
  { contenders: entrants, weight, warmUpRounds }: Comparison,
  { sandbox, facts }: { readonly sandbox: Child; readonly facts: SandboxFacts },
  { operations, concurrency, rounds }: BenchOptions,
): Promise<Measurement> {
  const contenders: Contender[] = [];
  const earlierCalls: Calls[] = [];
  try {
    // One after the other, so that it is known whose calls are whose.
    for (const { start, asked } of entrants) {
      contenders.push(await start(facts, asked));
      earlierCalls.push(await takeCalls(sandbox));
    }
    const field = { contenders, earlierCalls, takeCalls: () => takeCalls(sandbox) };
    const load = { operations: Math.ceil(operations / weight), concurrency };
    return await measure(field, load, { warmUp: warmUpRounds, counted: rounds });
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

async function takeCalls(sandbox: Child): Promise<Calls> {
  const { calls } = await sandbox.ask({ kind: 'calls' }, CALLS);
  return calls;
}
