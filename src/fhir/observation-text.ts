/** Formats an Observation as one text, which is never blank if there is a value, a component, a comment or a reason. */
import { spelledAsCode } from './codes.ts';
import { codingsOf, conceptText } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { isObject, readObject, readObjects, readText } from './lenient-read.ts';
import { annotationTexts } from './notes.ts';
import { valueInWords, valueOf, type WithValue } from './observation.ts';
import { normalizePhrase } from './phrase-lookup.ts';
import { numberText } from './quantities.ts';
import { DATA_ABSENT_REASON } from './statement-codes.ts';
import type { CodeableConcept, Observation, ObservationComponent, Quantity } from './types.ts';
import { areSameUnit, unitText } from './units.ts';

type ObservationContent = WithValue &
  Pick<Observation, 'status' | 'code' | 'component' | 'note' | 'dataAbsentReason' | 'hasMember'>;

/**
 * Returns the value as text: `7.2 g/dL`, `118/76 mmHg`, `88 % on 6 L/min`. Falls back to the components or members, then to the reason or
 * the comment; null without any.
 * @param members the members of a panel, if it needs them (see `needsMembers`)
 */
export function valueText(
  observation: Partial<ObservationContent>,
  members: readonly ShownMember[] = [],
): string | null {
  const shown = statedText(observation) ?? (members.length === 0 ? null : panelText(members));
  if (shown === null) return absenceText(observation);
  return isCanceled(observation) ? canceledText(shown, observation) : shown;
}

/** Returns true for a panel that has values only in its members. */
export function needsMembers(observation: Partial<ObservationContent>): boolean {
  return readObjects(observation.hasMember).length > 0 && statedText(observation) === null;
}

/** Returns the value of a component, otherwise why it is missing. */
export function componentValueText(component: ObservationComponent): string | null {
  return ownText(component) ?? absenceText(component);
}

/** Returns the text of the value or the components, ignoring the status. */
function statedText(observation: Partial<ObservationContent>): string | null {
  const components = readObjects(observation.component);
  const value = ownText(observation);
  if (value === null) return partsText(components);
  if (SEE_COMMENT.has(normalizePhrase(value) ?? '')) return joinParts([value, commentOf(observation)], ': ');
  const oxygen = isSaturation(observation) ? components.filter(isOxygen) : [];
  const others = partsText(components.filter((component) => !oxygen.includes(component)));
  const shown = joinParts([value, oxygenText(oxygen)], ' on ');
  return others === null ? shown : `${shown} (${others})`;
}

function partsText(components: readonly ObservationComponent[]): string | null {
  return bloodPressure(components) ?? componentsText(components);
}

function ownText(valued: WithValue): string | null {
  const value = valueOf(valued);
  return value === null ? null : valueInWords(value);
}

/** Returns null if there is nothing to join. */
function joinParts(parts: readonly (string | null)[], separator = ', '): string | null {
  return readText(parts.filter((part) => part !== null).join(separator));
}

/** Shown in place of a missing value. */
const GAP = '—';

/** Returns all components by name, including those without a value; null if none has a value. */
function componentsText(components: readonly ObservationComponent[]): string | null {
  return components.every(isWithoutValue) ? null : joinParts(components.map(namedText));
}

function isWithoutValue(component: ObservationComponent): boolean {
  return ownText(component) === null;
}

/** Returns text such as `Tone 2`, `Tone: Not performed` or `Tone —`; null without a name, value or reason. */
function namedText(component: ObservationComponent): string | null {
  const shown = ownText(component);
  const name = readObject(component.code) === null ? null : conceptText(component.code);
  if (shown !== null) return joinParts([name, shown], ' ');
  const reason = ownReason(component);
  if (reason !== null) return joinParts([name, reason], ': ');
  return name === null ? null : `${name} ${GAP}`;
}

/** LOINC codes of systolic and diastolic blood pressure (FHIR R4 vital signs: Blood Pressure Panel). */
const BLOOD_PRESSURE = ['8480-6', '8462-4'];

/**
 * Returns `118/76 mmHg` or `118/— mmHg`, and the other components by name. Returns null if the two parts are not one pair: several
 * measurements, different units, or a value in words.
 */
