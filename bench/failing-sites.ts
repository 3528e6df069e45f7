/** `npm run --prefix bench failing-sites`: compares a site, while two others fail, with the same site while no other is in use. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Child, startChild } from './child.ts';
import { GATEWAY_PROGRAM, GENEROUS_LIMITS, startGateway } from './contenders.ts';
import { type FailingServer, startFailingServer } from './failing-server.ts';
import { CALLS, CPU, SANDBOX_STARTED, type SandboxFacts } from './messages.ts';
import { createRawClient, formatRequest, type RawClient } from './raw-client.ts';
import { formatVerdict, type Verdict } from './report.ts';
import { median, percentile, sum } from './statistics.ts';
import { type Column, formatTable } from './table.ts';

const USAGE =
  'Usage: npm run --prefix bench failing-sites -- [--rounds N] [--seconds N] [--callers N] [--warm-up N] [--json]\n' +
  'Each N is a whole number from 1 to 1000. Defaults: --rounds 10 --seconds 10 --callers 50 --warm-up 20.';

const SITES = ['healthy', 'never answers', 'revoked keys'] as const;
type SiteName = (typeof SITES)[number];

/** How often a caller sends an operation, unless the previous one has not ended. */
const PERIOD_MS = 1_000;
/** The timeout of FHIR requests at the site that never answers. */
const TIMEOUT_MS = 2_000;
const MAX_P95_RATIO = 1.1;

const CHART = `query ($id: ID!) {
  patient(id: $id) { fullName birthDate allergies(first: 5) { name } problems(first: 5) { name } encounters(first: 5) { id } }
}`;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly callers: number;
  readonly warmUp: number;
  readonly json: boolean;
}

/** The operations at one site in one round. */
interface SiteLoad {
  readonly operations: number;
  readonly errors: number;
  /** FHIR requests per operation; null if they were not counted. */
  readonly calls: number | null;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

interface Row extends SiteLoad {
  readonly name: string;
}

/** The operations of one site, or of all at the same time. */
interface Turn {
  /** In the order of SITES. */
  readonly loads: readonly SiteLoad[];
  /** CPU time of the gateway. */
  readonly cpuMs: number;
}

interface Round {
  readonly alone: SiteLoad;
  readonly beside: SiteLoad;
  readonly failing: readonly SiteLoad[];
  /** The gateway's CPU time of an operation of the healthy site, with no other in use. */
  readonly cpuMsHealthy: number;
  /** The additional CPU time of the gateway for each operation that fails. */
  readonly cpuMsFailing: number;
}

const COLUMNS: readonly Column<Row>[] = [
  ['site', ({ name }) => name],
  ['operations', ({ operations }) => String(operations)],
  ['errors', ({ errors }) => String(errors)],
  ['calls', ({ calls }) => (calls === null ? '' : String(calls))],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p95 ms', ({ p95Ms }) => p95Ms.toFixed(1)],
];

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(options);
}

