/** THE TABLE of the searches for a patient's code status, and what each record in force says. Nothing here interprets an order. */
import {
  type CodeStatusKind,
  contentCodes,
  isAdvanceCareDirective,
  isOtherConsent,
  kindIn,
} from './code-status-codes.ts';
import { mayLieWithin, sortKey } from './instants.ts';
import { dateOf } from './list-filters.ts';
import { exclusionOf } from './modifiers.ts';
import { valueOf } from './observation.ts';
import { valueText } from './observation-text.ts';
import { valuesAt } from './paths.ts';
import { phraseOf } from './phrases.ts';
import { wordsOf } from './quantities.ts';
import { factsOf, type ResourceOf, type ResourceType } from './resources.ts';
import { isStored } from './searchset.ts';
import { isObject, object, objects, text } from './shape.ts';
import type {
  CodeableConcept,
  Consent,
  ConsentProvision,
  DocumentReference,
  Observation,
  Resource,
  ServiceRequest,
  Stored,
} from './types.ts';

export interface CodeStatusEntry {
  readonly kind: CodeStatusKind;
  readonly text: string | null;
  readonly code: CodeableConcept | null;
  readonly resource: Stored<Resource>;
  /** The codes and words of an order: orders that share none of them conflict. */
  readonly says: ReadonlySet<string>;
  /** True for what was observed at a time, so that a later observation takes its place. */
  readonly isSupersedable: boolean;
}

/** Facts from outside the record. */
export interface Circumstances {
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
  readonly read: (resource: Stored<Resource>, circumstances: Circumstances) => CodeStatusEntry | null;
}

type Content = Pick<CodeStatusEntry, 'kind' | 'text' | 'code' | 'says'>;

