/** Makes the events of an operation, by the patterns of IHE BALP 1.1.3, and those of refusals, for which BALP has no pattern. */
import type { AuditEvent } from '../fhir/types.ts';
import type {
  AccessedResource,
  AccessInteraction,
  AccessLog,
  AuditedSearch,
  MissedRead,
  RefusedAccess,
  WriteAccess,
  WriteStage,
} from './access-log.ts';
import { concernsPatient, isPatientRecord, createSearchKey, findSearch } from './accessed-resources.ts';
import type { Actor } from './agents.ts';
import { createEntityFactory, type EntityFactory } from './entities.ts';
import { EVENT_OUTCOMES, INTERACTION_CODES, type InteractionCodes, OPERATION_CODES } from './event-codes.ts';
import { type AuditSource, createEventFactory, type EventFactory, type EventParts } from './event-factory.ts';

export interface AuditedOperation extends Actor {
  readonly accessLog: AccessLog;
  /** The codes of the refusals in its answer. */
  readonly refusalCodes: readonly string[];
  /** Whether its whole answer was withheld, so that the caller was given no record. */
  readonly isWithheld: boolean;
}

/**
 * The events of an operation: none where it looked for no patient's record and nothing was refused. They name what the caller was given
 * and the ids in the request, and never a record that the answer withholds. A hidden record and one that does not exist leave as many events.
 */
export function createOperationEvents(operation: AuditedOperation, auditSource: AuditSource): AuditEvent[] {
  const { accessed, searches, missedReads, refusals, writes } = selectDisclosed(operation);
  const builder: EventBuilder = {
    event: createEventFactory(operation, auditSource),
    entities: createEntityFactory(auditSource.upstream),
  };
  const byKey = new Map(searches.map((search) => [createSearchKey(search), search]));
  const bySearch = Map.groupBy(accessed, (each) => findSearch(each, byKey));
  const isFruitless = (search: AuditedSearch): boolean => search.patientId === null && !bySearch.has(search);
  const events = [
    ...(bySearch.get(null) ?? [])
      .filter(isPatientRecord)
      .flatMap((each) => createResourceEvents(builder, each)),
    ...searches
      .filter((search) => !isFruitless(search))
      .flatMap((search) => createSearchEvents(builder, search, bySearch.get(search) ?? [])),
    ...createEmptySearchEvents(builder, searches.filter(isFruitless)),
    ...createMissedReadEvents(builder, missedReads),
    ...INTERACTION_KINDS.flatMap((kind) =>
      createRefusedAccessEvents(builder, kind, refusals.filter(isInteraction(kind))),
    ),
    ...writes.flatMap((write) => createWriteEvents(builder, write)),
  ];
  return [...events, ...createOperationRefusalEvents(builder, operation)];
}

/** Returns what the caller was given: no record of a withheld answer, however many the operation read. */
function selectDisclosed({ accessLog, isWithheld }: AuditedOperation): Pick<AccessLog, AccessKind> {
  if (!isWithheld) return accessLog;
  const { searches, missedReads, refusals, writes } = accessLog;
  const unused = searches.map(markUnused);
  return { accessed: [], searches: unused, missedReads, refusals, writes };
}

function markUnused(search: AuditedSearch): AuditedSearch {
  return { ...search, isUnused: true };
}

type AccessKind = 'accessed' | 'searches' | 'missedReads' | 'refusals' | 'writes';

/** Whether an operation gave nothing, and the gateway or the FHIR server refused all that it looked for. */
export function isOnlyRefused({ accessed, searches, missedReads, writes }: AccessLog): boolean {
  return accessed.length + missedReads.length + writes.length === 0 && searches.every(isRefused);
}

function isRefused({ failure }: AuditedSearch): boolean {
  return failure !== undefined && PARTIAL_REFUSAL_CODES.has(failure);
}

interface EventBuilder {
  readonly event: EventFactory;
  readonly entities: EntityFactory;
}

/** PatientRead and PatientCreate: one event for each patient whom the resource is about. */
function createResourceEvents({ event, entities }: EventBuilder, accessed: AccessedResource): AuditEvent[] {
  const codes = INTERACTION_CODES[accessed.interaction === 'create' ? 'create' : 'read'];
  return listPatients(accessed.patients).map((patient) =>
    event({
      codes,
      profile: chooseProfile(codes, patient),
      entities: [...createPatientEntities(entities, patient), entities.data(accessed)],
    }),
  );
}

