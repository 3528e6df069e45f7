/**
 * Builds patterns for numbers, units, dates and times as people write them, for the normalized text of instruction-matcher.ts. Returns null
 * for anything ambiguous: no text can state a phrase without a pattern.
 */
import { decimalText, toPlainDecimal } from './decimals.ts';
import { readText } from './lenient-read.ts';
import type { Quantity } from './types.ts';
import { unitText } from './units.ts';

/** Spellings of the same unit (UCUM; ISMP for `mcg`). Other units match only their own spelling. No single letters except `g`, `l` and `u`. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['mcg', 'μg', 'ug', 'microgram'],
  ['mg', 'milligram'],
  ['g', 'gram'],
  ['ml', 'milliliter', 'millilitre'],
  ['l', 'liter', 'litre'],
  ['unit', 'u', 'iu'],
  ['tablet', 'tab'],
  ['capsule', 'cap'],
  ['second', 'sec'],
  ['minute', 'min'],
  ['hour', 'hr'],
  ['day'],
  ['week', 'wk'],
  ['month'],
  ['year', 'yr'],
];
const MAX_NUMBER_LENGTH = 20;
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?';
/** Separators in a list. */
const AND = '(?:,? and |, ?| ?& ?)';

/** Matches `40.0` for `40`, and `.5` for `0.5`. */
export function numberPattern(value: unknown): string | null {
  const decimal = toPlainDecimal(decimalText(value) ?? '');
  if (decimal.length > MAX_NUMBER_LENGTH) return null;
  const [, integer, fraction = ''] = /^(\d+)(?:\.(\d*[1-9])?0*)?$/.exec(decimal) ?? [];
  if (integer === undefined) return null;
  if (fraction === '') return String.raw`${integer}(?:\.0{1,3})?`;
  return String.raw`${integer === '0' ? '0?' : integer}\.${fraction}0{0,3}`;
}

/** Matches `4`, `4-6`, or `up to 6` for an upper bound without a lower one. */
export function rangePattern(least: unknown, most?: unknown): string | null {
  if (isMissing(most)) return numberPattern(least);
  const [low, high] = [numberPattern(least), numberPattern(most)];
  if (isMissing(least)) return high === null ? null : `up to ${high}`;
  if (low === null || high === null) return null;
  return low === high ? low : `${low}-${high}`;
}

/** Matches the unit in any spelling, singular or plural. */
export function unitPattern(unit: string | null): string | null {
  if (unit === null) return null;
  const sent = unit.toLowerCase().replaceAll('µ', 'μ');
  const singular = sent.length > 3 ? sent.replace(/s$/, '') : sent;
  const known = SPELLINGS.find((spellings) => spellings.includes(singular)) ?? [singular];
  return String.raw`(?:${known.map(escapeRegExp).join('|')})(?:s|es|\(s\))?`;
}

/** @param unit the unit in words; defaults to the displayed unit of the quantity */
export function quantityPattern(
  quantity: Quantity | null,
  unit = quantity && unitText(quantity),
): string | null {
  // A bare number does not state a bound such as `<5`.
  if (quantity === null || readText(quantity.comparator) !== null) return null;
  return joinPatterns(numberPattern(quantity.value), ' ?', unitPattern(unit));
}

/** Matches a whole date in FHIR or US notation, with or without a day of the week. */
export function datePattern(date: string): string | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (year === undefined) return null;
  return `${WEEKDAY}(?:${date}|0?${Number(month)}/0?${Number(day)}/${year})`;
}

/** Matches `at 09:00 and 9 pm`, or a text of only times. Returns null unless every time has only hours and minutes. */
export function timesPattern(times: readonly string[]): string | null {
  const patterns = times.map(timePattern);
  const list = patterns.includes(null) ? null : patterns.join(AND);
  return list === null ? null : `(?:at |@ ?)${list}(?!${AND}\\d)|^${list}$`;
}

/** Matches `09:00`, `0900`, `9:00 am` and `9 am`. */
function timePattern(time: string): string | null {
  const [, hh, mm] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hh === undefined || mm === undefined) return null;
  const hour = Number(hh);
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  return `(?:${hh}:?${mm}|${twelve}${mm === '00' ? '(?::00)?' : `:${mm}`} ?${hour < 12 ? 'am' : 'pm'})`;
}

/** Matches exactly these days: `on Monday, Wed and Friday`. @param names in English */
export function daysPattern(names: readonly string[]): string {
  const days = names.map((name) => {
    const lower = escapeRegExp(name.toLowerCase());
    return `(?:${lower}|${lower.slice(0, 3)})`;
  });
  return `(?:on|every|each) ${days.join(AND)}(?!${AND}(?:mon|tue|wed|thu|fri|sat|sun))`;
}

/** Returns null if any of the patterns is null. */
export function joinPatterns(...patterns: readonly (string | null)[]): string | null {
  return patterns.includes(null) ? null : patterns.join('');
}

export function escapeRegExp(words: string): string {
  return words.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}
