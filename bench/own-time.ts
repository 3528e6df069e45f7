/** The time that the gateway itself adds to an operation, while it is half as busy as it can be. */
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './child.ts';
import { GATEWAY_PROGRAM, GENEROUS, startGateway } from './contenders.ts';
import { type Asked, createGraphqlClient } from './graphql-load.ts';
import { TOOK, WIDE_STARTED } from './messages.ts';
import type { Verdict } from './report.ts';
import { median, percentile } from './statistics.ts';
import { takeTurn } from './turn.ts';

export interface OwnTime {
  /** Operations a second, as many at once as it takes. */
  readonly peakPerSecond: number;
  /** Operations a second while it was measured, whether or not those before were answered. */
  readonly ratePerSecond: number;
  readonly operations: number;
  /** Of an operation from the moment at which it was due to its answer, less what the FHIR server took for it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same without a gateway: what the machine and the load add, asked of the FHIR server itself at the same rate. */
  readonly without: { readonly p50Ms: number; readonly p99Ms: number };
}

const WARM_UP = 1_500;
const AT_ONCE = 16;
const PATIENTS = 10;
const MOST_P99_MS = 5;

/** @param operations how many are measured */
export async function measureOwnTime(operations: number): Promise<OwnTime> {
  const upstream = startChild(new URL('./processes/wide-upstream.ts', import.meta.url), {});
  upstream.output.resume();
  const { environment } = await upstream.next(WIDE_STARTED);
  const gateway = await startGateway(GATEWAY_PROGRAM, { ...environment, ...GENEROUS });
  const client = createGraphqlClient(gateway.port, null);
  const took = async () => (await upstream.ask({ kind: 'took' }, TOOK)).ms;
  let asked = 0;
  const nextIds = (): string[] => Array.from({ length: PATIENTS }, () => `p${(asked += 1)}`);
  const operate = async (): Promise<string> => {
    const ids = nextIds();
    await client.post(patients(ids));
    return ids[0] ?? '';
  };
  const operateDirectly = async (): Promise<string> => {
    const ids = nextIds();
    const response = await fetch(
      `${environment['EPIC_BASE_URL']}/Patient?_id=${ids.join()}&_count=${PATIENTS}`,
    );
    await response.arrayBuffer();
    return ids[0] ?? '';
  };
  try {
    const load = { operations: WARM_UP, concurrency: AT_ONCE };
    const turn = async (): Promise<void> => void (await operate());
    await takeTurn(load, turn);
    const { durationMs, failures } = await takeTurn(load, turn);
    if (failures[0] !== undefined) throw new Error(`An operation failed: ${failures[0]}`);
    const peakPerSecond = (1_000 * WARM_UP) / durationMs;
    const ratePerSecond = peakPerSecond / 2;
    await took();
    const own = ownMs(await openLoop(operate, operations, ratePerSecond), await took());
    await openLoop(operateDirectly, operations / 4, ratePerSecond);
    await took();
    const without = ownMs(await openLoop(operateDirectly, operations, ratePerSecond), await took());
    return { peakPerSecond, ratePerSecond, operations, ...quantiles(own), without: quantiles(without) };
  } finally {
    client.close();
    await gateway.child.stop();
    await upstream.stop();
  }
}

/** Milliseconds of each operation from when it was due, by the first of its ids. Who is late does not hold up who comes next. */
async function openLoop(
  operate: () => Promise<string>,
  operations: number,
  perSecond: number,
): Promise<ReadonlyMap<string, number>> {
  const latencies = new Map<string, number>();
  const started = performance.now();
  const underWay: Promise<void>[] = [];
  const begin = async (dueMs: number): Promise<void> => {
    const id = await operate();
    latencies.set(id, performance.now() - started - dueMs);
  };
  for (let at = 0; at < operations; at += 1) {
    const dueMs = (1_000 * at) / perSecond;
    while (performance.now() - started < dueMs) await delay(1);
    underWay.push(begin(dueMs));
  }
  await Promise.all(underWay);
  return latencies;
}

function ownMs(latencies: ReadonlyMap<string, number>, took: Readonly<Record<string, number>>): number[] {
  return Array.from(latencies, ([id, latency]) => latency - (took[id] ?? Number.NaN));
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
    '',
  ].join('\n');
}

export function ownTimeVerdict({ p99Ms, without }: OwnTime): Verdict {
  return {
    aim: `adds at most ${MOST_P99_MS} ms at the 99th percentile`,
    figure: `${p99Ms.toFixed(1)} ms; without a gateway, the machine and the load add ${without.p99Ms.toFixed(1)} ms`,
    isMet: p99Ms <= MOST_P99_MS,
  };
}
