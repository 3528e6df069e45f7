/** A process that writes until it is killed. It has the Epic client, the loaders and the writes of a gateway, but no HTTP server. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { createNoteConverter } from 'clinical-notes';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import { createAccessLog } from '../../src/audit/access-log.ts';
import { SYSTEM_GRANT } from '../../src/auth/grants.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import { openSiteClient } from '../support/site.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { GatewayError } from '../../src/errors.ts';
import { createUnlimitedBudget } from '../../src/limits/response-budget.ts';
import { createLoaders } from '../../src/loaders/index.ts';
import { createUpstream, type UpstreamOptions } from '../../src/loaders/upstream.ts';
import { createLog } from '../../src/observability/log.ts';
import type { NoteInput } from '../../src/writes/note-input.ts';
import type { ProblemInput } from '../../src/writes/problem-input.ts';
import { openSqliteStore } from '../../src/writes/sqlite-store.ts';
import type { VitalSignsInput } from '../../src/writes/vital-signs-input.ts';
import { createWriteService } from '../../src/writes/write-service.ts';
import type { Writes } from '../../src/writes/writes.ts';

/** A write with its idempotency key. */
export type Job = { readonly key: string } & (
  | { readonly kind: 'vitals'; readonly input: VitalSignsInput }
  | { readonly kind: 'note'; readonly input: NoteInput }
  | { readonly kind: 'problem'; readonly input: ProblemInput }
);

/** The task of the process. Its argument is the path of a file that contains a task as JSON. */
export interface Task {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly keyId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly statePath: string;
  readonly jobs: readonly Job[];
  /** Whether the process is killed, however late. */
  readonly endsByKill: boolean;
}

/** The process writes a report per job as a line of JSON. */
export interface JobReport {
  readonly key: string;
  /** `created`, `accepted`, `already-exists`, or the code of an error. */
  readonly outcome: string;
  readonly id: string | null;
}

const [, , path = ''] = process.argv;
const task: unknown = JSON.parse(readFileSync(path, 'utf8'));
if (!isTask(task)) throw new Error('The argument expects the path of a task');

const log = createLog('silent');
const client = await openSiteClient({
  connection: createKeyConnection({
    baseUrl: task.baseUrl,
    clientId: task.clientId,
    privateKey: createPrivateKey(task.privateKey),
    keyId: task.keyId,
  }),
  limits: {
    timeoutMs: 5_000,
    maxConcurrency: 8,
    maxRps: 0,
    idBatchSize: 10,
    binaryTimeoutMs: 5_000,
    binaryMaxBytes: 1_000_000,
  },
  log,
});
const notes = createNoteConverter({ maxBytes: 1_000_000, timeoutMs: 10_000 });
const settings: UpstreamOptions = {
  site: client,
  notes,
  panel: { kind: 'none' },
  idBatchSize: 10,
  mrnSystem: 'MRN',
  siteTimeZone: 'UTC',
  isPanelOnly: false,
  panelCacheSeconds: 15,
  patientSees: 'N',
  state: null,
  sharedCacheSeconds: 0,
  now: Date.now,
};
const upstream = createUpstream(settings, SYSTEM_GRANT);
const writeService = createWriteService({
  store: openSqliteStore({ path: task.statePath }),
  log,
});
await client.probe();
writeLine('ready');
for (const job of task.jobs) writeLine(JSON.stringify(await runJob(job)));
if (task.endsByKill) await new Promise(() => setInterval(() => {}, 1_000));
await writeService.close(5_000);
client.close();
await notes.close();

async function runJob(job: Job): Promise<JobReport> {
  try {
    return { key: job.key, ...(await write(job)) };
  } catch (error) {
    const outcome = error instanceof GatewayError ? error.code : String(error);
    return { key: job.key, outcome, id: null };
  }
}

async function write(job: Job): Promise<Pick<JobReport, 'outcome' | 'id'>> {
  const writeRequest = { idempotencyKey: job.key, operationName: null };
  const writes = createWrites();
  if (job.kind === 'note') return writes.createClinicalNote(job.input, writeRequest);
  if (job.kind === 'problem') return writes.addProblem(job.input, writeRequest);
  const [reading] = await writes.recordVitalSigns(job.input, writeRequest);
  if (reading === undefined) return { outcome: 'nothing', id: null };
  return reading.outcome.kind === 'done'
    ? reading.outcome.done
    : { outcome: reading.outcome.error.code, id: null };
}

function createWrites(): Writes {
  const [budget, accessLog] = [createRequestBudget(), createAccessLog(client.urls)];
  const loaders = createLoaders(upstream, {
    caller: ANONYMOUS_CALLER,
    budget,
    responseBudget: createUnlimitedBudget(),
    accessLog,
  });
  const origin = {
    requestId: 'kill',
    address: '127.0.0.1',
    traceId: null,
    purposeOfUse: null,
    hasUnknownPurpose: false,
  };
  return writeService.writesFor({
    caller: ANONYMOUS_CALLER,
    origin,
    budget,
    loaders,
    accessLog,
    client,
    inheritsKeys: true,
    keepSiteOpen: () => {},
    audit: null,
  });
}

/** Writes synchronously: a buffered report would be lost when the process is killed. */
function writeLine(line: string): void {
  writeSync(1, `${line}\n`);
}

function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && 'jobs' in value;
}
