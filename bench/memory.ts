/** Measures the memory of the gateway's process when idle and at its peak load, and the throughput with that memory. */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Child } from './child.ts';
import { type ContenderName, GATEWAY_PROGRAM, GENEROUS_LIMITS, startGateway } from './contenders.ts';
import { CPU } from './messages.ts';
import type { BenchOptions } from './options.ts';
import { createPatientQuery } from './own-time.ts';
import { createRawClient, formatRequest, type RawClient } from './raw-client.ts';
import { formatSpread, type Spread, spreadOf, type Verdict } from './report.ts';
import { median } from './statistics.ts';
import { type Column, formatTable, MEGABYTE } from './table.ts';
import { runTurn } from './turn.ts';
import { startWideUpstream } from './wide-upstream.ts';

/** The memory of one gateway. */
export interface MemoryUse {
  readonly name: ContenderName;
  /** After the start, before the first operation. */
  readonly idleBytes: number;
  /** The most since the start. */
  readonly peakBytes: number;
  /** At the end, some time after the last operation. */
  readonly restBytes: number;
  /** Operations per second at the peak load, one value per round. */
  readonly operationsPerSecond: readonly number[];
}

interface Subject {
  readonly name: ContenderName;
  readonly child: Child;
  readonly client: RawClient;
  readonly idleBytes: number;
  readonly operationsPerSecond: number[];
}

const IDLE_MS = 10_000;
const CONCURRENCY = 16;
/** Multiplies --operations. A turn must contain several young-generation collections. */
const TURN_FACTOR = 5;
const MAX_IDLE = 150;
const MAX_PEAK = 300;
const MIN_THROUGHPUT = 0.95;

/** Measures this checkout and, with --against, another one in turn. */
export async function measureMemory({
  against,
  operations,
  rounds,
  warmUpSeconds,
}: MemoryRun): Promise<MemoryUse[]> {
  const upstream = await startWideUpstream();
  const subjects: Subject[] = [];
  let lastId = 0;
  const operate = async ({ client }: Subject): Promise<void> => {
    const ids = Array.from({ length: 10 }, () => `p${(lastId += 1)}`);
    await client.send(formatRequest('/graphql', createPatientQuery(ids)));
  };
  const runAtPeak = async (subject: Subject): Promise<number> => {
    const load = { operations: TURN_FACTOR * operations, concurrency: CONCURRENCY };
    const { durationMs, failures } = await runTurn(load, () => operate(subject));
    if (failures[0] !== undefined) throw new Error(`An operation failed: ${failures[0]}`);
    return durationMs;
  };
  const programs: [ContenderName, URL][] = [['gateway', GATEWAY_PROGRAM]];
  if (against !== null) programs.push(['other checkout', pathToFileURL(resolve(against, 'src/cli.ts'))]);
  try {
    for (const [name, program] of programs) {
      const environment = { ...upstream.environment, ...GENEROUS_LIMITS };
      // Fill the compile cache, as the image does: without it, Node's TypeScript compiler stays in memory.
      await (await startGateway(program, environment)).child.stop();
      const { child, port } = await startGateway(program, environment);
      await delay(IDLE_MS);
      const { residentBytes: idleBytes } = await child.request({ kind: 'cpu' }, CPU);
      subjects.push({ name, child, client: createRawClient(port), idleBytes, operationsPerSecond: [] });
    }
    for (let ms = 0; ms < 1_000 * warmUpSeconds;) ms += Math.min(...(await inTurn(subjects, runAtPeak)));
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of subjects) {
        const durationMs = await runAtPeak(subject);
        subject.operationsPerSecond.push((1_000 * TURN_FACTOR * operations) / durationMs);
      }
    }
    await delay(IDLE_MS);
    return await inTurn(subjects, async ({ name, child, idleBytes, operationsPerSecond }) => {
      const { peakBytes, residentBytes: restBytes } = await child.request({ kind: 'cpu' }, CPU);
      return { name, idleBytes, peakBytes, restBytes, operationsPerSecond };
    });
  } finally {
    for (const { client, child } of subjects) {
      client.close();
      await child.stop();
    }
    await upstream.close();
  }
}

export type MemoryRun = Pick<BenchOptions, 'against' | 'operations' | 'rounds' | 'warmUpSeconds'>;

async function inTurn<T>(subjects: readonly Subject[], work: (subject: Subject) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (const subject of subjects) results.push(await work(subject));
  return results;
}

const COLUMNS: readonly Column<MemoryUse>[] = [
  ['process', ({ name }) => name],
  ['idle MB', ({ idleBytes }) => formatMegabytes(idleBytes)],
  ['peak MB', ({ peakBytes }) => formatMegabytes(peakBytes)],
  ['at rest MB', ({ restBytes }) => formatMegabytes(restBytes)],
  ['ops/s', ({ operationsPerSecond }) => median(operationsPerSecond).toFixed(0)],
];

export function formatMemory(memory: readonly MemoryUse[]): string {
  return [
    `Memory of the process, with ${CONCURRENCY} operations at a time: after the start, the most, and ${IDLE_MS / 1_000} s after the last operation`,
    '',
    ...formatTable(COLUMNS, memory),
    '',
  ].join('\n');
}

export function judgeMemory([own, other]: readonly MemoryUse[]): Verdict[] {
  if (own === undefined) return [];
  const verdicts = [
    judgeBytes('after the start', own.idleBytes, MAX_IDLE),
    judgeBytes('at its peak load', own.peakBytes, MAX_PEAK),
  ];
  if (other !== undefined) {
    const ratio = compareThroughput(own, other);
    verdicts.push({
      goal: `at least ${MIN_THROUGHPUT} × the throughput of the other checkout`,
      figure: formatSpread(ratio),
      isMet: ratio.median >= MIN_THROUGHPUT,
    });
  }
  return verdicts;
}

function judgeBytes(when: string, bytes: number, max: number): Verdict {
  return {
    goal: `the process takes at most ${max} MB ${when}`,
    figure: `${formatMegabytes(bytes)} MB`,
    isMet: bytes <= max * MEGABYTE,
  };
}

function compareThroughput(own: MemoryUse, other: MemoryUse): Spread {
  return spreadOf(
    own.operationsPerSecond.map(
      (perSecond, round) => perSecond / (other.operationsPerSecond[round] ?? Number.NaN),
    ),
  );
}

function formatMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
