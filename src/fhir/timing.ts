/** When something is to be done, in words (FHIR R4 Timing). */
import { conceptText } from './concepts.ts';
import { decimalText } from './decimals.ts';
import { object, text, texts } from './shape.ts';
import { timeUnit } from './spans.ts';
import type { Timing, TimingRepeat } from './types.ts';

/** FHIR R4 DaysOfWeek. */
const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** FHIR R4 EventTiming: what something is done before, with or after. */
const EVENTS: Readonly<Record<string, string>> = {
  MORN: 'in the morning',
  'MORN.early': 'in the early morning',
  'MORN.late': 'in the late morning',
  NOON: 'at noon',
  AFT: 'in the afternoon',
  'AFT.early': 'in the early afternoon',
  'AFT.late': 'in the late afternoon',
  EVE: 'in the evening',
  'EVE.early': 'in the early evening',
  'EVE.late': 'in the late evening',
  NIGHT: 'at night',
  PHS: 'after falling asleep',
  HS: 'at bedtime',
  WAKE: 'on waking',
  C: 'with meals',
  CM: 'with breakfast',
  CD: 'with lunch',
  CV: 'with dinner',
  AC: 'before meals',
  ACM: 'before breakfast',
  ACD: 'before lunch',
  ACV: 'before dinner',
  PC: 'after meals',
  PCM: 'after breakfast',
  PCD: 'after lunch',
  PCV: 'after dinner',
};

/**
 * `Every night at 2100` as the server has it, else `twice a day`, `every 4–6 hours`, `at 09:00, 18:00`; null where nothing
 * is said.
 */
export function timingText(timing: Timing | null | undefined): string | null {
  const code = object(timing?.code);
  const repeat = object(timing?.repeat);
  return (code === null ? null : conceptText(code)) ?? (repeat === null ? null : repeatText(repeat));
}

function repeatText(repeat: TimingRepeat): string | null {
  const days = wordsFor(DAYS, repeat.dayOfWeek);
  const times = texts(repeat.timeOfDay).map((time) => time.slice(0, 'hh:mm'.length));
  const events = wordsFor(EVENTS, repeat.when);
  const parts = [
    frequencyText(repeat),
    days.length === 0 ? null : `on ${days.join(', ')}`,
    times.length === 0 ? null : `at ${times.join(', ')}`,
    ...events,
  ];
  return text(parts.filter((part) => part !== null).join(' '));
}

function wordsFor(table: Readonly<Record<string, string>>, codes: unknown): string[] {
  return texts(codes).flatMap((code) => (Object.hasOwn(table, code) ? (table[code] ?? []) : []));
}

function frequencyText({
  frequency,
  frequencyMax,
  period,
  periodMax,
  periodUnit,
}: TimingRepeat): string | null {
  const [least, most] = [decimalText(frequency), decimalText(frequencyMax)];
  const often = timesText(most === null || least === null ? (least ?? most) : `${least}–${most}`);
  const every = everyText(decimalText(period), decimalText(periodMax), periodUnit);
  if (every === null) return often;
  // FHIR R4 Timing.repeat.frequency is 1 where it is missing, and "once" adds nothing to "every 4 hours".
  const isOnce = often === null || often === 'once';
  return isOnce && every.startsWith('every ') ? every : `${often ?? 'once'} ${every}`;
}

function timesText(often: string | null): string | null {
  if (often === null) return null;
  return often === '1' ? 'once' : often === '2' ? 'twice' : `${often} times`;
}

function everyText(period: string | null, periodMax: string | null, periodUnit: unknown): string | null {
  if (period === null) return null;
  const isOne = period === '1' && periodMax === null;
  const unit = timeUnit(periodUnit, isOne ? '1' : '2');
  if (unit === null) return null;
  if (isOne) return unit === 'hour' ? 'an hour' : `a ${unit}`;
  return `every ${periodMax === null ? period : `${period}–${periodMax}`} ${unit}`;
}
