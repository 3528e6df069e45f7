/** What a caller can write: each mutation from its input to its outcome. */
import { type Caller, grantKey, personKey } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { VitalSignName } from '../fhir/vital-signs.ts';
import { allergyToSend } from '../fhir/write-allergy.ts';
import { problemCondition } from '../fhir/write-condition.ts';
import { noteDocument } from '../fhir/write-note.ts';
import { vitalSignObservation } from '../fhir/write-observation.ts';
import { patientToSend } from '../fhir/write-patient.ts';
import { type AllergyInput, checkAllergy } from './allergy-input.ts';
import { type AuditedCreate, createAuditedCreate, type ToCreate } from './audited-create.ts';
import { authoriseCreate, demandEncounter } from './authorise.ts';
import type { Asking } from './checks.ts';
import type { PartOutcome } from './idempotency.ts';
import { findNote, findReading } from './lookups.ts';
import { checkNote, type NoteInput } from './note-input.ts';
import type { Done } from './parts-on-record.ts';
import { checkPatient, type PatientInput } from './patient-input.ts';
import { checkProblem, type ProblemInput } from './problem-input.ts';
import { readBack, readingOnRecord } from './read-back.ts';
import type { Keyed } from './sealed-record.ts';
import { checkVitalSigns, type VitalSignsInput } from './vital-signs-input.ts';
import type { WritingOperation } from './writing-operation.ts';

/** What a mutation brings with it beside its input. */
export interface Asked {
  readonly idempotencyKey: string;
  /** The operation's name in its document, for the audit. */
  readonly operationName: string | null;
}

/** What became of a write that was carried out. */
export interface Written<T extends ResourceType> extends Done {
  readonly outcome: 'created' | 'accepted';
  /** As it is on record; null, with a warning, where it is not to be seen (yet). */
  readonly resource: () => Promise<Stored<ResourceOf<T>> | null>;
}

export interface RecordedReading {
  readonly name: VitalSignName;
  readonly warning: string | null;
  readonly outcome: PartOutcome;
  /** As it is on record, or what was there before it. */
  readonly observation: () => Promise<Stored<Observation> | null>;
}

/**
 * Each checks its input before anything else, and says all that is wrong with it at once.
 * @throws GatewayError InvalidInput, FORBIDDEN, IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE; those of one resource
 * also what the FHIR server refuses it with, and WRITE_OUTCOME_UNKNOWN
 */
export interface Writes {
  /** The outcome of each reading. */
  recordVitalSigns(input: VitalSignsInput, asked: Asked): Promise<readonly RecordedReading[]>;
  createClinicalNote(input: NoteInput, asked: Asked): Promise<Written<'DocumentReference'>>;
  addAllergy(input: AllergyInput, asked: Asked): Promise<Written<'AllergyIntolerance'>>;
  addProblem(input: ProblemInput, asked: Asked): Promise<Written<'Condition'>>;
  /** `existing` says whether they were there before, as far as the server tells. */
  createPatient(input: PatientInput, asked: Asked): Promise<Written<'Patient'>>;
}

export function createWrites(operation: WritingOperation): Writes {
  return {
    recordVitalSigns: (input, asked) => recordVitalSigns(operation, input, asked),

    async createClinicalNote(input, asked) {
      const note = checkNote(input, askingOf(operation, asked));
      return createOne(operation, 'DocumentReference', {
        mutation: 'createClinicalNote',
        input,
        asked,
        resource: noteDocument(note),
        patientId: note.patientId,
        prepare: () => demandEncounter(operation, note.encounterId, note.patientId),
        lookUp: (sentAt) => findNote(operation.loaders, note, sentAt),
      });
    },

    async addAllergy(input, asked) {
      const allergy = checkAllergy(input, askingOf(operation, asked));
      const { patientId } = allergy;
      const resource = allergyToSend(allergy);
      const mutation = 'addAllergy';
      return createOne(operation, 'AllergyIntolerance', { mutation, input, asked, resource, patientId });
    },

    async addProblem(input, asked) {
      const problem = checkProblem(input, askingOf(operation, asked));
      const { patientId } = problem;
      const resource = problemCondition(problem);
      return createOne(operation, 'Condition', { mutation: 'addProblem', input, asked, resource, patientId });
    },

    async createPatient(input, asked) {
      const resource = patientToSend(checkPatient(input, askingOf(operation, asked)));
      const mutation = 'createPatient';
      return createOne(operation, 'Patient', { mutation, input, asked, resource, patientId: null });
    },
  };
}

function askingOf({ now }: WritingOperation, { idempotencyKey }: Asked): Asking {
  return { idempotencyKey, now: now() };
}

