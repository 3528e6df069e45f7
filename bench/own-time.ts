/** The time that the gateway itself adds to an operation, while it is half as busy as it can be. */
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import { GATEWAY_PROGRAM, GENEROUS, startGateway } from './contenders.ts';
import type { Asked } from './graphql-load.ts';
import { HEAP, TOOK, WIDE_STARTED } from './messages.ts';
import { createRawClient, rawRequest } from './raw-client.ts';
import type { Verdict } from './report.ts';
import { median, percentile } from './statistics.ts';
import { takeTurn, type Turn } from './turn.ts';

export interface OwnTime {
  /** Operations a second, as many at once as it takes. */
  readonly peakPerSecond: number;
  /** Operations a second while it was measured, whether or not those before were answered. */
  readonly ratePerSecond: number;
  readonly operations: number;
  /** Of an operation from its request to its answer, less what the FHIR server took for it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same without a gateway: what the machine and the load add, asked of the FHIR server itself at the same rate. */
  readonly without: { readonly p50Ms: number; readonly p99Ms: number };
  /** What was left of the gateway's heap after full garbage collections, before the warm-up and after the measured operations. */
  readonly heap: { readonly beforeBytes: number; readonly afterBytes: number };
}

/** Until V8 has compiled all that matters (see `Rounds` in measure.ts). */
const WARM_UP = 20_000;
const PEAK = 3_000;
const AT_ONCE = 16;
const PATIENTS = 10;
const MOST_P99_MS = 5;
/** What is compiled as it runs grows a little for long. */
const MOST_HEAP_GROWTH = 1.05;

/** @param operations how many are measured */
export async function measureOwnTime(operations: number): Promise<OwnTime> {
  const upstream = startChild(new URL('./processes/wide-upstream.ts', import.meta.url), {});
  upstream.output.resume();
  const { environment } = await upstream.next(WIDE_STARTED);
  const base = new URL(environment['EPIC_BASE_URL'] ?? '');
  const gateway = await startGateway(GATEWAY_PROGRAM, { ...environment, ...GENEROUS });
  const [client, direct] = [createRawClient(gateway.port), createRawClient(Number(base.port))];
  const heapBytes = async () => (await gateway.child.ask({ kind: 'heap' }, HEAP)).bytes;
  const took = async () => (await upstream.ask({ kind: 'took' }, TOOK)).ms;
  let asked = 0;
  const nextIds = (): string[] => Array.from({ length: PATIENTS }, () => `p${(asked += 1)}`);
  const operate: Operate = (ids) => client.send(rawRequest('/graphql', patients(ids)));
  const operateDirectly: Operate = (ids) =>
    direct.send(rawRequest(`${base.pathname}/Patient?_id=${ids.join()}&_count=${PATIENTS}`));
  const ownMs = async (send: Operate, count: number, perSecond: number): Promise<number[]> => {
    await took();
    const latencies = await openLoop(send, nextIds, { count, perSecond });
    const upstreamMs = await took();
    return Array.from(latencies, ([id, latency]) => latency - (upstreamMs[id] ?? Number.NaN));
  };
  try {
    const turn = async (): Promise<void> => void (await operate(nextIds()));
    const atOnce = (count: number): Promise<Turn> =>
      takeTurn({ operations: count, concurrency: AT_ONCE }, turn);
    await atOnce(PEAK);
    // Before the warm-up, since a full collection that is asked for takes away what V8 has compiled.
    const beforeBytes = await heapBytes();
    await atOnce(WARM_UP);
    const { durationMs, failures } = await atOnce(PEAK);
    if (failures[0] !== undefined) throw new Error(`An operation failed: ${failures[0]}`);
    const peakPerSecond = (1_000 * PEAK) / durationMs;
    const ratePerSecond = peakPerSecond / 2;
    const own = await ownMs(operate, operations, ratePerSecond);
    const heap = { beforeBytes, afterBytes: await heapBytes() };
    await ownMs(operateDirectly, operations / 4, ratePerSecond);
    const without = await ownMs(operateDirectly, operations, ratePerSecond);
    return { peakPerSecond, ratePerSecond, operations, ...quantiles(own), without: quantiles(without), heap };
  } finally {
    client.close();
    direct.close();
    await gateway.child.stop();
    await upstream.stop();
  }
}

/** Asks for these patients, and tells how long it took (milliseconds). */
type Operate = (ids: readonly string[]) => Promise<number>;

/**
 * How long each took, by the first of its ids. One goes out when it is due, whether or not those before are answered, so that who is late
 * does not hold up who comes next.
 */
async function openLoop(
  operate: Operate,
  nextIds: () => readonly string[],
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<ReadonlyMap<string, number>> {
  const latencies = new Map<string, number>();
  const started = performance.now();
  const underWay: Promise<void>[] = [];
  const begin = async (): Promise<void> => {
    const ids = nextIds();
    latencies.set(ids[0] ?? '', await operate(ids));
  };
  for (let at = 0; at < count; at += 1) {
    while (performance.now() - started < (1_000 * at) / perSecond) await delay(1);
    underWay.push(begin());
  }
  await Promise.all(underWay);
  return latencies;
}

function quantiles(values: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number } {
  return { p50Ms: median(values), p99Ms: percentile(values, 0.99) };
}

function patients(ids: readonly string[]): Asked {
  return {
    query: 'query ($ids: [ID!]) { patients(first: 10, filter: { ids: $ids }) { id fullName } }',
    variables: { ids },
  };
}

export function ownTimeText({ peakPerSecond, ratePerSecond, operations, ...own }: OwnTime): string {
  return [
    'What the gateway itself adds to ten patients by id, at half of what it can do at most',
    `${ratePerSecond.toFixed(0)} operations a second of ${peakPerSecond.toFixed(0)}, ${operations} of them`,
    '',
    `gateway      p50 ${own.p50Ms.toFixed(1)} ms   p99 ${own.p99Ms.toFixed(1)} ms`,
    `without it   p50 ${own.without.p50Ms.toFixed(1)} ms   p99 ${own.without.p99Ms.toFixed(1)} ms   (what the load and the machine add)`,
    `heap         ${megabytes(own.heap.beforeBytes)} MB before, ${megabytes(own.heap.afterBytes)} MB after   (each after a full garbage collection)`,
    '',
  ].join('\n');
}

export function ownTimeVerdicts({ operations, p99Ms, without, heap }: OwnTime): Verdict[] {
  const growth = heap.afterBytes / heap.beforeBytes;
  return [
    {
      aim: `adds at most ${MOST_P99_MS} ms at the 99th percentile`,
      figure: `${p99Ms.toFixed(1)} ms; without a gateway, the machine and the load add ${without.p99Ms.toFixed(1)} ms`,
      isMet: p99Ms <= MOST_P99_MS,
    },
    {
      aim: `the heap is flat: at most ${MOST_HEAP_GROWTH} times as much after ${WARM_UP + PEAK + operations} operations as before`,
      figure: `${growth.toFixed(2)} times`,
      isMet: growth <= MOST_HEAP_GROWTH,
    },
  ];
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