function bloodPressure(components: readonly ObservationComponent[]): string | null {
  const parts = BLOOD_PRESSURE.map((code) => components.filter((component) => hasCode(component.code, code)));
  if (parts.some((same) => same.length > 1)) return null;
  const pair = parts.flat();
  const measured = pair.map(measuredOf).filter((quantity) => quantity !== null);
  const [first, last = first] = measured;
  if (first === undefined || last === undefined || !areSameUnit(first, last)) return null;
  if (measured.length + pair.filter(isWithoutValue).length < pair.length) return null;
  const [upper, lower] = parts.map(([part]) => (part === undefined ? null : measuredOf(part)));
  const unit = unitText(last);
  const numbers = [upper, lower].map((quantity) => (quantity ? numberText(quantity) : null) ?? GAP);
  const others = components.filter(
    (component) => !pair.includes(component) || (isWithoutValue(component) && ownReason(component) !== null),
  );
  return joinParts([joinParts([numbers.join('/'), unit], ' '), ...others.map(namedText)]);
}

/** Returns the quantity of a component; null without a number. */
function measuredOf({ valueQuantity }: ObservationComponent): Quantity | null {
  const quantity = readObject(valueQuantity);
  return quantity === null || numberText(quantity) === null ? null : quantity;
}

function hasCode(concept: CodeableConcept | undefined, wanted: string): boolean {
  return codingsOf(readObject(concept) ?? {}).some(({ code }) => readText(code) === wanted);
}

/** LOINC codes of US Core's Pulse Oximetry profile: the saturation, and the components for supplemental oxygen. */
const SATURATIONS = ['59408-5', '2708-6'];
const FLOW_RATE = '3151-8';
const CONCENTRATION = '3150-6';

function isSaturation({ code }: Partial<ObservationContent>): boolean {
  return SATURATIONS.some((saturation) => hasCode(code, saturation));
}

function isOxygen({ code }: ObservationComponent): boolean {
  return hasCode(code, FLOW_RATE) || hasCode(code, CONCENTRATION);
}

/** Returns `6 L/min`, `40 % oxygen` or `6 L/min, 40 % oxygen`. Keeps a component's own words, such as `room air`. */
function oxygenText(components: readonly ObservationComponent[]): string | null {
  const [flow, concentration] = [FLOW_RATE, CONCENTRATION].map((code) =>
    components.find((component) => hasCode(component.code, code)),
  );
  const share = concentration === undefined ? null : ownText(concentration);
  const isAmount = readObject(concentration?.valueQuantity) !== null;
  return joinParts([
    flow === undefined ? null : ownText(flow),
    share === null || !isAmount ? share : `${share} oxygen`,
  ]);
}

/** Values that only refer to the comment, in the form of `normalizePhrase`. */
const SEE_COMMENT: ReadonlySet<string> = new Set(
  ['see', 'please see', 'refer to', 'please refer to'].flatMap((verb) =>
    ['', 'the ', 'lab ', 'result ', 'interpretive '].flatMap((kind) =>
      ['comment', 'comments', 'note', 'notes', 'text', 'narrative', 'below', 'report', 'result comment'].map(
        (noun) => `${verb} ${kind}${noun}`,
      ),
    ),
  ),
);

function commentOf({ note }: Partial<ObservationContent>): string | null {
  return joinParts(annotationTexts(note), '; ');
}

function isCanceled({ status }: Partial<ObservationContent>): boolean {
  return spelledAsCode(status) === 'cancelled';
}

/** Keeps the value of a canceled observation, and marks it as canceled. */
function canceledText(shown: string, observation: Partial<ObservationContent>): string {
  const why = joinParts([reasonOf(observation), commentOf(observation)], '; ');
  return `${shown} (${joinParts(['canceled', why], ': ') ?? ''})`;
}

/** Returns why the value is missing: cancellation, reason and comment; null without any of them. */
function absenceText(observation: Partial<ObservationContent>): string | null {
  const [reason, comment] = [reasonOf(observation), commentOf(observation)];
  if (isCanceled(observation)) return joinParts(['Canceled', joinParts([reason, comment], '; ')], ': ');
  if (reason !== null) return `No value: ${joinParts([reason, comment], '; ') ?? ''}`;
  return comment === null ? null : `Comment: ${comment}`;
}

/** Returns the reason of the observation, otherwise the distinct reasons of its components. */
function reasonOf(observation: Partial<ObservationContent>): string | null {
  const own = ownReason(observation);
  return own ?? joinParts([...new Set(readObjects(observation.component).map(ownReason))]);
}

