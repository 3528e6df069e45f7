import { describe, expect, it } from 'vitest';
import { dosageText, instructionsText } from '../../src/fhir/dosage-text.ts';
import type { Dosage } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const UCUM = 'http://unitsofmeasure.org';
const mg = (value: number) => ({ value, unit: 'mg', system: UCUM, code: 'mg' });
const days = (value: number) => ({ value, unit: 'days', system: UCUM, code: 'd' });
const daily = { frequency: 1, period: 1, periodUnit: 'd' };
const concept = (text: string) => ({ text });
const amount = (unit: string, value = 10) => ({ doseAndRate: [{ doseQuantity: { value, unit } }] });
const dose = (value: number) => [{ doseQuantity: mg(value) }];
/** Builds a daily dose for a number of days. */
const step = (sequence: number | undefined, value: number, length: number) => ({
  sequence,
  doseAndRate: dose(value),
  timing: { repeat: { ...daily, boundsDuration: days(length) } },
});

describe('the text of several instructions', () => {
  it.each<[string, unknown[], string | null]>([
    [
      'follow the order of their sequences',
      [step(2, 20, 3), step(1, 40, 5)],
      '40 mg daily for 5 days, then 20 mg daily for 3 days',
    ],
    [
      'are joined by "and" within one sequence',
      [step(1, 40, 5), step(1, 20, 5), step(2, 10, 2)],
      '40 mg daily for 5 days and 20 mg daily for 5 days, then 10 mg daily for 2 days',
    ],
    [
      'are joined by "and" without sequences',
      [step(undefined, 40, 5), step(undefined, 5, 5)],
      '40 mg daily for 5 days and 5 mg daily for 5 days',
    ],
    [
      'end with those without a sequence',
      [step(undefined, 1, 9), step(7, 20, 3), step(1, 40, 5)],
      '40 mg daily for 5 days, then 20 mg daily for 3 days and 1 mg daily for 9 days',
    ],
    [
      'keep each text verbatim',
      [
        { sequence: 1, text: 'Take 2 tablets today' },
        { sequence: 2, text: 'Take 1 tablet daily' },
      ],
      'Take 2 tablets today, then Take 1 tablet daily',
    ],
    ['are null if all are empty', [{}, null, 'x', { sequence: 1, timing: {} }], null],
  ])('several instructions %s', (_what, dosages, expected) => {
    expect(instructionsText(asSent(dosages))).toBe(expected);
  });
});

describe('an instruction without a text', () => {
  it.each<[unknown, string | null]>([
    [
      {
        method: { text: 'Take' },
        route: { coding: [{ display: 'Oral' }] },
        doseAndRate: dose(40),
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', count: 10 } },
        asNeededCodeableConcept: { text: 'Pain' },
        maxDosePerPeriod: {
          numerator: { value: 4, unit: 'g' },
          denominator: { value: 24, unit: 'h', code: 'h' },
        },
        maxDosePerAdministration: mg(80),
        maxDosePerLifetime: { value: 550, unit: 'mg/m2' },
        additionalInstruction: [
          { text: 'With food' },
          { coding: [{ system: 'http://snomed.info/sct', code: '311504000' }] },
        ],
        patientInstruction: 'Stop if you get a rash',
      },
      'Take 40 mg oral twice a day 10 times in total, as needed for pain, maximum 4 g in 24 hours, maximum 80 mg per dose, ' +
        'maximum 550 mg/m2 per lifetime, with food, SNOMED 311504000, stop if you get a rash',
    ],
    [
      {
        doseAndRate: [
          { doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } },
        ],
        timing: { repeat: { period: 4, periodMax: 6, periodUnit: 'h' } },
      },
      '1–2 tablet every 4–6 hours',
    ],
    [
      {
        route: { text: 'IV' },
        doseAndRate: [
          {
            doseQuantity: { value: 1, unit: 'g' },
            rateRatio: { numerator: { value: 100, unit: 'mL' }, denominator: { value: 1, unit: 'h' } },
          },
        ],
        timing: { repeat: { duration: 30, durationMax: 60, durationUnit: 'min' } },
      },
      '1 g at 100 mL / 1 h IV over 30–60 minutes',
    ],
    [
      { timing: { repeat: { when: ['AC'], offset: 30, boundsRange: { low: days(5), high: days(7) } } } },
      '30 minutes before meals for 5–7 days',
    ],
    [
      {
        timing: {
          repeat: {
            ...daily,
            dayOfWeek: ['mon', 'thu'],
            timeOfDay: ['09:00:00', '21:30:15'],
            countMax: 14,
            count: 10,
          },
        },
      },
      'Daily on Monday, Thursday at 09:00, 21:30:15 10–14 times in total',
    ],
    [
      { timing: { event: ['2026-05-01', '2026-05-08T09:30:00+02:00'] } },
      'On 2026-05-01 on 2026-05-08 09:30 +02:00',
    ],
    [
      {
        timing: { repeat: { boundsPeriod: { start: '2026-05', end: '2026-06-01T04:59:00Z' }, frequency: 3 } },
      },
      '3 times from 2026-05 until 2026-06-01 04:59 UTC',
    ],
    [{ timing: { code: { text: '0900' }, repeat: { timeOfDay: ['09:00:00'] } } }, 'At 09:00'],
    [
      { timing: { code: { text: 'Every night at 2100' }, repeat: { timeOfDay: ['21:00:00'], count: 5 } } },
      'Every night at 2100 5 times in total',
    ],
    [
      { timing: { code: { coding: [{ code: 'Q8H' }] }, repeat: { period: 8, periodUnit: 'h' } } },
      'Every 8 hours',
    ],
    [{ asNeededBoolean: true, doseAndRate: dose(5) }, '5 mg, as needed'],
    [{ asNeededBoolean: false, doseAndRate: dose(5) }, '5 mg'],
    [
      {
        doseAndRate: [
          { type: { coding: [{ code: 'calculated' }] }, doseQuantity: mg(324.9) },
          { type: { coding: [{ code: 'admin-amount' }] }, doseQuantity: { value: 1, unit: 'tablet' } },
          { type: { coding: [{ code: 'ordered' }] }, doseQuantity: mg(325) },
        ],
      },
      '325 mg (324.9 mg) (1 tablet)',
    ],
    [{ patientInstruction: 'Chew well', site: { text: 'Left arm' } }, '(site: left arm), chew well'],
    [{}, null],
  ])('an instruction without a text is composed from its elements: %j', (dosage, expected) => {
    expect(dosageText(asSent(dosage))).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    ['an unknown unit', { timing: { repeat: { period: 4, periodUnit: 'fortnight' } } }, 'Every 4 fortnight'],
    [
      'a period without a unit',
      { timing: { repeat: { frequency: 3, period: 4 } } },
      '3 times every 4 (unit not given)',
    ],
    [
      'half of a ratio',
      { maxDosePerPeriod: { numerator: mg(300), denominator: { unit: 'h' } } },
      'Maximum 300 mg',
    ],
    ['only an upper bound', { timing: { repeat: { boundsRange: { high: days(7) } } } }, 'For up to 7 days'],
    ['an offset without an event', { timing: { repeat: { offset: 45 } } }, '45 minutes after the event'],
    [
      'several limits, as in R5',
      {
        maxDosePerPeriod: [
          { numerator: mg(1), denominator: days(1) },
          { numerator: mg(5), denominator: { value: 1, unit: 'week' } },
        ],
      },
      'Maximum 1 mg in 1 day, maximum 5 mg in 1 week',
    ],
  ])('an instruction without a text shows %s', (_what, dosage, expected) => {
    expect(dosageText(asSent(dosage))).toBe(expected);
  });
});

