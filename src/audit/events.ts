/** Which events tell of an operation, by the patterns of IHE BALP 1.1.3, and of refusals, of which BALP has none. */
import { factsOf, isAboutPatients, isResourceType } from '../fhir/resources.ts';
import type { AuditEvent } from '../fhir/types.ts';
import type {
  Accesses,
  AccessInteraction,
  Miss,
  Query,
  Refusal,
  Touched,
  Write,
  WriteStage,
} from './accesses.ts';
import type { Actor } from './agents.ts';
import { INTERACTIONS, type InteractionCodes, OUTCOMES, WHOLE_OPERATION } from './codes.ts';
import { createEntities, type Entities } from './entities.ts';
import { type CreateEvent, eventsBy, type EventParts, type Recorder } from './event.ts';

export interface AuditedOperation extends Actor {
  readonly accesses: Accesses;
  /** The codes of the refusals in its answer. */
  readonly refusals: readonly string[];
  /** Whether its whole answer was withheld, so that the caller was given no record. */
  readonly isWithheld: boolean;
}

/**
 * The events of an operation: none where it looked for no patient's record and nothing was refused. They name what the caller was given
 * and the ids in the request, and never a record that the answer withholds. A hidden record and one that does not exist leave as many events.
 */
export function eventsOf(operation: AuditedOperation, recorder: Recorder): AuditEvent[] {
  const { touched, queries, misses, refusals, writes } = givenTo(operation);
  const make: Maker = { event: eventsBy(operation, recorder), entities: createEntities(recorder.upstream) };
  const byKey = new Map(queries.map((query) => [keyOf(query), query]));
  const bySearch = Map.groupBy(touched, (each) => searchOf(each, byKey));
  const isFruitless = (query: Query): boolean => query.patientId === null && !bySearch.has(query);
  const events = [
    ...(bySearch.get(null) ?? []).filter(isOfPatients).flatMap((each) => ofOne(make, each)),
    ...queries
      .filter((query) => !isFruitless(query))
      .flatMap((query) => ofQuery(make, query, bySearch.get(query) ?? [])),
    ...ofFruitless(make, queries.filter(isFruitless)),
    ...ofMissed(make, misses),
    ...INTERACTION_KINDS.flatMap((kind) => ofRefused(make, kind, refusals.filter(by(kind)))),
    ...writes.flatMap((write) => ofWrite(make, write)),
  ];
  return [...events, ...ofWhole(make, operation)];
}

/** What the caller was given: of a withheld answer no record, however many the operation read. */
function givenTo({ accesses, isWithheld }: AuditedOperation): Pick<Accesses, AccessKind> {
  if (!isWithheld) return accesses;
  const { queries, misses, refusals, writes } = accesses;
  const unused = queries.map(withoutResult);
  return { touched: [], queries: unused, misses, refusals, writes };
}

function withoutResult(query: Query): Query {
  return { ...query, isUnused: true };
}

type AccessKind = 'touched' | 'queries' | 'misses' | 'refusals' | 'writes';

/** Whether an operation gave nothing, and the gateway or the FHIR server refused all that it looked for. */
export function isOnlyRefused({ touched, queries, misses, writes }: Accesses): boolean {
  return touched.length + misses.length + writes.length === 0 && queries.every(isRefused);
}

function isRefused({ failure }: Query): boolean {
  return failure !== undefined && REFUSED_IN_PART.has(failure);
}

interface Maker {
  readonly event: CreateEvent;
  readonly entities: Entities;
}

/** PatientRead and PatientCreate: one event for each patient whom the resource is about. */
function ofOne({ event, entities }: Maker, touched: Touched): AuditEvent[] {
  const codes = INTERACTIONS[touched.interaction === 'create' ? 'create' : 'read'];
  return orNone(touched.patients).map((patient) =>
    event({
      codes,
      profile: profileOf(codes, patient),
      entities: [...patientEntities(entities, patient), entities.data(touched)],
    }),
  );
}

