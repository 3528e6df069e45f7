/** Measures what configured, active and idle sites cost: memory, CPU, timers and connections. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { readImageSettings } from '../scripts/image-settings.ts';
import type { Child } from './child.ts';
import { GENEROUS_LIMITS, startServer } from './contenders.ts';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { CENSUS, CPU, RELOAD } from './messages.ts';
import { median } from './statistics.ts';
import { startWideUpstream, type WideUpstream } from './wide-upstream.ts';

/** `configured`: before the first operation. `active`: after operations at each site. `closed`: after the idle time. */
export type State = 'configured' | 'active' | 'closed';

export interface SitesState extends Pick<
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
  /** Rounds of times, each in a new gateway. Their medians count. */
  readonly rounds: number;
  /** Longer than all operations together, so that no site closes before they have ended. */
  readonly idleMs: number;
}

/** The idle time is longer than the window of the rate limit, whose counts keep timers. */
export const ALL_SITES: SitesRun = {
  counts: [1, 10, 100, 500],
  warmUp: 4_000,
  operations: 2_000,
  rounds: 3,
  idleMs: 65_000,
};
export const QUICK_SITES: SitesRun = { counts: [1, 5], warmUp: 5, operations: 5, rounds: 1, idleMs: 10_000 };
const GATEWAY = new URL('./processes/sites-gateway.ts', import.meta.url);
const CHECKOUT = new URL('../', import.meta.url);
const CLOSING_MS = 30_000;
/** The timers of the sites can fire this late. */
const GRACE_MS = 2_000;
const OPERATION = { query: '{ patient(id: "p1") { id fullName birthDate } }' };

/** A gateway of a sites file with so many sites. */
interface Setup extends Servers {
  readonly ids: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Measures each count of sites in gateways of its own: first the times, in rounds of all counts, then the memory. A census collects all garbage, and with
 * it compiled code, so operations after it would cost more.
 */
export async function measureSites(run: SitesRun): Promise<SitesCosts[]> {
  const [upstream, issuer, folder] = await Promise.all([
    startWideUpstream(),
    startIssuer(),
    mkdtemp(join(tmpdir(), 'bench-sites-')),
  ]);
  try {
    const setups: Setup[] = [];
    for (const count of run.counts)
      setups.push(await createSetup(join(folder, String(count)), count, run, { upstream, issuer }));
    const times: Times[][] = setups.map(() => []);
    for (let round = 0; round < run.rounds; round += 1)
      for (const [index, setup] of setups.entries())
        times[index]?.push(await runGateway(setup, (gateway) => measureTimes(gateway, run)));
    const rows: SitesCosts[] = [];
    for (const [index, setup] of setups.entries()) {
      const memory = await runGateway(setup, (gateway) => measureMemory(gateway, run));
      rows.push({ sites: setup.ids.length, ...mediansOf(times[index] ?? []), ...memory });
    }
    return rows;
  } finally {
    await Promise.all([upstream.close(), issuer.close(), rm(folder, { recursive: true })]);
  }
}

async function createSetup(
  folder: string,
  count: number,
  { idleMs }: SitesRun,
  servers: Servers,
): Promise<Setup> {
  await mkdir(folder);
  const ids = Array.from({ length: count }, (_, index) => `site-${index}`);
  const environment = {
    ...GENEROUS_LIMITS,
    ...servers.issuer.environment,
    SITES_FILE: await writeSitesFile(folder, ids, servers),
    PORT: '0',
    METRICS_PORT: '0',
    BENCH_SITE_IDLE_MS: String(idleMs),
  };
  return { ...servers, ids, environment };
}

type Times = Pick<SitesCosts, 'startMs' | 'openingMs' | 'operationMs' | 'reload'>;

function mediansOf(rounds: readonly Times[]): Times {
  const medianOf = (pick: (times: Times) => number): number => median(rounds.map(pick));
  return {
    startMs: medianOf(({ startMs }) => startMs),
    openingMs: medianOf(({ openingMs }) => openingMs),
    operationMs: medianOf(({ operationMs }) => operationMs),
    reload: { ms: medianOf(({ reload }) => reload.ms), cpuMs: medianOf(({ reload }) => reload.cpuMs) },
  };
}

/** Runs a gateway until the measurement ends. */
async function runGateway<T>(
  { ids, environment, upstream, issuer }: Setup,
  measure: (gateway: RunningGateway) => Promise<T>,
): Promise<T> {
  const image = readImageSettings(CHECKOUT);
  const { child, port } = await startServer(GATEWAY, { ...environment, ...image.environment }, image.flags);
  const client = createGraphqlClient(port);
  try {
    return await measure({ child, client, targets: await createTargets(ids, issuer), upstream });
  } finally {
    client.close();
    await child.stop();
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

interface Target {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function createTargets(ids: readonly string[], issuer: Issuer): Promise<Target[]> {
  return Promise.all(
    ids.map(async (id) => ({
      path: `/sites/${id}/graphql`,
      headers: { authorization: await issuer.signBearer('user/*.rs', undefined, issuer.urlOf(id)) },
    })),
  );
}

interface RunningGateway {
  readonly child: Child;
  readonly client: GraphqlClient;
  /** The sites, each for a caller of its own issuer. */
  readonly targets: readonly Target[];
  readonly upstream: WideUpstream;
}

/** Sends an operation to one site after the other. */
async function operate({ client, targets }: RunningGateway, count: number, from = 0): Promise<void> {
  for (const target of takeTurns(targets, count, from)) await client.postTo(target, OPERATION);
}

async function measureTimes(gateway: RunningGateway, { warmUp, operations }: SitesRun): Promise<Times> {
  const { child, targets } = gateway;
  const measureMs = async (count: number, from = 0): Promise<number> => {
    const before = await child.request({ kind: 'cpu' }, CPU);
    await operate(gateway, count, from);
    const after = await child.request({ kind: 'cpu' }, CPU);
    return (after.microseconds - before.microseconds) / 1_000 / count;
  };
  const started = await child.request({ kind: 'cpu' }, CPU);
  await operate(gateway, 1);
  const openingMs = targets.length === 1 ? Number.NaN : await measureMs(targets.length - 1, 1);
  await operate(gateway, warmUp);
  const operationMs = await measureMs(operations);
  const { ms, microseconds } = await child.request({ kind: 'reload' }, RELOAD);
  return {
    startMs: started.microseconds / 1_000,
    openingMs,
    operationMs,
    reload: { ms, cpuMs: microseconds / 1_000 },
  };
}

async function measureMemory(
  gateway: RunningGateway,
  { warmUp, idleMs }: SitesRun,
): Promise<Pick<SitesCosts, 'states' | 'activeBytesEach'>> {
  const { child, targets, upstream } = gateway;
  const requestsBefore = upstream.countRequests();
  const readState = async (): Promise<SitesState> => {
    const { kind: _kind, ...counted } = await child.request({ kind: 'census' }, CENSUS);
    const connections = await upstream.countConnections();
    return { ...counted, connections, requests: upstream.countRequests() - requestsBefore };
  };
  const configured = await readState();
  await operate(gateway, 1);
  const first = await readState();
  await operate(gateway, targets.length - 1, 1);
  const all = await readState();
  await operate(gateway, warmUp);
  const active = await readState();
  await waitForClosing(upstream, idleMs);
  return {
    states: { configured, active, closed: await readState() },
    activeBytesEach:
      targets.length === 1 ? Number.NaN : (all.heapBytes - first.heapBytes) / (targets.length - 1),
  };
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