/** PatientQuery: one event for each patient whose records were searched or found. */
function createSearchEvents(
  { event, entities }: EventBuilder,
  search: AuditedSearch,
  found: readonly AccessedResource[],
): AuditEvent[] {
  const codes = INTERACTION_CODES.search;
  const searched = search.patientId === null ? [] : [search.patientId];
  const patients = new Set([...searched, ...found.flatMap(({ patients: own }) => own)]);
  return listPatients([...patients]).map((patient) => {
    const own = found.filter((each) => patient === null || concernsPatient(patient, each));
    return event({
      codes,
      ...(describeSearchOutcome(search, found) ?? { profile: chooseProfile(codes, patient) }),
      entities: [
        ...createPatientEntities(entities, patient),
        entities.query(search),
        ...own.map((each) => entities.resource(each)),
      ],
    });
  });
}

/**
 * Makes the events of searches that are not of one patient and gave no record. One operation can make thousands of them, as for made-up record
 * numbers, so they share events. BALP's profile is for one search.
 */
function createEmptySearchEvents(
  { event, entities }: EventBuilder,
  searches: readonly AuditedSearch[],
): AuditEvent[] {
  const codes = INTERACTION_CODES.search;
  const byOutcome = Map.groupBy(searches, (search) => JSON.stringify(describeSearchOutcome(search, [])));
  return [...byOutcome.values()].flatMap((alike) =>
    splitIntoChunks(alike).flatMap((chunk) => {
      const outcome = chunk[0] === undefined ? null : describeSearchOutcome(chunk[0], []);
      const profile = chunk.length === 1 ? { profile: codes.profiles.other } : {};
      return event({
        codes,
        ...(outcome ?? profile),
        entities: chunk.map((search) => entities.query(search)),
      });
    }),
  );
}

/** Why a search has no profile, which is for what was done; null for one whose results the caller was given. */
function describeSearchOutcome(
  { failure, isUnused = false }: AuditedSearch,
  found: readonly AccessedResource[],
): Pick<EventParts, 'outcome' | 'outcomeDesc'> | null {
  // Where two fields make the same search, one can fail at a later page, and the other answer with what was found.
  if (found.length > 0) return null;
  if (failure !== undefined) return describeFailure('search', failure);
  return isUnused
    ? { outcome: EVENT_OUTCOMES.refused, outcomeDesc: 'The caller was given nothing of what it found.' }
    : null;
}

/** Reads by id that gave nothing. An absent record and a hidden one are in the same event. */
function createMissedReadEvents(
  { event, entities }: EventBuilder,
  missedReads: readonly MissedRead[],
): AuditEvent[] {
  const byFailure = [...Map.groupBy(missedReads, ({ failure }) => failure)];
  return byFailure.flatMap(([failure, missed]) =>
    splitIntoChunks(missed).map((chunk) =>
      event({
        codes: INTERACTION_CODES.read,
        ...(failure === undefined ? NOT_FOUND : describeFailure('read', failure)),
        // No patient is known to be involved, so not even the id of a Patient has a patient's role.
        entities: chunk.map((each) => entities.resource(each)),
      }),
    ),
  );
}

const NOT_FOUND = {
  outcome: EVENT_OUTCOMES.refused,
  outcomeDesc: 'Not found, or beyond what the caller reaches.',
} as const;

/** The refusals of one interaction, by type and id. */
function createRefusedAccessEvents(
  { event, entities }: EventBuilder,
  interaction: AccessInteraction,
  refused: readonly RefusedAccess[],
): AuditEvent[] {
  return splitIntoChunks(refused).map((chunk) =>
    event({
      codes: INTERACTION_CODES[interaction],
      outcome: EVENT_OUTCOMES.refused,
      outcomeDesc: 'Beyond what the caller reaches, or not released by the FHIR server.',
      entities: chunk.map(({ type, id }) =>
        type === 'Patient' && id !== null ? entities.patient(id) : entities.resource({ type, id }),
      ),
    }),
  );
}

/** One operation can request any number of ids, and repositories refuse large events. */
const MAX_ENTITIES = 100;

function splitIntoChunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MAX_ENTITIES) }, (_, at) =>
    all.slice(at * MAX_ENTITIES, (at + 1) * MAX_ENTITIES),
  );
}