/** PatientQuery: one event for each patient whose records were searched or found. */
function ofQuery({ event, entities }: Maker, query: Query, found: readonly Touched[]): AuditEvent[] {
  const codes = INTERACTIONS.search;
  const searched = query.patientId === null ? [] : [query.patientId];
  const patients = new Set([...searched, ...found.flatMap(({ patients: own }) => own)]);
  return orNone([...patients]).map((patient) => {
    const own = found.filter((each) => patient === null || isOf(patient, each));
    return event({
      codes,
      ...(endOfQuery(query, found) ?? { profile: profileOf(codes, patient) }),
      entities: [
        ...patientEntities(entities, patient),
        entities.query(query),
        ...own.map((each) => entities.resource(each)),
      ],
    });
  });
}

/**
 * Searches that are not of one patient and gave no record. One operation can make thousands of them, as for made-up record numbers. The profile is
 * of one search.
 */
function ofFruitless({ event, entities }: Maker, queries: readonly Query[]): AuditEvent[] {
  const codes = INTERACTIONS.search;
  const byEnd = Map.groupBy(queries, (query) => JSON.stringify(endOfQuery(query, [])));
  return [...byEnd.values()].flatMap((alike) =>
    inChunks(alike).flatMap((chunk) => {
      const end = chunk[0] === undefined ? null : endOfQuery(chunk[0], []);
      const profile = chunk.length === 1 ? { profile: codes.profiles.other } : {};
      return event({ codes, ...(end ?? profile), entities: chunk.map((query) => entities.query(query)) });
    }),
  );
}

/** Why a search has no profile, which is for what was done; null for one whose results the caller was given. */
function endOfQuery(
  { failure, isUnused = false }: Query,
  found: readonly Touched[],
): Pick<EventParts, 'outcome' | 'outcomeDesc'> | null {
  // Where two fields make the same search, one can fail at a later page, and the other answer with what was found.
  if (found.length > 0) return null;
  if (failure !== undefined) return failureOf('search', failure);
  return isUnused
    ? { outcome: OUTCOMES.refused, outcomeDesc: 'The caller was given nothing of what it found.' }
    : null;
}

/** Reads by id that gave nothing. An absent record and a hidden one are in the same event. */
function ofMissed({ event, entities }: Maker, misses: readonly Miss[]): AuditEvent[] {
  const byFailure = [...Map.groupBy(misses, ({ failure }) => failure)];
  return byFailure.flatMap(([failure, missed]) =>
    inChunks(missed).map((chunk) =>
      event({
        codes: INTERACTIONS.read,
        ...(failure === undefined ? NOT_FOUND : failureOf('read', failure)),
        // No patient is known to be involved, so not even the id of a Patient has a patient's role.
        entities: chunk.map((each) => entities.resource(each)),
      }),
    ),
  );
}

const NOT_FOUND = {
  outcome: OUTCOMES.refused,
  outcomeDesc: 'Not found, or beyond what the caller reaches.',
} as const;

/** The refusals of one interaction, by type and id. */
function ofRefused(
  { event, entities }: Maker,
  interaction: AccessInteraction,
  refused: readonly Refusal[],
): AuditEvent[] {
  return inChunks(refused).map((chunk) =>
    event({
      codes: INTERACTIONS[interaction],
      outcome: OUTCOMES.refused,
      outcomeDesc: 'Beyond what the caller reaches, or not released by the FHIR server.',
      entities: chunk.map(({ type, id }) =>
        type === 'Patient' && id !== null ? entities.patient(id) : entities.resource({ type, id }),
      ),
    }),
  );
}

/** One operation can request any number of ids, and repositories refuse large events. */
const MOST_NAMED = 100;

function inChunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST_NAMED) }, (_, at) =>
    all.slice(at * MOST_NAMED, (at + 1) * MOST_NAMED),
  );
}

/** PatientCreate, where something was created and it is known which: one event for each patient. */
function ofWrite({ event, entities }: Maker, write: Write): AuditEvent[] {
  const { type, id, patients, stage } = write;
  const codes = INTERACTIONS.create;
  const isKnown = stage === 'created' && id !== null;
  return orNone(patients).map((patient) =>
    event({
      codes,
      ...(isKnown ? { profile: profileOf(codes, patient) } : endOf(write)),
      entities: [
        ...patientEntities(entities, patient),
        isKnown ? entities.data({ type, id }) : entities.resource({ type, id }),
      ],
    }),
  );
}

