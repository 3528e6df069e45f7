/** `npm run --prefix e2e bench-supergraph`: compares an operation over two subgraphs through each router with the same two requests sent by hand. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Child, startChild } from '../../bench/child.ts';
import { CALLS, SANDBOX_STARTED } from '../../bench/messages.ts';
import { median, percentile } from '../../bench/statistics.ts';
import { runTurn } from '../../bench/turn.ts';
import { type Program, startClinic, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { readSubgraph } from './composition.ts';
import { ROUTER_NAMES, startRouter } from './routers.ts';

const SLOTS = 'upcomingSlots(first: 1) { start room { name } }';
const PATIENTS = 'patients(first: 10) { id fullName';
const OPERATION = `{ ${PATIENTS} ${SLOTS} } }`;
const ENTITIES = `query ($representations: [_Any!]!) { entities: _entities(representations: $representations) { ... on Patient { ${SLOTS} } } }`;

const WARM_UP_ROUNDS = 2;
const USAGE =
  'Usage: npm run --prefix e2e bench-supergraph -- [--operations N] [--rounds N] [--json]\n' +
  'Each N is a whole number from 1 to 100000. Defaults: --operations 200 --rounds 6.';

interface Options {
  readonly operations: number;
  readonly rounds: number;
  readonly json: boolean;
}

interface Contender {
  readonly name: string;
  /** Runs the operation once. Resolves to its `data` as JSON. */
  readonly operate: () => Promise<string>;
}

interface Sample {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerOperation: number;
  readonly failures: readonly string[];
}

/** Medians over the rounds. `addedMs` and `times` compare the p50 with the first contender's in the same round. */
interface Row {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly addedMs: number;
  readonly times: number;
  readonly callsPerOperation: number;
  /** Failures of the whole run. With any, the figures must not be used. */
  readonly failures: readonly string[];
}

const PATIENTS_DATA = z.object({
  patients: z.array(z.object({ id: z.string(), fullName: z.string() })).length(10),
});
const ENTITIES_DATA = z.object({
  entities: z.array(z.object({ upcomingSlots: z.array(z.unknown()).min(1) })),
});
const RESPONSE = z.object({ data: z.unknown(), errors: z.undefined().optional() });

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    const rows = await run(options);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ operation: OPERATION, ...options, rows }, null, 2)}\n`
        : formatRows(rows, options),
    );
    if (rows.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`The bench failed. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Returns null if the arguments do not match USAGE. */
function parseOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        operations: { type: 'string', default: '200' },
        rounds: { type: 'string', default: '6' },
        json: { type: 'boolean', default: false },
      },
    });
    const { operations, rounds, json } = values;
    if (![operations, rounds].every((number) => /^[1-9]\d{0,4}$|^100000$/.test(number))) return null;
    return { operations: Number(operations), rounds: Number(rounds), json };
  } catch {
    return null;
  }
}

async function run({ operations, rounds }: Options): Promise<Row[]> {
  const sandbox = startChild(new URL('../../bench/processes/sandbox.ts', import.meta.url), {});
  sandbox.output.resume();
  const programs: Program[] = [];
  const waitFor = async (starting: Promise<Program>): Promise<Program> => {
    const program = await starting;
    programs.push(program);
    return program;
  };
  try {
    const { environment } = await sandbox.next(SANDBOX_STARTED);
    const gateway = await waitFor(
      startFhirGateway({
        ...environment,
        NODE_ENV: 'production',
        PORT: '0',
        // The run must not measure the audit log or hit the rate limit.
        AUDIT_LOG: 'none',
        MAX_UPSTREAM_CALLS_PER_MINUTE: '1000000',
      }),
    );
    const clinic = await waitFor(startClinic());
    const subgraphs = [await readSubgraph('fhir', gateway.url), await readSubgraph('scheduling', clinic.url)];
    const contenders: Contender[] = [createManualContender(gateway, clinic)];
    for (const name of ROUTER_NAMES) {
      const { url } = await waitFor(startRouter(name, subgraphs));
      contenders.push({ name, operate: async () => JSON.stringify(await query(url, OPERATION)) });
    }
    return await measure(contenders, sandbox, { operations, rounds });
  } finally {
    await Promise.all(programs.map((program) => program.close()));
    await sandbox.stop();
  }
}

