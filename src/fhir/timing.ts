/** Puts the codes of a FHIR R4 Timing into words. */
import { codingsOf, conceptText, conceptWords } from './concepts.ts';
import { decimalText } from './decimals.ts';
import { readObject, readTexts } from './lenient-read.ts';
import type { Timing, TimingRepeat } from './types.ts';

/** FHIR R4 DaysOfWeek. */
export const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** FHIR R4 EventTiming, and the times between meals of HL7 v3-TimingEvent. */
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
  IC: 'between meals',
  ICM: 'between breakfast and lunch',
  ICD: 'between lunch and dinner',
  ICV: 'between dinner and bedtime',
  PC: 'after meals',
  PCM: 'after breakfast',
  PCD: 'after lunch',
  PCV: 'after dinner',
};

/**
 * The same events with an offset, which is after the event unless the code says before (FHIR R4 Timing.repeat.offset; HL7 v3-TimingEvent
 * defines HS as before the hours of sleep).
 */
const EVENTS_WITH_OFFSET: Readonly<Record<string, string>> = {
  HS: 'before bedtime',
  WAKE: 'after waking',
  C: 'after the start of meals',
  CM: 'after the start of breakfast',
  CD: 'after the start of lunch',
  CV: 'after the start of dinner',
};

/** HL7 v3-GTSAbbreviation, for codes without text or display. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  BID: 'twice a day',
  TID: '3 times a day',
  QID: '4 times a day',
  AM: 'every morning',
  PM: 'every afternoon',
  QD: 'every day',
  QOD: 'every other day',
  Q1H: 'every hour',
  Q2H: 'every 2 hours',
  Q3H: 'every 3 hours',
  Q4H: 'every 4 hours',
  Q6H: 'every 6 hours',
  Q8H: 'every 8 hours',
  BED: 'at bedtime',
  WK: 'weekly',
  MO: 'monthly',
};

/** Returns the words for a timing's code, from the server, otherwise from HL7's table, otherwise the bare code. */
export function timingCodeText(timing: Timing | null | undefined): string | null {
  const code = readObject(readObject(timing)?.code);
  if (code === null) return null;
  const known = codingsOf(code).flatMap((coding) => wordsFor(ABBREVIATIONS, [coding.code]));
  return conceptWords(code) ?? known[0] ?? conceptText(code);
}

/** Returns texts such as `before meals` or `30 minutes before meals`. */
export function whenTexts({ when, offset }: Pick<TimingRepeat, 'when' | 'offset'>): string[] {
  const minutes = decimalText(offset);
  if (minutes === null || Number(minutes) === 0) return readTexts(when).map(eventText);
  const span = `${minutes} ${minutes === '1' ? 'minute' : 'minutes'}`;
  return readTexts(when).map((code) => {
    const event = wordsFor(EVENTS_WITH_OFFSET, [code])[0] ?? eventText(code);
    return /^(?:before|after) /.test(event) ? `${span} ${event}` : `${event}, after ${span}`;
  });
}

/** Returns the words for an event; `code` and the code if it is unknown. */
function eventText(code: string): string {
  return wordsFor(EVENTS, [code])[0] ?? `code ${code}`;
}

function wordsFor(table: Readonly<Record<string, string>>, codes: unknown): string[] {
  return readTexts(codes).flatMap((code) => (Object.hasOwn(table, code) ? (table[code] ?? []) : []));
}
