/**
 * Kills writing processes at random moments, and starts the next one with the same store. Then compares the reports of the processes
 * with the records on the server.
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
import type { Job, JobReport, Task } from './killable-process.ts';

export interface KillFigures {
  /** The processes that were killed. */
  readonly kills: number;
  readonly jobs: number;
  /** The jobs reported as created. */
  readonly created: number;
  /** The jobs whose outcome stays unknown. */
  readonly unknown: number;
  /** The unknown jobs that the server has a record of. */
  readonly unknownButCreated: number;
  /** The processes killed after the server created a record and before they reported it. */
  readonly killedUnreported: number;
  /** One line per inconsistency. */
  readonly problems: readonly string[];
}

const PROGRAM = resolve('test/writes/killable-process.ts');
/** More than a process usually finishes before it is killed. */
const JOBS_AT_ONCE = 12;
/** The exclusive upper bound of the writes that a process finishes before it is killed. */
const MAX_FINISHED = 4;
/** How many processes run at once, each with its own store: one per core of a machine with two cores. */
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
  const figures = compareReports(
    sandbox,
    lanes.flatMap(({ jobs }) => jobs),
    new Map(lanes.flatMap(({ reports }) => [...reports])),
  );
  await sandbox.close();
  rmSync(folder, { recursive: true });
  const sum = (count: (lane: Lane) => number) => lanes.reduce((total, lane) => total + count(lane), 0);
  const killed = sum((lane) => lane.kills);
  return {
    ...figures,
    problems: [
      ...figures.problems,
      // A process that ended by itself says nothing about kills.
      ...(killed === kills ? [] : [`${killed} of ${kills} processes were killed`]),
    ],
    kills: killed,
    killedUnreported: sum((lane) => lane.killedUnreported),
  };
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
  readonly reports: ReadonlyMap<string, JobReport>;
  readonly kills: number;
  readonly killedUnreported: number;
}

async function runLane({ sandbox, folder, random, lane, kills }: LaneOptions): Promise<Lane> {
  const jobs: Job[] = [];
  const reports = new Map<string, JobReport>();
  let [killed, killedUnreported] = [0, 0];
  const unreported = (): Job[] => jobs.filter(({ key }) => !reports.has(key));
  for (let kill = 0; kill <= kills; kill += 1) {
    const isLast = kill === kills;
    const room = isLast ? 0 : JOBS_AT_ONCE - unreported().length;
    for (let added = 0; added < room; added += 1) jobs.push(createJob(sandbox, lane, jobs.length));
    const task = createTask(sandbox, join(folder, `state-${lane}.sqlite`), unreported(), !isLast);
    const file = join(folder, `task-${lane}.json`);
    writeFileSync(file, JSON.stringify(task));
    const run = await runUntil(file, isLast ? null : pickMoment(random));
    for (const each of run.reports) reports.set(each.key, each);
    if (run.wasKilled) killed += 1;
    if (unreported().some((job) => isOnServer(sandbox, job))) killedUnreported += 1;
  }
  return { jobs, reports, kills: killed, killedUnreported };
}

/** When a process is killed: after this many finished writes, and after this share of the next write. */
interface Moment {
  readonly finished: number;
  /** A share of the duration of the previous write. Above 1, the kill can come after the write. */
  readonly share: number;
}

function pickMoment(random: () => number): Moment {
  return { finished: Math.floor(random() * MAX_FINISHED), share: random() * 1.2 };
}

interface WriterRun {
  readonly reports: readonly JobReport[];
  readonly wasKilled: boolean;
}

/** Returns the reports of the process until it ended or was killed. */
async function runUntil(file: string, moment: Moment | null): Promise<WriterRun> {
  const child = spawn(process.execPath, [...FROM_SOURCE, PROGRAM, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(file), 'compiled') },
  });
  const ended = once(child, 'close');
  const reports: JobReport[] = [];
  let [writeMs, last] = [USUAL_WRITE_MS, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    const now = performance.now();
    const parsed: unknown = line === 'ready' ? null : parseOrNull(line);
    if (isJobReport(parsed)) {
      reports.push(parsed);
      writeMs = now - last;
    }
    last = now;
    if (moment?.finished === reports.length)
      void delay(moment.share * writeMs).then(() => child.kill('SIGKILL'));
  }
  await ended;
  return { reports, wasKilled: child.signalCode === 'SIGKILL' };
}

const USUAL_WRITE_MS = 15;

function createTask(
  { baseUrl, credentials }: Sandbox,
  statePath: string,
  jobs: readonly Job[],
  endsByKill: boolean,
): Task {
  const { clientId, keyId, privateKey } = credentials;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { baseUrl, clientId, keyId, privateKey: pem, statePath, jobs, endsByKill };
}

/** Creates a job whose record on the server differs from the records of all other jobs. */
function createJob(sandbox: Sandbox, lane: number, number: number): Job {
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

/** Returns a text that only the job's submitted resource contains. */
function markerOf({ key, kind, input }: Job): string {
  if (kind === 'vitals') return JSON.stringify(input.takenAt.replace(/\.\d+/, ''));
  return kind === 'note' ? Buffer.from(input.text).toString('base64') : `Problem of ${key}"`;
}

function isOnServer(sandbox: Sandbox, job: Job): boolean {
  const marker = markerOf(job);
  return sandbox.created.some(({ submitted }) => JSON.stringify(submitted).includes(marker));
}

function compareReports(
  sandbox: Sandbox,
  jobs: readonly Job[],
  reports: ReadonlyMap<string, JobReport>,
): Omit<KillFigures, 'kills' | 'killedUnreported'> {
  const records = sandbox.created.map(({ id, submitted }) => ({ id, text: JSON.stringify(submitted) }));
  const problems: string[] = [];
  let [created, unknown, unknownButCreated, accounted] = [0, 0, 0, 0];
  for (const job of jobs) {
    const matches = records.filter(({ text }) => text.includes(markerOf(job)));
    accounted += matches.length;
    const { outcome = 'nothing', id = null } = reports.get(job.key) ?? {};
    if (matches.length > 1) problems.push(`${job.key} was created ${matches.length} times`);
    if (outcome === 'created') {
      created += 1;
      if (matches[0]?.id !== id)
        problems.push(`${job.key} was reported as created, but the server's record has another id`);
    } else if (outcome === 'WRITE_OUTCOME_UNKNOWN') {
      unknown += 1;
      unknownButCreated += matches.length;
    } else {
      // Nothing else writes to this sandbox, so any other outcome, such as ALREADY_EXISTS, means a duplicate send.
      problems.push(`${job.key} was reported as ${outcome}`);
    }
  }
  if (accounted !== records.length) problems.push(`${records.length - accounted} records belong to no job`);
  return { jobs: jobs.length, created, unknown, unknownButCreated, problems };
}

function isJobReport(value: unknown): value is JobReport {
  return typeof value === 'object' && value !== null && 'key' in value && 'outcome' in value;
}

/** Returns null for a line that was cut off by the kill. */
function parseOrNull(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}

/** Mulberry32. The same seed picks the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
