/** Which events tell of an operation, by the patterns of IHE BALP 1.1.3, and of refusals, of which BALP has none. */
import { factsOf, isAboutPatients, isResourceType } from '../fhir/resources.ts';
import type { AuditEvent } from '../fhir/types.ts';
import type { Accesses, AccessInteraction, Query, Refusal, Touched, Write } from './accesses.ts';
import type { Actor } from './agents.ts';
import { EVENT_TYPES, INTERACTIONS, type InteractionCodes, OUTCOMES, WHOLE_OPERATION } from './codes.ts';
import { createEntities, type Entities } from './entities.ts';
import { type CreateEvent, eventsBy, type EventParts, type Recorder } from './event.ts';

export interface AuditedOperation extends Actor {
  readonly accesses: Accesses;
  /** The codes of the refusals in its answer. */
  readonly refusals: readonly string[];
}

/** The events of an operation: none where it touched no patient's record and nothing was refused. */
export function eventsOf(operation: AuditedOperation, recorder: Recorder): AuditEvent[] {
  const { touched, queries, refusals, writes } = operation.accesses;
  const make: Maker = { event: eventsBy(operation, recorder), entities: createEntities(recorder.upstream) };
  const [permitted, hidden] = [touched.filter(isPermitted), touched.filter((each) => !isPermitted(each))];
  const byKey = new Map(queries.map((query) => [keyOf(query), query]));
  const bySearch = Map.groupBy(permitted, (each) => searchOf(each, byKey));
  const events = [
    ...(bySearch.get(null) ?? []).filter(isOfPatients).flatMap((each) => ofOne(make, each)),
    ...queries.flatMap((query) => ofQuery(make, query, bySearch.get(query) ?? [])),
    ...INTERACTION_KINDS.flatMap((kind) => ofHidden(make, kind, hidden.filter(by(kind)))),
    ...INTERACTION_KINDS.flatMap((kind) => ofRefused(make, kind, refusals.filter(by(kind)))),
    ...writes.flatMap((write) => ofWrite(make, write)),
  ];
  return [...events, ...ofWhole(make, operation.refusals, events)];
}

/**
 * The event of a request that was refused before it was known who asks.
 * @param outcomeDesc why, in words of this gateway: nothing of the request
 */
export function refusalBeforeSignIn(actor: Actor, outcomeDesc: string, recorder: Recorder): AuditEvent {
  return eventsBy(
    actor,
    recorder,
  )({
    codes: WHOLE_OPERATION,
    type: EVENT_TYPES.authentication,
    outcome: OUTCOMES.refused,
    outcomeDesc,
    entities: [],
  });
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
    // Of two fields that asked for the same, one can have failed at a later page, and the other have what was found.
    const isFailed = query.failure !== undefined && found.length === 0;
    return event({
      codes,
      ...(isFailed ? failureOf(query.failure) : { profile: profileOf(codes, patient) }),
      entities: [
        ...patientEntities(entities, patient),
        entities.query(query),
        ...own.map((each) => entities.resource(each)),
      ],
    });
  });
}

/** What the server sent and the caller does not have: one event for each patient. */
function ofHidden(
  { event, entities }: Maker,
  interaction: AccessInteraction,
  hidden: readonly Touched[],
): AuditEvent[] {
  const patients = new Set(hidden.flatMap((each) => orNone(each.patients)));
  return [...patients].map((patient) =>
    event({
      codes: INTERACTIONS[interaction],
      outcome: OUTCOMES.refused,
      outcomeDesc: 'Beyond what the caller reaches: hidden.',
      entities: [
        ...patientEntities(entities, patient),
        ...hidden
          .filter((each) => orNone(each.patients).includes(patient))
          .map((each) => entities.resource(each)),
      ],
    }),
  );
}

/** What was refused by its type and id alone: one event for all of it, since one operation can ask for any number of ids. */
function ofRefused(
  { event, entities }: Maker,
  interaction: AccessInteraction,
  refused: readonly Refusal[],
): AuditEvent[] {
  if (refused.length === 0) return [];
  return [
    event({
      codes: INTERACTIONS[interaction],
      outcome: OUTCOMES.refused,
      outcomeDesc: 'Beyond what the caller reaches, or not released by the FHIR server.',
      entities: refused.map(({ type, id }) =>
        type === 'Patient' && id !== null ? entities.patient(id) : entities.resource({ type, id }),
      ),
    }),
  ];
}

/** PatientCreate, where something was created and it is known which: one event for each patient. */
function ofWrite({ event, entities }: Maker, write: Write): AuditEvent[] {
  const { type, id, patients, failure } = write;
  const codes = INTERACTIONS.create;
  const isKnown = write.stage === 'outcome' && failure === undefined && id !== null;
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

/** Profiles want what was created: of what is not (yet) known to be, there is none. */
function endOf({ stage, failure }: Write): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  if (stage === 'intent') return { outcome: null, outcomeDesc: 'About to be sent to the FHIR server.' };
  if (failure === undefined)
    return { outcomeDesc: 'Taken by the FHIR server, which has not told under which id.' };
  if (failure === 'WRITE_OUTCOME_UNKNOWN')
    return { outcome: OUTCOMES.failed, outcomeDesc: `Whether it was created is not known: ${failure}.` };
  const outcome = REFUSED_WRITES.has(failure) ? OUTCOMES.refused : OUTCOMES.failed;
  return { outcome, outcomeDesc: `It was not created: ${failure}.` };
}

/** What the FHIR server decided, and not what kept it from deciding. */
const REFUSED_WRITES: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'RESTRICTED_RECORD',
  'UPSTREAM_REJECTED',
]);

/** What was refused as a whole: codes that events tell of already are not told twice. */
function ofWhole({ event }: Maker, refusals: readonly string[], events: readonly AuditEvent[]): AuditEvent[] {
  const isTold = events.some(({ outcome }) => outcome === OUTCOMES.refused);
  const codes = isTold ? refusals.filter((code) => !REFUSED_IN_PART.has(code)) : refusals;
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

function failureOf(code = ''): Pick<EventParts, 'outcome' | 'outcomeDesc'> {
  const outcome = REFUSED_IN_PART.has(code) ? OUTCOMES.refused : OUTCOMES.failed;
  return { outcome, outcomeDesc: `The search was not answered: ${code}.` };
}

const INTERACTION_KINDS: readonly AccessInteraction[] = ['read', 'search', 'create'];

function by(kind: AccessInteraction): (each: { readonly interaction: AccessInteraction }) => boolean {
  return ({ interaction }) => interaction === kind;
}

function isPermitted({ permitted }: Touched): boolean {
  return permitted;
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