describe('an instruction with a text [CS-109]', () => {
  it.each<[string, unknown]>([
    [
      '40 mg daily for 5 days',
      { doseAndRate: dose(40), timing: { repeat: { ...daily, boundsDuration: days(5) } } },
    ],
    [
      'Take 1 tablet (325 mg total) by mouth 3 (three) times a day',
      {
        doseAndRate: [{ doseQuantity: mg(325) }, { doseQuantity: { value: 1, unit: 'tablet' } }],
        timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } },
      },
    ],
    [
      '1-2 tabs q4h prn pain',
      {
        doseAndRate: [
          { doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } },
        ],
        timing: { repeat: { period: 4, periodUnit: 'h' } },
        asNeededCodeableConcept: { text: 'pain' },
      },
    ],
    [
      '2 tablets twice daily',
      {
        doseAndRate: [{ doseQuantity: { value: 2, unit: 'tablet' } }],
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      },
    ],
    [
      '1,000 mg BID, at 9 am and 21:00',
      {
        doseAndRate: dose(1000),
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', timeOfDay: ['09:00:00', '21:00:00'] } },
      },
    ],
    [
      '0.5 tablet once a day, Starting Tue 5/28/2019, Until Wed 5/27/2020',
      {
        doseAndRate: [{ doseQuantity: { value: 0.5, unit: 'tablet' } }],
        timing: { repeat: { ...daily, boundsPeriod: { start: '2019-05-28', end: '2020-05-27' } } },
      },
    ],
  ])('a text that states everything is unchanged: %s', (text, elements) => {
    expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(text);
  });

  it.each<[text: string, elements: unknown, missing: string]>([
    [
      'Take as directed',
      { doseAndRate: dose(40), timing: { repeat: { ...daily, count: 5 } } },
      '40 mg; daily; 5 times in total',
    ],
    ['Give 40 mg/kg daily', { doseAndRate: dose(40) }, '40 mg'],
    ['Take 400 mg', { doseAndRate: dose(40) }, '40 mg'],
    ['Take 4.0 g', { doseAndRate: dose(40) }, '40 mg'],
    ['Take 1 tablet every 1 hour', { timing: { repeat: { count: 1 } } }, '1 time in total'],
    ['Take 2 tablets for 3 days', { timing: { repeat: daily } }, 'daily'],
    [
      'Take 1 tablet daily',
      { timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } } },
      'twice a day',
    ],
    [
      'Take 1 tablet twice a week',
      { timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } } },
      'twice a day',
    ],
    [
      'Take 1 tablet every 4 hours',
      { timing: { repeat: { period: 4, periodMax: 6, periodUnit: 'h' } } },
      'every 4–6 hours',
    ],
    ['Take 5 mg', { asNeededBoolean: true }, 'as needed'],
    ['Take 5 mg if needed', { asNeededCodeableConcept: { text: 'Nausea' } }, 'as needed for nausea'],
    ['Take 5 mg', { doseAndRate: [{ doseQuantity: { ...mg(5), comparator: '<' } }] }, '<5 mg'],
    ['Take 5 mg', { additionalInstruction: [{ text: 'Not with grapefruit' }] }, 'not with grapefruit'],
    [
      'Take 1 tablet until 5/1/2026',
      { timing: { repeat: { boundsPeriod: { end: '2026-05-09' } } } },
      'until 2026-05-09',
    ],
    [
      'Take 1 tablet until 5/1/2026',
      { timing: { repeat: { boundsPeriod: { end: '2026-05-01T14:00:00Z' } } } },
      'until 2026-05-01 14:00 UTC',
    ],
    ['Take before meals', { timing: { repeat: { when: ['AC'], offset: 30 } } }, '30 minutes before meals'],
    [
      'Infuse 1 g',
      {
        doseAndRate: [{ doseQuantity: { value: 1, unit: 'g' }, rateQuantity: { value: 100, unit: 'mL/h' } }],
      },
      'at 100 mL/h',
    ],
  ])('a text is followed by the parts that it lacks: %s [CS-107]', (text, elements, missing) => {
    expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(`${text} (${missing})`);
  });

  it.each<[string, (endless: string) => Dosage]>([
    ['a unit', (unit) => ({ doseAndRate: [{ doseQuantity: { value: 7, unit } }] })],
    ['a reason', (text) => ({ asNeededCodeableConcept: { text }, doseAndRate: dose(7) })],
    ['a unit of time', (unit) => ({ timing: { repeat: { boundsDuration: { value: 7, unit } } } })],
  ])('%s longer than any expression is shown, as is the dose', (_what, elements) => {
    const endless = 'x'.repeat(60_000);
    const shown = dosageText({ text: 'Take 5 mg', ...elements(endless) });
    expect(shown).toMatch(/^Take 5 mg \(.*\b7 .*\)$/);
    expect(shown).toContain(endless);
  });

  it('long and odd instructions are read in bounded time', () => {
    const text = '1 (1 ((1/2 q4h 09:0'.repeat(20_000);
    expect(dosageText({ text, doseAndRate: dose(7) })).toBe(`${text} (7 mg)`);
  });
});