async function run({ rounds, seconds, callers, warmUp, json }: Options): Promise<void> {
  const failing = await startFailingServer();
  const sandbox = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  sandbox.output.resume();
  const facts = await sandbox.next(SANDBOX_STARTED);
  const folder = mkdtempSync(join(tmpdir(), 'bench-sites-'));
  const gateway = await startGateway(GATEWAY_PROGRAM, {
    ...GENEROUS_LIMITS,
    SITES_FILE: writeSites(folder, facts, failing),
    STATE_URL: `sqlite:${join(folder, 'state.sqlite')}`,
    BENCH_KEY: facts.environment['EPIC_PRIVATE_KEY'] ?? '',
  });
  const clients = SITES.map(() => createRawClient(gateway.port));
  const readCpuMs = async (): Promise<number> =>
    (await gateway.child.request({ kind: 'cpu' }, CPU)).microseconds / 1_000;
  const load = async (sites: readonly SiteName[], durationSeconds: number): Promise<Turn> => {
    const before = await readCpuMs();
    const loads = await Promise.all(
      sites.map((site) =>
        loadSite(clients[SITES.indexOf(site)] ?? createRawClient(gateway.port), {
          site,
          callers,
          seconds: durationSeconds,
          sandbox,
          patients: facts.entities.patients,
        }),
      ),
    );
    return { loads, cpuMs: (await readCpuMs()) - before };
  };
  const measured: Round[] = [];
  try {
    await load(['healthy'], warmUp);
    for (let round = 0; round < rounds; round += 1) {
      // The order alternates, so that a trend of the machine favors neither.
      const first = round % 2 === 0 ? await load(['healthy'], seconds) : null;
      const all = await load(SITES, seconds);
      measured.push(compareTurns(first ?? (await load(['healthy'], seconds)), all));
    }
  } finally {
    for (const client of clients) client.close();
    await gateway.child.stop();
    await sandbox.stop();
    await failing.close();
    rmSync(folder, { recursive: true });
  }
  report(measured, { rounds, seconds, callers, warmUp, json });
}

function compareTurns(one: Turn, all: Turn): Round {
  const [[alone], [beside, ...failing]] = [one.loads, all.loads];
  if (alone === undefined || beside === undefined) throw new Error('The healthy site has no load.');
  const cpuMsHealthy = one.cpuMs / alone.operations;
  const cpuMsOfFailures = all.cpuMs - beside.operations * cpuMsHealthy;
  const cpuMsFailing = cpuMsOfFailures / sum(failing.map(({ operations }) => operations));
  return { alone, beside, failing, cpuMsHealthy, cpuMsFailing };
}

function writeSites(folder: string, { environment }: SandboxFacts, failing: FailingServer): string {
  const path = join(folder, 'sites.json');
  const defaults = {
    clientId: environment['EPIC_CLIENT_ID'],
    keyId: environment['EPIC_KEY_ID'],
    privateKeyEnv: 'BENCH_KEY',
  };
  const sites = {
    [idOf('healthy')]: { baseUrl: environment['EPIC_BASE_URL'], tokenUrl: environment['EPIC_TOKEN_URL'] },
    [idOf('never answers')]: {
      baseUrl: failing.hanging,
      tokenUrl: `${failing.hanging}/token`,
      timeoutMs: TIMEOUT_MS,
    },
    [idOf('revoked keys')]: { baseUrl: failing.revoked, tokenUrl: `${failing.revoked}/token` },
  };
  writeFileSync(path, JSON.stringify({ defaults, sites }));
  return path;
}

function idOf(name: SiteName): string {
  return name.replaceAll(' ', '-');
}

interface LoadOptions {
  readonly site: SiteName;
  readonly callers: number;
  readonly seconds: number;
  readonly sandbox: Child;
  readonly patients: readonly string[];
}

/** Sends operations of all callers of a site, each about a patient of its own, for the given time. */
async function loadSite(
  client: RawClient,
  { site, callers, seconds, sandbox, patients }: LoadOptions,
): Promise<SiteLoad> {
  const latencies: number[] = [];
  let errors = 0;
  const isHealthy = site === 'healthy';
  if (isHealthy) await sandbox.request({ kind: 'calls' }, CALLS);
  const startedAt = performance.now();
  const callAsOne = async (caller: number): Promise<void> => {
    const variables = { id: patients[caller % patients.length] };
    const request = formatRequest(`/sites/${idOf(site)}/graphql`, { query: CHART, variables });
    for (let due = startedAt + (caller / callers) * PERIOD_MS; due < startedAt + seconds * 1_000;) {
      await delay(Math.max(0, due - performance.now()));
      const sentAt = performance.now();
      await client.send(request).catch(() => (errors += 1));
      latencies.push(performance.now() - sentAt);
      due = Math.max(due + PERIOD_MS, performance.now());
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => callAsOne(caller)));
  const calls = isHealthy ? (await sandbox.request({ kind: 'calls' }, CALLS)).calls : null;
  return {
    operations: latencies.length,
    errors,
    calls: calls === null ? null : sum(Object.values(calls)) / latencies.length,
    p50Ms: median(latencies),
    p95Ms: percentile(latencies, 0.95),
  };
}

