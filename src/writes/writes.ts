/** What a caller can write: each mutation from its input to its outcome. */
import { type Caller, grantKey, personKey } from '../access/caller.ts';
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { VitalSignName } from '../fhir/vital-signs.ts';
import { toAllergyIntolerance } from '../fhir/write-allergy.ts';
import { toCondition } from '../fhir/write-condition.ts';
import { toDocumentReference } from '../fhir/write-note.ts';
import { toObservation } from '../fhir/write-observation.ts';
import { toPatient } from '../fhir/write-patient.ts';
import { type AllergyInput, checkAllergy } from './allergy-input.ts';
import { type AuditedCreate, createAuditedCreate, type ResourceToCreate } from './audited-create.ts';
import { authorizeCreate, requireEncounterOfPatient } from './create-authorization.ts';
import type { InputContext } from './input-checks.ts';
import type { WritePartOutcome } from './idempotency.ts';
import { findNote, findReading } from './reconciliation.ts';
import { checkNote, type NoteInput } from './note-input.ts';
import type { WriteResult } from './write-record.ts';
import { checkPatient, type PatientInput } from './patient-input.ts';
import { checkProblem, type ProblemInput } from './problem-input.ts';
import { readBackResource, readBackReading } from './read-back.ts';
import type { KeyedRequest } from './sealed-record.ts';
import { checkVitalSigns, type VitalSignsInput } from './vital-signs-input.ts';
import type { WriteContext } from './write-context.ts';

/** What a mutation brings with it beside its input. */
export interface MutationOptions {
  readonly idempotencyKey: string;
  /** The operation's name in its document, for the audit. */
  readonly operationName: string | null;
}

/** What became of a write that was carried out. */
export interface CreatedResource<T extends ResourceType> extends WriteResult {
  readonly outcome: 'created' | 'accepted';
  /** As it is on record; null, with a warning, where it is not to be seen (yet). */
  readonly resource: () => Promise<Stored<ResourceOf<T>> | null>;
}

export interface RecordedReading {
  readonly name: VitalSignName;
  readonly warning: string | null;
  readonly outcome: WritePartOutcome;
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
  recordVitalSigns(
    input: VitalSignsInput,
    upstreamTrace: MutationOptions,
  ): Promise<readonly RecordedReading[]>;
  createClinicalNote(
    input: NoteInput,
    upstreamTrace: MutationOptions,
  ): Promise<CreatedResource<'DocumentReference'>>;
  addAllergy(
    input: AllergyInput,
    upstreamTrace: MutationOptions,
  ): Promise<CreatedResource<'AllergyIntolerance'>>;
  addProblem(input: ProblemInput, upstreamTrace: MutationOptions): Promise<CreatedResource<'Condition'>>;
  /** `existing` says whether they were there before, as far as the server tells. */
  createPatient(input: PatientInput, upstreamTrace: MutationOptions): Promise<CreatedResource<'Patient'>>;
}

export function createWrites(operation: WriteContext): Writes {
  return {
    recordVitalSigns: (input, upstreamTrace) => recordVitalSigns(operation, input, upstreamTrace),

    async createClinicalNote(input, upstreamTrace) {
      const note = checkNote(input, inputContextOf(operation, upstreamTrace));
      return createOne(operation, 'DocumentReference', {
        mutation: 'createClinicalNote',
        input,
        upstreamTrace,
        resource: toDocumentReference(note),
        patientId: note.patientId,
        prepare: () => requireEncounterOfPatient(operation, note.encounterId, note.patientId),
        reconcile: (sentAt) => findNote(operation.loaders, note, sentAt),
      });
    },

    async addAllergy(input, upstreamTrace) {
      const allergy = checkAllergy(input, inputContextOf(operation, upstreamTrace));
      const { patientId } = allergy;
      const resource = toAllergyIntolerance(allergy);
      const mutation = 'addAllergy';
      return createOne(operation, 'AllergyIntolerance', {
        mutation,
        input,
        upstreamTrace,
        resource,
        patientId,
      });
    },

    async addProblem(input, upstreamTrace) {
      const problem = checkProblem(input, inputContextOf(operation, upstreamTrace));
      const { patientId } = problem;
      const resource = toCondition(problem);
      return createOne(operation, 'Condition', {
        mutation: 'addProblem',
        input,
        upstreamTrace,
        resource,
        patientId,
      });
    },

    async createPatient(input, upstreamTrace) {
      const resource = toPatient(checkPatient(input, inputContextOf(operation, upstreamTrace)));
      const mutation = 'createPatient';
      return createOne(operation, 'Patient', { mutation, input, upstreamTrace, resource, patientId: null });
    },
  };
}

function inputContextOf({ now }: WriteContext, { idempotencyKey }: MutationOptions): InputContext {
  return { idempotencyKey, now: now() };
}

