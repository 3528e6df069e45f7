/** Puts each element of a Timing into words (FHIR R4 Timing.repeat, Timing.event), with patterns for phrases that say the same. */
import { isFhirDateTime } from './dates.ts';
import { durationText, timeUnit } from './durations.ts';
import { type InstructionPart } from './instruction-matcher.ts';
import { hasContent, readObject, readText, readTexts } from './lenient-read.ts';
import {
  datePattern,
  daysPattern,
  escapeRegExp,
  joinPatterns,
  numberPattern,
  quantityPattern,
  rangePattern,
  timesPattern,
  unitPattern,
} from './phrase-patterns.ts';
import { boundsInWords, numberText } from './quantities.ts';
import { DAYS, whenTexts } from './timing.ts';
import type { Quantity, Range, Timing, TimingRepeat } from './types.ts';

/** Returns the parts in spoken order: `twice a day on Monday at 09:00 for 5 days`. */
export function timingParts(timing: Timing | null | undefined): InstructionPart[] {
  return [...frequencyParts(timing), ...limitParts(timing)];
}

/** Returns the parts that say how often and at what times something happens, without dates and limits. */
export function frequencyParts(timing: Timing | null | undefined): InstructionPart[] {
  const repeat: TimingRepeat = readObject(readObject(timing)?.repeat) ?? {};
  const parts = [frequencyPart(repeat), ...dayParts(repeat), ...timeParts(repeat), ...whenParts(repeat)];
  return parts.filter((part) => part !== null);
}

function limitParts(timing: Timing | null | undefined): InstructionPart[] {
  const sent = readObject(timing);
  const repeat: TimingRepeat = readObject(sent?.repeat) ?? {};
  return [
    ...eventParts(sent?.event),
    durationPart(repeat),
    boundsDurationPart(repeat),
    boundsRangePart(repeat),
    ...boundsPeriodParts(repeat),
    countPart(repeat),
  ].filter((part) => part !== null);
}

/** Once per unit of time. Leaves out `od` and `qd`, which are error-prone abbreviations (ISMP). */
const EACH: Readonly<Record<string, string>> = {
  h: 'hourly',
  d: 'daily',
  wk: 'weekly',
  mo: 'monthly',
  a: 'yearly',
};
/** Latin abbreviations for times a day. */
const TIMES_A_DAY: Readonly<Record<string, string>> = { 2: 'bid', 3: 'tid', 4: 'qid' };

function frequencyPart(repeat: TimingRepeat): InstructionPart | null {
  const { frequency, frequencyMax, period, periodMax } = repeat;
  const unit = readText(repeat.periodUnit);
  const times = rangeInWords(frequency, frequencyMax);
  // Without the period, a dose for each day would look like a single one.
  const hasPeriod = [unit, period, periodMax].some(hasContent);
  const every = rangeInWords(period, periodMax) ?? (hasPeriod ? '(number not given)' : null);
  // Without a period, a frequency looks like a count or a limit, so no phrase states it.
  if (every === null) return times === null ? null : { words: timesWords(times), phrase: null };
  const isOnce = times === null || times === '1';
  const often = isOnce ? '' : oftenPattern(times, frequency, frequencyMax);
  const noun = timeUnit(unit, '1');
  if (every === '1' && unit !== null && noun !== null && Object.hasOwn(EACH, unit)) {
    const adverb = EACH[unit] ?? '';
    return {
      words: isOnce ? adverb : `${timesWords(times)} ${unit === 'h' ? 'an' : 'a'} ${noun}`,
      phrase: isOnce ? onceEach(adverb, noun) : timesEach(often, adverb, noun, times),
      kind: 'frequency',
    };
  }
  const words = `every ${every} ${timeUnit(unit, every) ?? unit ?? '(unit not given)'}`;
  const interval = everyPattern(rangePattern(period, periodMax), unit);
  return {
    words: isOnce ? words : `${timesWords(times)} ${words}`,
    phrase: isOnce ? joinPatterns(`(?:(?:once|1 time) )?`, interval) : joinPatterns(often, ' ', interval),
    kind: 'frequency',
  };
}