async function recordVitalSigns(
  operation: WritingOperation,
  input: VitalSignsInput,
  asked: Asked,
): Promise<readonly RecordedReading[]> {
  const { usage, loaders } = operation;
  const { taken, readings } = checkVitalSigns(input, askingOf(operation, asked));
  if (readings.some(({ warning }) => warning !== null)) usage.warn(IMPLAUSIBLE);
  const type = 'Observation';
  const { patientId, encounterId } = taken;
  const { operationName } = asked;
  const sent = readings.map((reading) => ({ reading, resource: vitalSignObservation(reading, taken) }));
  for (const { resource } of sent) await authoriseCreate(operation, type, resource);
  const parts = sent.map(({ reading, resource }) => {
    const { name } = reading;
    const lookUp = () => findReading(loaders, reading, taken);
    return createAuditedCreate(operation, { name, type, resource, patientId, operationName, lookUp });
  });
  const prepare = () => demandEncounter(operation, encounterId, patientId);
  const mutation = 'recordVitalSigns';
  const outcomes = await runParts(operation, { mutation, input, asked, prepare }, parts);
  return readings.flatMap((reading, at): RecordedReading[] => {
    const { name, warning } = reading;
    const outcome = outcomes[at];
    if (outcome === undefined) return [];
    const observation = () => readingOnRecord(operation, reading, taken, outcome);
    return [{ name, warning, outcome, observation }];
  });
}

/** A mutation, of whatever parts. */
interface Mutation {
  readonly mutation: string;
  readonly input: object;
  readonly asked: Asked;
  /** What has to hold before anything is sent. */
  readonly prepare?: () => Promise<void>;
}

interface OneResource<T extends ResourceType> extends Mutation {
  readonly resource: ResourceOf<T>;
  readonly patientId: string | null;
  /** Without one, what is unknown stays so: allergies and problems wait for reconciliation, where no search finds them. */
  readonly lookUp?: ToCreate<T>['lookUp'];
}

/** A mutation that creates one resource. */
async function createOne<T extends ResourceType>(
  operation: WritingOperation,
  type: T,
  { resource, patientId, lookUp = nothingFound, ...mutation }: OneResource<T>,
): Promise<Written<T>> {
  await authoriseCreate(operation, type, resource);
  const { operationName } = mutation.asked;
  const sending = { name: type, type, resource, patientId, operationName, lookUp };
  const create = createAuditedCreate<T>(operation, sending);
  const [outcome] = await runParts(operation, mutation, [create]);
  const done = doneOf(outcome, type);
  return { ...done, resource: () => readBack(operation, type, done.id) };
}

async function runParts(
  { idempotency, usage, caller, client: { upstream } }: WritingOperation,
  { mutation, input, asked, prepare = nothing }: Mutation,
  parts: readonly AuditedCreate[],
): Promise<readonly PartOutcome[]> {
  const { idempotencyKey } = asked;
  const keyedBy = (name: string): Keyed => ({ upstream, caller: name, idempotencyKey, mutation, input });
  const [name, ...formerNames] = namesOf(caller);
  const keyed = [keyedBy(name), ...formerNames.map(keyedBy)] as const;
  const outcomes = await idempotency.run({ keyed, parts, prepare, signal: usage.signal });
  for (const part of parts) part.demandAudit();
  return outcomes;
}

/**
 * Returns the names under which a caller's keys are kept. Earlier builds had the launch patient in the name. Their records last for 90 days, and
 * while one of them runs next to this one, it looks under no other name.
 */
function namesOf(caller: Caller): readonly [string, ...string[]] {
  const name = personKey(caller);
  return caller.patient === null ? [name] : [name, grantKey(caller)];
}

async function nothing(): Promise<void> {}

async function nothingFound(): Promise<null> {
  return null;
}

function doneOf(
  outcome: PartOutcome | undefined,
  type: ResourceType,
): Done & { readonly outcome: 'created' | 'accepted' } {
  if (outcome === undefined) throw new Error('One part has one outcome');
  if (outcome.kind === 'failed') throw outcome.error;
  const { done } = outcome;
  if (done.outcome === 'already-exists') throw alreadyExists(type);
  return { ...done, outcome: done.outcome };
}

function alreadyExists(type: ResourceType): GatewayError {
  return new GatewayError(
    'ALREADY_EXISTS',
    `The FHIR server already holds this ${type}. Nothing was written; read what is there.`,
  );
}

const IMPLAUSIBLE = {
  code: 'IMPLAUSIBLE_VALUES',
  resourceType: 'Observation',
  message:
    'One or more readings are beyond what is usual at any age; `warning` of each says which. They are sent all the same.',
};
