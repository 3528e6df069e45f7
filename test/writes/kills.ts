/**
 * Kills processes that write, at random moments, and starts the next one on what they left: what they told, what they did not come to
 * tell and what the server has are to agree.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { FROM_SOURCE } from '../support/from-source.ts';
import { openVisit } from '../support/writing.ts';
import type { Job, Task, Told } from './killable-process.ts';

export interface KillFigures {
  readonly kills: number;
  readonly jobs: number;
  /** Of the jobs: those that were told as created, and those that stay unknown. */
  readonly created: number;
  readonly unknown: number;
  /** Of those that are unknown: how many the server has. */
  readonly unknownAndThere: number;
  /** How many processes were killed when the server had something that they had not told. */
  readonly cutOff: number;
  /** What is wrong, a line each; none where all is well. */
  readonly problems: readonly string[];
}

const PROGRAM = resolve('test/writes/killable-process.ts');
/** As many as a process can do before it is killed, and more. */
const JOBS_AT_ONCE = 12;
/** How many writes a process is let finish before it is killed during the next one. */
const MOST_FINISHED = 4;
/** Two at a time, each with a store of its own, as there are two cores. */
const LANES = 2;

export async function killWriters(kills: number, seed: number): Promise<KillFigures> {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'gateway-kills-'));
  const random = randomFrom(seed);
  const each = Array.from({ length: LANES }, (_, lane) => ({
    sandbox,
    folder,
    random,
    lane,
    kills: Math.ceil((kills - lane) / LANES),
  }));
  const lanes = await Promise.all(each.map(runLane));
  const figures = judge(
    sandbox,
    lanes.flatMap(({ jobs }) => jobs),
    new Map(lanes.flatMap(({ told }) => [...told])),
  );
  await sandbox.close();
  rmSync(folder, { recursive: true });
  const sum = (count: (lane: Lane) => number) => lanes.reduce((total, lane) => total + count(lane), 0);
  return { ...figures, kills: sum((lane) => lane.kills), cutOff: sum((lane) => lane.cutOff) };
}

interface LaneOptions {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly random: () => number;
  readonly lane: number;
  readonly kills: number;
}

interface Lane {
  readonly jobs: readonly Job[];
  readonly told: ReadonlyMap<string, Told>;
  readonly kills: number;
  readonly cutOff: number;
}

async function runLane({ sandbox, folder, random, lane, kills }: LaneOptions): Promise<Lane> {
  const jobs: Job[] = [];
  const told = new Map<string, Told>();
  let cutOff = 0;
  const open = (): Job[] => jobs.filter(({ key }) => !told.has(key));
  for (let kill = 0; kill <= kills; kill += 1) {
    const isLast = kill === kills;
    const room = isLast ? 0 : JOBS_AT_ONCE - open().length;
    for (let added = 0; added < room; added += 1) jobs.push(newJob(sandbox, lane, jobs.length));
    const task = taskFor(sandbox, join(folder, `state-${lane}.sqlite`), open());
    const file = join(folder, `task-${lane}.json`);
    writeFileSync(file, JSON.stringify(task));
    const heard = await runUntil(file, isLast ? null : momentOf(random));
    for (const each of heard) told.set(each.key, each);
    if (open().some((job) => isThere(sandbox, job))) cutOff += 1;
  }
  return { jobs, told, kills, cutOff };
}

/** When a process is killed: after so many writes, and then so far into the next one. */
interface Moment {
  readonly finished: number;
  /** Of the time that a write takes, which is as fast as the machine is; it can be beyond the end of it. */
  readonly share: number;
}

function momentOf(random: () => number): Moment {
  return { finished: Math.floor(random() * MOST_FINISHED), share: random() * 1.2 };
}

