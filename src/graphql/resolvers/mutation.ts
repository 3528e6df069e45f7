/** Resolves mutations and their payloads. */
import type { GraphQLResolveInfo } from 'graphql';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import { VITAL_SIGNS } from '../../fhir/vital-signs.ts';
import type {
  AddAllergyPayloadResolvers,
  AddProblemPayloadResolvers,
  AnswerQuestionnairePayloadResolvers,
  CreateClinicalNotePayloadResolvers,
  CreatePatientPayloadResolvers,
  CreationStatus,
  MutationResolvers,
  ReadingStatus,
  RecordVitalSignsPayloadResolvers,
  VitalSignReadingResolvers,
  WriteErrorResolvers,
} from '../../generated/resolver-types.ts';
import type { WritePartOutcome } from '../../writes/idempotency.ts';
import type { WriteResult } from '../../writes/write-record.ts';
import type { MutationOptions, Writes } from '../../writes/writes.ts';
import type { Context } from '../context.ts';

interface MutationArguments<I> {
  readonly input: I;
  readonly idempotencyKey: string;
}

const createMutationResolver =
  <I, W>(write: (writes: Writes, input: I, options: MutationOptions) => Promise<W>) =>
  async (
    _root: object,
    { input, idempotencyKey }: MutationArguments<I>,
    { writes }: Context,
    info: GraphQLResolveInfo,
  ) => {
    if (writes === null) throw writesDisabledError();
    return write(writes, input, { idempotencyKey, operationName: info.operation.name?.value ?? null });
  };

export const Mutation: MutationResolvers = {
  recordVitalSigns: createMutationResolver((writes, input, options) =>
    writes.recordVitalSigns(input, options),
  ),
  createClinicalNote: createMutationResolver((writes, input, options) =>
    writes.createClinicalNote(input, options),
  ),
  addAllergy: createMutationResolver((writes, input, options) => writes.addAllergy(input, options)),
  addProblem: createMutationResolver((writes, input, options) => writes.addProblem(input, options)),
  answerQuestionnaire: createMutationResolver((writes, input, options) =>
    writes.answerQuestionnaire(input, options),
  ),
  createPatient: createMutationResolver((writes, input, options) => writes.createPatient(input, options)),
};

function writesDisabledError(): GatewayError {
  return new GatewayError(
    'WRITES_DISABLED',
    'Writing is disabled on this gateway, so nothing was sent. Its operator can enable it (WRITES_ENABLED=true).',
  );
}

export const RecordVitalSignsPayload: RecordVitalSignsPayloadResolvers = {
  readings: (readings) => [...readings],
};

export const VitalSignReading: VitalSignReadingResolvers = {
  kind: ({ name }) => VITAL_SIGNS[name].kind,
  status: ({ outcome }) => readingStatusOf(outcome),
  id: ({ outcome }) => (outcome.kind === 'done' ? outcome.done.id : null),
  observation: ({ observation }) => observation(),
  error: ({ outcome }) => (outcome.kind === 'failed' ? { error: outcome.error } : null),
  warning: ({ warning }) => warning,
};

export const WriteError: WriteErrorResolvers = {
  code: ({ error }) => error.code,
  message: ({ error }) => error.message,
};

export const CreateClinicalNotePayload: CreateClinicalNotePayloadResolvers = {
  status: ({ outcome }) => CREATION_STATUS[outcome],
  id: ({ id }) => id,
  note: ({ resource }) => resource(),
};

export const AddAllergyPayload: AddAllergyPayloadResolvers = {
  status: ({ outcome }) => CREATION_STATUS[outcome],
  id: ({ id }) => id,
  allergy: ({ resource }) => resource(),
};

export const AddProblemPayload: AddProblemPayloadResolvers = {
  status: ({ outcome }) => CREATION_STATUS[outcome],
  id: ({ id }) => id,
  problem: ({ resource }) => resource(),
};

export const AnswerQuestionnairePayload: AnswerQuestionnairePayloadResolvers = {
  status: ({ outcome }) => CREATION_STATUS[outcome],
  id: ({ id }) => id,
  response: ({ resource }) => resource(),
};

export const CreatePatientPayload: CreatePatientPayloadResolvers = {
  outcome: ({ existing }) => (existing === null ? 'CREATED_OR_MATCHED' : existing ? 'MATCHED' : 'CREATED'),
  id: ({ id }) => id,
  patient: ({ resource }) => resource(),
};

const CREATION_STATUS = { created: 'CREATED', accepted: 'ACCEPTED' } as const satisfies Record<
  string,
  CreationStatus
>;

const STATUS_OF_RESULT: Readonly<Record<WriteResult['outcome'], ReadingStatus>> = {
  ...CREATION_STATUS,
  'already-exists': 'ALREADY_EXISTS',
};

/** The codes of readings that a retry would not record. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'RESTRICTED_RECORD',
  'UPSTREAM_REJECTED',
]);

function readingStatusOf(outcome: WritePartOutcome): ReadingStatus {
  if (outcome.kind === 'done') return STATUS_OF_RESULT[outcome.done.outcome];
  const { code } = outcome.error;
  if (code === 'WRITE_OUTCOME_UNKNOWN') return 'OUTCOME_UNKNOWN';
  return REFUSALS.has(code) ? 'REFUSED' : 'FAILED';
}
