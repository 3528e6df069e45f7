/**
 * `npm run soak -- [--minutes N] [--seed S] [--workers W]`: the gateway in production, for a long time, in front of a sandbox that misbehaves at random and
 * is killed now and then. Prints how it is at the start, every minute and at the end, always with nothing under way and garbage collected; delays of the event
 * loop are those of the minute. Fails where an operation is lost (neither answer nor error), an answer is wrong (unlike that of a calm day, and no error says
 * so), the gateway ends, says INTERNAL_SERVER_ERROR, does not get well within seconds after the weather, or leaks: more than 0.5 MB of heap a minute after five
 * minutes, or more open sockets than are kept alive.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { AUDIENCE, startIdentityProvider } from '../test/support/identity-provider.ts';
import { createLine } from './soak/caller.ts';
import { createChance } from './soak/chance.ts';
import { type SoakedGateway, startSoakedGateway } from './soak/gateway.ts';
import { createLoad, type Load } from './soak/load.ts';
import { parseOptions, type SoakOptions, USAGE } from './soak/options.ts';
import { HEADING, mostSockets, type Sample, sampleLine, summary, verdict } from './soak/report.ts';
import { createTally, note, type Tally } from './soak/tally.ts';
import { type SoakedUpstream, startSoakedUpstream } from './soak/upstream.ts';

const TIMEOUT_MS = 2_000;
const OPERATION_MS = 10_000;
/** So much after its deadline an answer may come, on a busy machine. */
const HEARING_MS = 10_000;
const MAX_CONCURRENCY = 8;
const MINUTE_MS = 60_000;
/** Of each minute; what is left of it is calm, and ends with a sample. */
const STORM_SHARE = 0.75;
/** The longest circuit stays open for 5 s. */
const WELL_WITHIN_MS = 20_000;
const LONGEST_ABSENCE_MS = 4_000;
/** Connections that were given up are closed by then. */
const SETTLING_MS = 1_500;

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
  readonly upstream: SoakedUpstream;
  readonly load: Load;
  readonly tally: Tally;
}

async function soak({ minutes, seed, workers }: SoakOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-soak-'));
  const tally = createTally();
  const chance = createChance(seed);
  const provider = await startIdentityProvider();
  const upstream = await startSoakedUpstream(seed, folder, tally);
  const gateway = await startSoakedGateway(
    {
      ...upstream.environment,
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
  const line = createLine(gateway.port, OPERATION_MS + HEARING_MS);
  const load = await createLoad({ line, provider, patient: CAMILA_LOPEZ, chance, tally });
  await load.learn();

  const parts = { gateway, upstream, load, tally };
  const samples: Sample[] = [];
  process.stdout.write(`seed ${seed}, ${workers} workers, ${minutes} minutes\n${HEADING}\n`);
  const started = performance.now();
  const minute = (): number => (performance.now() - started) / MINUTE_MS;
  const take = async (): Promise<void> => {
    await delay(SETTLING_MS);
    const sample = await sampled(parts, minute());
    samples.push(sample);
    process.stdout.write(`${sampleLine(sample)}\n`);
  };
  await take();
  while (minute() < minutes && tally.problems.count === 0) {
    const roundMs = Math.min(MINUTE_MS, (minutes - minute()) * MINUTE_MS);
    load.start(workers);
    upstream.misbehave();
    await delay((roundMs * STORM_SHARE) / 2);
    await upstream.restart(chance.below(LONGEST_ABSENCE_MS));
    await delay((roundMs * STORM_SHARE) / 2);
    upstream.beCalm();
    await delay(roundMs * (1 - STORM_SHARE));
    await load.stop();
    await expectWell(parts);
    await take();
  }
  process.stdout.write(`${summary(tally, samples)}\n`);
  line.close();
  await gateway.stop();
  await upstream.stop();
  await provider.close();
  rmSync(folder, { recursive: true });
  return verdict(tally, samples, mostSockets(workers, MAX_CONCURRENCY));
}

/** Notes who is not served as on a calm day, though nothing is wrong any more. */
async function expectWell({ load, tally }: Parts): Promise<void> {
  const started = performance.now();
  for (;;) {
    const unwell = await load.unwell();
    if (unwell.length === 0) return;
    if (performance.now() - started > WELL_WITHIN_MS) {
      note(tally.problems, `not well again within ${WELL_WITHIN_MS} ms: ${unwell.slice(0, 5).join(', ')}`);
      return;
    }
    await delay(500);
  }
}

async function sampled({ gateway, tally }: Parts, minute: number): Promise<Sample> {
  const condition = await gateway.condition();
  const { operations, calm, upstreamRequests } = tally;
  return {
    ...condition,
    minute,
    operations,
    calm,
    upstreamRequests,
    lost: tally.lost.count,
    wrong: tally.wrong.count,
  };
}
