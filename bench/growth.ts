/** How the gateway grows: CPU, memory and the event loop against patients, page size and depth. */
import { GATEWAY_PROGRAM, GENEROUS, startGateway } from './contenders.ts';
import { type GraphqlRequest, createGraphqlClient } from './graphql-load.ts';
import type { z } from 'zod';
import { CPU, LOOP, WATCHING } from './messages.ts';
import type { Verdict } from './report.ts';
import { median } from './statistics.ts';
import { type Column, MEGABYTE, tableText } from './table.ts';
import { startWideUpstream } from './wide-upstream.ts';

/** Medians over the operations of a row. */
export interface Growth {
  readonly along: string;
  readonly size: number;
  readonly cpuMs: number;
  readonly cpuMicrosecondsEach: number;
  readonly latencyMs: number;
  readonly bytes: number;
  /** For how long one operation held up the event loop at most, by the clock: the least of them, since other programs add to it. */
  readonly loopMs: number;
  /** The same in CPU time, to which they do not. */
  readonly loopCpuMs: number;
  /** The most that the process has held since its start. */
  readonly peakBytes: number;
}

interface Step {
  readonly size: number;
  readonly operation: GraphqlRequest;
}

const SIZES = [1, 10, 100, 1_000];
/** A level is three fields, and a document may have sixteen below each other. */
const DEPTHS = [1, 2, 3, 4];
const WARM_UP = 40;
const COUNTED = 15;
/** A page of 1,000 is not to hold up others for longer. */
const LONGEST_BLOCK_MS = 50;

const AXES: Readonly<Record<string, readonly Step[]>> = {
  patients: SIZES.map((size) => ({ size, operation: entities(size) })),
  'records on a page': SIZES.map((size) => ({ size, operation: labs(size) })),
  depth: DEPTHS.map((size) => ({ size, operation: nested(size) })),
};

/** Each axis has a gateway of its own, which goes from small to large. */
export async function measureGrowth(): Promise<Growth[]> {
  const upstream = await startWideUpstream();
  try {
    const rows: Growth[] = [];
    for (const [along, steps] of Object.entries(AXES))
      rows.push(...(await measureAxis(along, steps, upstream.environment)));
    return rows;
  } finally {
    await upstream.close();
  }
}

async function measureAxis(
  along: string,
  steps: readonly Step[],
  environment: Readonly<Record<string, string>>,
): Promise<Growth[]> {
  const { child, port } = await startGateway(GATEWAY_PROGRAM, {
    ...environment,
    ...GENEROUS,
    MAX_UPSTREAM_CALLS: '1000',
  });
  const client = createGraphqlClient(port, null);
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
        const before = await child.ask({ kind: 'cpu' }, CPU);
        const started = performance.now();
        const { bytes } = await client.post(operation);
        const latencyMs = performance.now() - started;
        const after = await child.ask({ kind: 'cpu' }, CPU);
        costs.push({ cpuMs: (after.microseconds - before.microseconds) / 1_000, latencyMs, bytes });
        // Apart, since watching the loop costs CPU.
        await child.ask({ kind: 'watch loop' }, WATCHING);
        await client.post(operation);
        loops.push(await child.ask({ kind: 'loop' }, LOOP));
      }
      const cpuMs = median(costs.map((one) => one.cpuMs));
      rows.push({
        along,
        size,
        cpuMs,
        cpuMicrosecondsEach: (1_000 * cpuMs) / size,
        latencyMs: median(costs.map((one) => one.latencyMs)),
        bytes: median(costs.map((one) => one.bytes)),
        loopMs: Math.min(...loops.map(({ longestMs }) => longestMs)),
        loopCpuMs: median(loops.map(({ longestCpuMs }) => longestCpuMs)),
        peakBytes: (await child.ask({ kind: 'cpu' }, CPU)).peakBytes,
      });
    }
    return rows;
  } finally {
    client.close();
    await child.stop();
  }
}

function entities(count: number): GraphqlRequest {
  const representations = Array.from({ length: count }, (_one, at) => ({
    __typename: 'Patient',
    id: `p${at}`,
  }));
  return {
    query:
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Patient { id fullName birthDate } } }',
    variables: { all: representations },
  };
}

/** The server sends all of them as one page, as Epic does; the client has the newest hundred at most. */
function labs(count: number): GraphqlRequest {
  return {
    query: `query ($id: ID!, $first: Int!) { patient(id: $id) { labResults(first: $first) {
      id name effective valueText unit isAbnormal referenceRange { text } } } }`,
    variables: { id: `labs-${count}`, first: Math.min(count, 100) },
  };
}

function nested(levels: number): GraphqlRequest {
  const level = (left: number): string =>
    left === 0 ? 'id' : `id labResults(first: 1) { id subject { resource { ${level(left - 1)} } } }`;
  return {
    query: `query ($id: ID!) { patient(id: $id) { ${level(levels)} } }`,
    variables: { id: 'labs-10' },
  };
}

const COLUMNS: readonly Column<Growth>[] = [
  ['grows along', ({ along }) => along],
  ['size', ({ size }) => String(size)],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(1)],
  ['CPU µs each', ({ cpuMicrosecondsEach }) => cpuMicrosecondsEach.toFixed(0)],
  ['p50 ms', ({ latencyMs }) => latencyMs.toFixed(1)],
  ['bytes', ({ bytes }) => bytes.toFixed(0)],
  ['loop blocked, ms', ({ loopMs }) => loopMs.toFixed(1)],
  ['of it CPU, ms', ({ loopCpuMs }) => loopCpuMs.toFixed(1)],
  ['peak MB', ({ peakBytes }) => (peakBytes / MEGABYTE).toFixed(0)],
];

export function growthText(rows: readonly Growth[]): string {
  return [
    `How the gateway grows: median of ${COUNTED} operations, one at a time`,
    '',
    ...tableText(COLUMNS, rows),
    '',
  ].join('\n');
}

export function growthVerdicts(rows: readonly Growth[]): Verdict[] {
  const held = Math.max(...rows.map(({ loopMs, loopCpuMs }) => Math.max(loopMs, loopCpuMs)));
  return [
    {
      aim: `no operation holds up the event loop for more than ${LONGEST_BLOCK_MS} ms`,
      figure: `${held.toFixed(1)} ms`,
      isMet: held <= LONGEST_BLOCK_MS,
    },
    ...['patients', 'records on a page'].map((along): Verdict => {
      const [hundred = Number.NaN, thousand = Number.NaN] = [100, 1_000].map(
        (size) => rows.find((row) => row.along === along && row.size === size)?.cpuMicrosecondsEach,
      );
      const times = thousand / hundred;
      return {
        aim: `${along}: each of 1,000 costs no more than ${MOST_GROWTH} × each of 100`,
        figure: times.toFixed(2),
        isMet: times <= MOST_GROWTH,
      };
    }),
  ];
}

/** What grows faster than the number of its parts shows in this. */
const MOST_GROWTH = 1.25;
