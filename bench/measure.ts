import { setTimeout as delay } from 'node:timers/promises';
import type { Contender, ContenderName } from './contenders.ts';
import type { GraphqlResponse } from './graphql-client.ts';
import { median, percentile, sum } from './statistics.ts';
import type { Load } from './turn.ts';

/** FHIR requests by kind, such as `search Patient`. */
export type CallCounts = Readonly<Record<string, number>>;

/** The figures of one contender's turn. */
export interface Sample {
  readonly operationsPerSecond: number;
  /** CPU time of the whole process per operation, minus what the idle process uses in the same time. */
  readonly cpuMicroseconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** FHIR requests of all kinds per operation. */
  readonly callsPerOperation: number;
}

export interface ContenderResult {
  readonly name: ContenderName;
  /** One per round, without the warm-up. */
  readonly samples: readonly Sample[];
  /** FHIR requests of all rounds, without the warm-up. */
  readonly calls: CallCounts;
  /** Includes failures of the warm-up. */
  readonly failures: readonly string[];
  readonly firstResponse: GraphqlResponse;
  /** Peak memory of the process from its start to the end of the run. */
  readonly peakBytes: number;
}

export interface Measurement {
  readonly load: Load;
  readonly rounds: Rounds;
  readonly contenders: readonly ContenderResult[];
}

export interface Rounds {
  /**
   * How long each contender runs before its rounds count, at least one turn. V8 optimizes code that runs once per operation after about
   * ten thousand operations, and objects that optimized code allocates cost less to collect.
   */
  readonly warmUpSeconds: number;
  readonly counted: number;
}

export interface Setup {
  /** In the order of their turns. */
  readonly contenders: readonly Contender[];
  /** Returns the FHIR requests since the previous call. */
  takeCalls(): Promise<CallCounts>;
}

/** The measurements of a contender so far. */
interface Progress {
  readonly contender: Contender;
  readonly samples: Sample[];
  calls: Record<string, number>;
  readonly failures: string[];
  idleMicrosecondsPerMs: number;
}

const IDLE_MS = 1_000;

/** Measures the contenders in turn, round by round, so a disturbance of the machine affects all of them. */
export async function measure(setup: Setup, load: Load, rounds: Rounds): Promise<Measurement> {
  const all = setup.contenders.map((contender): Progress => ({
    contender,
    samples: [],
    calls: {},
    failures: [],
    idleMicrosecondsPerMs: 0,
  }));
  await warmUp(setup, all, load, 1_000 * rounds.warmUpSeconds);
  await Promise.all(all.map(measureIdle));
  for (let round = 0; round < rounds.counted; round += 1) {
    for (const progress of all) progress.samples.push(await measureTurn(setup, progress, load));
  }
  return { load, rounds, contenders: await Promise.all(all.map(createResult)) };
}

/** Runs turns until each contender has run for `eachMs`. Slower contenders complete fewer operations. */
async function warmUp(setup: Setup, all: readonly Progress[], load: Load, eachMs: number): Promise<void> {
  const elapsedMs = new Map<Progress, number>();
  let cold = all;
  do {
    for (const progress of cold) {
      const startedAt = performance.now();
      await measureTurn(setup, progress, load);
      elapsedMs.set(progress, (elapsedMs.get(progress) ?? 0) + performance.now() - startedAt);
    }
    cold = all.filter(
      (progress) => progress.failures.length === 0 && (elapsedMs.get(progress) ?? 0) < eachMs,
    );
  } while (cold.length > 0);
  for (const progress of all) progress.calls = {};
}

async function createResult({ contender, samples, calls, failures }: Progress): Promise<ContenderResult> {
  const { name, firstResponse } = contender;
  const { peakBytes } = await contender.readUsage();
  return { name, samples, calls, failures, firstResponse, peakBytes };
}

async function measureIdle(progress: Progress): Promise<void> {
  const { contender } = progress;
  const startedAt = performance.now();
  const before = await contender.readUsage();
  await delay(IDLE_MS);
  const after = await contender.readUsage();
  progress.idleMicrosecondsPerMs =
    (after.microseconds - before.microseconds) / (performance.now() - startedAt);
}

async function measureTurn(setup: Setup, progress: Progress, load: Load): Promise<Sample> {
  const { contender, idleMicrosecondsPerMs } = progress;
  const { operations } = load;
  const before = await contender.readUsage();
  const { durationMs, latenciesMs, failures } = await contender.runTurn(load);
  const after = await contender.readUsage();
  const calls = await setup.takeCalls();
  progress.failures.push(...failures);
  for (const [name, count] of Object.entries(calls))
    progress.calls[name] = (progress.calls[name] ?? 0) + count;
  return {
    operationsPerSecond: (1000 * operations) / durationMs,
    cpuMicroseconds:
      (after.microseconds - before.microseconds - idleMicrosecondsPerMs * durationMs) / operations,
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
    callsPerOperation: sum(Object.values(calls)) / operations,
  };
}
