import type { Child } from './child.ts';
import type { Comparison } from './comparisons.ts';
import type { Contender } from './contenders.ts';
import { type CallCounts, measure } from './measure.ts';
import { CALLS, LATENCY, type SandboxFacts } from './messages.ts';
import type { BenchOptions } from './options.ts';
import { createReport, type Report } from './report.ts';
import type { Load } from './turn.ts';

export interface SandboxProcess {
  readonly child: Child;
  readonly facts: SandboxFacts;
}

/** Starts the contenders of a comparison and measures them. Returns one report for each setting. */
export async function compare(
  comparison: Comparison,
  { child: sandbox, facts }: SandboxProcess,
  options: BenchOptions,
): Promise<Report[]> {
  const { factories, operation, settings } = comparison;
  const contenders: Contender[] = [];
  const reports: Report[] = [];
  try {
    for (const factory of factories) contenders.push(await factory.start(facts, operation));
    await takeCalls(sandbox);
    for (const setting of settings) {
      await sandbox.request({ kind: 'latency', ms: setting.latencyMs }, LATENCY);
      const isNear = setting.latencyMs === 0;
      const rounds = { warmUpSeconds: isNear ? options.warmUpSeconds : 0, counted: options.rounds };
      const measurement = await measure(
        { contenders, takeCalls: () => takeCalls(sandbox) },
        createLoad(operation.weight, isNear, options),
        rounds,
      );
      reports.push(createReport(measurement, comparison, setting));
    }
    return reports;
  } finally {
    await sandbox.request({ kind: 'latency', ms: 0 }, LATENCY);
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** Divides the number of operations far from the FHIR server, where each mostly waits and only its latency matters. */
const FAR_DIVISOR = 50;
const MIN_FAR_OPERATIONS = 4;

function createLoad(weight: number, isNear: boolean, { operations, concurrency }: BenchOptions): Load {
  const near = Math.ceil(operations / weight);
  const far = Math.min(near, Math.max(MIN_FAR_OPERATIONS, Math.ceil(near / FAR_DIVISOR)));
  return { operations: isNear ? near : far, concurrency };
}

/** Returns the sandbox's request counts since the previous call. */
async function takeCalls(sandbox: Child): Promise<CallCounts> {
  const { calls } = await sandbox.request({ kind: 'calls' }, CALLS);
  return calls;
}
