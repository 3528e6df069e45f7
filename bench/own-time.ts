import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_PROGRAM, GENEROUS_LIMITS, startGateway } from './contenders.ts';
import type { GraphqlRequest } from './graphql-client.ts';
import { HEAP } from './messages.ts';
import { createRawClient, formatRequest } from './raw-client.ts';
import type { Verdict } from './report.ts';
import { median, percentile } from './statistics.ts';
import { MEGABYTE } from './table.ts';
import { runTurn, type Turn } from './turn.ts';
import { startWideUpstream } from './wide-upstream.ts';

export interface OwnTime {
  /** Peak throughput in operations per second, with concurrent operations. */
  readonly peakPerSecond: number;
  /** Operations per second during the measurement, sent when due whether or not earlier ones have finished. */
  readonly ratePerSecond: number;
  readonly operations: number;
  /** The latency of an operation minus the FHIR server's time for it. */
  readonly own: AddedTime;
  /** The baseline: the same requests sent directly to the FHIR server at the same rate, so only the machine and the load add time. */
  readonly without: AddedTime;
  /** The gateway's heap after full garbage collections, before the warm-up and after the measured operations. */
  readonly heap: { readonly beforeBytes: number; readonly afterBytes: number };
}

/** Time added to an operation. */
export interface AddedTime {
  /** One value per turn. */
  readonly p50Ms: readonly number[];
  /** One value per turn. */
  readonly p99Ms: readonly number[];
  /** Over the operations of all turns. */
  readonly overallP99Ms: number;
}

/** Several turns, so a disturbance of the machine shows as one slow turn. */
const TURNS = 10;
/** Operations until V8 has optimized the hot code (see `Rounds` in measure.ts). */
const WARM_UP = 20_000;
const PEAK = 3_000;
const CONCURRENCY = 16;
const PATIENTS = 10;
const MAX_P99_MS = 4;
/** Leaves room for compiled code, which keeps growing slowly. */
const MAX_HEAP_RATIO = 1.05;

/** Measures the time that the gateway adds to an operation at half of its peak load. @param operations how many to measure */
export async function measureOwnTime(operations: number): Promise<OwnTime> {
  const upstream = await startWideUpstream();
  const base = new URL(upstream.environment['EPIC_BASE_URL'] ?? '');
  const gateway = await startGateway(GATEWAY_PROGRAM, { ...upstream.environment, ...GENEROUS_LIMITS });
  const [client, direct] = [createRawClient(gateway.port), createRawClient(Number(base.port))];
  const readHeapBytes = async () => (await gateway.child.request({ kind: 'heap' }, HEAP)).bytes;
  let lastId = 0;
  const takeIds = (): string[] => Array.from({ length: PATIENTS }, () => `p${(lastId += 1)}`);
  const sendToGateway: Send = (ids) => client.send(formatRequest('/graphql', createPatientQuery(ids)));
  const sendDirectly: Send = (ids) =>
    direct.send(formatRequest(`${base.pathname}/Patient?_id=${ids.join()}&_count=${PATIENTS}`));
  const measureAdded = async (send: Send, count: number, perSecond: number): Promise<number[]> => {
    upstream.takeDurationsMs();
    const latencies = await runOpenLoop(send, takeIds, { count, perSecond });
    const upstreamMs = upstream.takeDurationsMs();
    return Array.from(latencies, ([id, latency]) => {
      const duration = upstreamMs.get(id);
      if (duration === undefined)
        throw new Error('An operation finished without a request to the FHIR server.');
      return latency - duration;
    });
  };
  try {
    const operate = async (): Promise<void> => void (await sendToGateway(takeIds()));
    const runConcurrently = (count: number): Promise<Turn> =>
      runTurn({ operations: count, concurrency: CONCURRENCY }, operate);
    await runConcurrently(PEAK);
    // Before the warm-up, because a forced full collection also discards compiled code.
    const beforeBytes = await readHeapBytes();
    await runConcurrently(WARM_UP);
    const { durationMs, failures } = await runConcurrently(PEAK);
    if (failures[0] !== undefined) throw new Error(`An operation failed: ${failures[0]}`);
    const peakPerSecond = (1_000 * PEAK) / durationMs;
    const ratePerSecond = peakPerSecond / 2;
    const own: number[][] = [];
    const without: number[][] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      own.push(await measureAdded(sendToGateway, Math.ceil(operations / TURNS), ratePerSecond));
      without.push(await measureAdded(sendDirectly, Math.ceil(operations / TURNS / 4), ratePerSecond));
    }
    const heap = { beforeBytes, afterBytes: await readHeapBytes() };
    return {
      peakPerSecond,
      ratePerSecond,
      operations,
      own: summarize(own),
      without: summarize(without),
      heap,
    };
  } finally {
    client.close();
    direct.close();
    await gateway.child.stop();
    await upstream.close();
  }
}