function onceEach(adverb: string, noun: string): string {
  return `(?:(?:(?:once|1 time) )?(?:${adverb}|(?:every|each) (?:1 )?${noun})|(?:once|1 time) (?:an?|per) ${noun})`;
}

function timesEach(often: string | null, adverb: string, noun: string, times: string): string | null {
  const latin =
    adverb === EACH['d'] && Object.hasOwn(TIMES_A_DAY, times) ? `|${TIMES_A_DAY[times] ?? ''}` : '';
  return joinPatterns(`(?:`, often, ` (?:${adverb}|(?:an?|per|each|every) ${noun})${latin})`);
}

/** Matches `every 4 hours` and `q4h`. */
function everyPattern(every: string | null, unit: string | null): string | null {
  const inFull = joinPatterns('every ', every, ' ', unitPattern(timeUnit(unit, '1')));
  if (unit === 'h') return joinPatterns('(?:', inFull, '|q ?', every, ' ?h(?:(?:ou)?rs?)?)');
  const noun = timeUnit(unit, '1');
  return every === numberPattern(2) && noun !== null
    ? joinPatterns('(?:', inFull, `|every other ${noun})`)
    : inFull;
}

function oftenPattern(times: string, frequency: unknown, frequencyMax: unknown): string | null {
  const counted = joinPatterns(rangePattern(frequency, frequencyMax), ' ?(?:times|x)');
  return times === '2' ? joinPatterns('(?:twice|', counted, ')') : counted;
}

function timesWords(times: string): string {
  return times === '1' ? 'once' : times === '2' ? 'twice' : `${times} times`;
}

function dayParts({ dayOfWeek }: TimingRepeat): InstructionPart[] {
  const codes = readTexts(dayOfWeek);
  if (codes.length === 0) return [];
  const names = codes.map((code) => (Object.hasOwn(DAYS, code) ? (DAYS[code] ?? code) : code));
  const isKnown = codes.every((code) => Object.hasOwn(DAYS, code));
  return [{ words: `on ${names.join(', ')}`, phrase: isKnown ? daysPattern(names) : null }];
}

function timeParts({ timeOfDay }: TimingRepeat): InstructionPart[] {
  const times = readTexts(timeOfDay).map(clockText);
  return times.length === 0 ? [] : [{ words: `at ${times.join(', ')}`, phrase: timesPattern(times) }];
}

function whenParts(repeat: TimingRepeat): InstructionPart[] {
  const words = whenTexts(repeat);
  // `30 minutes before meals` is not the same as `before meals`.
  const parts = words.map((text) => ({
    words: text,
    phrase: `(?<!(?:hour|hr|h|minute|min)s? )${escapeRegExp(text.toLowerCase())}`,
  }));
  const offset = rangeInWords(repeat.offset);
  const isLeft = words.length === 0 && offset !== null && Number(offset) !== 0;
  return isLeft ? [{ words: `${offset} minutes after the event`, phrase: null }] : parts;
}

function eventParts(event: unknown): InstructionPart[] {
  return readTexts(event).map((dateTime) => ({
    words: `on ${dateTimeText(dateTime)}`,
    phrase: joinPatterns('on ', datePattern(dateTime)),
  }));
}

function durationPart({ duration, durationMax, durationUnit }: TimingRepeat): InstructionPart | null {
  const shown = rangeInWords(duration, durationMax);
  if (shown === null) return null;
  const unit = readText(durationUnit);
  const word = timeUnit(unit, shown) ?? unit ?? '(unit not given)';
  return {
    words: `over ${shown} ${word}`,
    phrase: joinPatterns(
      'over ',
      rangePattern(duration, durationMax),
      ' ?',
      unitPattern(timeUnit(unit, '1')),
    ),
  };
}

/** Prevents a match in `for 5 days a week`, which is not a length of treatment. */
const NOT_EACH = '(?! (?:an?|per|each|every|out|of|daily)\\b)';

function boundsDurationPart({ boundsDuration }: TimingRepeat): InstructionPart | null {
  const bounds = readObject(boundsDuration);
  const shown = bounds === null ? null : durationText(bounds);
  if (bounds === null || shown === null) return null;
  return {
    words: `for ${shown}`,
    phrase: joinPatterns('for ', quantityPattern(bounds, unitOfTime(bounds)), NOT_EACH),
  };
}

