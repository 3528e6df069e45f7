import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dosageText } from '../../src/fhir/dosage-text.ts';
import type { Dosage, Quantity, TimingRepeat } from '../../src/fhir/types.ts';

/** Numbers in each common notation, without a comparator. */
const number = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.constantFrom(0.25, 0.5, 1.5, 2.75, 12.5, 0.001, 37.125),
);
const whole = fc.integer({ min: 1, max: 400 });
const unit = fc.constantFrom('mg', 'mL', 'tablet', 'puff', 'mg/kg', 'g');
const quantity: fc.Arbitrary<Quantity> = fc.record({ value: number, unit });
const range = fc.record({ low: quantity, high: quantity }, { requiredKeys: [] });
const ratio = fc.record({ numerator: quantity, denominator: quantity }, { requiredKeys: [] });
const timeUnit = fc.constantFrom<NonNullable<TimingRepeat['periodUnit']>>(
  's',
  'min',
  'h',
  'd',
  'wk',
  'mo',
  'a',
);
const inDays = fc.record({ value: whole, unit: fc.constantFrom('days', 'weeks', 'd') });
const time = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
  .map(({ hour, minute }) => `${twoDigits(hour)}:${twoDigits(minute)}:00`);
const date = fc
  .record({
    year: fc.integer({ min: 2019, max: 2031 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ year, month, day }) => `${year}-${twoDigits(month)}-${twoDigits(day)}`);

const repeat: fc.Arbitrary<TimingRepeat> = fc.record(
  {
    count: whole,
    countMax: whole,
    duration: number,
    durationMax: number,
    durationUnit: timeUnit,
    frequency: whole,
    frequencyMax: whole,
    period: number,
    periodMax: number,
    periodUnit: timeUnit,
    timeOfDay: fc.array(time, { maxLength: 3 }),
    when: fc.subarray<NonNullable<TimingRepeat['when']>[number]>(['AC', 'PCM', 'HS', 'NOON', 'C']),
    offset: fc.integer({ min: 1, max: 240 }),
    boundsDuration: inDays,
    boundsRange: fc.record({ low: inDays, high: inDays }, { requiredKeys: [] }),
    boundsPeriod: fc.record({ start: date, end: date }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** Texts that contain numbers of a dosage by chance, with other meanings or in other spellings. */
const writtenText = fc.constantFrom(
  'Take as directed',
  'Take 1 tablet every 1 hour for 1 day',
  'Take 2 tablets twice daily, or 5 mg/kg every 4-6 hours as needed, at most 12 times',
  'Take 0.5 mL (half a dropper) once at 9 am on 5/1/2026, then 1,500 mg at 2130 until 2027-12-31',
  '1 2 3 4 5 6 7 8 9 10 11 12 20 24 25 30 40 50 100',
);

const dosage: fc.Arbitrary<Dosage> = fc.record(
  {
    text: writtenText,
    timing: fc.record({ event: fc.array(date, { maxLength: 2 }), repeat }, { requiredKeys: [] }),
    doseAndRate: fc.array(
      fc.record(
        {
          doseQuantity: quantity,
          doseRange: range,
          rateQuantity: quantity,
          rateRange: range,
          rateRatio: ratio,
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
    maxDosePerPeriod: ratio,
    maxDosePerAdministration: quantity,
    maxDosePerLifetime: quantity,
    additionalInstruction: fc.array(
      fc.constantFrom({ text: 'Wait 17 minutes' }, { text: 'With 250 mL of water' }),
      { maxLength: 1 },
    ),
    patientInstruction: fc.constant('Call us after 48 hours'),
  },
  { requiredKeys: [] },
);

describe('the text of a dosage', () => {
  it('the text of a dosage contains every number of the dosage [CS-106]', () => {
    let checked = 0;
    fc.assert(
      fc.property(dosage, (sent) => {
        const numbers = numbersIn(sent);
        checked += numbers.length;
        const shown = dosageText(sent) ?? '';
        expect({ shown, missing: numbers.filter((one) => !isShown(one, shown)) }).toEqual({
          shown,
          missing: [],
        });
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
    expect(checked).toBeGreaterThan(5_000);
  });

  it('the text of a dosage contains every amount with its unit', () => {
    fc.assert(
      fc.property(dosage, fc.array(quantity, { minLength: 1, maxLength: 3 }), (sent, amounts) => {
        const { text, timing } = sent;
        const shown =
          dosageText({
            ...(text !== undefined && { text }),
            ...(timing !== undefined && { timing }),
            doseAndRate: amounts.map((doseQuantity) => ({ doseQuantity })),
          }) ?? '';
        for (const { value = 0, unit: of = '' } of amounts) {
          expect(withSpellings(shown)).toContain(`${value} ${of}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Elements with a number, each with a phrase that states this element and no other. */
const ELEMENTS: Readonly<Record<string, (number: number) => [phrase: string, elements: Dosage]>> = {
  dose: (n) => [`take ${n} mg`, { doseAndRate: [{ doseQuantity: mg(n) }] }],
  rate: (n) => [`at ${n} mg`, { doseAndRate: [{ rateQuantity: mg(n) }] }],
  frequency: (n) => [
    `${n} times a day`,
    { timing: { repeat: { frequency: n, period: 1, periodUnit: 'd' } } },
  ],
  period: (n) => [`every ${n} days`, { timing: { repeat: { period: n, periodUnit: 'd' } } }],
  duration: (n) => [`over ${n} days`, { timing: { repeat: { duration: n, durationUnit: 'd' } } }],
  bounds: (n) => [`for ${n} days`, { timing: { repeat: { boundsDuration: { value: n, unit: 'days' } } } }],
  atMostFor: (n) => [
    `for up to ${n} days`,
    { timing: { repeat: { boundsRange: { high: { value: n, unit: 'days' } } } } },
  ],
  count: (n) => [`${n} times in total`, { timing: { repeat: { count: n } } }],
  offset: (n) => [`${n} minutes before meals`, { timing: { repeat: { when: ['AC'], offset: n } } }],
  limit: (n) => [`max ${n} mg at a time`, { maxDosePerAdministration: mg(n) }],
  lifetime: (n) => [`max ${n} mg in a lifetime`, { maxDosePerLifetime: mg(n) }],
  limitInTime: (n) => [
    `max ${n} mg in 1 day`,
    { maxDosePerPeriod: { numerator: mg(n), denominator: { value: 1, code: 'd' } } },
  ],
};

describe('a number of one element', () => {
  it.each(Object.keys(ELEMENTS))(
    'a number is stated only by the phrase of its own element: %s',
    (element) => {
      const others = Object.keys(ELEMENTS).filter((other) => other !== element);
      fc.assert(
        fc.property(fc.integer({ min: 3, max: 400 }), fc.subarray(others, { minLength: 1 }), (n, named) => {
          const [own = '', elements = {}] = ELEMENTS[element]?.(n) ?? [];
          expect(dosageText({ ...elements, text: own })).toBe(own);
          const given = named.map((other) => ELEMENTS[other]?.(n)[0] ?? '').join(', ');
          const shown = dosageText({ ...elements, text: given }) ?? '';
          expect(shown.startsWith(`${given} (`)).toBe(true);
          expect(shown.slice(given.length)).toContain(`${n}`);
        }),
        { numRuns: 100, endOnFailure: true },
      );
    },
  );
});

function mg(value: number): Quantity {
  return { value, unit: 'mg' };
}

/** Reads the resource independently: collects every number, time and date at any depth. */
function numbersIn(value: unknown, name = ''): (number | string)[] {
  if (name === 'text') return [];
  if (typeof value === 'number') return [value];
  if (typeof value === 'string')
    return /^\d/.test(value) ? [value] : [...value.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (Array.isArray(value)) return value.flatMap((item) => numbersIn(item));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([inner, item]) => (inner === 'unit' ? [] : numbersIn(item, inner)))
    : [];
}

const IN_WORDS: Readonly<Record<number, RegExp>> = {
  0.5: /½|half/,
  1: /\b(?:once|one|an?|daily|hourly|weekly|monthly|yearly|every)\b/i,
  2: /\b(?:twice|two)\b/i,
};

function isShown(one: number | string, shown: string): boolean {
  if (typeof one === 'string') return showsDateOrTime(one, shown);
  const isWritten = [...shown.replaceAll(/(\d),(?=\d{3})/g, '$1').matchAll(/\d+(?:\.\d+)?/g)].some(
    ([digits]) => Number(digits) === one,
  );
  return isWritten || IN_WORDS[one]?.test(shown) === true;
}

function showsDateOrTime(one: string, shown: string): boolean {
  if (one.includes(':')) {
    const clock = one.slice(0, 5);
    return (
      [clock, clock.replace(':', '')].some((spelling) => shown.includes(spelling)) ||
      (clock === '09:00' && shown.includes('9 am'))
    );
  }
  const day = Date.parse(one);
  const stated = [...shown.matchAll(/(\d+)\/(\d+)\/(\d{4})/g)].map(([, month, date_, year]) =>
    Date.UTC(Number(year), Number(month) - 1, Number(date_)),
  );
  const written = [...shown.matchAll(/\d{4}-\d{2}-\d{2}/g)].map(([found]) => Date.parse(found));
  return [...stated, ...written].some((at) => Math.abs(at - day) <= 86_400_000);
}

/** The texts above spell some amounts differently. */
function withSpellings(shown: string): string {
  return shown
    .replaceAll(/tablets\b/g, 'tablet')
    .replaceAll(/(\d),(?=\d{3})/g, '$1')
    .replaceAll('half a', '0.5');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