/** PatientCreate, where something was created and it is known which: one event for each patient. */
function createWriteEvents({ event, entities }: EventBuilder, write: WriteAccess): AuditEvent[] {
  const { type, id, patients, stage } = write;
  const codes = INTERACTION_CODES.create;
  const isKnown = stage === 'created' && id !== null;
  return listPatients(patients).map((patient) =>
    event({
      codes,
      ...(isKnown ? { profile: chooseProfile(codes, patient) } : describeWriteOutcome(write)),
      entities: [
        ...createPatientEntities(entities, patient),
        isKnown ? entities.data({ type, id }) : entities.resource({ type, id }),
      ],
    }),
  );
}

/** Describes a write without a profile: BALP's profiles of a create demand that it succeeded. */
function describeWriteOutcome({ stage, failure }: WriteAccess): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  if (failure === undefined) return WRITE_OUTCOMES[stage];
  if (failure === 'WRITE_OUTCOME_UNKNOWN')
    return {
      outcome: EVENT_OUTCOMES.failed,
      outcomeDesc: `Whether it was created is not known: ${failure}.`,
    };
  const outcome = REFUSED_WRITE_CODES.has(failure) ? EVENT_OUTCOMES.refused : EVENT_OUTCOMES.failed;
  return { outcome, outcomeDesc: `It was not created: ${failure}.` };
}

const WRITE_OUTCOMES = {
  intent: { outcome: null, outcomeDesc: 'About to be sent to the FHIR server.' },
  created: { outcomeDesc: 'Taken by the FHIR server, which has not told under which id.' },
  matched: {
    outcome: EVENT_OUTCOMES.refused,
    outcomeDesc: 'Nothing was created: the FHIR server matched a record that was there before.',
  },
  'created-or-matched': {
    outcomeDesc:
      'The FHIR server created it or matched a record that was there before, and does not say which.',
  },
} as const satisfies Record<
  Exclude<WriteStage['stage'], 'failed'>,
  Pick<EventParts, 'outcome' | 'outcomeDesc'>
>;

/** What the FHIR server decided, and not what kept it from deciding. */
const REFUSED_WRITE_CODES: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'RESTRICTED_RECORD',
  'UPSTREAM_REJECTED',
]);

/** The refusal of the operation as a whole. Codes for which there is an event already are not repeated. */
function createOperationRefusalEvents(
  { event }: EventBuilder,
  { accessLog, refusalCodes }: AuditedOperation,
): AuditEvent[] {
  const { searches, writes } = accessLog;
  const isRecorded =
    accessLog.refusals.length > 0 ||
    [...searches, ...writes].some(({ failure = '' }) => PARTIAL_REFUSAL_CODES.has(failure));
  const codes = isRecorded ? refusalCodes.filter((code) => !PARTIAL_REFUSAL_CODES.has(code)) : refusalCodes;
  if (codes.length === 0) return [];
  return [
    event({
      codes: OPERATION_CODES,
      outcome: EVENT_OUTCOMES.refused,
      outcomeDesc: `Refused: ${codes.join(', ')}.`,
      entities: [],
    }),
  ];
}

/** Refusals of a type or of a record, beside which the rest of an operation can stand. */
const PARTIAL_REFUSAL_CODES: ReadonlySet<string> = new Set(['FORBIDDEN', 'RESTRICTED_RECORD']);

function describeFailure(what: 'read' | 'search', code: string): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  const outcome = PARTIAL_REFUSAL_CODES.has(code) ? EVENT_OUTCOMES.refused : EVENT_OUTCOMES.failed;
  return { outcome, outcomeDesc: `The ${what} was not answered: ${code}.` };
}

const INTERACTION_KINDS: readonly AccessInteraction[] = ['read', 'search', 'create'];

function isInteraction(
  kind: AccessInteraction,
): (each: { readonly interaction: AccessInteraction }) => boolean {
  return ({ interaction }) => interaction === kind;
}

function listPatients(patients: readonly string[]): readonly (string | null)[] {
  return patients.length === 0 ? [null] : patients;
}

function chooseProfile({ profiles }: InteractionCodes, patient: string | null): string {
  return patient === null ? profiles.other : profiles.patient;
}

function createPatientEntities(
  entities: EntityFactory,
  patient: string | null,
): ReturnType<EntityFactory['patient']>[] {
  return patient === null ? [] : [entities.patient(patient)];
}