/** Reads these patients. Resolves to the latency in milliseconds. */
type Send = (ids: readonly string[]) => Promise<number>;

/**
 * Sends each operation when it is due, whether or not earlier ones have finished, so a slow operation does not delay later ones. Returns
 * latencies in milliseconds by the first id of each operation.
 */
async function runOpenLoop(
  send: Send,
  takeIds: () => readonly string[],
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<ReadonlyMap<string, number>> {
  const latencies = new Map<string, number>();
  const startedAt = performance.now();
  const inFlight: Promise<void>[] = [];
  const sendNext = async (): Promise<void> => {
    const ids = takeIds();
    latencies.set(ids[0] ?? '', await send(ids));
  };
  for (let sent = 0; sent < count; sent += 1) {
    while (performance.now() - startedAt < (1_000 * sent) / perSecond) await delay(1);
    inFlight.push(sendNext());
  }
  await Promise.all(inFlight);
  return latencies;
}

function summarize(turns: readonly (readonly number[])[]): AddedTime {
  return {
    p50Ms: turns.map(median),
    p99Ms: turns.map((values) => percentile(values, 0.99)),
    overallP99Ms: percentile(turns.flat(), 0.99),
  };
}

export function createPatientQuery(ids: readonly string[]): GraphqlRequest {
  return {
    query: 'query ($ids: [ID!]) { patients(first: 10, filter: { ids: $ids }) { id fullName } }',
    variables: { ids },
  };
}

export function formatOwnTime({
  peakPerSecond,
  ratePerSecond,
  operations,
  own,
  without,
  heap,
}: OwnTime): string {
  return [
    'Time that the gateway adds to reading ten patients by id, at half of its peak load',
    `${ratePerSecond.toFixed(0)} of at most ${peakPerSecond.toFixed(0)} operations per second; median and range of ${TURNS} turns, ${operations} operations in total`,
    '',
    `gateway      ${formatAdded(own)}`,
    `without it   ${formatAdded(without)}   (added by the load and the machine)`,
    `heap         ${formatMegabytes(heap.beforeBytes)} MB before, ${formatMegabytes(heap.afterBytes)} MB after   (each after a full garbage collection)`,
    '',
  ].join('\n');
}

function formatAdded({ p50Ms, p99Ms, overallP99Ms }: AddedTime): string {
  return `p50 ${formatRange(p50Ms)}   p99 ${formatRange(p99Ms)}, overall ${overallP99Ms.toFixed(1)} ms`;
}

function formatRange(values: readonly number[]): string {
  return `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
}

export function judgeOwnTime({ operations, own, without, heap }: OwnTime): Verdict[] {
  const growth = heap.afterBytes / heap.beforeBytes;
  return [
    {
      goal: `adds at most ${MAX_P99_MS} ms at the 99th percentile, as the median of the turns`,
      figure: `${formatRange(own.p99Ms)}, overall ${own.overallP99Ms.toFixed(1)} ms; without the gateway, the machine and the load add ${formatRange(without.p99Ms)}`,
      isMet: median(own.p99Ms) <= MAX_P99_MS,
    },
    {
      goal: `the heap is flat: after ${WARM_UP + PEAK + operations} operations at most ${MAX_HEAP_RATIO} × its size before`,
      figure: `${growth.toFixed(2)} ×`,
      isMet: growth <= MAX_HEAP_RATIO,
    },
  ];
}

function formatMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}