/** Returns the reason in `dataAbsentReason`, otherwise in the value itself: a NullFlavor, or an extension of it or of its number. */
function ownReason(valued: WithValue & Pick<ObservationComponent, 'dataAbsentReason'>): string | null {
  const inValue = Object.entries(valued)
    .filter(([name]) => VALUE.test(name))
    .flatMap(([, value]: [string, unknown]) => (isObject(value) ? [value, value['_value']] : []))
    .flatMap((value) => (isObject(value) ? valuesAt(value, 'extension') : []))
    .filter(isObject)
    .filter(({ url }) => url === DATA_ABSENT_REASON)
    .map(({ valueCode }) => absentText({ coding: [{ code: readText(valueCode) ?? '' }] }));
  const concept = readObject(valued.valueCodeableConcept);
  const nullFlavor = concept !== null && ownText(valued) === null ? absentText(concept) : null;
  return absentText(valued.dataAbsentReason) ?? joinParts(inValue) ?? nullFlavor;
}

/** Matches `valueQuantity`, and `_valueString` with the extensions of a primitive value. */
const VALUE = /^_?value[A-Z]/;

/** http://terminology.hl7.org/CodeSystem/data-absent-reason and v3-NullFlavor, for codes without a display. */
const ABSENT_REASONS: Readonly<Record<string, string>> = {
  unknown: 'Unknown',
  'asked-unknown': 'Asked but unknown',
  'temp-unknown': 'Temporarily unknown',
  'not-asked': 'Not asked',
  'asked-declined': 'Asked but declined',
  masked: 'Masked',
  'not-applicable': 'Not applicable',
  unsupported: 'Unsupported',
  'as-text': 'As text',
  error: 'Error',
  'not-a-number': 'Not a number',
  'negative-infinity': 'Negative infinity',
  'positive-infinity': 'Positive infinity',
  'not-performed': 'Not performed',
  'not-permitted': 'Not permitted',
  NI: 'No information',
  UNK: 'Unknown',
  ASKU: 'Asked but unknown',
  NASK: 'Not asked',
  NAV: 'Temporarily unavailable',
  NAVU: 'Not available',
  NA: 'Not applicable',
  NP: 'Not present',
  MSK: 'Masked',
  INV: 'Invalid',
  OTH: 'Other',
  UNC: 'Not encoded',
  DER: 'Derived',
  NINF: 'Negative infinity',
  PINF: 'Positive infinity',
  QS: 'Sufficient quantity',
  TRC: 'Trace',
};

function absentText(reason: CodeableConcept | undefined): string | null {
  const concept = readObject(reason);
  if (concept === null) return readText(reason);
  const code = codingsOf(concept)
    .map((coding) => readText(coding.code))
    .find((one) => one !== null && Object.hasOwn(ABSENT_REASONS, one));
  const words = [readText(concept.text), ...codingsOf(concept).map(({ display }) => readText(display))];
  return (
    words.find((one) => one !== null) ??
    (code === undefined || code === null ? conceptText(concept) : (ABSENT_REASONS[code] ?? code))
  );
}

/** A member of a panel, as far as it was loaded. */
export interface ShownMember {
  readonly name: string | null;
  /** Null if its record was not loaded, or has nothing to show. */
  readonly text: string | null;
}

/** The number of characters of each member in the text of its panel. */
const MAX_MEMBER_LENGTH = 200;
/** The number of members in the text of a panel. Further members are only counted. */
export const MAX_MEMBERS = 50;

/**
 * Returns a panel by its members: `Little interest 2, feeling down 1`. Counts members that were not loaded, and names those whose references
 * have a display, so the panel looks neither complete nor empty.
 */
function panelText(members: readonly ShownMember[]): string {
  const shown = members.slice(0, MAX_MEMBERS).filter((member) => member.text !== null);
  const parts = shown.map((member) => truncate(joinParts([member.name, member.text], ' ') ?? ''));
  const left = members.length - shown.length;
  if (left === 0) return parts.join(', ');
  const isEmpty = shown.length === 0;
  const count = `${isEmpty ? '' : 'and '}${left} ${isEmpty ? '' : 'more '}${left === 1 ? 'result' : 'results'} listed separately`;
  const names = members.filter((member) => member.text === null).slice(0, MAX_MEMBERS);
  const named = joinParts(names.map(({ name }) => (name === null ? null : truncate(name))));
  return [...parts, joinParts([count, named], ': ')].join(', ');
}

function truncate(shown: string): string {
  return shown.length <= MAX_MEMBER_LENGTH ? shown : `${shown.slice(0, MAX_MEMBER_LENGTH)}…`;
}
