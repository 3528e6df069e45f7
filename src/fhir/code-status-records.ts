/** THE TABLE of the searches for a patient's code status, and what each record in force says. Nothing here interprets an order. */
import { isSubjectCode, isSubjectPhrase, kindIn, mentionsOrder } from './code-status-codes.ts';
import { contentOfConsent, NOT_UNDERSTOOD } from './code-status-consent.ts';
import {
  asList,
  type CodeStatusContent,
  conceptsText,
  contentOf,
  hasContent,
  withPrefix,
} from './code-status-content.ts';
import { codingsOf } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { mayOverlap, sortKey } from './intervals.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
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
  Observation,
  Resource,
  ServiceRequest,
  Stored,
} from './types.ts';

export interface CodeStatusEntry extends CodeStatusContent {
  readonly resource: Stored<Resource>;
  /** True for what was observed at a time, so that a later observation takes its place. */
  readonly isSupersedable: boolean;
  /** False for an order that is on hold or of unknown status, which may or may not hold. */
  readonly isCertain: boolean;
}

/** Facts from outside the record. */
interface CodeStatusContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** On Epic, Consent is the API of code status (open.epic.com). */
  readonly isEpic: boolean;
}

/** A search for records of the code status. */
export interface CodeStatusSearch {
  readonly type: ResourceType;
  /** Narrows the search down, where the server knows the parameter. */
  readonly criterion: readonly [parameter: string, codes: readonly string[]] | null;
  /** Returns null for a record that is not about resuscitation, or not in force. */
  readonly read: (
    resource: Stored<Resource>,
    context: CodeStatusContext,
  ) => CodeStatusEntry | typeof NOT_UNDERSTOOD | null;
}

function search<T extends ResourceType>(
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
      const isCertain = !hasStatus(resource, UNCERTAIN);
      const isSupersedable = isCertain && REPEATED.has(type) && content.kind === 'ORDER';
      return { ...content, resource, isSupersedable, isCertain };
    },
  };
}

/** The types whose records hold for the time at which they were made, and not until they are ended. */
const REPEATED: ReadonlySet<string> = new Set(['Observation']);

/** THE TABLE of the searches. Bare codes, because servers write LOINC and SNOMED CT as URLs and as OIDs. */
export const CODE_STATUS_SEARCHES: readonly CodeStatusSearch[] = [
  search('Consent', null, contentOfConsent),
  search('ServiceRequest', ['category', ['100822-6']], contentOfRequest),
  search('ServiceRequest', ['code', ['LA33470-8', 'LA33471-6']], contentOfRequest),
  search(
    'Observation',
    ['code', ['304251008', '75779-9', '75773-2', '45473-6', '81352-7']],
    contentOfObservation,
  ),
  search('DocumentReference', ['type', ['42348-3', '84095-9']], contentOfDocument),
  search('DocumentReference', ['category', ['42348-3']], contentOfDocument),
];

type StatusesByType = Readonly<Partial<Record<string, readonly string[]>>>;

/** Statuses of records that count no longer, or not yet, beyond what all lists leave out (R4 Consent.status, ServiceRequest.status, …). */
const NOT_IN_FORCE: StatusesByType = {
  Consent: ['draft', 'proposed', 'rejected', 'inactive'],
  ServiceRequest: ['draft', 'revoked', 'completed'],
  Observation: ['registered', 'cancelled'],
};

/**
 * Statuses of records that may or may not hold: `on-hold` is "temporarily suspended", as a DNR can be during surgery, and `unknown` is any of
 * the others (R4 RequestStatus, ObservationStatus).
 */
const UNCERTAIN: StatusesByType = { ServiceRequest: ['on-hold', 'unknown'], Observation: ['unknown'] };

/** The periods within which records are in force. */
const PERIODS: Readonly<Partial<Record<string, readonly string[]>>> = {
  Consent: ['provision.period'],
  ServiceRequest: ['occurrencePeriod', 'occurrenceTiming.repeat.boundsPeriod'],
};

function isInForce(resource: Stored<Resource>, now: number): boolean {
  const periods = (PERIODS[resource.resourceType] ?? []).flatMap((path) => valuesAt(resource, path));
  const isOut = hasStatus(resource, NOT_IN_FORCE);
  return !isOut && exclusionOf(resource) === null && periods.every((period) => mayHold(period, now));
}

function hasStatus(resource: Stored<Resource>, statuses: StatusesByType): boolean {
  const listedStatuses = statuses[resource.resourceType] ?? [];
  return valuesAt(resource, 'status').some((status) =>
    listedStatuses.includes(readText(status)?.toLowerCase() ?? ''),
  );
}

/** True unless the period has ended, or is yet to begin, in every time zone. An unreadable period does not take an order away. */
function mayHold(period: unknown, now: number): boolean {
  const moment = new Date(now).toISOString();
  return sortKey(period) === null || mayOverlap(period, moment, moment);
}

/** What a record of each type says besides: the gateway does not show it as the order, and it can change what the order means. */
const DETAILS = {
  ServiceRequest: ['note', 'patientInstruction'],
  Observation: ['component', 'note', 'interpretation', 'hasMember'],
} as const;

function detailsOf(resource: Stored<ServiceRequest> | Stored<Observation>): unknown[] {
  return DETAILS[resource.resourceType].flatMap((path) => valuesAt(resource, path).map(wordingOf));
}

/** Returns the text of a note, without its author and time; anything else as it is. */
function wordingOf(detail: unknown): unknown {
  return (isObject(detail) ? readText(detail['text']) : null) ?? detail;
}

function contentOfRequest(request: Stored<ServiceRequest>): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const { category, code, orderDetail } = request;
  const ordered = [...asList(code), ...readObjects(orderDetail)];
  if (kindIn([...readObjects(category), ...asList(code)]) !== 'ORDER') return null;
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

/** False for a flag other than true and false, which leaves open whether the order is its own opposite. */
function saysWhetherToPerform(request: Stored<ServiceRequest>): boolean {
  return valuesAt(request, 'doNotPerform').every(
    (flag) => !hasContent(flag) || ['true', 'false'].includes(String(flag).trim().toLowerCase()),
  );
}

function contentOfObservation(
  observation: Stored<Observation>,
): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const kind = kindIn(asList(observation.code));
  const value = valueText(observation);
  if (kind === null) return null;
  // An observation without a value, such as one that was not done, states nothing, unless it does so in another element.
  if (value === null || valueOf(observation) === null)
    return kind === 'ORDER' && mayStateElsewhere(observation) ? NOT_UNDERSTOOD : null;
  const name = conceptOrText(observation.code);
  const valued = asList(observation.valueCodeableConcept);
  return contentOf(
    kind,
    withPrefix(valued.length === 0 ? [{ text: value }] : valued),
    kind === 'ORDER' || name === null ? value : `${name}: ${value}`,
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

/** Whether the code of an observation is the order itself, such as SNOMED CT's "Not for resuscitation". */
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

/** A document about resuscitation is never an order, whatever its type and category are called. */
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

/** The date or period of a record of the code status. */
export function entryDate(resource: Stored<Resource>): unknown {
  const source = CODE_STATUS_SEARCHES.find(({ type }) => type === resource.resourceType);
  return source === undefined ? null : dateOf(resource, factsOf(source.type).date);
}

/** The date as text: of a period, its start. */
export function entryDateText({ resource }: CodeStatusEntry): string | null {
  const date = entryDate(resource);
  return isObject(date) ? (readText(date['start']) ?? readText(date['end'])) : readText(date);
}
