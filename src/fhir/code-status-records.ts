/** Finds and reads the records of a patient's code status. Orders are shown in their own words, never interpreted. */
import { isSubjectCode, isSubjectPhrase, kindIn, mentionsOrder } from './code-status-codes.ts';
import { contentOfConsent, NOT_UNDERSTOOD } from './code-status-consent.ts';
import {
  asList,
  type CodeStatusContent,
  conceptsText,
  contentOf,
  withPrefix,
} from './code-status-content.ts';
import { codingsOf } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { mayOverlap, sortKey } from './intervals.ts';
import { hasContent, isObject, readDate, readObjects, readText } from './lenient-read.ts';
import { dateOf } from './list-filters.ts';
import { exclusionOf } from './modifiers.ts';
import { valueOf } from './observation.ts';
import { valueText } from './observation-text.ts';
import { isProhibition } from './prohibitions.ts';
import { conceptOrText } from './quantities.ts';
import { factsOf, isStored, type ResourceOf, type ResourceType } from './resources.ts';
import type {
  CodeableConcept,
  DocumentReference,
  Flag,
  Observation,
  Resource,
  ServiceRequest,
  Stored,
} from './types.ts';

export interface CodeStatusEntry extends CodeStatusContent {
  readonly resource: Stored<Resource>;
  /** True for a point-in-time observation, which a later observation replaces. */
  readonly isSupersedable: boolean;
  /** False for an order on hold or of unknown status, and for an alert about an order: the order may not be in force. */
  readonly isCertain: boolean;
}

/** Facts from outside the record. */
interface CodeStatusContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Epic exposes code status as Consent (open.epic.com). */
  readonly isEpic: boolean;
}

/** A search for records of the code status. */
export interface CodeStatusSearch {
  readonly type: ResourceType;
  /** The search parameter for the codes of code status; null to search for all records of the patient. */
  readonly criterion: string | null;
  /** Returns null for a record that is not about resuscitation, or not in force. */
  readonly read: (
    resource: Stored<Resource>,
    context: CodeStatusContext,
  ) => CodeStatusEntry | typeof NOT_UNDERSTOOD | null;
}

function defineSearch<T extends ResourceType>(
  type: T,
  criterion: CodeStatusSearch['criterion'],
  contentIn: (
    resource: Stored<ResourceOf<T>>,
    context: CodeStatusContext,
  ) => CodeStatusContent | typeof NOT_UNDERSTOOD | null,
): CodeStatusSearch {
  return {
    type,
    criterion,
    read(resource, context) {
      if (!isStored(resource, type) || !isInForce(resource, context.now)) return null;
      const content = contentIn(resource, context);
      if (content === null || content === NOT_UNDERSTOOD) return content;
      const isCertain = !hasStatus(resource, UNCERTAIN) && type !== 'Flag';
      const isSupersedable = isCertain && REPEATED.has(type) && content.kind === 'ORDER';
      return { ...content, resource, isSupersedable, isCertain };
    },
  };
}

/** The types whose records describe a point in time, rather than staying in force until someone ends them. */
const REPEATED: ReadonlySet<string> = new Set(['Observation']);

/**
 * THE TABLE of searches for code status. Orders are also recognized by words and by codes of the site, which no search finds, so the gateway
 * reads all of a patient's Consents, ServiceRequests and Flags. Reading all Observations and documents would be too much.
 */
export const CODE_STATUS_SEARCHES: readonly CodeStatusSearch[] = [
  defineSearch('Consent', null, contentOfConsent),
  defineSearch('ServiceRequest', null, contentOfRequest),
  defineSearch('Flag', null, contentOfFlag),
  defineSearch('Observation', 'code', contentOfObservation),
  defineSearch('DocumentReference', 'type', contentOfDocument),
  defineSearch('DocumentReference', 'category', contentOfDocument),
];

type StatusesByType = Readonly<Partial<Record<string, readonly string[]>>>;

/** Statuses of records not in force, in addition to those that all lists leave out (R4 Consent.status, ServiceRequest.status, …). */
const NOT_IN_FORCE: StatusesByType = {
  Consent: ['draft', 'proposed', 'rejected', 'inactive'],
  ServiceRequest: ['draft', 'revoked', 'completed'],
  Flag: ['inactive'],
  Observation: ['registered', 'cancelled'],
};

/**
 * Statuses of records that may or may not be in force: `on-hold` is "temporarily suspended", as a DNR order can be during surgery, and
 * `unknown` can be any status (R4 RequestStatus, ObservationStatus).
 */
const UNCERTAIN: StatusesByType = { ServiceRequest: ['on-hold', 'unknown'], Observation: ['unknown'] };

type PathsByType = Readonly<Partial<Record<string, readonly string[]>>>;

/** The paths of the periods in which records are in force. */
const PERIODS: PathsByType = {
  Consent: ['provision.period'],
  ServiceRequest: ['occurrencePeriod', 'occurrenceTiming.repeat.boundsPeriod'],
  Flag: ['period'],
};

/** The paths of the times from which orders are in force. */
const STARTS: PathsByType = { ServiceRequest: ['occurrenceDateTime', 'occurrenceTiming.event'] };

function isInForce(resource: Stored<Resource>, now: number): boolean {
  const valuesOf = (paths: PathsByType) =>
    (paths[resource.resourceType] ?? []).flatMap((path) => valuesAt(resource, path));
  const starts = valuesOf(STARTS);
  return (
    !hasStatus(resource, NOT_IN_FORCE) &&
    exclusionOf(resource) === null &&
    valuesOf(PERIODS).every((period) => mayHold(period, now)) &&
    (starts.length === 0 || starts.some((start) => mayHold({ start }, now)))
  );
}

