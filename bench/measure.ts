/** The measurement: contenders in turn, round after round, so that what disturbs one disturbs all. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Contender, ContenderName } from './contenders.ts';
import type { Answered } from './graphql-load.ts';
import { median, percentile, sum } from './statistics.ts';
import type { Load } from './turn.ts';

export type Calls = Readonly<Record<string, number>>;

/** What one turn of a contender came to. */
export interface Sample {
  readonly operationsPerSecond: number;
  /** Of its whole process, for one operation, without what the process uses when it is left alone for as long. */
  readonly cpuMicroseconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Upstream calls for one operation, all kinds together. */
  readonly callsPerOperation: number;
}

export interface Measured {
  readonly name: ContenderName;
  /** One a round, the warm-up left out. */
  readonly samples: readonly Sample[];
  /** Upstream calls by kind, of the rounds that count. */
  readonly calls: Calls;
  /** Of the warm-up too. */
  readonly failures: readonly string[];
  readonly first: Answered;
  /** The most memory that the process has held, to the end of the run. */
  readonly peakBytes: number;
}

export interface Measurement {
  readonly load: Load;
  readonly rounds: Rounds;
  readonly contenders: readonly Measured[];
}

export interface Rounds {
  /**
   * How long each contender runs before they count, and one turn at least: V8 compiles what runs once an operation for the last time after
   * ten thousand of them or so, and what such code makes costs less to collect.
   */
  readonly warmUpSeconds: number;
  readonly counted: number;
}

/** How the bench gets at its contenders. */
export interface Field {
  /** In the order of their turns. */
  readonly contenders: readonly Contender[];
  /** Upstream calls since this was last asked. */
  takeCalls(): Promise<Calls>;
}

interface Track {
  readonly contender: Contender;
  readonly samples: Sample[];
  calls: Record<string, number>;
  readonly failures: string[];
  idleMicrosecondsPerMs: number;
}

const IDLE_MS = 1_000;

export async function measure(field: Field, load: Load, rounds: Rounds): Promise<Measurement> {
  const tracks = field.contenders.map((contender): Track => ({
    contender,
    samples: [],
    calls: {},
    failures: [],
    idleMicrosecondsPerMs: 0,
  }));
  await warmUp(field, tracks, load, 1_000 * rounds.warmUpSeconds);
  await Promise.all(tracks.map(measureIdle));
  for (let round = 0; round < rounds.counted; round += 1) {
    for (const track of tracks) track.samples.push(await sample(field, track, load));
  }
  return { load, rounds, contenders: await Promise.all(tracks.map(measured)) };
}

/** In turns, until each has had its time: the slower ones come to fewer operations. */
async function warmUp(field: Field, tracks: readonly Track[], load: Load, eachMs: number): Promise<void> {
  const hadMs = new Map<Track, number>();
  let cold = tracks;
  do {
    for (const track of cold) {
      const started = performance.now();
      await sample(field, track, load);
      hadMs.set(track, (hadMs.get(track) ?? 0) + performance.now() - started);
    }
    cold = tracks.filter((track) => track.failures.length === 0 && (hadMs.get(track) ?? 0) < eachMs);
  } while (cold.length > 0);
  for (const track of tracks) track.calls = {};
}

async function measured({ contender, samples, calls, failures }: Track): Promise<Measured> {
  const { name, first } = contender;
  const { peakBytes } = await contender.used();
  return { name, samples, calls, failures, first, peakBytes };
}

async function measureIdle(track: Track): Promise<void> {
  const started = performance.now();
  const before = await track.contender.used();
  await delay(IDLE_MS);
  const after = await track.contender.used();
  track.idleMicrosecondsPerMs = (after.microseconds - before.microseconds) / (performance.now() - started);
}

async function sample(field: Field, track: Track, load: Load): Promise<Sample> {
  const { contender, idleMicrosecondsPerMs } = track;
  const { operations } = load;
  const before = await contender.used();
  const { durationMs, latenciesMs, failures } = await contender.turn(load);
  const after = await contender.used();
  const calls = await field.takeCalls();
  track.failures.push(...failures);
  for (const [name, count] of Object.entries(calls)) track.calls[name] = (track.calls[name] ?? 0) + count;
  return {
    operationsPerSecond: (1000 * operations) / durationMs,
    cpuMicroseconds:
      (after.microseconds - before.microseconds - idleMicrosecondsPerMs * durationMs) / operations,
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
    callsPerOperation: sum(Object.values(calls)) / operations,
  };
}
