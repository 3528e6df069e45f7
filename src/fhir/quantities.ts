/** Quantities and their kin, ready to show. */
import { conceptText } from './concepts.ts';
import { decimalText, plainDecimal } from './decimals.ts';
import { isObject, readObject, readText } from './lenient-read.ts';
import type { Quantity, Range, Ratio } from './types.ts';
import { areSameUnit, unitFor, unitText } from './units.ts';

/** `7.2 g/dL`, `<0.5 mg/L`, `88 %`; null where there is no value. */
export function quantityText(quantity: Quantity): string | null {
  const [shown, unit] = [numberText(quantity), unitText(quantity)];
  return shown === null || unit === null ? shown : `${shown} ${unitFor(shown, unit)}`;
}

/** The same without the unit. A text that is not a number is shown as the server wrote it. */
export function numberText({ value, comparator }: Quantity): string | null {
  const decimal = decimalText(value);
  const number = decimal === null ? readText(value) : plainDecimal(decimal);
  const sign = readText(comparator);
  if (number === null || sign === null || !STARTS_WITH_SIGN.test(number)) {
    return number === null ? null : comparatorText(sign) + number;
  }
  // The server wrote a comparator into the value as well.
  return number.startsWith(sign) ? number : `comparator "${sign}": ${number}`;
}

const STARTS_WITH_SIGN = /^[<>=≤≥≈~]/;

/** R5's `ad` (FHIR R5 QuantityComparator), and what servers send for "about". */
const COMPARATORS: Readonly<Record<string, string>> = {
  ad: 'sufficient to achieve ',
  ap: 'about ',
  '~': 'about ',
};

/** Signs stand before the number as they are. The text names an unknown word, so that the number is never read without it. */
function comparatorText(comparator: string | null): string {
  if (comparator === null || /^[<>=≤≥≈]{1,2}$/.test(comparator)) return comparator ?? '';
  const known = Object.hasOwn(COMPARATORS, comparator) ? COMPARATORS[comparator] : undefined;
  return known ?? `comparator "${comparator}": `;
}

/** `3.5–5.1 mmol/L`, `≥3.5 mmol/L`, `≤5.1 mmol/L`; null where there is neither bound. */
export function rangeText(range: Range): string | null {
  const [from, to] = boundsInWords(range, quantityText);
  if (from !== null && to !== null) return `${from}–${to}`;
  if (from !== null) return bounded('≥', 'from', from);
  return to === null ? null : bounded('≤', 'up to', to);
}

/** A bound with a comparator of its own, which FHIR forbids (R4 Range, SimpleQuantity), keeps it and has no second sign. */
function bounded(sign: string, word: string, shown: string): string {
  return STARTS_WITH_NUMBER.test(shown) ? `${sign}${shown}` : `${word} ${shown}`;
}

const STARTS_WITH_NUMBER = /^[-+.\d]/;

/**
 * The bounds in words. Of one unit, it stands with the upper bound alone; FHIR wants no other (R4 Range), but `500 mg–1 g` must not
 * become `500–1 g`.
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

/** `1:128`, `5 mg / 1 mL`; null where a part has no value. */
export function ratioText({ numerator, denominator }: Ratio): string | null {
  const [above, below] = [readObject(numerator), readObject(denominator)];
  const [over, under] = [above, below].map((part) => (part === null ? null : quantityText(part)));
  if (above === null || below === null || !over || !under) return null;
  const isTiter = unitText(above) === null && unitText(below) === null;
  return isTiter ? `${over}:${under}` : `${over} / ${under}`;
}

/** A concept or a text, whichever stands there. */
export function conceptOrText(value: unknown): string | null {
  return isObject(value) ? conceptText(value) : readText(value);
}