function hasStatus(resource: Stored<Resource>, statuses: StatusesByType): boolean {
  const listedStatuses = statuses[resource.resourceType] ?? [];
  return valuesAt(resource, 'status').some((status) =>
    listedStatuses.includes(readText(status)?.toLowerCase() ?? ''),
  );
}

/** Returns false only if the period has ended or has not begun in every time zone. An unreadable period keeps the order. */
function mayHold(period: unknown, now: number): boolean {
  const moment = new Date(now).toISOString();
  return sortKey(period) === null || mayOverlap(period, moment, moment);
}

/** Elements that the gateway does not show as the order, although they can change its meaning. */
const DETAILS = {
  ServiceRequest: ['note', 'patientInstruction'],
  Observation: ['component', 'note', 'interpretation', 'hasMember'],
} as const;

function detailsOf(resource: Stored<ServiceRequest> | Stored<Observation>): unknown[] {
  return DETAILS[resource.resourceType].flatMap((path) => valuesAt(resource, path).map(wordingOf));
}

/** Returns the text of a note, without its author and time; any other value unchanged. */
function wordingOf(detail: unknown): unknown {
  return (isObject(detail) ? readText(detail['text']) : null) ?? detail;
}

function contentOfRequest(request: Stored<ServiceRequest>): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const { category, code, orderDetail } = request;
  const ordered = [...asList(code), ...readObjects(orderDetail)];
  if (kindIn([...readObjects(category), ...asList(code)]) !== 'ORDER')
    return mentionsOrder([category, code]) ? NOT_UNDERSTOOD : null;
  if (!saysWhetherToPerform(request)) return NOT_UNDERSTOOD;
  const words = conceptsText(ordered) ?? conceptsText(readObjects(category));
  const isForbidden = isProhibition(request);
  return contentOf(
    'ORDER',
    withPrefix(ordered, isForbidden ? 'not ' : ''),
    words !== null && isForbidden ? `Do not perform: ${words}` : words,
    detailsOf(request),
  );
}

/** Returns false if `doNotPerform` is neither true nor false, which leaves open whether the order means its opposite. */
function saysWhetherToPerform(request: Stored<ServiceRequest>): boolean {
  return valuesAt(request, 'doNotPerform').every(
    (flag) => !hasContent(flag) || ['true', 'false'].includes(String(flag).trim().toLowerCase()),
  );
}

/** An alert about an advance directive that mentions an order is shown as an order, but only an order itself is certain. */
function contentOfFlag({ category, code }: Stored<Flag>): CodeStatusContent | null {
  const kinds = [kindIn(asList(code)), kindIn(readObjects(category))];
  const kind = kinds.find((one) => one !== null) ?? null;
  if (kind === null) return null;
  return contentOf(
    mentionsOrder(code) ? 'ORDER' : kind,
    withPrefix(asList(code)),
    conceptsText(asList(code)),
  );
}

function contentOfObservation(
  observation: Stored<Observation>,
): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const kind = kindIn(asList(observation.code));
  const value = valueText(observation);
  if (kind === null) return null;
  // An observation without a value, such as one that was not done, states nothing unless another element does.
  if (value === null || valueOf(observation) === null)
    return kind === 'ORDER' && mayStateElsewhere(observation) ? NOT_UNDERSTOOD : null;
  const name = conceptOrText(observation.code);
  const isNamed = name !== null && (kind !== 'ORDER' || asList(observation.code).some(namesOrder));
  const words = isNamed ? `${name}: ${value}` : value;
  const valued = asList(observation.valueCodeableConcept);
  return contentOf(
    kind,
    withPrefix(valued.length === 0 ? [{ text: words }] : valued),
    words,
    detailsOf(observation),
  );
}

function mayStateElsewhere(observation: Stored<Observation>): boolean {
  const { code, dataAbsentReason } = observation;
  const isValued = Object.entries(observation).some(
    ([name, value]) => name.startsWith('value') && hasContent(value),
  );
  return (
    isValued ||
    detailsOf(observation).some(hasContent) ||
    asList(code).some(namesOrder) ||
    mentionsOrder(dataAbsentReason)
  );
}

/** Returns whether the code of an observation is itself the order, such as SNOMED CT's "Not for resuscitation". */
function namesOrder({ coding, text: words }: CodeableConcept): boolean {
  return (
    (isOrder({ text: words ?? '' }) && !isSubjectPhrase(words)) ||
    codingsOf({ coding: coding ?? [] }).some(
      (one) => isOrder({ coding: [one] }) && !isSubjectCode(one.code) && !isSubjectPhrase(one.display),
    )
  );
}

function isOrder(concept: CodeableConcept): boolean {
  return kindIn([concept]) === 'ORDER';
}

/** Never returns an ORDER: a document about resuscitation is not an order, whatever its type and category say. */
function contentOfDocument({
  type,
  category,
  description,
}: Stored<DocumentReference>): CodeStatusContent | null {
  const kinds = [...asList(type), ...readObjects(category)];
  if (kindIn(kinds) === null) return null;
  const words = conceptsText(asList(type)) ?? readText(description) ?? conceptsText(readObjects(category));
  return contentOf('DOCUMENT', withPrefix(kinds), words);
}

/** Returns the date or period of a code status record. */
export function entryDate(resource: Stored<Resource>): unknown {
  const source = CODE_STATUS_SEARCHES.find(({ type }) => type === resource.resourceType);
  return source === undefined ? null : dateOf(resource, factsOf(source.type).date);
}

/** Returns the date as text. For a period, that is its start, otherwise its end. */
export function entryDateText({ resource }: CodeStatusEntry): string | null {
  const date = entryDate(resource);
  return readDate(date, date);
}
