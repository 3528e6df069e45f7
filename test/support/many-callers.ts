/** Simulates many concurrent callers with different identities and operations, and checks what must hold for every response. */
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { expect } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { disagreements } from './agreement.ts';
import type { Gateway, GraphqlAnswer } from './gateway.ts';
import type { IdentityProvider } from './identity-provider.ts';

export const CALLERS = 50;

const NOTE = 'ez3u5MAss7VUum8Z0V3i3L8fGeROXKq1TxwwnMKAF8jNKY.3';
/** The first two select two lists of observations each. */
const OPERATIONS = [
  `{ patient(id: "${CAMILA_LOPEZ}") { id fullName problems { name } allergies { name } labResults(first: 3) { id name } vitalSigns(first: 3) { id } } }`,
  `{ patient(id: "${DERRICK_LIN}") { fullName encounters(first: 2) { id } immunizations { id } labResults(first: 3) { id } } }`,
  '{ patients(first: 5) { id fullName } }',
  `query ($found: [_Any!]!) { _entities(representations: $found) { ... on Patient { id fullName } } }`,
  '{ patientByIdentifier(system: "EPI", value: "203713") { id fullName } }',
  `{ documentReference(id: "${NOTE}") { title content { text } } }`,
] as const;
/** Entity representations of patients of the panel. */
const REPRESENTATIONS = [CAMILA_LOPEZ, DERRICK_LIN].map((id) => ({ __typename: 'Patient', id }));

interface Outcomes {
  readonly answers: readonly GraphqlAnswer<unknown>[];
  /** The distinct codes of all errors. */
  readonly codes: ReadonlySet<string>;
  /** The distinct fields that failed: the last field in the path of each error. */
  readonly failed: ReadonlySet<string | number>;
}

export interface Callers {
  /** Sends one operation per caller, all at once. Expects that each response agrees with the baseline or explains what it lacks. */
  queryAtOnce(gateway: Gateway): Promise<Outcomes>;
  /** Sends every operation in turn. Returns true if all responses equal the baseline, without errors. */
  areServedAsUsual(gateway: Gateway): Promise<boolean>;
}

/** Creates the callers. Records their baseline responses from a gateway with a healthy FHIR server. */
export async function createCallers(healthy: Gateway, provider: IdentityProvider): Promise<Callers> {
  const bearers = await Promise.all(
    Array.from({ length: CALLERS }, (_, number) =>
      provider.bearer('system/*.rs', { subject: `user-${number}` }),
    ),
  );
  const ask = (gateway: Gateway, number: number): Promise<GraphqlAnswer<unknown>> =>
    gateway.query<unknown>(
      OPERATIONS[number % OPERATIONS.length] ?? '',
      { found: REPRESENTATIONS },
      { authorization: bearers[number] ?? '' },
    );
  const baseline: GraphqlAnswer<unknown>[] = [];
  for (const [number] of OPERATIONS.entries()) baseline.push(await ask(healthy, number));
  expect(baseline.flatMap(({ errors = [] }) => errors)).toEqual([]);

  return {
    async queryAtOnce(gateway) {
      const answers = await Promise.all(
        bearers.map(async (_, number) => {
          const answer = await ask(gateway, number);
          expect(disagreements(baseline[number % OPERATIONS.length], answer)).toEqual([]);
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
      for (const [number, expected] of baseline.entries()) {
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
