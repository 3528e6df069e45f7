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
import type { Done, PartOutcome } from './idempotency.ts';
import { findNote, findReading } from './lookups.ts';
import { checkNote, type NoteInput } from './note-input.ts';
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
  const { idempotency, usage, caller, client, loaders, now } = operation;

  const askingOf = ({ idempotencyKey }: Asked): Asking => ({ idempotencyKey, now: now() });
  const run = async (
    mutation: string,
    input: object,
    { idempotencyKey }: Asked,
    { parts, prepare }: Work,
  ): Promise<readonly PartOutcome[]> => {
    const { upstream } = client;
    const keyed = (name: string): Keyed => ({ upstream, caller: name, idempotencyKey, mutation, input });
    const [name, ...formerNames] = namesOf(caller);
    const names = [keyed(name), ...formerNames.map(keyed)] as const;
    const outcomes = await idempotency.run({ keyed: names, parts, prepare, signal: usage.signal });
    for (const part of parts) part.demandAudit();
    return outcomes;
  };

  /** A mutation that creates one resource. */
  const createOne = async <T extends ResourceType>(
    type: T,
    { mutation, input, asked, resource, patientId, prepare = nothing, lookUp = nothingFound }: OneResource<T>,
  ): Promise<Written<T>> => {
    await authoriseCreate(operation, type, resource);
    const { operationName } = asked;
    const sending = { name: type, type, resource, patientId, operationName, lookUp };
    const create = createAuditedCreate<T>(operation, sending);
    const [outcome] = await run(mutation, input, asked, { parts: [create], prepare });
    const done = doneOf(outcome, type);
    return { ...done, resource: () => readBack(operation, type, done.id) };
  };

  return {
    async recordVitalSigns(input, asked) {
      const { taken, readings } = checkVitalSigns(input, askingOf(asked));
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
      const outcomes = await run('recordVitalSigns', input, asked, { parts, prepare });
      return readings.flatMap((reading, at): RecordedReading[] => {
        const { name, warning } = reading;
        const outcome = outcomes[at];
        if (outcome === undefined) return [];
        const observation = () => readingOnRecord(operation, reading, taken, outcome);
        return [{ name, warning, outcome, observation }];
      });
    },

    async createClinicalNote(input, asked) {
      const note = checkNote(input, askingOf(asked));
      return createOne('DocumentReference', {
        mutation: 'createClinicalNote',
        input,
        asked,
        resource: noteDocument(note),
        patientId: note.patientId,
        prepare: () => demandEncounter(operation, note.encounterId, note.patientId),
        lookUp: (sentAt) => findNote(loaders, note, sentAt),
      });
    },

    async addAllergy(input, asked) {
      const allergy = checkAllergy(input, askingOf(asked));
      const { patientId } = allergy;
      const resource = allergyToSend(allergy);
      return createOne('AllergyIntolerance', { mutation: 'addAllergy', input, asked, resource, patientId });
    },

    async addProblem(input, asked) {
      const problem = checkProblem(input, askingOf(asked));
      const { patientId } = problem;
      const resource = problemCondition(problem);
      return createOne('Condition', { mutation: 'addProblem', input, asked, resource, patientId });
    },

    async createPatient(input, asked) {
      const resource = patientToSend(checkPatient(input, askingOf(asked)));
      return createOne('Patient', { mutation: 'createPatient', input, asked, resource, patientId: null });
    },
  };
}

interface OneResource<T extends ResourceType> {
  readonly mutation: string;
  readonly input: object;
  readonly asked: Asked;
  readonly resource: ResourceOf<T>;
  readonly patientId: string | null;
  readonly prepare?: () => Promise<void>;
  /** Without one, what is unknown stays so: allergies and problems wait for reconciliation, where no search finds them. */
  readonly lookUp?: ToCreate<T>['lookUp'];
}

interface Work {
  readonly parts: readonly AuditedCreate[];
  /** What has to hold before anything is sent. */
  readonly prepare: () => Promise<void>;
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
