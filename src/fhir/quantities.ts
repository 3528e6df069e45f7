/** Formats quantities, ranges and ratios for display. */
import { conceptText } from './concepts.ts';
import { decimalText, toPlainDecimal } from './decimals.ts';
import { isObject, readObject, readText, withoutList } from './lenient-read.ts';
import type { Quantity, Range, Ratio } from './types.ts';
import { areSameUnit, unitFor, unitText } from './units.ts';

/** Returns text such as `7.2 g/dL`, `<0.5 mg/L` or `88 %`; null without a value. */
export function quantityText(quantity: Quantity): string | null {
  const [shown, unit] = [numberText(quantity), unitText(quantity)];
  return shown === null || unit === null ? shown : `${shown} ${unitFor(shown, unit)}`;
}

/** Returns the text without the unit. A value that is not a number appears as the server wrote it. */
export function numberText({ value, comparator }: Quantity): string | null {
  const decimal = decimalText(value);
  const number = decimal === null ? readText(value) : toPlainDecimal(decimal);
  const sign = readText(comparator);
  if (number === null || sign === null || !STARTS_WITH_SIGN.test(number)) {
    return number === null ? null : comparatorText(sign) + number;
  }
  // The server also wrote a comparator into the value.
  return number.startsWith(sign) ? number : `comparator "${sign}": ${number}`;
}

const STARTS_WITH_SIGN = /^[<>=≤≥≈~]/;

/** `ad` of FHIR R5 QuantityComparator, and codes that servers send for "about". */
const COMPARATORS: Readonly<Record<string, string>> = {
  ad: 'sufficient to achieve ',
  ap: 'about ',
  '~': 'about ',
};

/** Keeps signs, and quotes an unknown comparator, so no number is ever shown without its comparator. */
function comparatorText(comparator: string | null): string {
  if (comparator === null || /^[<>=≤≥≈]{1,2}$/.test(comparator)) return comparator ?? '';
  const known = Object.hasOwn(COMPARATORS, comparator) ? COMPARATORS[comparator] : undefined;
  return known ?? `comparator "${comparator}": `;
}

/** Returns text such as `3.5–5.1 mmol/L`, `≥3.5 mmol/L` or `≤5.1 mmol/L`; null without a bound. */
export function rangeText(range: Range): string | null {
  const [from, to] = boundsInWords(range, quantityText);
  if (from !== null && to !== null) return `${from}–${to}`;
  if (from !== null) return boundText('≥', 'from', from);
  return to === null ? null : boundText('≤', 'up to', to);
}

/** Adds no second sign to a bound that has a comparator, which FHIR forbids (R4 Range, SimpleQuantity). */
function boundText(sign: string, word: string, shown: string): string {
  return STARTS_WITH_NUMBER.test(shown) ? `${sign}${shown}` : `${word} ${shown}`;
}

const STARTS_WITH_NUMBER = /^[-+.\d]/;

/**
 * Returns both bounds as text. A shared unit appears only with the upper bound. FHIR requires one unit (R4 Range), but servers also send
 * two, and `500 mg–1 g` must not become `500–1 g`.
 */
export function boundsInWords(
  { low, high }: Range,
  inWords: (bound: Quantity) => string | null,
): [from: string | null, to: string | null] {
  const [lower, upper] = [readObject(low), readObject(high)];
  const [from, to] = [lower, upper].map((bound) => (bound === null ? null : inWords(bound)));
  const isOnce = lower !== null && upper !== null && from && to && areSameUnit(lower, upper);
  return [(isOnce ? numberText(lower) : from) ?? null, to ?? null];
}

/** Returns text such as `1:128` or `5 mg / 1 mL`; null if a part has no value. */
export function ratioText({ numerator, denominator }: Ratio): string | null {
  const [above, below] = [readObject(numerator), readObject(denominator)];
  const [over, under] = [above, below].map((part) => (part === null ? null : quantityText(part)));
  if (above === null || below === null || !over || !under) return null;
  const isTiter = unitText(above) === null && unitText(below) === null;
  return isTiter ? `${over}:${under}` : `${over} / ${under}`;
}

/** Returns the text of a CodeableConcept or a string. */
export function conceptOrText(value: unknown): string | null {
  const sent = withoutList(value);
  return isObject(sent) ? conceptText(sent) : readText(sent);
}
