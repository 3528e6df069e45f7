/**
 * `npm run nightly -- soak [--minutes N] [--seed S] [--workers W]`: runs the gateway in production mode for a long time, in front of two
 * sites, each a sandbox with random faults and restarts, and with a Valkey that restarts. Its callers read, page, open documents and write; some are
 * people who signed in. Prints process metrics at the start, every minute and at the end, with no operation in flight and after garbage
 * collection. Event-loop delays cover the past minute.
 *
 * Fails if an operation is lost (no response), if a response is wrong (it differs from the baseline without an error), if a record is
 * written twice or was reported as created and is missing, if the gateway exits
 * or returns INTERNAL_SERVER_ERROR, if it does not recover within seconds after the faults, or if it leaks: more than 0.5 MB of heap per
 * minute after five minutes, or more open sockets than keep-alive explains.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AUDIENCE, startIdentityProvider } from '../test/support/identity-provider.ts';
import { isValkeyThere, startValkey } from '../test/support/valkey.ts';
import { createClient } from './soak/client.ts';
import { type SoakedGateway, startSoakedGateway } from './soak/gateway.ts';
import { createLoad, type Load } from './soak/load.ts';
import { parseOptions, type SoakOptions, USAGE } from './soak/options.ts';
import { createRandom } from './soak/random.ts';
import { findProblems, HEADING, maxSockets, type Sample, sampleLine, summary } from './soak/report.ts';
import { createTally, note, type Tally } from './soak/tally.ts';
import { createTasks, MAIN_SITE, OTHER_SITE } from './soak/sites.ts';
import { createPrivateKey, KEY_VARIABLE, type SoakedUpstream, startSoakedUpstream } from './soak/upstream.ts';
import { checkWrites, createWriter } from './soak/writes.ts';

const TIMEOUT_MS = 2_000;
const OPERATION_MS = 10_000;
/** How long after its deadline a response may arrive, on a busy machine. */
const RESPONSE_GRACE_MS = 10_000;
const MAX_CONCURRENCY = 8;
const MINUTE_MS = 60_000;
/** The share of each minute with faults. The rest has none, and ends with a sample. */
const FAULT_SHARE = 0.75;
/** A circuit breaker stays open for at most 5 s. */
const RECOVERY_TIMEOUT_MS = 20_000;
const MAX_DOWNTIME_MS = 4_000;
/** Long enough for aborted connections to close. */
const SETTLE_MS = 1_500;

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  const problems = await soak(options);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? 'Passed.\n' : 'Failed.\n');
  process.exit(problems.length === 0 ? 0 : 1);
}

interface Parts {
  readonly gateway: SoakedGateway;
  readonly upstreams: readonly SoakedUpstream[];
  readonly load: Load;
  readonly tally: Tally;
}