/** A client without a router: it queries one subgraph, then the other, and merges the results. */
function createManualContender(gateway: Program, clinic: Program): Contender {
  return {
    name: 'by hand',
    operate: async () => {
      const { patients } = PATIENTS_DATA.parse(await query(gateway.url, `{ ${PATIENTS} } }`));
      const representations = patients.map(({ id }) => ({ __typename: 'Patient', id }));
      const { entities } = ENTITIES_DATA.parse(await query(clinic.url, ENTITIES, { representations }));
      return JSON.stringify({
        patients: patients.map((patient, index) => Object.assign(patient, entities[index])),
      });
    },
  };
}

async function query(url: string, document: string, variables?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document, variables }),
  });
  return RESPONSE.parse(await response.json()).data;
}

async function measure(
  contenders: readonly Contender[],
  sandbox: Child,
  { operations, rounds }: Pick<Options, 'operations' | 'rounds'>,
): Promise<Row[]> {
  const expected = await contenders[0]?.operate();
  const samples = contenders.map((): Sample[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const sample = await measureTurn(contender, sandbox, operations, expected);
      if (round >= 0 || sample.failures.length > 0) samples[index]?.push(sample);
    }
  }
  return contenders.map(({ name }, index) => createRow(name, samples[index] ?? [], samples[0] ?? []));
}

async function measureTurn(
  { name, operate }: Contender,
  sandbox: Child,
  operations: number,
  expected: string | undefined,
): Promise<Sample> {
  await sandbox.request({ kind: 'calls' }, CALLS);
  const { latenciesMs, failures } = await runTurn({ operations, concurrency: 1 }, async () => {
    if ((await operate()) !== expected)
      throw new Error(`${name} did not return the same data as the first contender.`);
  });
  const { calls } = await sandbox.request({ kind: 'calls' }, CALLS);
  return {
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
    callsPerOperation: Object.values(calls).reduce((total, count) => total + count, 0) / operations,
    failures,
  };
}

function createRow(name: string, samples: readonly Sample[], first: readonly Sample[]): Row {
  const medianOf = (select: (sample: Sample, round: number) => number): number => median(samples.map(select));
  const firstP50Ms = (round: number): number => first[round]?.p50Ms ?? Number.NaN;
  return {
    name,
    p50Ms: medianOf(({ p50Ms }) => p50Ms),
    p99Ms: medianOf(({ p99Ms }) => p99Ms),
    addedMs: medianOf(({ p50Ms }, round) => p50Ms - firstP50Ms(round)),
    times: medianOf(({ p50Ms }, round) => p50Ms / firstP50Ms(round)),
    callsPerOperation: medianOf(({ callsPerOperation }) => callsPerOperation),
    failures: samples.flatMap(({ failures }) => failures),
  };
}

function formatRows(rows: readonly Row[], { operations, rounds }: Options): string {
  const lines = [
    ['', 'p50 ms', 'p99 ms', 'added ms', 'times', 'FHIR calls/op', 'failed'],
    ...rows.map(({ name, p50Ms, p99Ms, addedMs, times, callsPerOperation, failures }) => [
      name,
      p50Ms.toFixed(2),
      p99Ms.toFixed(2),
      addedMs.toFixed(2),
      times.toFixed(2),
      callsPerOperation.toFixed(2),
      String(failures.length),
    ]),
  ];
  return [
    OPERATION,
    `${operations} operations per round, one at a time; median of ${rounds} round(s) after ${WARM_UP_ROUNDS} warm-up rounds`,
    '',
    ...lines.map(([name = '', ...cells]) =>
      [name.padEnd(14), ...cells.map((cell) => cell.padStart(14))].join(''),
    ),
    '',
    '`added` and `times` compare the p50 with the same two requests sent by hand, in the same round.',
    ...rows.flatMap(({ failures: [failure] }) =>
      failure === undefined ? [] : [`Do not use this run: ${failure}`],
    ),
    '',
  ].join('\n');
}
