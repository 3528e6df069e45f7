/** Executes each mutation, from its input to its outcome. */
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
import { toQuestionnaireResponse } from '../fhir/write-questionnaire-response.ts';
import { type AllergyInput, checkAllergy } from './allergy-input.ts';
import { type AuditedCreate, createAuditedCreate, type ResourceToCreate } from './audited-create.ts';
import { authorizeCreate, requireCreateOffered, requireEncounterOfPatient } from './create-authorization.ts';
import type { WritePartOutcome } from './idempotency.ts';
import type { InputContext } from './input-checks.ts';
import { checkNote, type NoteInput } from './note-input.ts';
import { checkPatient, type PatientInput } from './patient-input.ts';
import { checkProblem, type ProblemInput } from './problem-input.ts';
import { arrangeAnswers } from './questionnaire-answers.ts';
import { checkQuestionnaire, type QuestionnaireInput } from './questionnaire-input.ts';
import { readBackReading, readBackResource } from './read-back.ts';
import { findAnswers } from './answers-reconciliation.ts';
import { findNote, findReading } from './reconciliation.ts';
import type { KeyedRequest } from './sealed-record.ts';
import { checkVitalSigns, type VitalSignsInput } from './vital-signs-input.ts';
import type { WriteContext } from './write-context.ts';
import type { WriteResult } from './write-record.ts';

/** The options of a mutation besides its input. */
export interface MutationOptions {
  readonly idempotencyKey: string;
  /** The operation's name in its document, for the audit. */
  readonly operationName: string | null;
}

/** A resource that the FHIR server created, or accepted without returning an id. */
export interface CreatedResource<T extends ResourceType> extends WriteResult {
  readonly outcome: 'created' | 'accepted';
  /** Reads the resource back. Returns null and warns if it cannot be read (yet). */
  readonly resource: () => Promise<Stored<ResourceOf<T>> | null>;
}

export interface RecordedReading {
  readonly name: VitalSignName;
  readonly warning: string | null;
  readonly outcome: WritePartOutcome;
  /** Reads back the created reading, or the one that already existed. */
  readonly observation: () => Promise<Stored<Observation> | null>;
}

/**
 * Each method validates its input first, and reports all problems at once.
 * @throws GatewayError InvalidInput, FORBIDDEN, IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE. Methods that create one resource also
 * throw the FHIR server's refusal and WRITE_OUTCOME_UNKNOWN
 */
export interface Writes {
  /** Returns the outcome of each reading. */
  recordVitalSigns(input: VitalSignsInput, options: MutationOptions): Promise<readonly RecordedReading[]>;
  createClinicalNote(
    input: NoteInput,
    options: MutationOptions,
  ): Promise<CreatedResource<'DocumentReference'>>;
  addAllergy(input: AllergyInput, options: MutationOptions): Promise<CreatedResource<'AllergyIntolerance'>>;
  addProblem(input: ProblemInput, options: MutationOptions): Promise<CreatedResource<'Condition'>>;
  answerQuestionnaire(
    input: QuestionnaireInput,
    options: MutationOptions,
  ): Promise<CreatedResource<'QuestionnaireResponse'>>;
  /** `existing` says whether the patient already existed; null if the server does not say. */
  createPatient(input: PatientInput, options: MutationOptions): Promise<CreatedResource<'Patient'>>;
}

export function createWrites(context: WriteContext): Writes {
  return {
    recordVitalSigns: (input, options) => recordVitalSigns(context, input, options),

    async createClinicalNote(input, options) {
      const note = checkNote(input, inputContextOf(context, options));
      return createOne(context, 'DocumentReference', {
        mutation: 'createClinicalNote',
        input,
        options,
        resource: toDocumentReference(note),
        patientId: note.patientId,
        prepare: () => requireEncounterOfPatient(context, note.encounterId, note.patientId),
        reconcile: (sentAt) => findNote(context.loaders, note, sentAt),
      });
    },

    async addAllergy(input, options) {
      const allergy = checkAllergy(input, inputContextOf(context, options));
      const { patientId } = allergy;
      const resource = toAllergyIntolerance(allergy);
      const mutation = 'addAllergy';
      return createOne(context, 'AllergyIntolerance', {
        mutation,
        input,
        options,
        resource,
        patientId,
      });
    },

    async addProblem(input, options) {
      const problem = checkProblem(input, inputContextOf(context, options));
      const { patientId } = problem;
      const resource = toCondition(problem);
      return createOne(context, 'Condition', {
        mutation: 'addProblem',
        input,
        options,
        resource,
        patientId,
      });
    },

    async answerQuestionnaire(input, options) {
      const given = checkQuestionnaire(input, inputContextOf(context, options));
      const { patientId, questionnaireId, encounterId } = given;
      const resource = toQuestionnaireResponse(given, context.client.upstream);
      return createOne(context, 'QuestionnaireResponse', {
        mutation: 'answerQuestionnaire',
        input,
        options,
        resource,
        patientId,
        // Completes the resource here, because a retry that sends nothing needs no form.
        async prepare() {
          await requireCreateOffered(context, 'QuestionnaireResponse');
          if (encounterId !== null) await requireEncounterOfPatient(context, encounterId, patientId);
          const form = await context.loaders.byId.load('Questionnaire', questionnaireId);
          resource.item = arrangeAnswers(form, given);
        },
        reconcile: () => findAnswers(context.loaders, given),
      });
    },

    async createPatient(input, options) {
      const resource = toPatient(checkPatient(input, inputContextOf(context, options)));
      const mutation = 'createPatient';
      return createOne(context, 'Patient', { mutation, input, options, resource, patientId: null });
    },
  };
}

