/** `npm run bench`: what the main operation costs here, beside a server written by hand and the calls alone. */
import { type Child, startChild } from './child.ts';
import { type Contender, startBareServer, startGateway, startRawCalls } from './contenders.ts';
import { type Calls, measure, type Measurement } from './measure.ts';
import { CALLS, SANDBOX_STARTED } from './messages.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { createReport, reportText } from './report.ts';

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    const report = createReport(await run(options));
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    if (report.problems.length > 0) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(
      `The bench could not run. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

async function run({ operations, concurrency, rounds }: BenchOptions): Promise<Measurement> {
  const sandbox = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  sandbox.output.resume();
  const contenders: Contender[] = [];
  const earlierCalls: Calls[] = [];
  try {
    const facts = await sandbox.next(SANDBOX_STARTED);
    // One after the other, so that it is known whose calls are whose.
    for (const start of [startGateway, startBareServer, startRawCalls]) {
      contenders.push(await start(facts));
      earlierCalls.push(await takeCalls(sandbox));
    }
    const field = { contenders, earlierCalls, takeCalls: () => takeCalls(sandbox) };
    return await measure(field, { operations, concurrency }, rounds);
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
    await sandbox.stop();
  }
}

async function takeCalls(sandbox: Child): Promise<Calls> {
  const { calls } = await sandbox.ask({ kind: 'calls' }, CALLS);
  return calls;
}