async function soak({ minutes, seed, workers }: SoakOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-soak-'));
  const tally = createTally();
  const random = createRandom(seed);
  const provider = await startIdentityProvider();
  const valkey = isValkeyThere ? await startValkey() : null;
  const privateKey = createPrivateKey();
  const shared = { folder, tally, privateKey };
  const main = await startSoakedUpstream({ ...shared, id: MAIN_SITE, profile: 'standard', seed });
  const other = await startSoakedUpstream({
    ...shared,
    id: OTHER_SITE,
    profile: 'community',
    seed: seed + 1,
  });
  const upstreams = [main, other];
  const sitesFile = join(folder, 'sites.json');
  writeFileSync(sitesFile, JSON.stringify({ sites: { [MAIN_SITE]: main.site, [OTHER_SITE]: other.site } }));
  const gateway = await startSoakedGateway(
    {
      SITES_FILE: sitesFile,
      [KEY_VARIABLE]: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      STATE_URL: valkey?.url ?? `sqlite:${join(folder, 'state.sqlite')}`,
      SESSION_SECRET: 'a-secret-of-the-soak-of-32-characters',
      WRITES_ENABLED: 'true',
      EPIC_TIMEOUT_MS: String(TIMEOUT_MS),
      EPIC_BINARY_TIMEOUT_MS: String(TIMEOUT_MS),
      EPIC_MAX_CONCURRENCY: String(MAX_CONCURRENCY),
      OPERATION_TIMEOUT_MS: String(OPERATION_MS),
      MAX_UPSTREAM_CALLS_PER_MINUTE: '0',
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: AUDIENCE,
    },
    folder,
    tally,
  );
  const client = createClient(gateway.port, OPERATION_MS + RESPONSE_GRACE_MS);
  const { tasks, writer } = await createTasks({ client, provider, other, tally });
  const written = other.facts.open;
  const load = createLoad({
    tasks,
    createWrite: (check) => createWriter({ client, caller: writer, written, tally }, check),
    random,
    tally,
  });
  await load.recordBaseline();

  const parts = { gateway, upstreams, load, tally };
  const samples: Sample[] = [];
  const store = valkey === null ? 'SQLite, because there is no valkey-server' : 'Valkey';
  process.stdout.write(
    `seed ${seed}, ${workers} workers, ${minutes} minutes\n${upstreams.length} sites, ${tasks.length} tasks and writes, state in ${store}\n${HEADING}\n`,
  );
  const started = performance.now();
  const minute = (): number => (performance.now() - started) / MINUTE_MS;
  const recordSample = async (): Promise<void> => {
    await delay(SETTLE_MS);
    const sample = await takeSample(parts, minute());
    samples.push(sample);
    process.stdout.write(`${sampleLine(sample)}\n`);
  };
  await recordSample();
  while (minute() < minutes && tally.problems.count === 0) {
    const roundMs = Math.min(MINUTE_MS, (minutes - minute()) * MINUTE_MS);
    load.start(workers);
    for (const upstream of upstreams) upstream.startFaults();
    await delay((roundMs * FAULT_SHARE) / 2);
    // The other site never restarts, because the people who signed in there would have lost their sessions for good.
    await main.restart(random.below(MAX_DOWNTIME_MS));
    await valkey?.restart();
    await delay((roundMs * FAULT_SHARE) / 2);
    for (const upstream of upstreams) upstream.stopFaults();
    await delay(roundMs * (1 - FAULT_SHARE));
    await load.stop();
    await expectRecovery(parts);
    await recordSample();
  }
  client.close();
  await gateway.stop();
  for (const upstream of upstreams) await upstream.stop();
  await valkey?.close();
  await provider.close();
  rmSync(folder, { recursive: true });
  checkWrites(tally);
  process.stdout.write(`${summary(tally, samples)}\n`);
  return findProblems(tally, samples, maxSockets(workers, MAX_CONCURRENCY, upstreams.length));
}

/** Notes a problem if responses still differ from the baseline after the faults have stopped. Repeats only the tasks that differ. */
async function expectRecovery({ load, tally }: Parts): Promise<void> {
  let degraded = await load.findDegraded();
  const started = performance.now();
  while (degraded.length > 0) {
    if (performance.now() - started > RECOVERY_TIMEOUT_MS) {
      const descriptions = degraded.slice(0, 5).map(({ description }) => description);
      note(tally.problems, `no recovery within ${RECOVERY_TIMEOUT_MS} ms: ${descriptions.join(', ')}`);
      return;
    }
    await delay(500);
    degraded = await load.findDegraded(degraded.map(({ task }) => task));
  }
}

async function takeSample({ gateway, tally }: Parts, minute: number): Promise<Sample> {
  const metrics = await gateway.readMetrics();
  const { operations, clean, upstreamRequests } = tally;
  return {
    ...metrics,
    minute,
    operations,
    clean,
    upstreamRequests,
    lost: tally.lost.count,
    wrong: tally.wrong.count,
  };
}