function inputContextOf({ now }: WriteContext, { idempotencyKey }: MutationOptions): InputContext {
  return { idempotencyKey, now: now() };
}

async function recordVitalSigns(
  context: WriteContext,
  input: VitalSignsInput,
  options: MutationOptions,
): Promise<readonly RecordedReading[]> {
  const { budget, loaders } = context;
  const { taken, readings } = checkVitalSigns(input, inputContextOf(context, options));
  if (readings.some(({ warning }) => warning !== null)) budget.warn(IMPLAUSIBLE_VALUES);
  const type = 'Observation';
  const { patientId, encounterId } = taken;
  const { operationName } = options;
  const sent = readings.map((reading) => ({ reading, resource: toObservation(reading, taken) }));
  for (const { resource } of sent) await authorizeCreate(context, type, resource);
  const parts = sent.map(({ reading, resource }) => {
    const { name } = reading;
    const reconcile = () => findReading(loaders, reading, taken);
    return createAuditedCreate(context, { name, type, resource, patientId, operationName, reconcile });
  });
  const prepare = () => requireEncounterOfPatient(context, encounterId, patientId);
  const mutation = 'recordVitalSigns';
  const outcomes = await runParts(context, { mutation, input, options, prepare }, parts);
  return readings.flatMap((reading, at): RecordedReading[] => {
    const { name, warning } = reading;
    const outcome = outcomes[at];
    if (outcome === undefined) return [];
    const observation = () => readBackReading(context, reading, taken, outcome);
    return [{ name, warning, outcome, observation }];
  });
}

/** A mutation with one or more parts. */
interface MutationRequest {
  readonly mutation: string;
  readonly input: object;
  readonly options: MutationOptions;
  /** Checks the preconditions before anything is sent. */
  readonly prepare?: () => Promise<void>;
}

interface CreateMutation<T extends ResourceType> extends MutationRequest {
  readonly resource: ResourceOf<T>;
  readonly patientId: string | null;
  /** Omitted for allergies and problems: no search finds them before a clinician has reconciled them, so an unknown outcome stays unknown. */
  readonly reconcile?: ResourceToCreate<T>['reconcile'];
}

/** Executes a mutation that creates one resource. */
async function createOne<T extends ResourceType>(
  context: WriteContext,
  type: T,
  { resource, patientId, reconcile = neverReconciled, ...mutation }: CreateMutation<T>,
): Promise<CreatedResource<T>> {
  await authorizeCreate(context, type, resource);
  const { operationName } = mutation.options;
  const sending = { name: type, type, resource, patientId, operationName, reconcile };
  const create = createAuditedCreate<T>(context, sending);
  const [outcome] = await runParts(context, mutation, [create]);
  const done = createdResultOf(outcome, type);
  return { ...done, resource: () => readBackResource(context, type, done.id) };
}

async function runParts(
  { idempotency, budget, caller, client: { upstream }, inheritsKeys, keepSiteOpen }: WriteContext,
  { mutation, input, options, prepare = noPreparation }: MutationRequest,
  parts: readonly AuditedCreate[],
): Promise<readonly WritePartOutcome[]> {
  const { idempotencyKey } = options;
  const keyedBy = (name: string): KeyedRequest => ({
    upstream,
    caller: name,
    idempotencyKey,
    mutation,
    input,
  });
  const [name, ...formerNames] = idempotencyNamesOf(caller, inheritsKeys);
  const keyedRequests = [keyedBy(name), ...formerNames.map(keyedBy)] as const;
  const outcomes = await idempotency.run({
    keyedRequests,
    parts,
    site: caller.site,
    prepare,
    signal: budget.signal,
    keepSiteOpen,
  });
  for (const part of parts) part.requireAuditRecord();
  return outcomes;
}

/**
 * Returns the names under which a caller's keys are stored. Earlier builds included the launch patient in the name, and before the sites file
 * no name had a site. Such records last for 90 days, and a replica with an earlier build reads no other name.
 */
function idempotencyNamesOf(caller: Caller, inheritsKeys: boolean): readonly [string, ...string[]] {
  const name = personKey(caller);
  const { site, ...withoutSite } = caller;
  if (site === undefined) {
    // Builds that included the launch patient knew no grants of persons.
    const hasFormerName = caller.patient !== null && caller.grant === undefined;
    return hasFormerName ? [name, grantKey(caller)] : [name];
  }
  return inheritsKeys ? [name, ...idempotencyNamesOf(withoutSite, false)] : [name];
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
    `The FHIR server already has this ${type}, so nothing was written. Read the existing one.`,
  );
}

const IMPLAUSIBLE_VALUES = {
  code: 'IMPLAUSIBLE_VALUES',
  resourceType: 'Observation',
  message:
    'One or more readings are unusual at any age. `warning` of each reading says which. The gateway sends them nevertheless.',
} as const;
