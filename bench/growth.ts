import type { z } from 'zod';
import { GATEWAY_PROGRAM, GENEROUS_LIMITS, startGateway } from './contenders.ts';
import { createGraphqlClient, type GraphqlRequest } from './graphql-client.ts';
import { CPU, LOOP, WATCHING } from './messages.ts';
import type { Verdict } from './report.ts';
import { median } from './statistics.ts';
import { type Column, MEGABYTE, formatTable } from './table.ts';
import { startWideUpstream } from './wide-upstream.ts';

/** Costs of one operation at one size. All figures are medians except where noted. */
export interface Growth {
  readonly axis: string;
  readonly size: number;
  readonly cpuMs: number;
  readonly cpuMicrosecondsEach: number;
  readonly latencyMs: number;
  readonly bytes: number;
  /** The longest event-loop block of an operation by the clock: the minimum over the operations, since other programs add to it. */
  readonly loopMs: number;
  /** The longest event-loop block in CPU time, which other programs do not affect. */
  readonly loopCpuMs: number;
  /** Peak memory of the process since its start. */
  readonly peakBytes: number;
}

interface Step {
  readonly size: number;
  readonly operation: GraphqlRequest;
}

const SIZES = [1, 10, 100, 1_000];
/** A level nests three fields; the gateway allows sixteen. */
const DEPTHS = [1, 2, 3, 4];
const WARM_UP = 40;
const COUNTED = 15;
/** Goal for the longest event-loop block, also for a page of 1,000 records. */
const MAX_BLOCK_MS = 50;

const AXES: Readonly<Record<string, readonly Step[]>> = {
  patients: SIZES.map((size) => ({ size, operation: createEntitiesQuery(size) })),
  'records on a page': SIZES.map((size) => ({ size, operation: createLabQuery(size) })),
  depth: DEPTHS.map((size) => ({ size, operation: createNestedQuery(size) })),
};

/** Starts a new gateway for each axis and measures its sizes in ascending order. */
export async function measureGrowth(): Promise<Growth[]> {
  const upstream = await startWideUpstream();
  try {
    const rows: Growth[] = [];
    for (const [axis, steps] of Object.entries(AXES))
      rows.push(...(await measureAxis(axis, steps, upstream.environment)));
    return rows;
  } finally {
    await upstream.close();
  }
}

async function measureAxis(
  axis: string,
  steps: readonly Step[],
  environment: Readonly<Record<string, string>>,
): Promise<Growth[]> {
  const { child, port } = await startGateway(GATEWAY_PROGRAM, {
    ...environment,
    ...GENEROUS_LIMITS,
    MAX_UPSTREAM_CALLS: '1000',
  });
  const client = createGraphqlClient(port);
  const rows: Growth[] = [];
  try {
    for (let turn = 0; turn < WARM_UP; turn += 1) {
      for (const { operation } of steps.slice(0, -1)) await client.post(operation);
    }
    for (const { size, operation } of steps) {
      await client.post(operation);
      const costs: { cpuMs: number; latencyMs: number; bytes: number }[] = [];
      const loops: z.output<typeof LOOP>[] = [];
      for (let turn = 0; turn < COUNTED; turn += 1) {
        const before = await child.request({ kind: 'cpu' }, CPU);
        const startedAt = performance.now();
        const { bytes } = await client.post(operation);
        const latencyMs = performance.now() - startedAt;
        const after = await child.request({ kind: 'cpu' }, CPU);
        costs.push({ cpuMs: (after.microseconds - before.microseconds) / 1_000, latencyMs, bytes });
        // A separate operation, because watching the loop costs CPU.
        await child.request({ kind: 'watch loop' }, WATCHING);
        await client.post(operation);
        loops.push(await child.request({ kind: 'loop' }, LOOP));
      }
      const cpuMs = median(costs.map((one) => one.cpuMs));
      rows.push({
        axis,
        size,
        cpuMs,
        cpuMicrosecondsEach: (1_000 * cpuMs) / size,
        latencyMs: median(costs.map((one) => one.latencyMs)),
        bytes: median(costs.map((one) => one.bytes)),
        loopMs: Math.min(...loops.map(({ longestMs }) => longestMs)),
        loopCpuMs: median(loops.map(({ longestCpuMs }) => longestCpuMs)),
        peakBytes: (await child.request({ kind: 'cpu' }, CPU)).peakBytes,
      });
    }
    return rows;
  } finally {
    client.close();
    await child.stop();
  }
}

function createEntitiesQuery(count: number): GraphqlRequest {
  const representations = Array.from({ length: count }, (_, index) => ({
    __typename: 'Patient',
    id: `p${index}`,
  }));
  return {
    query:
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Patient { id fullName birthDate } } }',
    variables: { all: representations },
  };
}

/** The FHIR server sends all lab results on one page, as Epic does; the client gets at most the newest hundred. */
function createLabQuery(count: number): GraphqlRequest {
  return {
    query: `query ($id: ID!, $first: Int!) { patient(id: $id) { labResults(first: $first) {
      id name effective valueText unit isAbnormal referenceRange { text } } } }`,
    variables: { id: `labs-${count}`, first: Math.min(count, 100) },
  };
}

function createNestedQuery(levels: number): GraphqlRequest {
  const select = (remaining: number): string =>
    remaining === 0
      ? 'id'
      : `id labResults(first: 1) { id subject { resource { ${select(remaining - 1)} } } }`;
  return {
    query: `query ($id: ID!) { patient(id: $id) { ${select(levels)} } }`,
    variables: { id: 'labs-10' },
  };
}

const COLUMNS: readonly Column<Growth>[] = [
  ['grows along', ({ axis }) => axis],
  ['size', ({ size }) => String(size)],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(1)],
  ['CPU µs each', ({ cpuMicrosecondsEach }) => cpuMicrosecondsEach.toFixed(0)],
  ['p50 ms', ({ latencyMs }) => latencyMs.toFixed(1)],
  ['bytes', ({ bytes }) => bytes.toFixed(0)],
  ['loop blocked, ms', ({ loopMs }) => loopMs.toFixed(1)],
  ['of it CPU, ms', ({ loopCpuMs }) => loopCpuMs.toFixed(1)],
  ['peak MB', ({ peakBytes }) => (peakBytes / MEGABYTE).toFixed(0)],
];

export function formatGrowth(rows: readonly Growth[]): string {
  return [
    `Growth of the gateway: median of ${COUNTED} operations, one at a time`,
    '',
    ...formatTable(COLUMNS, rows),
    '',
  ].join('\n');
}

export function judgeGrowth(rows: readonly Growth[]): Verdict[] {
  const longestMs = Math.max(...rows.map(({ loopMs, loopCpuMs }) => Math.max(loopMs, loopCpuMs)));
  return [
    {
      goal: `no operation blocks the event loop for more than ${MAX_BLOCK_MS} ms`,
      figure: `${longestMs.toFixed(1)} ms`,
      isMet: longestMs <= MAX_BLOCK_MS,
    },
    ...['patients', 'records on a page'].map((axis): Verdict => {
      const [hundred = Number.NaN, thousand = Number.NaN] = [100, 1_000].map(
        (size) => rows.find((row) => row.axis === axis && row.size === size)?.cpuMicrosecondsEach,
      );
      const ratio = thousand / hundred;
      return {
        goal: `${axis}: each of 1,000 costs at most ${MAX_COST_RATIO} × each of 100`,
        figure: ratio.toFixed(2),
        isMet: ratio <= MAX_COST_RATIO,
      };
    }),
  ];
}

/** A cost that grows faster than linearly exceeds this ratio. */
const MAX_COST_RATIO = 1.25;
