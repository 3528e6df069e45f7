/** Measures what configured, active and idle sites cost: memory, CPU, timers and connections. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { Child } from './child.ts';
import { GENEROUS_LIMITS, startServer } from './contenders.ts';
import { createGraphqlClient } from './graphql-client.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { CENSUS, CPU, RELOAD } from './messages.ts';
import type { Verdict } from './report.ts';
import { type Column, formatTable, MEGABYTE } from './table.ts';
import { startWideUpstream, type WideUpstream } from './wide-upstream.ts';

/** `configured`: before the first operation. `active`: after operations at each site. `closed`: after the idle time. */
type State = 'configured' | 'active' | 'closed';

interface SitesState extends Pick<
  z.output<typeof CENSUS>,
  'heapBytes' | 'residentBytes' | 'timers' | 'sockets'
> {
  /** Open connections of all FHIR servers. */
  readonly connections: number;
  /** Requests to all FHIR servers so far, with token requests. */
  readonly requests: number;
}

export interface SitesCosts {
  readonly sites: number;
  readonly states: Readonly<Record<State, SitesState>>;
  /** Heap of one active site: the growth from the first to the last. NaN for one site. */
  readonly activeBytesEach: number;
  /** CPU time until the gateway listens. */
  readonly startMs: number;
  /** CPU time of the first operation at a site, which opens it: the mean without the first site. NaN for one site. */
  readonly openingMs: number;
  /** CPU time of a later operation. */
  readonly operationMs: number;
  /** How long a reload of the unchanged file blocks the event loop, and its CPU time. */
  readonly reload: { readonly ms: number; readonly cpuMs: number };
}

export interface SitesRun {
  /** How many sites, each count in a gateway of its own. */
  readonly counts: readonly number[];
  /** Operations until V8 has optimized most of the code. They take turns at the sites. */
  readonly warmUp: number;
  /** Operations whose CPU time counts. */
  readonly operations: number;
  /** Longer than all operations together, so that no site closes before they have ended. */
  readonly idleMs: number;
}

/** The idle time is longer than the window of the rate limit, whose counts keep timers. */
export const ALL_SITES: SitesRun = {
  counts: [1, 10, 100, 500],
  warmUp: 4_000,
  operations: 2_000,
  idleMs: 65_000,
};
export const QUICK_SITES: SitesRun = { counts: [1, 5], warmUp: 5, operations: 5, idleMs: 10_000 };
const GATEWAY = new URL('./processes/sites-gateway.ts', import.meta.url);
const CLOSING_MS = 30_000;
/** The timers of the sites can fire this late. */
const GRACE_MS = 2_000;
const OPERATION = { query: '{ patient(id: "p1") { id fullName birthDate } }' };

/** Measures each count of sites in a gateway of its own. */
export async function measureSites(run: SitesRun): Promise<SitesCosts[]> {
  const [upstream, issuer] = await Promise.all([startWideUpstream(), startIssuer()]);
  try {
    const rows: SitesCosts[] = [];
    for (const count of run.counts) rows.push(await measureCount(count, run, { upstream, issuer }));
    return rows;
  } finally {
    await Promise.all([upstream.close(), issuer.close()]);
  }
}