async function recordVitalSigns(
  operation: WriteContext,
  input: VitalSignsInput,
  upstreamTrace: MutationOptions,
): Promise<readonly RecordedReading[]> {
  const { budget, loaders } = operation;
  const { taken, readings } = checkVitalSigns(input, inputContextOf(operation, upstreamTrace));
  if (readings.some(({ warning }) => warning !== null)) budget.warn(IMPLAUSIBLE_VALUES);
  const type = 'Observation';
  const { patientId, encounterId } = taken;
  const { operationName } = upstreamTrace;
  const sent = readings.map((reading) => ({ reading, resource: toObservation(reading, taken) }));
  for (const { resource } of sent) await authorizeCreate(operation, type, resource);
  const parts = sent.map(({ reading, resource }) => {
    const { name } = reading;
    const reconcile = () => findReading(loaders, reading, taken);
    return createAuditedCreate(operation, { name, type, resource, patientId, operationName, reconcile });
  });
  const prepare = () => requireEncounterOfPatient(operation, encounterId, patientId);
  const mutation = 'recordVitalSigns';
  const outcomes = await runParts(operation, { mutation, input, upstreamTrace, prepare }, parts);
  return readings.flatMap((reading, at): RecordedReading[] => {
    const { name, warning } = reading;
    const outcome = outcomes[at];
    if (outcome === undefined) return [];
    const observation = () => readBackReading(operation, reading, taken, outcome);
    return [{ name, warning, outcome, observation }];
  });
}

/** A mutation, of whatever parts. */
interface MutationRequest {
  readonly mutation: string;
  readonly input: object;
  readonly upstreamTrace: MutationOptions;
  /** What has to hold before anything is sent. */
  readonly prepare?: () => Promise<void>;
}

interface CreateMutation<T extends ResourceType> extends MutationRequest {
  readonly resource: ResourceOf<T>;
  readonly patientId: string | null;
  /** Without one, what is unknown stays so: allergies and problems wait for reconciliation, where no search finds them. */
  readonly reconcile?: ResourceToCreate<T>['reconcile'];
}

/** A mutation that creates one resource. */
async function createOne<T extends ResourceType>(
  operation: WriteContext,
  type: T,
  { resource, patientId, reconcile = neverReconciled, ...mutation }: CreateMutation<T>,
): Promise<CreatedResource<T>> {
  await authorizeCreate(operation, type, resource);
  const { operationName } = mutation.upstreamTrace;
  const sending = { name: type, type, resource, patientId, operationName, reconcile };
  const create = createAuditedCreate<T>(operation, sending);
  const [outcome] = await runParts(operation, mutation, [create]);
  const done = createdResultOf(outcome, type);
  return { ...done, resource: () => readBackResource(operation, type, done.id) };
}

async function runParts(
  { idempotency, budget, caller, client: { upstream } }: WriteContext,
  { mutation, input, upstreamTrace, prepare = noPreparation }: MutationRequest,
  parts: readonly AuditedCreate[],
): Promise<readonly WritePartOutcome[]> {
  const { idempotencyKey } = upstreamTrace;
  const keyedBy = (name: string): KeyedRequest => ({
    upstream,
    caller: name,
    idempotencyKey,
    mutation,
    input,
  });
  const [name, ...formerNames] = idempotencyNamesOf(caller);
  const keyedRequests = [keyedBy(name), ...formerNames.map(keyedBy)] as const;
  const outcomes = await idempotency.run({ keyedRequests, parts, prepare, signal: budget.signal });
  for (const part of parts) part.requireAuditRecord();
  return outcomes;
}

/**
 * Returns the names under which a caller's keys are kept. Earlier builds had the launch patient in the name. Their records last for 90 days, and
 * while one of them runs next to this one, it looks under no other name.
 */
function idempotencyNamesOf(caller: Caller): readonly [string, ...string[]] {
  const name = personKey(caller);
  return caller.patient === null ? [name] : [name, grantKey(caller)];
}

async function noPreparation(): Promise<void> {}

async function neverReconciled(): Promise<null> {
  return null;
}

function createdResultOf(
  outcome: WritePartOutcome | undefined,
  type: ResourceType,
): WriteResult & { readonly outcome: 'created' | 'accepted' } {
  if (outcome === undefined) throw new Error('One part has one outcome');
  if (outcome.kind === 'failed') throw outcome.error;
  const { done } = outcome;
  if (done.outcome === 'already-exists') throw alreadyExistsError(type);
  return { ...done, outcome: done.outcome };
}

function alreadyExistsError(type: ResourceType): GatewayError {
  return new GatewayError(
    'ALREADY_EXISTS',
    `The FHIR server already holds this ${type}. Nothing was written; read what is there.`,
  );
}

const IMPLAUSIBLE_VALUES = {
  code: 'IMPLAUSIBLE_VALUES',
  resourceType: 'Observation',
  message:
    'One or more readings are beyond what is usual at any age; `warning` of each says which. They are sent all the same.',
};
