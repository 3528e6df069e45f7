/** Texts that contain the numbers of a dosage without stating them. */
import { describe, expect, it } from 'vitest';
import { hasOffset } from '../../src/fhir/dates.ts';
import { dosageText } from '../../src/fhir/dosage-text.ts';
import { asSent } from '../support/as-sent.ts';

const mg = (value: unknown) => ({ value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' });
const daily = { frequency: 1, period: 1, periodUnit: 'd' };
const repeat = (elements: unknown) => ({ timing: { repeat: elements } });
const dose = (quantity: unknown) => ({ doseAndRate: [{ doseQuantity: quantity }] });
const coded = (code: unknown, elements = {}) => ({ timing: { code, repeat: elements } });
const clauses = (count: number) => `Take 40 mg; with plenty of water${'; rest'.repeat(count - 2)}`;
const inUnit = (value: number, unit: string) => ({ value, unit });

describe('parts of a dosage that a text does not state [CS-105]', () => {
  it.each<[text: string, elements: unknown, shown: string]>([
    ['Take 1 tablet 3 times daily', repeat({ count: 3 }), '3 times in total'],
    ['Take 2 doses daily', repeat({ count: 2 }), '2 times in total'],
    ['Inject 500 mg once', { maxDosePerLifetime: mg(500) }, 'maximum 500 mg per lifetime'],
    ['Take 40 mg as needed, may repeat', { maxDosePerAdministration: mg(40) }, 'maximum 40 mg per dose'],
    ['Take as needed, max 40 mg a day', dose(mg(40)), '40 mg'],
    ['Take 1 tablet (40 mg)', dose(mg(40)), '40 mg'],
    ['Take 2 40 mg tablets', dose(mg(40)), '40 mg'],
    ['Do not take 40 mg', dose(mg(40)), '40 mg'],
    ['Take 40 mg or 80 mg', dose(mg(80)), '80 mg'],
    ['Take 1½ tablets', dose(inUnit(1, 'tablet')), '1 tablet'],
    ['Apply every 4 hours', dose({ value: 4 }), '4'],
    ['Infuse 1 g every 4 hours', repeat({ duration: 4, durationUnit: 'h' }), 'over 4 hours'],
    ['Take 1 a day', repeat({ boundsDuration: { value: 1, unit: 'a', code: 'a' } }), 'for 1 year'],
    ['Take for 5 days a week', repeat({ boundsDuration: inUnit(5, 'days') }), 'for 5 days'],
    ['Hold for 5 days before surgery', repeat({ boundsDuration: inUnit(5, 'days') }), 'for 5 days'],
    [
      'Take 1 tablet daily starting 5/1/2026',
      repeat({ boundsPeriod: { start: '2026-05-01', end: '2026-05-02' } }),
      'until 2026-05-02',
    ],
    ['Stop before 5/1/2026', repeat({ boundsPeriod: { end: '2026-05-01' } }), 'until 2026-05-01'],
  ])(
    'a part of a dosage is shown if its number has another meaning in the text: %s',
    (text, elements, shown) => {
      expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(`${text} (${shown})`);
    },
  );

  it.each<[text: string, elements: unknown, shown: string]>([
    ['Instill 1 drop OD', repeat(daily), 'daily'],
    ['1 tab QD', repeat(daily), 'daily'],
    ['twice daily', repeat(daily), 'daily'],
    ['every other day', repeat(daily), 'daily'],
    ['Take two daily', repeat(daily), 'daily'],
    ['4 hourly', repeat({ frequency: 1, period: 1, periodUnit: 'h' }), 'hourly'],
    ['daily or twice daily', repeat({ frequency: 2, period: 1, periodUnit: 'd' }), 'twice a day'],
    [
      'Take 1 tablet every 4 hours, or every 6 hours',
      repeat({ period: 4, periodUnit: 'h' }),
      'every 4 hours',
    ],
    ['Max 4 g daily', repeat(daily), 'daily'],
    ['Not daily', repeat(daily), 'daily'],
  ])(
    'a frequency is shown if the text is unclear about it or contradicts it: %s',
    (text, elements, shown) => {
      expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(`${text} (${shown})`);
    },
  );

  it.each<[elements: unknown, shown: string]>([
    [dose(mg('5-10')), '5-10 mg'],
    [dose(mg('7,5')), '7,5 mg'],
    [{ doseAndRate: [{ doseRange: { low: mg('x'), high: mg(5) } }] }, 'x–5 mg'],
    [repeat({ frequency: '2-3', period: 1, periodUnit: 'd' }), '2-3 times a day'],
    [repeat({ timeOfDay: ['9:00'] }), 'at 9:00'],
    [repeat({ timeOfDay: ['0900'] }), 'at 0900'],
    [repeat({ boundsPeriod: { start: '2026-05-01T9:00' } }), 'from 2026-05-01T9:00'],
    [repeat({ when: ['XYZ', 'IC'] }), 'code XYZ; between meals'],
    [repeat({ when: ['XYZ'], offset: 20 }), 'code XYZ, after 20 minutes'],
    [{ asNeededBoolean: 'true' }, 'as needed'],
  ])('an unreadable part of a dosage is shown verbatim: %j', (elements, shown) => {
    for (const text of ['5', 'Take 5 mg', 'Take daily', 'from 2026-05-01, at 9 am or 0900']) {
      expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(`${text} (${shown})`);
    }
  });
});

describe('the code of a timing', () => {
  it.each<[text: string, elements: unknown, expected: string]>([
    ['Take 1 tablet', coded({ coding: [{ code: 'Q6H' }] }), 'Take 1 tablet (every 6 hours)'],
    ['Take 1 tablet', coded({ text: 'Every 6 hours' }), 'Take 1 tablet (every 6 hours)'],
    [
      'Take 1 tablet',
      coded({ text: 'Every 6 hours' }, { period: 6, periodUnit: 'h' }),
      'Take 1 tablet (every 6 hours)',
    ],
    ['Take 1 tablet every 6 hours', coded({ text: 'Every 6 hours' }), 'Take 1 tablet every 6 hours'],
    ['Take 1 tablet twice daily', coded({ text: 'Daily' }), 'Take 1 tablet twice daily (daily)'],
    ['Take 1 tablet OD', coded({ text: 'OD' }), 'Take 1 tablet OD (OD)'],
    [
      'Take 1 tablet (325 mg total) by mouth 3 (three) times a day',
      coded({ text: '3 times daily' }, { frequency: 3, period: 1, periodUnit: 'd' }),
      'Take 1 tablet (325 mg total) by mouth 3 (three) times a day',
    ],
  ])('the code of a timing is compared with the text: %s, %j [CS-110]', (text, elements, expected) => {
    expect(dosageText(asSent({ text, ...Object(elements) }))).toBe(expected);
  });

  it('a code without letters is shown unless the times of day say the same', () => {
    const bounds = { boundsDuration: { value: 5, unit: 'days' } };
    const shown = [coded({ text: '1-0-1' }, bounds), coded({ text: '0900' }, daily)].map((sent) =>
      dosageText(asSent({ ...sent, ...dose(mg(5)) })),
    );
    expect(shown).toEqual(['5 mg 1-0-1 for 5 days', '5 mg 0900 daily']);
    expect(dosageText(asSent(coded({ text: '0900' }, { timeOfDay: ['09:00:00'] })))).toBe('At 09:00');
  });
});

describe('the time to read a text', () => {
  /** In cubic time, reading a short text this often would take longer than a test may. */
  const TIMES = 100;

  it.each(['1-', '1 (', 'T', 'every 4 hours ', 'take 5 mg or ', '09:0', ',000', ' x '])(
    'a long text of %j is read in bounded time',
    (piece) => {
      const elements = { ...dose(mg(7)), ...repeat({ ...daily, timeOfDay: ['09:00'], count: 7 }) };
      const short = `x${piece.repeat(1_990 / piece.length)}x`;
      for (const text of [piece.repeat(2_000_000), ...Array<string>(TIMES).fill(short)]) {
        expect(dosageText(asSent({ text, ...elements }))).toMatch(
          /\(7 mg; daily; at 09:00; 7 times in total\)$/,
        );
        expect(hasOffset(text)).toBe(false);
      }
    },
  );

  it('many clauses, events and doses are read in bounded time', () => {
    const event = Array.from({ length: 3_000 }, (_, at) => `${1_000 + at}-05-01`);
    const doseAndRate = Array.from({ length: 2_000 }, (_, at) => ({ doseQuantity: mg(at + 1) }));
    for (const text of ['a;'.repeat(990), `${'a'.repeat(38)};`.repeat(49), 'a'.repeat(1_990)])
      for (let time = 0; time < TIMES / 10; time += 1)
        expect(dosageText(asSent({ text, doseAndRate, timing: { event } }))?.includes('on 3999-05-01')).toBe(
          true,
        );
  });
});

describe('a text with very many clauses', () => {
  const elements = { ...dose(mg(40)), patientInstruction: 'with plenty of water' };

  it('a text of up to fifty clauses can state parts', () => {
    expect(dosageText(asSent({ text: clauses(50), ...elements }))).toBe(clauses(50));
  });

  it('a text of more than fifty clauses states nothing, so every part is shown', () => {
    const text = clauses(51);
    expect(dosageText(asSent({ text, ...elements }))).toBe(`${text} (40 mg; with plenty of water)`);
  });

  it('parts of an instruction beyond the fiftieth are always shown', () => {
    const event = Array.from({ length: 51 }, (_, at) => `${2_000 + at}-05-01`);
    expect(dosageText(asSent({ text: 'Take on 2000-05-01', timing: { event } }))).toContain(
      '(on 2000-05-01; on',
    );
    expect(
      dosageText(asSent({ text: 'Take on 2001-05-01', timing: { event: event.slice(1) } })),
    ).not.toContain('; on 2001-05-01');
  });
});
