/** Puts each element of a Timing into words (FHIR R4 Timing.repeat, Timing.event). */
import { decimalText } from './decimals.ts';
import { boundTexts, numberText } from './quantities.ts';
import { object, text, texts } from './shape.ts';
import { spanText, timeUnit } from './spans.ts';
import type { Figure, Stated } from './stated.ts';
import { DAYS, whenTexts } from './timing.ts';
import type { Quantity, Range, Timing, TimingRepeat } from './types.ts';

/** Something that an instruction says. */
export interface Part {
  readonly words: string;
  /** Whether a text says so already. */
  readonly isStated: (by: Stated) => boolean;
}

/** The parts in the order in which people say them: `twice a day on Monday at 09:00 for 5 days`. */
export function timingParts(timing: Timing | null | undefined): Part[] {
  const repeat: TimingRepeat = object(timing?.repeat) ?? {};
  return [
    frequencyPart(repeat),
    ...dayParts(repeat),
    ...timeParts(repeat),
    ...whenParts(repeat),
    ...eventParts(timing?.event),
    durationPart(repeat),
    boundsDurationPart(repeat),
    boundsRangePart(repeat),
    ...boundsPeriodParts(repeat),
    countPart(repeat),
  ].filter((part) => part !== null);
}

/** A part that is stated where each of its numbers is, with its unit. */
export function partWith(words: string, figures: readonly (Figure | null)[]): Part {
  const needed = figures.filter((figure) => figure !== null);
  return { words, isStated: (by) => needed.every((figure) => by.has(figure)) };
}

/** The number of a quantity with its unit, as spelled in each way that the server spells it. */
export function figureOf(quantity: Quantity | null | undefined): Figure | null {
  const value = object(quantity);
  const number = decimalText(value?.value);
  if (value === null || number === null) return null;
  const units = [text(value.unit), text(value.code)].filter((unit) => unit !== null);
  // A bound such as `<5` is never stated by a bare number.
  return { number: `${text(value.comparator) ?? ''}${number}`, units };
}

/** Once in each unit of time, and how people write it. */
const EACH: Readonly<Record<string, { readonly words: string; readonly pattern: RegExp }>> = {
  h: { words: 'hourly', pattern: /\bhourly\b|\b(?:an|per|each|every) hour\b/ },
  d: {
    words: 'daily',
    pattern:
      /\b(?:daily|nightly|qd|od)\b|\b(?:a|per|each|every) (?:day|night|morning|noon|afternoon|evening)\b|\bat bedtime\b|\/ ?day\b/,
  },
  wk: { words: 'weekly', pattern: /\bweekly\b|\b(?:a|per|each|every) week\b/ },
  mo: { words: 'monthly', pattern: /\bmonthly\b|\b(?:a|per|each|every) month\b/ },
  a: { words: 'yearly', pattern: /\b(?:yearly|annually)\b|\b(?:a|per|each|every) year\b/ },
};
/** Latin for so many times a day. */
const TIMES_A_DAY: Readonly<Record<string, RegExp>> = {
  2: /\bb\.?i\.?d\b/,
  3: /\bt\.?i\.?d\b/,
  4: /\bq\.?i\.?d\b/,
};
const TIMES = ['time', 'x', '×'];

function frequencyPart(repeat: TimingRepeat): Part | null {
  const { frequency, frequencyMax, period, periodMax } = repeat;
  const [times, every] = [spanOf(frequency, frequencyMax), spanOf(period, periodMax)];
  const unit = text(repeat.periodUnit);
  if (every === null)
    return times === null ? null : partWith(timesWords(times), figuresOf(TIMES, frequency, frequencyMax));
  const often = figuresOf(TIMES, frequency, frequencyMax);
  const isOnce = times === null || times === '1';
  const adverb = every === '1' && unit !== null && Object.hasOwn(EACH, unit) ? EACH[unit] : undefined;
  if (adverb !== undefined) {
    const latin = unit === 'd' && times !== null ? TIMES_A_DAY[times] : undefined;
    return {
      words: isOnce
        ? adverb.words
        : `${timesWords(times)} ${unit === 'h' ? 'an' : 'a'} ${timeUnit(unit, '1')}`,
      isStated: (by) =>
        (latin !== undefined && by.matches(latin)) ||
        (by.matches(adverb.pattern) && (isOnce || often.every((figure) => by.has(figure)))),
    };
  }
  const words = `every ${every} ${timeUnit(unit, every) ?? unit ?? '(unit not given)'}`;
  const apart = figuresOf(unitsOf(unit), period, periodMax);
  return isOnce ? partWith(words, apart) : partWith(`${timesWords(times)} ${words}`, [...often, ...apart]);
}

function timesWords(times: string): string {
  return times === '1' ? 'once' : times === '2' ? 'twice' : `${times} times`;
}

function dayParts({ dayOfWeek }: TimingRepeat): Part[] {
  const codes = texts(dayOfWeek);
  if (codes.length === 0) return [];
  const names = codes.map((code) => (Object.hasOwn(DAYS, code) ? (DAYS[code] ?? code) : code));
  return [
    {
      words: `on ${names.join(', ')}`,
      isStated: (by) => names.every((name) => by.hasWords(name) || by.hasWords(name.slice(0, 3))),
    },
  ];
}

