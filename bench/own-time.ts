/** The time that the gateway itself adds to an operation, while it is half as busy as it can be. */
import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_PROGRAM, GENEROUS, startGateway } from './contenders.ts';
import type { GraphqlRequest } from './graphql-load.ts';
import { HEAP } from './messages.ts';
import { createRawClient, rawRequest } from './raw-client.ts';
import type { Verdict } from './report.ts';
import { median, percentile } from './statistics.ts';
import { takeTurn, type Turn } from './turn.ts';
import { startWideUpstream } from './wide-upstream.ts';

export interface OwnTime {
  /** Operations a second, as many at once as it takes. */
  readonly peakPerSecond: number;
  /** Operations a second while it was measured, whether or not those before were answered. */
  readonly ratePerSecond: number;
  readonly operations: number;
  /** Of an operation from its request to its answer, less what the FHIR server took for it. */
  readonly own: Added;
  /** The same without a gateway: what the machine and the load add, asked of the FHIR server itself at the same rate, in turn with it. */
  readonly without: Added;
  /** What was left of the gateway's heap after full garbage collections, before the warm-up and after the measured operations. */
  readonly heap: { readonly beforeBytes: number; readonly afterBytes: number };
}

/** Milliseconds that were added to an operation. */
export interface Added {
  /** Of each turn. */
  readonly p50Ms: readonly number[];
  readonly p99Ms: readonly number[];
  /** Of the operations of all turns. */
  readonly overallP99Ms: number;
}

/** In turns, so that a moment in which the machine does something else is seen to be one. */
const TURNS = 10;
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
  const upstream = await startWideUpstream();
  const base = new URL(upstream.environment['EPIC_BASE_URL'] ?? '');
  const gateway = await startGateway(GATEWAY_PROGRAM, { ...upstream.environment, ...GENEROUS });
  const [client, direct] = [createRawClient(gateway.port), createRawClient(Number(base.port))];
  const heapBytes = async () => (await gateway.child.ask({ kind: 'heap' }, HEAP)).bytes;
  let asked = 0;
  const nextIds = (): string[] => Array.from({ length: PATIENTS }, () => `p${(asked += 1)}`);
  const operate: Operate = (ids) => client.send(rawRequest('/graphql', patients(ids)));
  const operateDirectly: Operate = (ids) =>
    direct.send(rawRequest(`${base.pathname}/Patient?_id=${ids.join()}&_count=${PATIENTS}`));
  const ownMs = async (send: Operate, count: number, perSecond: number): Promise<number[]> => {
    upstream.takeTookMs();
    const latencies = await openLoop(send, nextIds, { count, perSecond });
    const upstreamMs = upstream.takeTookMs();
    return Array.from(latencies, ([id, latency]) => {
      const took = upstreamMs.get(id);
      if (took === undefined)
        throw new Error('An operation was answered without a request to the FHIR server.');
      return latency - took;
    });
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
    const own: number[][] = [];
    const without: number[][] = [];
    for (let at = 0; at < TURNS; at += 1) {
      own.push(await ownMs(operate, Math.ceil(operations / TURNS), ratePerSecond));
      without.push(await ownMs(operateDirectly, Math.ceil(operations / TURNS / 4), ratePerSecond));
    }
    const heap = { beforeBytes, afterBytes: await heapBytes() };
    return { peakPerSecond, ratePerSecond, operations, own: added(own), without: added(without), heap };
  } finally {
    client.close();
    direct.close();
    await gateway.child.stop();
    await upstream.close();
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

function added(turns: readonly (readonly number[])[]): Added {
  return {
    p50Ms: turns.map(median),
    p99Ms: turns.map((values) => percentile(values, 0.99)),
    overallP99Ms: percentile(turns.flat(), 0.99),
  };
}

function patients(ids: readonly string[]): GraphqlRequest {
  return {
    query: 'query ($ids: [ID!]) { patients(first: 10, filter: { ids: $ids }) { id fullName } }',
    variables: { ids },
  };
}

export function ownTimeText({
  peakPerSecond,
  ratePerSecond,
  operations,
  own,
  without,
  heap,
}: OwnTime): string {
  return [
    'What the gateway itself adds to ten patients by id, at half of what it can do at most',
    `${ratePerSecond.toFixed(0)} operations a second of ${peakPerSecond.toFixed(0)}, ${operations} of them in ${TURNS} turns: median and range of the turns`,
    '',
    `gateway      ${addedText(own)}`,
    `without it   ${addedText(without)}   (what the load and the machine add)`,
    `heap         ${megabytes(heap.beforeBytes)} MB before, ${megabytes(heap.afterBytes)} MB after   (each after a full garbage collection)`,
    '',
  ].join('\n');
}

function addedText({ p50Ms, p99Ms, overallP99Ms }: Added): string {
  return `p50 ${spread(p50Ms)}   p99 ${spread(p99Ms)}, of all together ${overallP99Ms.toFixed(1)} ms`;
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
}

export function ownTimeVerdicts({ operations, own, without, heap }: OwnTime): Verdict[] {
  const growth = heap.afterBytes / heap.beforeBytes;
  return [
    {
      aim: `adds at most ${MOST_P99_MS} ms at the 99th percentile, at the median of its turns`,
      figure: `${spread(own.p99Ms)}, of all together ${own.overallP99Ms.toFixed(1)} ms; without a gateway, the machine and the load add ${spread(without.p99Ms)}`,
      isMet: median(own.p99Ms) <= MOST_P99_MS,
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
