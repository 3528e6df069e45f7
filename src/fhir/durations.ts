/** Ages and lengths of time in words: `35 years`, `30–39 years`, or what the server wrote. */
import { decimalText } from './decimals.ts';
import { isObject, readText } from './lenient-read.ts';
import { boundsInWords, quantityText } from './quantities.ts';
import type { Quantity, Range } from './types.ts';

/** FHIR R4 UnitsOfTime, which are UCUM's, and how people write them. */
const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
};

/** The word for a unit of time in UCUM, such as `hours`; null for another unit. */
export function timeUnit(code: unknown, amount: string): string | null {
  const unit = typeof code === 'string' && Object.hasOwn(UNITS, code) ? UNITS[code] : undefined;
  if (unit === undefined) return null;
  return amount === '1' ? unit : `${unit}s`;
}

/** An age or a duration (FHIR Age, Duration), such as `35 years`; null where there is no value. */
export function durationText(duration: Quantity): string | null {
  const value = decimalText(duration.value);
  const unit = value === null ? null : (timeUnit(duration.code, value) ?? timeUnit(duration.unit, value));
  return quantityText(unit === null ? duration : { ...duration, unit });
}

/** Returns the first of some words, ages, durations and ranges of them that has a text; null if none has. */
export function firstDurationText(
  ...values: readonly (string | Quantity | Range | null | undefined)[]
): string | null {
  return values.map(textOf).find((shown) => shown !== null) ?? null;
}

function textOf(value: string | Quantity | Range | null | undefined): string | null {
  if (!isObject(value)) return readText(value);
  return 'low' in value || 'high' in value ? ageRangeText(value) : durationText(value);
}

function ageRangeText(range: Range): string | null {
  const [from, to] = boundsInWords(range, durationText);
  if (from !== null && to !== null) return `${from}–${to}`;
  if (from !== null) return `from ${from} on`;
  return to === null ? null : `up to ${to}`;
}