/** What the process told before it ended by itself, or was killed. */
async function runUntil(file: string, moment: Moment | null): Promise<Told[]> {
  const child = spawn(process.execPath, [...FROM_SOURCE, PROGRAM, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(file), 'compiled') },
  });
  const ended = once(child, 'close');
  const told: Told[] = [];
  let [writeMs, last] = [USUAL_WRITE_MS, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    const now = performance.now();
    const parsed: unknown = line === 'ready' ? null : parsedOrNull(line);
    if (isTold(parsed)) {
      told.push(parsed);
      writeMs = now - last;
    }
    last = now;
    if (moment?.finished === told.length)
      void delay(moment.share * writeMs).then(() => child.kill('SIGKILL'));
  }
  await ended;
  return told;
}

const USUAL_WRITE_MS = 15;

function taskFor({ baseUrl, credentials }: Sandbox, statePath: string, jobs: readonly Job[]): Task {
  const { clientId, keyId, privateKey } = credentials;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { baseUrl, clientId, keyId, privateKey: pem, statePath, jobs };
}

/** Each can be told from every other by what the server has of it. */
function newJob(sandbox: Sandbox, lane: number, number: number): Job {
  const key = `kill-${lane}-${String(number).padStart(12, '0')}`;
  const visit = { patientId: CAMILA_LOPEZ, encounterId: openVisit(sandbox) };
  switch (number % 3) {
    case 0: {
      const takenAt = new Date(Date.UTC(2025, lane, 1) + number * 1_000).toISOString();
      return {
        key,
        kind: 'vitals',
        input: { ...visit, takenAt, heartRate: { value: 72, unit: 'PER_MINUTE' } },
      };
    }
    case 1:
      return {
        key,
        kind: 'note',
        input: { ...visit, type: 'PROGRESS', status: 'FINAL', text: `Note of ${key}.` },
      };
    default: {
      const problem = { system: 'SNOMED', code: '41652007', name: `Problem of ${key}` } as const;
      return { key, kind: 'problem', input: { patientId: CAMILA_LOPEZ, problem } };
    }
  }
}

/** What a job has to be found by in what was submitted. */
function markOf({ key, kind, input }: Job): string {
  if (kind === 'vitals') return JSON.stringify(input.takenAt.replace(/\.\d+/, ''));
  return kind === 'note' ? Buffer.from(input.text).toString('base64') : `Problem of ${key}"`;
}

function isThere(sandbox: Sandbox, job: Job): boolean {
  const mark = markOf(job);
  return sandbox.created.some(({ submitted }) => JSON.stringify(submitted).includes(mark));
}

function judge(
  sandbox: Sandbox,
  jobs: readonly Job[],
  told: ReadonlyMap<string, Told>,
): Omit<KillFigures, 'kills' | 'cutOff'> {
  const records = sandbox.created.map(({ id, submitted }) => ({ id, text: JSON.stringify(submitted) }));
  const problems: string[] = [];
  let [created, unknown, unknownAndThere, accounted] = [0, 0, 0, 0];
  for (const job of jobs) {
    const there = records.filter(({ text }) => text.includes(markOf(job)));
    accounted += there.length;
    const { outcome = 'nothing', id = null } = told.get(job.key) ?? {};
    if (there.length > 1) problems.push(`${job.key} is there ${there.length} times`);
    if (outcome === 'created') {
      created += 1;
      if (there[0]?.id !== id) problems.push(`${job.key} was told as created, and is not what is there`);
    } else if (outcome === 'WRITE_OUTCOME_UNKNOWN') {
      unknown += 1;
      unknownAndThere += there.length;
    } else {
      // Nobody else writes: what is there already was sent twice.
      problems.push(`${job.key} was told as ${outcome}`);
    }
  }
  if (accounted !== records.length) problems.push(`${records.length - accounted} records are of no job`);
  return { jobs: jobs.length, created, unknown, unknownAndThere, problems };
}

function isTold(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && 'key' in value && 'outcome' in value;
}

/** A line that broke off with its process told nothing. */
function parsedOrNull(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}

/** Mulberry32: the same moments for the same seed, as far as a machine allows. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
