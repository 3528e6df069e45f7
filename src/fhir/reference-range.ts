/**
 * Compares values with their reference ranges (FHIR R4 Observation.referenceRange), independently of the laboratory's interpretation.
 * Returns null whenever anything is uncertain.
 */
import { spelledAsCode } from './codes.ts';
import { codingsOf } from './concepts.ts';
import { ageIn } from './dates.ts';
import { decimalNumber } from './decimals.ts';
import { isObject, readDate, readObject, readObjects, readText } from './lenient-read.ts';
import { patientExtension } from './patient.ts';
import { lookUpPhrase } from './phrase-lookup.ts';
import type {
  CodeableConcept,
  Observation,
  ObservationReferenceRange,
  Patient,
  Quantity,
  Range,
} from './types.ts';
import { areSameUnit } from './units.ts';

type Measured = Pick<
  Observation,
  'status' | 'valueQuantity' | 'referenceRange' | 'effectiveDateTime' | 'effectiveInstant' | 'effectivePeriod'
>;

/** Returns true if the range that applies can depend on the patient's age or sex. */
export function needsPatient(observation: Measured): boolean {
  return (
    valuesOf(observation) !== null &&
    rangesOf(observation).some((range) => isPresent(range.age) || isPresent(range.appliesTo))
  );
}

/**
 * Returns whether the value is outside its reference range; null unless exactly one normal range applies, has the unit of the value, and
 * settles the question.
 * @param patient the subject; null if unknown
 */
export function isOutsideReferenceRange(observation: Measured, patient: Patient | null): boolean | null {
  const values = valuesOf(observation);
  if (values === null) return null;
  const subject = { patient, on: observedOn(observation) };
  const ranges = rangesOf(observation).map((range) => ({ range, applies: doesApply(range, subject) }));
  if (ranges.some(({ applies }) => applies === null)) return null;
  const [only, ...others] = ranges.filter(({ applies }) => applies === true);
  return only === undefined || others.length > 0 ? null : isOutside(values, only.range);
}

/** Returns the ranges of type normal or without a type. Recommended, therapeutic and other ranges do not define abnormality. */
function rangesOf({ referenceRange }: Measured): ObservationReferenceRange[] {
  return readObjects(referenceRange).filter(
    ({ type }) => !isPresent(type) || (isObject(type) && isNormal(type)),
  );
}

const NORMAL = new Map([
  ['normal', true],
  ['normal range', true],
]);

/** http://terminology.hl7.org/CodeSystem/referencerange-meaning. */
function isNormal(type: CodeableConcept): boolean {
  const names = [type.text, ...codingsOf(type).flatMap(({ code, display }) => [code, display])];
  return names.some((words) => lookUpPhrase(NORMAL, words) === true);
}

