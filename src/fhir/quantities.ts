/** Quantities and their kin, ready to show. */
import { decimalText } from './decimals.ts';
import { conceptText } from './concepts.ts';
import { isObject, object, text } from './shape.ts';
import type { Quantity, Range, Ratio } from './types.ts';

/** `7.2 g/dL`, `<0.5 mg/L`; the unit as people write it, else its code; null where there is no value. */
export function quantityText(quantity: Quantity): string | null {
  const [shown, unit] = [numberText(quantity), unitText(quantity)];
  if (shown === null || unit === null) return shown;
  return unit === '%' ? `${shown}${unit}` : `${shown} ${unit}`;
}

/** The same without the unit. */
export function numberText({ value, comparator }: Quantity): string | null {
  const number = decimalText(value);
  return number === null ? null : `${text(comparator) ?? ''}${number}`;
}

/** The unit alone; null where there is none, and for UCUM's `1`, which is none. */
function unitText({ unit, code }: Quantity): string | null {
  const printed = printedUnit(text(unit) ?? text(code));
  return printed === '1' ? null : printed;
}

/** UCUM codes that people write otherwise, and that servers put where people read (UCUM, "print symbol"). */
const PRINT_SYMBOLS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  '[degF]': '°F',
  '[lb_av]': 'lb',
  '[oz_av]': 'oz',
  '[in_i]': 'in',
  '[ft_i]': 'ft',
};

function printedUnit(unit: string | null): string | null {
  return unit !== null && Object.hasOwn(PRINT_SYMBOLS, unit) ? (PRINT_SYMBOLS[unit] ?? unit) : unit;
}

/** `3.5–5.1 mmol/L`, `≥3.5 mmol/L`, `≤5.1 mmol/L`; null where there is neither bound. */
export function rangeText(range: Range): string | null {
  const [from, to] = boundTexts(range, quantityText);
  if (from !== null && to !== null) return `${from}–${to}`;
  if (from !== null) return `≥${from}`;
  return to === null ? null : `≤${to}`;
}

/**
 * The bounds in words. Of one unit, it stands with the upper bound alone; FHIR wants no other (R4 Range), but `500 mg–1 g` must not
 * become `500–1 g`.
 */
export function boundTexts(
  { low, high }: Range,
  inWords: (bound: Quantity) => string | null,
): [from: string | null, to: string | null] {
  const [lower, upper] = [object(low), object(high)];
  const [from, to] = [lower, upper].map((bound) => (bound === null ? null : inWords(bound)));
  const isOnce = lower !== null && upper !== null && from && to && areOfOneUnit(lower, upper);
  return [(isOnce ? numberText(lower) : from) ?? null, to ?? null];
}

/** Whether the unit of the one can be left to the other: by what is shown of it, or by its code. */
export function areOfOneUnit(one: Quantity, other: Quantity): boolean {
  const code = text(one.code);
  return unitText(one) === unitText(other) || (code !== null && code === text(other.code));
}

/** `1:128`, `5 mg / 1 mL`; null where a part has no value. */
export function ratioText({ numerator, denominator }: Ratio): string | null {
  const [above, below] = [object(numerator), object(denominator)];
  const [over, under] = [above, below].map((part) => (part === null ? null : quantityText(part)));
  if (above === null || below === null || !over || !under) return null;
  const isTiter = unitText(above) === null && unitText(below) === null;
  return isTiter ? `${over}:${under}` : `${over} / ${under}`;
}

/** A concept or a text, whichever stands there. */
export function wordsOf(value: unknown): string | null {
  return isObject(value) ? conceptText(value) : text(value);
}
