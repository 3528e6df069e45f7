/** Carries out comparisons: starts who takes part, and measures them near the FHIR server and far from it. */
import type { Child } from './child.ts';
import type { Comparison } from './comparisons.ts';
import type { Contender } from './contenders.ts';
import { type Calls, type Field, measure } from './measure.ts';
import { CALLS, LATENCY, type SandboxFacts } from './messages.ts';
import type { BenchOptions } from './options.ts';
import { createReport, type Report } from './report.ts';
import type { Load } from './turn.ts';

export interface SandboxProcess {
  readonly child: Child;
  readonly facts: SandboxFacts;
}

/** One report for each of its settings. */
export async function compare(
  comparison: Comparison,
  { child: sandbox, facts }: SandboxProcess,
  options: BenchOptions,
): Promise<Report[]> {
  const { entrants, operation, settings } = comparison;
  const contenders: Contender[] = [];
  const reports: Report[] = [];
  try {
    for (const entrant of entrants) contenders.push(await entrant.start(facts, operation));
    await takeCalls(sandbox);
    for (const setting of settings) {
      await sandbox.ask({ kind: 'latency', ms: setting.latencyMs }, LATENCY);
      const isNear = setting.latencyMs === 0;
      const field: Field = { contenders, takeCalls: () => takeCalls(sandbox) };
      const rounds = { warmUpSeconds: isNear ? options.warmUpSeconds : 0, counted: options.rounds };
      reports.push(
        createReport(
          await measure(field, loadFor(operation.weight, isNear, options), rounds),
          comparison,
          setting,
        ),
      );
    }
    return reports;
  } finally {
    await sandbox.ask({ kind: 'latency', ms: 0 }, LATENCY);
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** So many times fewer operations where most of each is waiting: what counts then is how long they take. */
const FAR_SHARE = 50;
const FEWEST_FAR = 4;

function loadFor(weight: number, isNear: boolean, { operations, concurrency }: BenchOptions): Load {
  const near = Math.ceil(operations / weight);
  const far = Math.min(near, Math.max(FEWEST_FAR, Math.ceil(near / FAR_SHARE)));
  return { operations: isNear ? near : far, concurrency };
}

async function takeCalls(sandbox: Child): Promise<Calls> {
  const { calls } = await sandbox.ask({ kind: 'calls' }, CALLS);
  return calls;
}
