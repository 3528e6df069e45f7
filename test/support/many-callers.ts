/** Many callers at once, each signed in as somebody else, who ask for different things; and what must hold whatever they get. */
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { expect } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { disagreements } from './agreement.ts';
import type { Gateway, GraphqlAnswer } from './gateway.ts';
import type { IdentityProvider } from './identity-provider.ts';

export const CALLERS = 50;

const NOTE = 'ez3u5MAss7VUum8Z0V3i3L8fGeROXKq1TxwwnMKAF8jNKY.3';
/** What is asked for. The first has two lists of observations among others, and so has the second. */
const OPERATIONS = [
  `{ patient(id: "${CAMILA_LOPEZ}") { id fullName problems { name } allergies { name } labResults(first: 3) { id name } vitalSigns(first: 3) { id } } }`,
  `{ patient(id: "${DERRICK_LIN}") { fullName encounters(first: 2) { id } immunizations { id } labResults(first: 3) { id } } }`,
  '{ patients(first: 5) { id fullName } }',
  `query ($found: [_Any!]!) { _entities(representations: $found) { ... on Patient { id fullName } } }`,
  '{ patientByIdentifier(system: "EPI", value: "203713") { id fullName } }',
  `{ documentReference(id: "${NOTE}") { title content { text } } }`,
] as const;
/** The patients of the panel, as a router names them. */
const FOUND = [CAMILA_LOPEZ, DERRICK_LIN].map((id) => ({ __typename: 'Patient', id }));

interface Heard {
  readonly answers: readonly GraphqlAnswer<unknown>[];
  /** The codes of all errors, each once. */
  readonly codes: ReadonlySet<string>;
  /** The last field of the path of each error, each once. */
  readonly failed: ReadonlySet<string | number>;
}

export interface Callers {
  /** Sends one operation for each of them at the same time, and resolves when all are answered. */
  queryAtOnce(gateway: Gateway): Promise<Heard>;
  /** One of them asks for everything, one operation after the other; true where all is answered as on a calm day. */
  areServedAsUsual(gateway: Gateway): Promise<boolean>;
}

/** Learns from a gateway in front of a healthy server what a calm day looks like. */
export async function createCallers(calmly: Gateway, provider: IdentityProvider): Promise<Callers> {
  const bearers = await Promise.all(
    Array.from({ length: CALLERS }, (_, number) =>
      provider.bearer('system/*.rs', { subject: `user-${number}` }),
    ),
  );
  const ask = (gateway: Gateway, number: number): Promise<GraphqlAnswer<unknown>> =>
    gateway.query<unknown>(
      OPERATIONS[number % OPERATIONS.length] ?? '',
      { found: FOUND },
      { authorization: bearers[number] ?? '' },
    );
  const calm: GraphqlAnswer<unknown>[] = [];
  for (const [number] of OPERATIONS.entries()) calm.push(await ask(calmly, number));
  expect(calm.flatMap(({ errors = [] }) => errors)).toEqual([]);

  return {
    async queryAtOnce(gateway) {
      const answers = await Promise.all(
        bearers.map(async (_, number) => {
          const answer = await ask(gateway, number);
          expect(disagreements(calm[number % OPERATIONS.length], answer)).toEqual([]);
          return answer;
        }),
      );
      const errors = answers.flatMap((answer) => answer.errors ?? []);
      const codes = new Set(errors.map(({ extensions: { code } }) => code));
      expect([...codes].filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
      expect(codes).not.toContain('INTERNAL_SERVER_ERROR');
      expect(gateway.logLines.filter((line) => line.includes('unexpected_error'))).toEqual([]);
      return {
        answers,
        codes,
        failed: new Set(errors.flatMap(({ path = [] }) => path.findLast(isField) ?? [])),
      };
    },
    async areServedAsUsual(gateway) {
      for (const [number, expected] of calm.entries()) {
        const answer = await ask(gateway, number);
        if (answer.errors !== undefined || disagreements(expected, answer).length > 0) return false;
      }
      return true;
    },
  };
}

function isField(step: string | number): boolean {
  return typeof step === 'string';
}
