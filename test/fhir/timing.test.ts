import { describe, expect, it } from 'vitest';
import { timingText, wholeTimingText } from '../../src/fhir/timing-text.ts';
import type { CodeableConcept, Timing, TimingRepeat } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const coded = (code: string): CodeableConcept => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code }],
});

describe('the whole text of a timing [CS-111]', () => {
  it.each<[Timing, string | null]>([
    [
      { repeat: { frequency: 3, period: 1, periodUnit: 'd', boundsPeriod: { start: '2015-02-10' } } },
      '3 times a day from 2015-02-10',
    ],
    [
      { repeat: { boundsPeriod: { start: '2014-09-17T07:00:00Z', end: '2014-09-18' } } },
      'from 2014-09-17 07:00 UTC until 2014-09-18',
    ],
    [
      { repeat: { boundsPeriod: { start: '2026-05-01T09:30:00.5Z', end: '2026-05-02T09:30:00.00+02:00' } } },
      'from 2026-05-01 09:30:00.5 UTC until 2026-05-02 09:30 +02:00',
    ],
    [{ repeat: { boundsPeriod: { end: '2026-02-30T09:30Z' } } }, 'until 2026-02-30T09:30Z'],
    [{ repeat: { when: ['HS'], duration: 1, durationUnit: 'h' } }, 'at bedtime over 1 hour'],
    [{ repeat: { period: 1, periodUnit: 'd', count: 5 } }, 'daily 5 times in total'],
    [{ event: ['2026-05-01'] }, 'on 2026-05-01'],
    [
      { code: { text: 'Daily until 2026-05-09' }, repeat: { boundsPeriod: { end: '2026-05-09' } } },
      'Daily until 2026-05-09',
    ],
    [{ code: { text: 'Daily' }, repeat: { boundsPeriod: { end: '2026-05-09' } } }, 'Daily until 2026-05-09'],
    [
      { code: coded('QOD'), repeat: { timeOfDay: ['09:00:00'], count: 3 } },
      'every other day at 09:00 3 times in total',
    ],
    [{}, null],
  ])('of %j is %s', (timing, expected) => {
    expect(wholeTimingText(timing)).toBe(expected);
  });

  it('shows a time with endless zeros unchanged', () => {
    // In quadratic time, this would take longer than a test may.
    const endless = `00.${'0'.repeat(200_000)}`;
    const repeat = {
      timeOfDay: [`09:30:${endless}`],
      boundsPeriod: { start: `2026-05-01T09:30:${endless}Z` },
    };
    expect(wholeTimingText({ repeat })).toBe(`at 09:30:${endless} from 2026-05-01T09:30:${endless}Z`);
  });
});

describe('the code of a timing and its elements [CS-111]', () => {
  it.each<[CodeableConcept, TimingRepeat, string]>([
    [coded('QOD'), { timeOfDay: ['09:00:00'] }, 'every other day at 09:00'],
    [coded('QOD'), { when: ['C'] }, 'every other day with meals'],
    [coded('BID'), { dayOfWeek: ['mon'] }, 'twice a day on Monday'],
    [coded('BID'), { timeOfDay: ['08:00:00', '20:00:00'] }, 'twice a day at 08:00, 20:00'],
    [{ coding: [{ code: 'Q36H-LOCAL' }] }, { timeOfDay: ['08:00:00'] }, 'code Q36H-LOCAL at 08:00'],
    [{ text: 'Daily' }, { frequency: 1, period: 2, periodUnit: 'd' }, 'Daily every 2 days'],
    [
      { text: 'Nightly on weekdays' },
      { frequency: 1, period: 1, periodUnit: 'd' },
      'Nightly on weekdays daily',
    ],
  ])('are both shown where they differ: %j, %j', (code, repeat, expected) => {
    expect(timingText({ code, repeat })).toBe(expected);
  });

  it.each<[CodeableConcept, TimingRepeat, string]>([
    [coded('BID'), { frequency: 2, period: 1, periodUnit: 'd' }, 'twice a day'],
    [coded('QOD'), { frequency: 1, period: 2, periodUnit: 'd' }, 'every other day'],
    [{ text: 'Nightly' }, { frequency: 1, period: 1, periodUnit: 'd' }, 'Nightly'],
    [{ text: 'Every 4 (four) hours' }, { frequency: 1, period: 4, periodUnit: 'h' }, 'Every 4 (four) hours'],
    [{ text: '0900' }, { timeOfDay: ['09:00:00'] }, 'at 09:00'],
  ])('are shown once where they agree: %j, %j', (code, repeat, expected) => {
    expect(timingText({ code, repeat })).toBe(expected);
  });
});

