/** Creates the events of an operation by the patterns of IHE BALP 1.1.3, and of refusals, for which BALP has no pattern. */
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
  /** The codes of the refusals in its response. */
  readonly refusalCodes: readonly string[];
  /** Whether the response was withheld, so the caller received no record. */
  readonly isWithheld: boolean;
}

/**
 * Creates the events of an operation. An operation that requested no patient record and had no refusal has none. Events name the records that
 * the caller received and the ids in the request, never a record that the response withholds. A hidden record and an absent one have the same
 * events.
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

/** Returns the accesses that the caller learned of. A withheld response discloses no record. */
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

/** Returns whether the operation returned nothing because the gateway or the FHIR server refused everything. */
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

/** PatientRead and PatientCreate: one event per patient of the resource. */
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

/** PatientQuery: one event per patient whose records were searched or found. */
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
 * Creates the events of searches across patients that returned no record. One operation can cause thousands of them, such as by guessing MRNs,
 * so they share events. BALP's profile applies to a single search.
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

/** Describes a search that failed or was not disclosed, and therefore has no profile. Returns null for any other search. */
function describeSearchOutcome(
  { failure, isUnused = false }: AuditedSearch,
  found: readonly AccessedResource[],
): Pick<EventParts, 'outcome' | 'outcomeDesc'> | null {
  // If two fields share a search, one can fail on a later page while the other returns results.
  if (found.length > 0) return null;
  if (failure !== undefined) return describeFailure('search', failure);
  return isUnused
    ? { outcome: EVENT_OUTCOMES.refused, outcomeDesc: 'The caller received none of its results.' }
    : null;
}

/** Creates the events of reads by id that returned nothing. Absent and hidden records share an event. */
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
        // It is unknown whether a patient is involved, so not even a Patient id has the role of a patient.
        entities: chunk.map((each) => entities.resource(each)),
      }),
    ),
  );
}

const NOT_FOUND = {
  outcome: EVENT_OUTCOMES.refused,
  outcomeDesc: 'Not found, or not accessible to the caller.',
} as const;

/** Creates the events of the refusals of one interaction. */
function createRefusedAccessEvents(
  { event, entities }: EventBuilder,
  interaction: AccessInteraction,
  refused: readonly RefusedAccess[],
): AuditEvent[] {
  return splitIntoChunks(refused).map((chunk) =>
    event({
      codes: INTERACTION_CODES[interaction],
      outcome: EVENT_OUTCOMES.refused,
      outcomeDesc: 'Not accessible to the caller, or withheld by the FHIR server.',
      entities: chunk.map(({ type, id }) =>
        type === 'Patient' && id !== null ? entities.patient(id) : entities.resource({ type, id }),
      ),
    }),
  );
}

/** One operation can request any number of ids, and repositories reject large events. */
const MAX_ENTITIES = 100;

function splitIntoChunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MAX_ENTITIES) }, (_, at) =>
    all.slice(at * MAX_ENTITIES, (at + 1) * MAX_ENTITIES),
  );
}

/** PatientCreate, if the created record's id is known: one event per patient. */
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

/** Describes a write without a profile: BALP's create profiles require success. */
function describeWriteOutcome({ stage, failure }: WriteAccess): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  if (failure === undefined) return WRITE_OUTCOMES[stage];
  if (failure === 'WRITE_OUTCOME_UNKNOWN')
    return {
      outcome: EVENT_OUTCOMES.failed,
      outcomeDesc: `It is unknown whether the record was created: ${failure}.`,
    };
  const outcome = REFUSED_WRITE_CODES.has(failure) ? EVENT_OUTCOMES.refused : EVENT_OUTCOMES.failed;
  return { outcome, outcomeDesc: `Not created: ${failure}.` };
}

const WRITE_OUTCOMES = {
  intent: { outcome: null, outcomeDesc: 'About to be sent to the FHIR server.' },
  created: { outcomeDesc: 'Accepted by the FHIR server, which returned no id.' },
  matched: {
    outcome: EVENT_OUTCOMES.refused,
    outcomeDesc: 'Nothing was created: the FHIR server matched an existing record.',
  },
  'created-or-matched': {
    outcomeDesc: 'The FHIR server created the record or matched an existing one, and does not say which.',
  },
} as const satisfies Record<
  Exclude<WriteStage['stage'], 'failed'>,
  Pick<EventParts, 'outcome' | 'outcomeDesc'>
>;

/** Failures that are the FHIR server's decision. With any other failure, it made none. */
const REFUSED_WRITE_CODES: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'RESTRICTED_RECORD',
  'UPSTREAM_REJECTED',
]);

/** Creates the event of a refused operation. Codes that have an event already are not repeated. */
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

/** Refusals of a type or a record. The rest of the operation can still succeed. */
const PARTIAL_REFUSAL_CODES: ReadonlySet<string> = new Set(['FORBIDDEN', 'RESTRICTED_RECORD']);

function describeFailure(what: 'read' | 'search', code: string): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  const outcome = PARTIAL_REFUSAL_CODES.has(code) ? EVENT_OUTCOMES.refused : EVENT_OUTCOMES.failed;
  return { outcome, outcomeDesc: `The ${what} failed: ${code}.` };
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