/** Returns false for missing elements, empty objects and empty lists. */
function isPresent(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** The interval of numbers that a value can mean: one number, or all numbers on one side of a bound. */
interface Values {
  readonly quantity: Quantity;
  readonly least: number;
  readonly most: number;
  /** True if the interval excludes the bound itself. */
  readonly isOpen: boolean;
}

/** Statuses of results that must not be evaluated. */
const VOID: ReadonlySet<string | null> = new Set(['cancelled', 'entered-in-error']);

/** FHIR R4 QuantityComparator: the side of the number on which the value lies. */
const COMPARATORS = new Map<string, { readonly side: 'below' | 'above'; readonly isOpen: boolean }>([
  ['<', { side: 'below', isOpen: true }],
  ['<=', { side: 'below', isOpen: false }],
  ['>=', { side: 'above', isOpen: false }],
  ['>', { side: 'above', isOpen: true }],
]);

/** Returns null without a number, with an unknown comparator, and for results that must not be evaluated. */
function valuesOf({ status, valueQuantity }: Measured): Values | null {
  const quantity = readObject(valueQuantity);
  const number = decimalNumber(quantity?.value);
  if (quantity === null || number === null || VOID.has(spelledAsCode(status))) return null;
  if (!isPresent(quantity.comparator)) return { quantity, least: number, most: number, isOpen: false };
  const bound = COMPARATORS.get(readText(quantity.comparator) ?? '');
  if (bound === undefined) return null;
  const { side, isOpen } = bound;
  return side === 'below'
    ? { quantity, least: -Infinity, most: number, isOpen }
    : { quantity, least: number, most: Infinity, isOpen };
}

/** Treats both bounds as part of the range (FHIR R4 Observation.referenceRange.low and high, "inclusive"). */
function isOutside(values: Values, { low, high }: ObservationReferenceRange): boolean | null {
  const [lower, upper] = [boundOf(low, values, -Infinity), boundOf(high, values, Infinity)];
  if (lower === null || upper === null || lower > upper || (!isPresent(low) && !isPresent(high))) return null;
  const { least, most, isOpen } = values;
  const isBelow = most < lower || (most === lower && isOpen);
  const isAbove = least > upper || (least === upper && isOpen);
  if (isBelow || isAbove) return true;
  return least >= lower && most <= upper ? false : null;
}

/** Returns `missing` for a missing bound, and null for a bound that cannot be compared with the value. */
function boundOf(bound: Quantity | undefined, { quantity }: Values, missing: number): number | null {
  if (!isPresent(bound)) return missing;
  const given = readObject(bound);
  if (given === null || isPresent(given.comparator) || !areSameUnit(given, quantity)) return null;
  return decimalNumber(given.value);
}

interface Subject {
  readonly patient: Patient | null;
  /** The date of the observation; null if unknown. */
  readonly on: string | null;
}

/** Returns the day of the observation. `issued` does not count, because it can be much later. */
function observedOn({ effectiveDateTime, effectiveInstant, effectivePeriod }: Measured): string | null {
  const at = readDate(readText(effectiveDateTime) ?? effectiveInstant, effectivePeriod);
  return at?.slice(0, 'YYYY-MM-DD'.length) ?? null;
}

/** Returns whether a range applies to the patient; null if uncertain. */
function doesApply({ age, appliesTo: groups }: ObservationReferenceRange, subject: Subject): boolean | null {
  const conditions = [isPresent(age) ? isOfAge(age, subject) : true];
  if (isPresent(groups)) {
    const wanted = readObjects(groups);
    // FHIR R4: the patient must belong to every group.
    conditions.push(wanted.length === 0 ? null : allOf(wanted.map((group) => isOfSex(group, subject))));
  }
  return allOf(conditions);
}

/** Returns false if any condition is false, otherwise null if any is null. */
function allOf(conditions: readonly (boolean | null)[]): boolean | null {
  if (conditions.includes(false)) return false;
  return conditions.includes(null) ? null : true;
}

function isOfAge(age: Range | undefined, { patient, on }: Subject): boolean | null {
  const [range, birthDate] = [readObject(age), readText(patient?.birthDate)];
  if (range === null || birthDate === null || on === null) return null;
  const { low, high } = range;
  if (!isPresent(low) && !isPresent(high)) return null;
  return allOf([
    isPresent(low) ? compareAge(low, birthDate, on, (years, bound) => years >= bound) : true,
    isPresent(high) ? compareAge(high, birthDate, on, (years, bound) => years <= bound) : true,
  ]);
}

/** Units of an age, from UCUM and as servers write them, converted to the units of `ageIn`. */
const AGE_UNITS = new Map<string, { readonly unit: 'years' | 'months' | 'days'; readonly each: number }>(
  Object.entries({
    a: { unit: 'years', each: 1 },
    y: { unit: 'years', each: 1 },
    yr: { unit: 'years', each: 1 },
    year: { unit: 'years', each: 1 },
    years: { unit: 'years', each: 1 },
    mo: { unit: 'months', each: 1 },
    month: { unit: 'months', each: 1 },
    months: { unit: 'months', each: 1 },
    wk: { unit: 'days', each: 7 },
    week: { unit: 'days', each: 7 },
    weeks: { unit: 'days', each: 7 },
    d: { unit: 'days', each: 1 },
    day: { unit: 'days', each: 1 },
    days: { unit: 'days', each: 1 },
  } as const),
);

/** Compares completed years, months, weeks or days: a patient is 17 years old until the 18th birthday. */
function compareAge(
  bound: Quantity | undefined,
  birthDate: string,
  on: string,
  holds: (age: number, bound: number) => boolean,
): boolean | null {
  const given = readObject(bound);
  const number = decimalNumber(given?.value);
  const counted =
    AGE_UNITS.get(readText(given?.code) ?? '') ?? AGE_UNITS.get(readText(given?.unit)?.toLowerCase() ?? '');
  if (number === null || !Number.isInteger(number) || isPresent(given?.comparator) || counted === undefined)
    return null;
  const age = ageIn(counted.unit, birthDate, on);
  return age === null ? null : holds(Math.floor(age / counted.each), number);
}

type Sex = 'female' | 'male';

/** Codes of SNOMED CT, HL7 administrative gender and HL7 sex parameter for clinical use, and words for them. */
const SEXES: ReadonlyMap<string, Sex> = new Map<string, Sex>([
  ['248152002', 'female'],
  ['248153007', 'male'],
  ['f', 'female'],
  ['m', 'male'],
  ['female', 'female'],
  ['male', 'male'],
  ['females', 'female'],
  ['males', 'male'],
  ['female typical', 'female'],
  ['male typical', 'male'],
  ['woman', 'female'],
  ['women', 'female'],
  ['man', 'male'],
  ['men', 'male'],
]);

/** Returns null for any other group, such as pregnant women, because no element says who belongs to it. */
function sexOf(concept: CodeableConcept): Sex | null {
  const codings = codingsOf(concept);
  const words = [concept.text, ...codings.map(({ display }) => display)].filter(
    (one) => readText(one) !== null,
  );
  const named = words.map((one) => lookUpPhrase(SEXES, one));
  if (named.includes(null)) return null;
  const coded = codings.map(({ code }) => lookUpPhrase(SEXES, code)).filter((one) => one !== null);
  const [sex, ...others] = new Set([...named, ...coded]);
  return others.length > 0 ? null : (sex ?? null);
}

/** Uses the sex for clinical use, otherwise the birth sex. Administrative gender says nothing about physiology. */
function isOfSex(group: CodeableConcept, { patient }: Subject): boolean | null {
  const wanted = sexOf(group);
  if (wanted === null || patient === null) return null;
  const recorded = patientExtension(patient, 'sexForClinicalUse') ?? patientExtension(patient, 'birthSex');
  const actual = recorded === null ? null : sexOf(recorded);
  return actual === null ? null : actual === wanted;
}
