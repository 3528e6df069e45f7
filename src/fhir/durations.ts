/** Formats ages and durations: `35 years`, `30–39 years`, or the server's words. */
import { decimalText } from './decimals.ts';
import { isObject, readText } from './lenient-read.ts';
import { boundsInWords, quantityText } from './quantities.ts';
import type { Quantity, Range } from './types.ts';

/** Words for FHIR R4 UnitsOfTime, which are UCUM codes. */
const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
};

/** Returns the word for a UCUM unit of time, such as `hours`; null for any other unit. */
export function timeUnit(code: unknown, amount: string): string | null {
  const sent = readText(code) ?? '';
  const unit = Object.hasOwn(UNITS, sent) ? UNITS[sent] : undefined;
  if (unit === undefined) return null;
  return amount === '1' ? unit : `${unit}s`;
}

/** Returns the text of an age or duration (FHIR Age, Duration), such as `35 years`; null without a value. */
export function durationText(duration: Quantity): string | null {
  const value = decimalText(duration.value);
  const unit = value === null ? null : (timeUnit(duration.code, value) ?? timeUnit(duration.unit, value));
  return quantityText(unit === null ? duration : { ...duration, unit });
}

/** Returns the text of the first string, age, duration or range that is not empty; null if all are. */
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
  if (from !== null) return `at least ${from}`;
  return to === null ? null : `up to ${to}`;
}