/** Describes a write without a profile: BALP's profiles of a create demand that it succeeded. */
function endOf({ stage, failure }: Write): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  if (failure === undefined) return WITHOUT_PROFILE[stage];
  if (failure === 'WRITE_OUTCOME_UNKNOWN')
    return { outcome: OUTCOMES.failed, outcomeDesc: `Whether it was created is not known: ${failure}.` };
  const outcome = REFUSED_WRITES.has(failure) ? OUTCOMES.refused : OUTCOMES.failed;
  return { outcome, outcomeDesc: `It was not created: ${failure}.` };
}

const WITHOUT_PROFILE = {
  intent: { outcome: null, outcomeDesc: 'About to be sent to the FHIR server.' },
  created: { outcomeDesc: 'Taken by the FHIR server, which has not told under which id.' },
  matched: {
    outcome: OUTCOMES.refused,
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
const REFUSED_WRITES: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'RESTRICTED_RECORD',
  'UPSTREAM_REJECTED',
]);

/** The refusal of the operation as a whole. Codes for which there is an event already are not repeated. */
function ofWhole({ event }: Maker, { accesses, refusals }: AuditedOperation): AuditEvent[] {
  const { queries, writes } = accesses;
  const isRecorded =
    accesses.refusals.length > 0 ||
    [...queries, ...writes].some(({ failure = '' }) => REFUSED_IN_PART.has(failure));
  const codes = isRecorded ? refusals.filter((code) => !REFUSED_IN_PART.has(code)) : refusals;
  if (codes.length === 0) return [];
  return [
    event({
      codes: WHOLE_OPERATION,
      outcome: OUTCOMES.refused,
      outcomeDesc: `Refused: ${codes.join(', ')}.`,
      entities: [],
    }),
  ];
}

/** Refusals of a type or of a record, beside which the rest of an operation can stand. */
const REFUSED_IN_PART: ReadonlySet<string> = new Set(['FORBIDDEN', 'RESTRICTED_RECORD']);

function failureOf(what: 'read' | 'search', code: string): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  const outcome = REFUSED_IN_PART.has(code) ? OUTCOMES.refused : OUTCOMES.failed;
  return { outcome, outcomeDesc: `The ${what} was not answered: ${code}.` };
}

const INTERACTION_KINDS: readonly AccessInteraction[] = ['read', 'search', 'create'];

function by(kind: AccessInteraction): (each: { readonly interaction: AccessInteraction }) => boolean {
  return ({ interaction }) => interaction === kind;
}

/** The search that a resource was found by; null for one that was read or created, or found by a search unknown. */
function searchOf(touched: Touched, queries: ReadonlyMap<string, Query>): Query | null {
  if (touched.interaction !== 'search') return null;
  const { type, search } = touched;
  const query =
    search === null
      ? [...queries.values()].find((candidate) => isLikely(candidate, touched))
      : queries.get(keyOf({ type, text: search }));
  return query ?? null;
}

function keyOf({ type, text }: Pick<Query, 'type' | 'text'>): string {
  return `${type}?${text}`;
}

function isLikely({ type, patientId }: Query, touched: Touched): boolean {
  return type === touched.type && (patientId === null || isOf(patientId, touched));
}

function isOf(patient: string, { patients }: Touched): boolean {
  return patients.length === 0 || patients.includes(patient);
}

/** False for what all patients share, such as a Location: reading it touches no patient's record. */
function isOfPatients({ type, patients }: Touched): boolean {
  return patients.length > 0 || !isResourceType(type) || isAboutPatients(factsOf(type));
}

function orNone(patients: readonly string[]): readonly (string | null)[] {
  return patients.length === 0 ? [null] : patients;
}

function profileOf({ profiles }: InteractionCodes, patient: string | null): string {
  return patient === null ? profiles.other : profiles.patient;
}

function patientEntities(entities: Entities, patient: string | null): ReturnType<Entities['patient']>[] {
  return patient === null ? [] : [entities.patient(patient)];
}