describe('route, site and method [CS-107]', () => {
  it.each<[string, object, string]>([
    ['Give 12 mg once', { route: concept('Intrathecal') }, 'Give 12 mg once (intrathecal)'],
    ['1 drop', { site: concept('Left eye') }, '1 drop (site: left eye)'],
    [
      '1 drop in eye',
      { route: concept('Ophthalmic'), site: concept('Left eye') },
      '1 drop in eye (site: left eye)',
    ],
    [
      '1 drop in left eye',
      { route: concept('Ophthalmic route'), site: concept('Left eye') },
      '1 drop in left eye',
    ],
    ['4 mg', { method: concept('Push'), route: concept('Intravenous use') }, '4 mg (push; intravenous use)'],
    ['4 mg IV push', { method: concept('Push'), route: concept('Intravenous') }, '4 mg IV push'],
    ['Inhale 2 puffs', { method: concept('Inhale'), route: concept('Inhalation') }, 'Inhale 2 puffs'],
    [
      'Take 1 tablet P.O. daily',
      { method: concept('Take'), route: concept('Oral') },
      'Take 1 tablet P.O. daily',
    ],
    ['Do not give by mouth', { route: concept('Oral') }, 'Do not give by mouth (oral)'],
    ['Take by mouth', { route: concept('Rectal') }, 'Take by mouth (rectal)'],
    ['1 drop OD', { site: concept('OD') }, '1 drop OD (site: OD)'],
    ['Give it', { route: concept('IT') }, 'Give it (IT)'],
  ])('follow the text "%s" unless it states them', (text, elements, expected) => {
    expect(dosageText(asSent({ text, ...elements }))).toBe(expected);
  });
});

describe('the amount of a dose [CS-107]', () => {
  it.each<[object, string]>([
    [amount('U'), '10 units'],
    [amount('IU'), '10 units'],
    [amount('IU', 1), '1 unit'],
    [amount('U', 1.5), '1.5 units'],
    [amount('µg'), '10 mcg'],
    [amount('μg/kg/min'), '10 mcg/kg/min'],
    [amount('U/h'), '10 units/h'],
    [amount('mg'), '10 mg'],
    [amount('CFU'), '10 CFU'],
    [{ text: 'Inject 10 units daily', ...amount('U') }, 'Inject 10 units daily'],
    [{ text: 'Inject nightly', ...amount('U') }, 'Inject nightly (10 units)'],
  ])('has no abbreviation that people misread: %j', (dosage, expected) => {
    expect(dosageText(asSent(dosage))).toBe(expected);
  });
});
