/** Generates a mixed load: callers with different scopes run the operations of examples/. Checks each response against a baseline. */
import { setTimeout as delay } from 'node:timers/promises';
import { ERROR_CODES } from '../../src/errors.ts';
import { disagreements } from '../../test/support/agreement.ts';
import { at } from '../../test/support/expected.ts';
import type { IdentityProvider } from '../../test/support/identity-provider.ts';
import type { Outcome, SoakClient } from './client.ts';
import { readOperations, type SoakOperation } from './operations.ts';
import type { Random } from './random.ts';
import { countError, note, type Tally } from './tally.ts';

export interface Load {
  /** Records each caller's responses from a healthy server. @throws Error if an operation fails */
  recordBaseline(): Promise<void>;
  start(workers: number): void;
  /** Resolves when each worker has finished its operation. */
  stop(): Promise<void>;
  /** Runs every operation once, and returns the names of those whose responses differ from the baseline. */
  findDegraded(): Promise<string[]>;
}

export interface LoadOptions {
  readonly client: SoakClient;
  readonly provider: IdentityProvider;
  /** The id of a patient who signs in as a caller. */
  readonly patient: string;
  readonly random: Random;
  readonly tally: Tally;
}

/** The longest pause of a worker between operations. */
const MAX_PAUSE_MS = 250;
/** The share of operations that the client aborts. */
const ABORT_PERCENT = 4;
const MAX_ABORT_AFTER_MS = 150;
const DAY_SECONDS = 86_400;

interface Task {
  readonly name: string;
  readonly operation: SoakOperation;
  readonly authorization: string;
  /** The expected response of each page. */
  readonly baseline: unknown[];
}

export async function createLoad({ client, provider, patient, random, tally }: LoadOptions): Promise<Load> {
  const exp = Math.floor(Date.now() / 1_000) + DAY_SECONDS;
  const callers = await Promise.all(
    [
      { sub: 'clinician-1', scope: 'user/*.rs' },
      { sub: 'clinician-2', scope: 'user/*.rs' },
      { sub: 'service', scope: 'system/*.rs' },
      { sub: 'records-clerk', scope: 'user/Patient.rs user/Encounter.rs' },
      { sub: 'patient', scope: 'patient/*.rs', patient },
    ].map(async (claims) => {
      const token = await provider.token({ ...claims, exp });
      return { sub: claims.sub, authorization: `Bearer ${token}` };
    }),
  );
  const tasks: Task[] = callers.flatMap(({ sub, authorization }) =>
    readOperations().map((operation) => ({
      name: `${operation.name} of ${sub}`,
      operation,
      authorization,
      baseline: [],
    })),
  );

  /** Returns the outcome of each page. */
  const perform = async ({ operation, authorization }: Task, abortAfterMs?: number): Promise<Outcome[]> => {
    const { query, variables, isPaged } = operation;
    const abort = abortAfterMs === undefined ? {} : { abortAfterMs };
    const first = await client.post({ query, variables, authorization, ...abort });
    const after = isPaged && first.kind === 'answer' ? cursorIn(first.body) : null;
    return after === null
      ? [first]
      : [first, await client.post({ query, variables: { ...variables, after }, authorization })];
  };

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
    const codes = additionalCodes(codesOf(task.baseline[page]), codesOf(outcome.body));
    const wrong = disagreements(task.baseline[page], outcome.body);
    if (wrong.length > 0) note(tally.wrong, `${task.name}, page ${page + 1}: ${wrong.slice(0, 3).join(' ')}`);
    for (const code of codes) {
      countError(tally, code);
      if (!Object.hasOwn(ERROR_CODES, code) || code === 'INTERNAL_SERVER_ERROR')
        note(tally.problems, `${task.name}: ${code}`);
    }
    if (codes.length === 0) tally.clean += 1;
  };

  const state = { isRunning: false };
  let workers: Promise<unknown> = Promise.resolve();

  const work = async (): Promise<void> => {
    while (state.isRunning) {
      const task = random.oneOf(tasks);
      const abortAfterMs = random.percent(ABORT_PERCENT) ? random.below(MAX_ABORT_AFTER_MS) + 1 : undefined;
      const outcomes = await perform(task, abortAfterMs);
      for (const [page, outcome] of outcomes.entries()) check(task, outcome, page);
      await delay(random.below(MAX_PAUSE_MS));
    }
  };

  return {
    async recordBaseline() {
      for (const task of tasks) {
        for (const outcome of await perform(task)) {
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
    async findDegraded() {
      const names: string[] = [];
      for (const task of tasks) {
        const outcomes = await perform(task);
        const isAsExpected = outcomes.every(
          (outcome, page) =>
            outcome.kind === 'answer' &&
            additionalCodes(codesOf(task.baseline[page]), codesOf(outcome.body)).length === 0 &&
            disagreements(task.baseline[page], outcome.body).length === 0,
        );
        if (!isAsExpected || outcomes.length !== task.baseline.length) names.push(task.name);
      }
      return names;
    },
  };
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

function codesOf(body: unknown): string[] {
  const errors = at(body, 'errors');
  return Array.isArray(errors) ? errors.map((error: unknown) => String(at(error, 'extensions', 'code'))) : [];
}

/** Returns the cursor of the next page, at any depth; null without one. */
function cursorIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const own = at(value, 'pageInfo', 'hasNextPage') === true ? at(value, 'pageInfo', 'endCursor') : null;
  if (typeof own === 'string') return own;
  for (const inner of Object.values(value)) {
    const found = cursorIn(inner);
    if (found !== null) return found;
  }
  return null;
}