function boundsRangePart({ boundsRange }: TimingRepeat): InstructionPart | null {
  const range: Range | null = readObject(boundsRange);
  if (range === null) return null;
  const [low, high] = [readObject(range.low), readObject(range.high)];
  const [from, to] = boundsInWords(range, durationText);
  const units = [low, high].map((bound) => unitPattern(bound && unitOfTime(bound)));
  if (from !== null && to !== null) {
    // A shared unit appears once.
    const isOneUnit = units[0] === units[1] && !low?.comparator && !high?.comparator;
    const pattern = isOneUnit ? rangePattern(low?.value, high?.value) : null;
    return {
      words: `for ${from}–${to}`,
      phrase: joinPatterns('for ', pattern, ' ?', units[1] ?? null, NOT_EACH),
    };
  }
  if (from !== null) {
    const least = quantityPattern(low, low && unitOfTime(low));
    return { words: `for at least ${from}`, phrase: joinPatterns('for at least ', least, NOT_EACH) };
  }
  const most = quantityPattern(high, high && unitOfTime(high));
  return to === null
    ? null
    : { words: `for up to ${to}`, phrase: joinPatterns('for up to ', most, NOT_EACH) };
}

/** Returns the unit as `durationText` shows it, such as `days`. */
function unitOfTime({ code, unit }: Quantity): string | null {
  return timeUnit(code, '2') ?? timeUnit(unit, '2') ?? readText(unit) ?? readText(code);
}

function boundsPeriodParts({ boundsPeriod }: TimingRepeat): InstructionPart[] {
  const bounds = readObject(boundsPeriod);
  return [
    boundPart('from', '(?:from|starting|start|beginning)(?: on)? ', bounds?.start),
    boundPart('until', '(?:until|through|ending)(?: on)? ', bounds?.end),
  ].filter((part) => part !== null);
}

/** A bound with a time of day has no pattern, so it is always shown: its zone can differ from the text's. */
function boundPart(word: string, phrase: string, bound: string | undefined): InstructionPart | null {
  const dateTime = readText(bound);
  if (dateTime === null) return null;
  return { words: `${word} ${dateTimeText(dateTime)}`, phrase: joinPatterns(phrase, datePattern(dateTime)) };
}

/** FHIR R4 Timing.repeat.count is the total number of repetitions. */
function countPart({ count, countMax }: TimingRepeat): InstructionPart | null {
  const shown = rangeInWords(count, countMax);
  if (shown === null) return null;
  const number = rangePattern(count, countMax);
  return {
    words: `${shown} ${shown === '1' ? 'time' : 'times'} in total`,
    phrase: joinPatterns(
      `(?:for `,
      number,
      ` doses?${NOT_EACH}|total of `,
      number,
      ` doses?${NOT_EACH}|`,
      number,
      ' (?:doses?|times?) in total)',
    ),
    kind: 'count',
  };
}

/** Returns `4`, `4–6`, or `up to 6` without a lower bound. Drops zeros after the point, which say nothing about a count. */
function rangeInWords(least: number | undefined, most?: number): string | null {
  const [from, to] = [least, most].map((value) =>
    value === undefined ? null : numberText({ value })?.replace(/\.0+$/, ''),
  );
  if (from && to) return from === to ? from : `${from}–${to}`;
  return from ?? (to ? `up to ${to}` : null);
}

/** Returns the same date and time with spaces, such as `2026-05-01 09:30 +02:00`. Returns any other text unchanged. */
function dateTimeText(dateTime: string): string {
  const parts = isFhirDateTime(dateTime) ? /^([^T]+)T([\d:.]+)(Z|[+-]\d{2}:\d{2})?$/.exec(dateTime) : null;
  if (parts === null) return dateTime;
  const [, day = '', clock = '', zone] = parts;
  return [day, clockText(clock), zone === 'Z' ? 'UTC' : zone].filter(hasContent).join(' ');
}

/** Drops seconds that are zero. Leaves a longer fraction than a time has unchanged. */
function clockText(time: string): string {
  return time.replace(/^(\d{2}:\d{2}):00(?:\.0{1,100})?$/, '$1');
}