function report(measured: readonly Round[], { rounds, seconds, callers, json }: Options): void {
  const rows = [
    summarize(
      'healthy, no other in use',
      measured.map(({ alone }) => alone),
    ),
    summarize(
      'healthy, with the others',
      measured.map(({ beside }) => beside),
    ),
    ...SITES.slice(1).map((name, at) =>
      summarize(
        name,
        measured.flatMap(({ failing }) => failing[at] ?? []),
      ),
    ),
  ];
  const verdicts = judge(measured);
  if (json)
    process.stdout.write(`${JSON.stringify({ rounds, seconds, callers, measured, verdicts }, null, 2)}\n`);
  else
    process.stdout.write(
      [
        `${callers} callers per site, each an operation per second; ${rounds} round(s) of ${seconds} s; medians over the rounds`,
        '',
        ...formatTable(COLUMNS, rows),
        '',
        `CPU of the gateway per operation: ${formatCpu(measured.map(({ cpuMsHealthy }) => cpuMsHealthy))} ms of the healthy site, ` +
          `${formatCpu(measured.map(({ cpuMsFailing }) => cpuMsFailing))} ms of one that fails`,
        '',
        'Goals',
        ...verdicts.map((verdict) => formatVerdict('failing sites', verdict)),
        '',
      ].join('\n'),
    );
  if (verdicts.slice(0, 2).some(({ isMet }) => !isMet)) process.exitCode = 1;
}

function formatCpu(valuesMs: readonly number[]): string {
  return median(valuesMs).toFixed(1);
}

/** Returns the sums of operations and errors, and the medians of the rest. */
function summarize(name: string, loads: readonly SiteLoad[]): Row {
  const counted = loads.flatMap(({ calls }) => calls ?? []);
  return {
    name,
    operations: sum(loads.map(({ operations }) => operations)),
    errors: sum(loads.map(({ errors }) => errors)),
    calls: counted.length === 0 ? null : median(counted),
    p50Ms: median(loads.map(({ p50Ms }) => p50Ms)),
    p95Ms: median(loads.map(({ p95Ms }) => p95Ms)),
  };
}

function judge(measured: readonly Round[]): Verdict[] {
  const errors = sum(measured.map(({ alone, beside }) => alone.errors + beside.errors));
  const calls = new Set(measured.flatMap(({ alone, beside }) => [alone.calls, beside.calls]));
  const ratios = measured.map(({ alone, beside }) => beside.p95Ms / alone.p95Ms);
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return [
    { goal: 'no operation of the healthy site fails', figure: String(errors), isMet: errors === 0 },
    {
      goal: 'each operation of the healthy site sends the same number of FHIR requests',
      figure: [...calls].join(', '),
      isMet: calls.size === 1,
    },
    {
      goal: `the p95 with the others is at most ${MAX_P95_RATIO} × the p95 without them`,
      figure: `${ratio.toFixed(2)} (${range})`,
      isMet: ratio <= MAX_P95_RATIO,
    },
  ];
}

function parseOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '10' },
        seconds: { type: 'string', default: '10' },
        callers: { type: 'string', default: '50' },
        'warm-up': { type: 'string', default: '20' },
        json: { type: 'boolean', default: false },
      },
    });
    const counts = [values.rounds, values.seconds, values.callers, values['warm-up']];
    if (!counts.every((count) => /^[1-9]\d{0,2}$|^1000$/.test(count))) return null;
    const [rounds = 0, seconds = 0, callers = 0, warmUp = 0] = counts.map(Number);
    return { rounds, seconds, callers, warmUp, json: values.json };
  } catch {
    return null;
  }
}
