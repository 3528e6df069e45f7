/** The mutations as a frontend sends them, with valid inputs for the sandbox. */
import { randomUUID } from 'node:crypto';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, MOOD_SCREENING } from 'epic-fhir-sandbox/data';
import type { IdempotencyStore } from '../../src/writes/idempotency-store.ts';
import { openSqliteStore } from '../../src/writes/sqlite-store.ts';
import type { Gateway, GraphqlAnswer } from './gateway.ts';

export const MUTATIONS = {
  recordVitalSigns: `mutation VitalSigns($input: RecordVitalSignsInput!, $key: ID!) {
    recordVitalSigns(input: $input, idempotencyKey: $key) { readings { kind status id warning error { code message } } }
  }`,
  createClinicalNote: `mutation Note($input: CreateClinicalNoteInput!, $key: ID!) {
    createClinicalNote(input: $input, idempotencyKey: $key) { status id note { title textStatus content { text } } }
  }`,
  addAllergy: `mutation Allergy($input: AddAllergyInput!, $key: ID!) {
    addAllergy(input: $input, idempotencyKey: $key) { status id allergy { name verificationStatus } }
  }`,
  addProblem: `mutation Problem($input: AddProblemInput!, $key: ID!) {
    addProblem(input: $input, idempotencyKey: $key) { status id problem { name verificationStatus } }
  }`,
  answerQuestionnaire: `mutation Answers($input: AnswerQuestionnaireInput!, $key: ID!) {
    answerQuestionnaire(input: $input, idempotencyKey: $key) { status id response { status allItems { linkId answers { valueText } } } }
  }`,
  createPatient: `mutation Patient($input: CreatePatientInput!, $key: ID!) {
    createPatient(input: $input, idempotencyKey: $key) { outcome id patient { fullName birthDate gender } }
  }`,
} as const;

export type MutationName = keyof typeof MUTATIONS;

export const MUTATION_NAMES = [
  'recordVitalSigns',
  'createClinicalNote',
  'addAllergy',
  'addProblem',
  'answerQuestionnaire',
  'createPatient',
] as const satisfies readonly MutationName[];

/** The resource type that each mutation creates. */
export const CREATES = {
  recordVitalSigns: 'Observation',
  createClinicalNote: 'DocumentReference',
  addAllergy: 'AllergyIntolerance',
  addProblem: 'Condition',
  answerQuestionnaire: 'QuestionnaireResponse',
  createPatient: 'Patient',
} as const satisfies Record<MutationName, string>;

export const TAKEN_AT = '2026-05-01T09:30:00-05:00';

/** Returns a valid input. No two notes, allergies, problems, answers or patients are equal. */
export function inputFor(
  name: MutationName,
  sandbox: Sandbox,
  patientId = CAMILA_LOPEZ,
): Record<string, unknown> {
  const mark = randomUUID();
  const about = { patientId };
  const atVisit = { ...about, encounterId: openVisit(sandbox, patientId) };
  switch (name) {
    case 'recordVitalSigns':
      return { ...atVisit, takenAt: TAKEN_AT, heartRate: { value: 72 } };
    case 'createClinicalNote':
      return { ...atVisit, type: 'PROGRESS', status: 'FINAL', text: `Feels better.\n\n${mark}` };
    case 'addAllergy':
      return {
        ...about,
        substance: { system: 'RXNORM', code: '7980', name: `Penicillin G ${mark}` },
        category: 'MEDICATION',
        reactions: [{ manifestation: { code: '247472004', name: 'Hives' }, severity: 'MODERATE' }],
      };
    case 'addProblem':
      return { ...about, problem: { system: 'SNOMED', code: '41652007', name: `Eye pain ${mark}` } };
    case 'answerQuestionnaire':
      return {
        ...atVisit,
        questionnaireId: MOOD_SCREENING.id,
        answeredAt: TAKEN_AT,
        answers: [
          { linkId: '1.1', values: ['LA6568-5'] },
          { linkId: '1.2', values: ['http://loinc.org|LA6569-3'] },
          { linkId: '3', values: ['true'] },
          { linkId: '3.1', values: [`In the morning ${mark}`] },
        ],
      };
    case 'createPatient':
      return {
        name: { family: `Nowhere-${letters(mark)}`, given: ['Nora'] },
        birthDate: '1990-02-28',
        gender: 'FEMALE',
        address: {
          lines: ['1 First Street'],
          city: 'Madison',
          state: 'WI',
          postalCode: '53703',
          country: 'US',
        },
      };
  }
}

/** Returns the id of an encounter in progress. Throws if the patient has none. */
export function openVisit(sandbox: Sandbox, patientId = CAMILA_LOPEZ): string {
  const open = sandbox.chart(patientId, 'Encounter').find(({ status }) => status === 'in-progress');
  if (open === undefined) throw new Error(`${patientId} has no encounter in progress`);
  return open.id;
}

export function newKey(): string {
  return randomUUID();
}

export function memoryStore(): IdempotencyStore {
  return openSqliteStore({ path: null });
}

export interface WriteAnswer extends GraphqlAnswer<Readonly<Record<string, unknown>>> {
  /** The value of the mutation's field. */
  readonly payload: unknown;
}

/** Sends a mutation with these headers. */
export async function write(
  gateway: Gateway,
  name: MutationName,
  input: Record<string, unknown>,
  key = newKey(),
  headers: Readonly<Record<string, string>> = {},
): Promise<WriteAnswer> {
  const answer = await gateway.query(MUTATIONS[name], { input, key }, headers);
  return { ...answer, payload: answer.data?.[name] };
}

/** Returns the sandbox's FHIR requests in order, such as `POST /Observation`. */
export function callsOf({ requests, baseUrl }: Sandbox): string[] {
  const base = new URL(baseUrl).pathname;
  return requests
    .filter(({ resourceType }) => resourceType !== null)
    .filter(({ path }) => path.startsWith(`${base}/`))
    .map(
      ({ method, path, query }) => `${method} ${path.slice(base.length)}${query === '' ? '' : `?${query}`}`,
    );
}

/** Returns the number of creates of a type. */
export function postsOf(sandbox: Sandbox, type: string): number {
  return callsOf(sandbox).filter((call) => call === `POST /${type}`).length;
}

function letters(text: string): string {
  return text.replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit))).replaceAll('-', '');
}