async function measureCount(count: number, run: SitesRun, servers: Servers): Promise<SitesCosts> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sites-'));
  try {
    const ids = Array.from({ length: count }, (_, index) => `site-${index}`);
    const file = await writeSitesFile(folder, ids, servers);
    const { child, port } = await startServer(GATEWAY, {
      ...GENEROUS_LIMITS,
      ...servers.issuer.environment,
      SITES_FILE: file,
      PORT: '0',
      METRICS_PORT: '0',
      BENCH_SITE_IDLE_MS: String(run.idleMs),
    });
    try {
      return await measureGateway(child, { ...servers, ...run, port, ids });
    } finally {
      await child.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Servers {
  readonly upstream: WideUpstream;
  readonly issuer: Issuer;
}

/** Each site has a FHIR server, an issuer and a key file of its own. The keys are equal, which saves the time to generate them. */
async function writeSitesFile(
  folder: string,
  ids: readonly string[],
  { upstream, issuer }: Servers,
): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const { EPIC_TOKEN_URL: tokenUrl } = upstream.environment;
  const sites = ids.map((id) => {
    const site = {
      name: `Hospital ${id}`,
      baseUrl: upstream.baseUrlOf(id),
      tokenUrl,
      clientId: `client-${id}`,
      privateKeyFile: `${id}.pem`,
      keyId: id,
      panel: 'none',
      callers: { issuer: issuer.urlOf(id), audience: issuer.audience },
    };
    return [id, site] as const;
  });
  for (const id of ids) await writeFile(join(folder, `${id}.pem`), pem, { mode: 0o600 });
  const file = join(folder, 'sites.json');
  await writeFile(file, JSON.stringify({ sites: Object.fromEntries(sites) }));
  return file;
}

interface RunningGateway extends Servers, SitesRun {
  readonly port: number;
  readonly ids: readonly string[];
}

async function measureGateway(
  child: Child,
  { port, ids, upstream, issuer, warmUp, operations, idleMs }: RunningGateway,
): Promise<SitesCosts> {
  const client = createGraphqlClient(port);
  const targets = await Promise.all(
    ids.map(async (id) => ({
      path: `/sites/${id}/graphql`,
      headers: { authorization: await issuer.signBearer('user/*.rs', undefined, issuer.urlOf(id)) },
    })),
  );
  const requestsBefore = upstream.countRequests();
  const readState = async () => {
    const { kind: _kind, ...counted } = await child.request({ kind: 'census' }, CENSUS);
    const connections = await upstream.countConnections();
    const requests = upstream.countRequests() - requestsBefore;
    return { ...counted, connections, requests };
  };
  const operate = async (count: number, from: number): Promise<void> => {
    for (const target of takeTurns(targets, count, from)) await client.postTo(target, OPERATION);
  };
  const measureMs = async (count: number, from = 0): Promise<number> => {
    const before = await child.request({ kind: 'cpu' }, CPU);
    await operate(count, from);
    const after = await child.request({ kind: 'cpu' }, CPU);
    return (after.microseconds - before.microseconds) / 1_000 / count;
  };
  try {
    const started = await child.request({ kind: 'cpu' }, CPU);
    const configured = await readState();
    await operate(1, 0);
    const first = await readState();
    const openingMs = ids.length === 1 ? Number.NaN : await measureMs(ids.length - 1, 1);
    const all = await readState();
    await operate(warmUp, 0);
    const operationMs = await measureMs(operations);
    const active = await readState();
    const { ms, microseconds } = await child.request({ kind: 'reload' }, RELOAD);
    await waitForClosing(upstream, idleMs);
    const closed = await readState();
    return {
      sites: ids.length,
      states: { configured, active, closed },
      activeBytesEach: ids.length === 1 ? Number.NaN : (all.heapBytes - first.heapBytes) / (ids.length - 1),
      startMs: started.microseconds / 1_000,
      openingMs,
      operationMs,
      reload: { ms, cpuMs: microseconds / 1_000 },
    };
  } finally {
    client.close();
  }
}

function* takeTurns<T>(all: readonly T[], count: number, from: number): Generator<T> {
  for (let turn = from; turn < from + count; turn += 1) {
    const next = all[turn % all.length];
    if (next !== undefined) yield next;
  }
}

/** Waits for the idle time first, because a connection can close by its own timeout before its site does. */
async function waitForClosing(upstream: WideUpstream, idleMs: number): Promise<void> {
  await delay(idleMs + GRACE_MS);
  const deadline = performance.now() + CLOSING_MS;
  while ((await upstream.countConnections()) > 0) {
    if (performance.now() > deadline) throw new Error('Idle sites have not closed their connections.');
    await delay(100);
  }
}

const MEMORY_COLUMNS: readonly Column<SitesState & { readonly sites: number; readonly state: State }>[] = [
  ['sites', ({ sites, state }) => `${sites} ${state}`],
  ['heap MB', ({ heapBytes }) => (heapBytes / MEGABYTE).toFixed(1)],
  ['process MB', ({ residentBytes }) => (residentBytes / MEGABYTE).toFixed(0)],
  ['timers', ({ timers }) => String(timers)],
  ['sockets', ({ sockets }) => String(sockets)],
  ['FHIR connections', ({ connections }) => String(connections)],
  ['FHIR requests', ({ requests }) => String(requests)],
];

const CPU_COLUMNS: readonly Column<SitesCosts>[] = [
  ['sites', ({ sites }) => String(sites)],
  ['start, CPU ms', ({ startMs }) => startMs.toFixed(0)],
  ['first operation, CPU ms', ({ openingMs }) => formatKnown(openingMs, 1)],
  ['later operation, CPU ms', ({ operationMs }) => operationMs.toFixed(2)],
  ['reload, ms', ({ reload }) => reload.ms.toFixed(0)],
  ['of it CPU', ({ reload }) => reload.cpuMs.toFixed(0)],
  ['active site, kB', ({ activeBytesEach }) => formatKnown(activeBytesEach / 1024, 0)],
];

/** NaN means that a single site has no such figure. */
function formatKnown(value: number, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}

export function formatSites(rows: readonly SitesCosts[]): string {
  const states = rows.flatMap(({ sites, states: { configured, active, closed } }) => [
    { sites, state: 'configured' as const, ...configured },
    { sites, state: 'active' as const, ...active },
    { sites, state: 'closed' as const, ...closed },
  ]);
  return [
    'Sites of a sites file, after full garbage collections',
    '',
    ...formatTable(MEMORY_COLUMNS, states),
    '',
    ...formatTable(CPU_COLUMNS, rows),
    '',
  ].join('\n');
}

const MAX_CONFIGURED_BYTES = 20 * MEGABYTE;
const MAX_ACTIVE_BYTES = MEGABYTE;
/** A closed site leaves the series of its metrics. */
const MAX_CLOSED_BYTES = 64 * 1024;
/** A cost per operation that depends on the number of sites exceeds this ratio. */
const MAX_COST_RATIO = 1.25;

export function judgeSites(rows: readonly SitesCosts[]): Verdict[] {
  const [fewest, most] = [rows[0], rows.at(-1)];
  if (fewest === undefined || most === undefined) return [];
  const { sites } = most;
  const { configured, active, closed } = most.states;
  const bytes = configured.heapBytes - fewest.states.configured.heapBytes;
  const leftBytes = (closed.heapBytes - configured.heapBytes) / sites;
  const ratio = most.operationMs / fewest.operationMs;
  return [
    {
      goal: `${sites} configured sites take less than ${formatBytes(MAX_CONFIGURED_BYTES)} more than ${fewest.sites}`,
      figure: formatBytes(bytes),
      isMet: bytes < MAX_CONFIGURED_BYTES,
    },
    {
      goal: 'configured sites send no FHIR request and open no connection',
      figure: `${configured.requests} and ${configured.connections}`,
      isMet: configured.requests === 0 && configured.connections === 0,
    },
    {
      goal: `an active site takes less than ${formatBytes(MAX_ACTIVE_BYTES)}`,
      figure: formatBytes(most.activeBytesEach),
      isMet: most.activeBytesEach < MAX_ACTIVE_BYTES,
    },
    {
      goal: `a site that has closed has no connection, and leaves less than ${formatBytes(MAX_CLOSED_BYTES)}`,
      figure: `${closed.connections} of ${active.connections}, ${formatBytes(leftBytes)}`,
      isMet: closed.connections === 0 && leftBytes < MAX_CLOSED_BYTES,
    },
    {
      goal: `an operation at ${sites} active sites takes at most ${MAX_COST_RATIO} × the CPU of one at ${fewest.sites}`,
      figure: ratio.toFixed(2),
      isMet: ratio <= MAX_COST_RATIO,
    },
  ];
}

function formatBytes(bytes: number): string {
  return Math.abs(bytes) < MEGABYTE
    ? `${(bytes / 1024).toFixed(0)} kB`
    : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
