/** The mixed load: callers with different rights ask for the operations of examples/, and each answer is held to that of a calm day. */
import { setTimeout as delay } from 'node:timers/promises';
import { ERROR_CODES } from '../../src/errors.ts';
import { disagreements } from '../../test/support/agreement.ts';
import { at } from '../../test/support/expected.ts';
import type { IdentityProvider } from '../../test/support/identity-provider.ts';
import type { Line, Outcome } from './caller.ts';
import type { Chance } from './chance.ts';
import { readOperations, type SoakOperation } from './operations.ts';
import { countError, note, type Tally } from './tally.ts';

export interface Load {
  /** Learns from a healthy server what each caller is answered. @throws Error where that is not an answer */
  learn(): Promise<void>;
  start(workers: number): void;
  /** Resolves when each worker has ended the operation that it was about. */
  stop(): Promise<void>;
  /** Asks for everything once: the names of the operations that are not answered as on a calm day. */
  unwell(): Promise<string[]>;
}

export interface LoadOptions {
  readonly line: Line;
  readonly provider: IdentityProvider;
  /** A patient who signs in, and may see what is their own. */
  readonly patient: string;
  readonly chance: Chance;
  readonly tally: Tally;
}

const LONGEST_THOUGHT_MS = 250;
/** So many of a hundred callers do not wait for the answer. */
const IMPATIENT_PERCENT = 4;
const PATIENCE_MS = 150;
const DAY_SECONDS = 86_400;

interface Task {
  readonly name: string;
  readonly operation: SoakOperation;
  readonly authorization: string;
  /** Each page. */
  readonly calm: unknown[];
}

export async function createLoad({ line, provider, patient, chance, tally }: LoadOptions): Promise<Load> {
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
      calm: [],
    })),
  );

  /** The outcomes of the pages that there are. */
  const perform = async ({ operation, authorization }: Task, patienceMs?: number): Promise<Outcome[]> => {
    const { query, variables, pages } = operation;
    const patience = patienceMs === undefined ? {} : { patienceMs };
    const first = await line.post({ query, variables, authorization, ...patience });
    const after = pages && first.kind === 'answer' ? cursorIn(first.body) : null;
    return after === null
      ? [first]
      : [first, await line.post({ query, variables: { ...variables, after }, authorization })];
  };

  const judge = (task: Task, outcome: Outcome, page: number): void => {
    tally.operations += 1;
    if (outcome.kind === 'hung-up') {
      tally.hungUp += 1;
      return;
    }
    if (outcome.kind === 'lost') {
      note(tally.lost, `${task.name}: ${outcome.why}`);
      return;
    }
    const codes = beyond(codesOf(task.calm[page]), codesOf(outcome.body));
    const wrong = disagreements(task.calm[page], outcome.body);
    if (wrong.length > 0) note(tally.wrong, `${task.name}, page ${page + 1}: ${wrong.slice(0, 3).join(' ')}`);
    for (const code of codes) {
      countError(tally, code);
      if (!Object.hasOwn(ERROR_CODES, code) || code === 'INTERNAL_SERVER_ERROR')
        note(tally.problems, `${task.name}: ${code}`);
    }
    if (codes.length === 0) tally.calm += 1;
  };

  const shift = { isOn: false };
  let workers: Promise<unknown> = Promise.resolve();

  const work = async (): Promise<void> => {
    while (shift.isOn) {
      const task = chance.oneOf(tasks);
      const patienceMs = chance.percent(IMPATIENT_PERCENT) ? chance.below(PATIENCE_MS) + 1 : undefined;
      const outcomes = await perform(task, patienceMs);
      for (const [page, outcome] of outcomes.entries()) judge(task, outcome, page);
      await delay(chance.below(LONGEST_THOUGHT_MS));
    }
  };

  return {
    async learn() {
      for (const task of tasks) {
        for (const outcome of await perform(task)) {
          if (outcome.kind !== 'answer') throw new Error(`${task.name} is not answered on a calm day.`);
          if (codesOf(outcome.body).some((code) => code !== 'FORBIDDEN'))
            throw new Error(`${task.name} fails on a calm day: ${codesOf(outcome.body).join(' ')}.`);
          task.calm.push(outcome.body);
        }
      }
    },
    start(count) {
      shift.isOn = true;
      workers = Promise.all(Array.from({ length: count }, work));
    },
    async stop() {
      shift.isOn = false;
      await workers;
    },
    async unwell() {
      const names: string[] = [];
      for (const task of tasks) {
        const outcomes = await perform(task);
        const isWell = outcomes.every(
          (outcome, page) =>
            outcome.kind === 'answer' &&
            beyond(codesOf(task.calm[page]), codesOf(outcome.body)).length === 0 &&
            disagreements(task.calm[page], outcome.body).length === 0,
        );
        if (!isWell || outcomes.length !== task.calm.length) names.push(task.name);
      }
      return names;
    },
  };
}

/** What came without being due: who may not see something is told so on a calm day too. */
function beyond(due: readonly string[], came: readonly string[]): string[] {
  const left = [...due];
  return came.filter((code) => {
    const place = left.indexOf(code);
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
}

function codesOf(body: unknown): string[] {
  const errors = at(body, 'errors');
  return Array.isArray(errors) ? errors.map((error: unknown) => String(at(error, 'extensions', 'code'))) : [];
}

/** The cursor of the next page, wherever it stands; null where there is none. */
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