function search<T extends ResourceType>(
  type: T,
  criterion: CodeStatusSearch['criterion'],
  contentOf: (resource: Stored<ResourceOf<T>>, circumstances: Circumstances) => Content | null,
): CodeStatusSearch {
  return {
    type,
    criterion,
    read(resource, circumstances) {
      if (!isStored(resource, type) || !isInForce(resource, circumstances.now)) return null;
      const found = contentOf(resource, circumstances);
      return found === null
        ? null
        : { ...found, resource, isSupersedable: REPEATED.has(type) && found.kind === 'ORDER' };
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

/** Statuses of records that count no longer, or not yet, beyond what all lists leave out (R4 Consent.status, ServiceRequest.status, …). */
const NOT_IN_FORCE: Readonly<Partial<Record<string, readonly string[]>>> = {
  Consent: ['draft', 'proposed', 'rejected', 'inactive'],
  ServiceRequest: ['draft', 'on-hold', 'revoked', 'completed', 'unknown'],
  Observation: ['registered', 'cancelled'],
};

/** The periods within which records are in force. */
const PERIODS: Readonly<Partial<Record<string, readonly string[]>>> = {
  Consent: ['provision.period'],
  ServiceRequest: ['occurrencePeriod', 'occurrenceTiming.repeat.boundsPeriod'],
};

function isInForce(resource: Stored<Resource>, now: number): boolean {
  const { resourceType: type } = resource;
  const outs = NOT_IN_FORCE[type] ?? [];
  const isOut = valuesAt(resource, 'status').some((status) => outs.includes(text(status) ?? ''));
  const periods = (PERIODS[type] ?? []).flatMap((path) => valuesAt(resource, path));
  return !isOut && exclusionOf(resource) === null && periods.every((period) => mayHold(period, now));
}

/** True unless the period has ended, or is yet to begin, in every time zone. An unreadable period does not take an order away. */
function mayHold(period: unknown, now: number): boolean {
  const moment = new Date(now).toISOString();
  return sortKey(period) === null || mayLieWithin(period, moment, moment);
}

function contentOfConsent(consent: Stored<Consent>, { isEpic }: Circumstances): Content | null {
  const scope = object(consent.scope) ?? {};
  const categories = objects(consent.category);
  const provision = object(consent.provision);
  const provided = provision === null ? [] : codesOf(provision);
  const kind =
    kindIn(categories) ??
    kindIn([...provided, ...concepts(consent.policyRule)]) ??
    kindByScope(scope, isEpic);
  if (kind === null) return null;
  const ordered = provided.length > 0 ? provided : concepts(consent.policyRule);
  const words = joined(ordered) ?? joined(categories) ?? text(consent.sourceAttachment?.title);
  const type = text(provision?.type);
  const isDenied = type === 'deny';
  return content(kind, ordered.length > 0 ? ordered : categories, {
    // A denial of "CPR" and one of "DNR" differ, so both elements are shown.
    text: words !== null && isDenied ? `${words} (provision type: deny)` : words,
    prefix: isDenied ? 'deny ' : '',
  });
}

function kindByScope(scope: CodeableConcept, isEpic: boolean): CodeStatusKind | null {
  if (isEpic) return isOtherConsent(scope) ? null : 'ORDER';
  return isAdvanceCareDirective(scope) ? 'DOCUMENT' : null;
}

/** A provision can have others within. */
function codesOf({ code, provision }: ConsentProvision): CodeableConcept[] {
  return [...objects(code), ...objects(provision).flatMap(codesOf)];
}

function contentOfRequest({
  category,
  code,
  orderDetail,
  doNotPerform,
}: Stored<ServiceRequest>): Content | null {
  const ordered = [...concepts(code), ...objects(orderDetail)];
  if (kindIn([...objects(category), ...concepts(code)]) !== 'ORDER') return null;
  const words = joined(ordered) ?? joined(objects(category));
  const isProhibition = doNotPerform === true;
  return content('ORDER', ordered, {
    text: words !== null && isProhibition ? `Do not perform: ${words}` : words,
    prefix: isProhibition ? 'not ' : '',
  });
}

function contentOfObservation(observation: Stored<Observation>): Content | null {
  const kind = kindIn(concepts(observation.code));
  const value = valueText(observation);
  // An observation without a value, such as one that was not done, states nothing.
  if (kind === null || value === null || valueOf(observation) === null) return null;
  const name = wordsOf(observation.code);
  const valued = concepts(observation.valueCodeableConcept);
  return content(kind, valued, {
    text: kind === 'ORDER' || name === null ? value : `${name}: ${value}`,
    prefix: '',
  });
}

function contentOfDocument({ type, category, description }: Stored<DocumentReference>): Content | null {
  const kinds = [...concepts(type), ...objects(category)];
  if (kindIn(kinds) !== 'DOCUMENT') return null;
  const words = joined(concepts(type)) ?? text(description) ?? joined(objects(category));
  return content('DOCUMENT', kinds, { text: words, prefix: '' });
}

function content(
  kind: CodeStatusKind,
  about: readonly CodeableConcept[],
  { text: words, prefix }: { readonly text: string | null; readonly prefix: string },
): Content {
  const phrase = phraseOf(words);
  const codes = about.flatMap(contentCodes).map((code) => `${prefix}${code}`);
  return {
    kind,
    text: words,
    code: about[0] ?? null,
    says: new Set([...codes, ...(phrase === null ? [] : [phrase])]),
  };
}

function concepts(value: CodeableConcept | null | undefined): CodeableConcept[] {
  return isObject(value) ? objects([value]) : [];
}

function joined(about: readonly CodeableConcept[]): string | null {
  const words = about.map(wordsOf).filter((one) => one !== null);
  return text([...new Set(words)].join('; '));
}

/** The date or period of a record of the code status. */
export function entryDate(resource: Stored<Resource>): unknown {
  const source = CODE_STATUS_SEARCHES.find(({ type }) => type === resource.resourceType);
  return source === undefined ? null : dateOf(resource, factsOf(source.type).date);
}

/** The date as text: of a period, its start. */
export function entryDateText({ resource }: CodeStatusEntry): string | null {
  const date = entryDate(resource);
  return isObject(date) ? (text(date['start']) ?? text(date['end'])) : text(date);
}