describe('the text of a timing', () => {
  it('the text of a timing is the server’s rather than its elements’', () => {
    const timing: Timing = {
      code: { text: 'Every night at 2100' },
      repeat: { frequency: 1, period: 1, periodUnit: 'd' },
    };
    expect(timingText(timing)).toBe('Every night at 2100');
  });

  it('the text of a timing is the display of its code if there is no text', () => {
    expect(timingText({ code: { coding: [{ code: 'BID', display: 'twice a day' }] } })).toBe('twice a day');
  });

  it('an HL7 abbreviation is put into words', () => {
    expect(timingText({ code: coded('BID') })).toBe('twice a day');
  });

  it('the text of a timing is a bare code if nothing else is known', () => {
    expect(timingText({ code: { coding: [{ code: 'Q36H-LOCAL' }] } })).toBe('code Q36H-LOCAL');
  });

  it('an offset is before or after an event [CS-112]', () => {
    expect(timingText({ repeat: { when: ['AC'], offset: 30 } })).toBe('30 minutes before meals');
    expect(timingText({ repeat: { when: ['HS'], offset: 1 } })).toBe('1 minute before bedtime');
    expect(timingText({ repeat: { when: ['PCM', 'PCV'], offset: 90 } })).toBe(
      '90 minutes after breakfast 90 minutes after dinner',
    );
    expect(timingText({ repeat: { when: ['NOON'], offset: 15 } })).toBe('at noon, after 15 minutes');
    expect(timingText({ repeat: { when: ['CM'], offset: 0 } })).toBe('with breakfast');
  });

  it.each<[TimingRepeat, string | null]>([
    [{ frequency: 1, period: 1, periodUnit: 'd' }, 'daily'],
    [{ period: 1, periodUnit: 'd' }, 'daily'],
    [{ frequency: 2, period: 1, periodUnit: 'd' }, 'twice a day'],
    [{ frequency: 3, period: 1, periodUnit: 'wk' }, '3 times a week'],
    [{ frequency: 1, frequencyMax: 2, period: 1, periodUnit: 'h' }, '1–2 times an hour'],
    [{ frequencyMax: 4, period: 1, periodUnit: 'd' }, 'up to 4 times a day'],
    [{ frequency: 1, period: 4, periodUnit: 'h' }, 'every 4 hours'],
    [{ frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' }, 'every 4–6 hours'],
    [{ frequency: 1, period: 1, periodMax: 2, periodUnit: 'h' }, 'every 1–2 hours'],
    [{ frequency: 2, period: 3, periodUnit: 'mo' }, 'twice every 3 months'],
    [{ frequency: 1, periodMax: 6, periodUnit: 'h' }, 'every up to 6 hours'],
    [{ frequency: 3, periodUnit: 'd' }, '3 times every (number not given) days'],
    [{ frequency: 1, period: asSent('four'), periodUnit: 'h' }, 'every four hours'],
    [{ frequency: 1, period: asSent([]), periodUnit: 'h' }, 'every (number not given) hours'],
    [{ frequency: 2 }, 'twice'],
    [{ offset: 30 }, '30 minutes after the event'],
    [{ frequency: 1, period: 4, periodUnit: asSent(' h ') }, 'every 4 hours'],
    [{ frequency: 1, period: 4, periodUnit: asSent('hr') }, 'every 4 hr'],
    [{ frequency: 2, period: 4 }, 'twice every 4 (unit not given)'],
    [{ period: 1, periodUnit: asSent('constructor') }, 'every 1 constructor'],
    [{ timeOfDay: ['09:00:00', '18:00:00'] }, 'at 09:00, 18:00'],
    [{ frequency: 1, period: 1, periodUnit: 'd', when: ['HS'] }, 'daily at bedtime'],
    [{ frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon', 'thu'] }, 'weekly on Monday, Thursday'],
    [
      { dayOfWeek: asSent(['Mon', 'thu']), frequencyMax: 2, period: 1, periodUnit: 'd' },
      'up to 2 times a day on Mon, Thursday',
    ],
    [{ dayOfWeek: ['sun'], timeOfDay: ['08:00:00'], when: ['WAKE'] }, 'on Sunday at 08:00 on waking'],
    [{ count: 365, boundsPeriod: { start: '2026-01-01' } }, null],
    [{ frequency: asSent('2'), period: asSent('1'), periodUnit: 'd' }, 'twice a day'],
    [{}, null],
  ])('the text of the repetition %j is %s', (repeat, expected) => {
    expect(timingText({ repeat })).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'twice a day'],
    ['a repetition as text', { repeat: 'daily' }],
    ['days and events that are no text', { repeat: { dayOfWeek: [7], when: 7 } }],
  ])('the text of a timing is null for %s', (_what, timing) => {
    expect(timingText(asSent(timing))).toBeNull();
  });
});
