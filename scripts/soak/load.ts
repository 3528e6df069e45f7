/** Generates a mixed load: callers read, open documents and write. Checks each response against a baseline. */
import { setTimeout as delay } from 'node:timers/promises';
import { ERROR_CODES } from '../../src/errors.ts';
import type { WarningCode } from '../../src/warning-codes.ts';
import { disagreements } from '../../test/support/agreement.ts';
import { at } from '../../test/support/expected.ts';
import type { Outcome } from './client.ts';
import type { Random } from './random.ts';
import { countError, note, type Tally } from './tally.ts';
import type { Task } from './tasks.ts';

export interface Load {
  /** Records each caller's responses from a healthy server. @throws Error if an operation fails */
  recordBaseline(): Promise<void>;
  start(workers: number): void;
  /** Resolves when each worker has finished its operation. */
  stop(): Promise<void>;
  /** Performs tasks once, by default every task. Returns those whose responses differ from the baseline. */
  findDegraded(among?: readonly Task[]): Promise<DegradedTask[]>;
}

export interface DegradedTask {
  readonly task: Task;
  /** The name of the task, with error codes or the paths that differ. */
  readonly description: string;
}

export interface LoadOptions {
  readonly tasks: readonly Task[];
  /** Writes a record. @param check counts the error codes of a response */
  readonly createWrite: (check: (name: string, codes: readonly string[]) => void) => () => Promise<void>;
  readonly random: Random;
  readonly tally: Tally;
}

/** The longest pause of a worker between operations. */
const MAX_PAUSE_MS = 250;
/** The share of operations that the client aborts. */
const ABORT_PERCENT = 4;
const MAX_ABORT_AFTER_MS = 150;
const WRITE_PERCENT = 5;
/** The session of a person has ended, as after a fault of its refresh. */
const SIGNED_OUT = 'UNAUTHENTICATED';
/** The warnings that explain why a list lacks records, and the list of those that name none. */
const GAPS: ReadonlyMap<string, string> = new Map<WarningCode, string>([
  ['DAY_INCOMPLETE', 'appointments'],
  ['PROHIBITIONS_INCOMPLETE', ''],
  ['RECENT_RECORDS_INCOMPLETE', ''],
]);

export function createLoad({ tasks, createWrite, random, tally }: LoadOptions): Load {
  const countCodes = (name: string, codes: readonly string[]): void => {
    for (const code of codes) {
      countError(tally, code);
      if (!Object.hasOwn(ERROR_CODES, code) || code === 'INTERNAL_SERVER_ERROR')
        note(tally.problems, `${name}: ${code}`);
    }
    if (codes.length === 0) tally.clean += 1;
  };
  const write = createWrite(countCodes);

  const check = (task: Task, outcome: Outcome, page: number): void => {
    tally.operations += 1;
    if (outcome.kind === 'aborted') {
      tally.aborted += 1;
      return;
    }
    if (outcome.kind === 'lost') {
      note(tally.lost, `${task.name}: ${outcome.why}`);
      return;
    }
    const wrong = unexplainedDifferences(task.baseline[page], outcome.body);
    if (wrong.length > 0) note(tally.wrong, `${task.name}, page ${page + 1}: ${wrong.slice(0, 3).join(' ')}`);
    countCodes(task.name, additionalCodes(codesOf(task.baseline[page]), codesOf(outcome.body)));
  };

  const state = { isRunning: false };
  let workers: Promise<unknown> = Promise.resolve();

  const work = async (): Promise<void> => {
    while (state.isRunning) {
      if (random.percent(WRITE_PERCENT)) await write();
      else {
        const task = random.oneOf(tasks);
        const abortAfterMs = random.percent(ABORT_PERCENT) ? random.below(MAX_ABORT_AFTER_MS) + 1 : undefined;
        const outcomes = await perform(task, abortAfterMs);
        for (const [page, outcome] of outcomes.entries()) check(task, outcome, page);
      }
      await delay(random.below(MAX_PAUSE_MS));
    }
  };

  return {
    async recordBaseline() {
      for (const task of tasks) {
        for (const outcome of await task.perform()) {
          if (outcome.kind !== 'answer')
            throw new Error(`${task.name} has no response from a healthy server.`);
          if (codesOf(outcome.body).some((code) => code !== 'FORBIDDEN'))
            throw new Error(`${task.name} fails on a healthy server: ${codesOf(outcome.body).join(' ')}.`);
          task.baseline.push(outcome.body);
        }
      }
    },
    start(count) {
      state.isRunning = true;
      workers = Promise.all(Array.from({ length: count }, work));
    },
    async stop() {
      state.isRunning = false;
      await workers;
    },
    async findDegraded(among = tasks) {
      const degraded: DegradedTask[] = [];
      for (const task of among) {
        const outcomes = await perform(task);
        const problems = outcomes.flatMap((outcome, page) =>
          outcome.kind === 'answer'
            ? [
                ...additionalCodes(codesOf(task.baseline[page]), codesOf(outcome.body)),
                ...unexplainedDifferences(task.baseline[page], outcome.body),
              ]
            : [outcome.kind],
        );
        if (outcomes.length !== task.baseline.length) problems.push(`${outcomes.length} pages`);
        if (problems.length > 0)
          degraded.push({ task, description: `${task.name} (${problems.slice(0, 3).join(' ')})` });
      }
      return degraded;
    },
  };
}

/** Performs a task. If the session of its caller has ended, the caller signs in again for the next one. */
async function perform(task: Task, abortAfterMs?: number): Promise<Outcome[]> {
  const outcomes = await task.perform(abortAfterMs);
  if (outcomes.some((outcome) => outcome.kind === 'answer' && codesOf(outcome.body).includes(SIGNED_OUT)))
    await task.caller.renew();
  return outcomes;
}

/** Returns the error codes that are not in the baseline, which contains FORBIDDEN for callers with few scopes. */
function additionalCodes(baseline: readonly string[], actual: readonly string[]): string[] {
  const expected = [...baseline];
  return actual.filter((code) => {
    const index = expected.indexOf(code);
    if (index !== -1) expected.splice(index, 1);
    return index === -1;
  });
}

/** Returns the paths that differ, without an error or a warning that says why. */
export function unexplainedDifferences(baseline: unknown, body: unknown): string[] {
  const incomplete = incompletePaths(body);
  return disagreements(baseline, body).filter((path) => !incomplete.some((list) => path.startsWith(list)));
}

/** Returns the paths of the lists that lack records which could not be read, and say so by a warning instead of an error. */
function incompletePaths(body: unknown): string[] {
  const warnings = at(body, 'extensions', 'fhir', 'warnings');
  return Array.isArray(warnings)
    ? warnings.flatMap((warning: unknown) => {
        const list = GAPS.get(String(at(warning, 'code')));
        const path = at(warning, 'path');
        if (list === undefined) return [];
        const name = Array.isArray(path) ? path.join('.') : list;
        return name === '' ? [] : [name];
      })
    : [];
}

export function codesOf(body: unknown): string[] {
  const errors = at(body, 'errors');
  return Array.isArray(errors) ? errors.map((error: unknown) => String(at(error, 'extensions', 'code'))) : [];
}