function timeParts({ timeOfDay }: TimingRepeat): Part[] {
  const times = texts(timeOfDay).map((time) => time.replace(/^(\d{2}:\d{2}):00(?:\.0+)?$/, '$1'));
  if (times.length === 0) return [];
  return [{ words: `at ${times.join(', ')}`, isStated: (by) => times.every((time) => by.hasTime(time)) }];
}

function whenParts(repeat: TimingRepeat): Part[] {
  const words = whenTexts(repeat);
  const [offset] = Number(decimalText(repeat.offset)) === 0 ? [] : figuresOf(unitsOf('min'), repeat.offset);
  const parts = words.map((said): Part => {
    const event = said.replace(/^\d\S* minutes? /, '');
    return { words: said, isStated: (by) => by.hasWords(event) && (offset === undefined || by.has(offset)) };
  });
  const isLeft = words.length === 0 && offset !== undefined;
  return isLeft ? [partWith(`${spanOf(repeat.offset)} minutes after the event`, [offset])] : parts;
}

function eventParts(event: unknown): Part[] {
  return texts(event).map((dateTime) => ({
    words: `on ${readable(dateTime)}`,
    isStated: (by) => by.hasDay(dateTime),
  }));
}

function durationPart({ duration, durationMax, durationUnit }: TimingRepeat): Part | null {
  const shown = spanOf(duration, durationMax);
  if (shown === null) return null;
  const unit = text(durationUnit);
  const word = timeUnit(unit, shown) ?? unit ?? '(unit not given)';
  return partWith(`over ${shown} ${word}`, figuresOf(unitsOf(unit), duration, durationMax));
}

function boundsDurationPart({ boundsDuration }: TimingRepeat): Part | null {
  const bounds = object(boundsDuration);
  const shown = bounds === null ? null : spanText(bounds);
  return shown === null ? null : partWith(`for ${shown}`, [figureOf(bounds)]);
}

function boundsRangePart({ boundsRange }: TimingRepeat): Part | null {
  const range: Range | null = object(boundsRange);
  if (range === null) return null;
  const [from, to] = boundTexts(range, spanText);
  const shown =
    from !== null && to !== null ? `${from}–${to}` : from !== null ? `at least ${from}` : to && `up to ${to}`;
  const high = object(range.high);
  const low = figureOf(range.low);
  // In `5–7 days` the unit stands only with the upper bound.
  const lowFigure =
    low === null || low.units.length > 0 ? low : { ...low, units: figureOf(high)?.units ?? [] };
  return shown ? partWith(`for ${shown}`, [lowFigure, figureOf(high)]) : null;
}

function boundsPeriodParts({ boundsPeriod }: TimingRepeat): Part[] {
  return [boundPart('from', boundsPeriod?.start), boundPart('until', boundsPeriod?.end)].filter(
    (part) => part !== null,
  );
}

function boundPart(word: string, bound: string | undefined): Part | null {
  const dateTime = text(bound);
  if (dateTime === null) return null;
  return {
    words: `${word} ${readable(dateTime)}`,
    isStated: (by) => by.hasDay(dateTime) && (isWholeDay(dateTime) || by.hasTime(timeOf(dateTime))),
  };
}

/** A count is the number of repetitions as a whole (FHIR R4 Timing.repeat.count). */
function countPart({ count, countMax }: TimingRepeat): Part | null {
  const shown = spanOf(count, countMax);
  if (shown === null) return null;
  const words = `${shown} ${shown === '1' ? 'time' : 'times'} in total`;
  return partWith(words, figuresOf([...TIMES, 'dose', 'total'], count, countMax));
}

function figuresOf(units: readonly string[], ...values: readonly (number | undefined)[]): Figure[] {
  return values.flatMap((value) => {
    const number = decimalText(value);
    return number === null ? [] : [{ number, units }];
  });
}

/** A unit of time in UCUM and in words. */
function unitsOf(unit: string | null): string[] {
  const word = timeUnit(unit, '1');
  return [unit, word].filter((spelling) => spelling !== null);
}

/** Returns `4`, `4–6`, or `up to 6` for an upper bound without a lower one. Here, `1.0` means no more than `1`. */
function spanOf(least: number | undefined, most?: number): string | null {
  const [from, to] = [least, most].map((value) =>
    value === undefined ? null : numberText({ value })?.replace(/\.0+$/, ''),
  );
  if (from && to) return from === to ? from : `${from}–${to}`;
  return from ?? (to ? `up to ${to}` : null);
}

/** The time of day as it was written; `2026-05-01 09:30 +02:00`. */
function readable(dateTime: string): string {
  return dateTime.replace(
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00(?:\.0+)?)?([\d:.]*)(Z|[+-]\d{2}:\d{2})?$/,
    (_whole, day: string, time: string, seconds: string, zone: string | undefined) =>
      `${day} ${time}${seconds}${zone === undefined ? '' : ` ${zone === 'Z' ? 'UTC' : zone}`}`,
  );
}

function timeOf(dateTime: string): string {
  return dateTime.slice('yyyy-mm-ddT'.length);
}

/** Returns true for a date, and for minute 59: Epic ends a period of days at 23:59 of the site's time, written in UTC. */
function isWholeDay(dateTime: string): boolean {
  return !dateTime.includes('T') || /T\d{2}:59(?::\d|Z|[+-]|$)/.test(dateTime);
}
