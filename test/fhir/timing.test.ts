import { describe, expect, it } from 'vitest';
import { timingText } from '../../src/fhir/timing.ts';
import { wholeTimingText } from '../../src/fhir/timing-parts.ts';
import type { Timing, TimingRepeat } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

describe('the whole text of a timing', () => {
  it.each<[Timing, string | null]>([
    [
      { repeat: { frequency: 3, period: 1, periodUnit: 'd', boundsPeriod: { start: '2015-02-10' } } },
      '3 times a day from 2015-02-10',
    ],
    [
      { repeat: { boundsPeriod: { start: '2014-09-17T07:00:00Z', end: '2014-09-18' } } },
      'from 2014-09-17 07:00 UTC until 2014-09-18',
    ],
    [{ repeat: { when: ['HS'], duration: 1, durationUnit: 'h' } }, 'at bedtime over 1 hour'],
    [{ repeat: { period: 1, periodUnit: 'd', count: 5 } }, 'once a day 5 times in total'],
    [{ event: ['2026-05-01'] }, 'on 2026-05-01'],
    [
      { code: { text: 'Daily until 2026-05-09' }, repeat: { boundsPeriod: { end: '2026-05-09' } } },
      'Daily until 2026-05-09',
    ],
    [{}, null],
  ])('of %j is %s', (timing, expected) => {
    expect(wholeTimingText(timing)).toBe(expected);
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

  it('an HL7 abbreviation is put into words if the repetition is empty', () => {
    const code = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code: 'BID' }],
    };
    expect(timingText({ code })).toBe('twice a day');
    expect(timingText({ code, repeat: { timeOfDay: ['08:00:00', '20:00:00'] } })).toBe('at 08:00, 20:00');
  });

  it('the text of a timing is a bare code if nothing else is known', () => {
    expect(timingText({ code: { coding: [{ code: 'Q36H-LOCAL' }] } })).toBe('code Q36H-LOCAL');
  });

  it('an offset is before or after an event', () => {
    expect(timingText({ repeat: { when: ['AC'], offset: 30 } })).toBe('30 minutes before meals');
    expect(timingText({ repeat: { when: ['HS'], offset: 1 } })).toBe('1 minute before bedtime');
    expect(timingText({ repeat: { when: ['PCM', 'PCV'], offset: 90 } })).toBe(
      '90 minutes after breakfast 90 minutes after dinner',
    );
    expect(timingText({ repeat: { when: ['NOON'], offset: 15 } })).toBe('at noon, after 15 minutes');
    expect(timingText({ repeat: { when: ['CM'], offset: 0 } })).toBe('with breakfast');
  });

  it.each<[TimingRepeat, string | null]>([
    [{ frequency: 1, period: 1, periodUnit: 'd' }, 'once a day'],
    [{ period: 1, periodUnit: 'd' }, 'once a day'],
    [{ frequency: 2, period: 1, periodUnit: 'd' }, 'twice a day'],
    [{ frequency: 3, period: 1, periodUnit: 'wk' }, '3 times a week'],
    [{ frequency: 1, frequencyMax: 2, period: 1, periodUnit: 'h' }, '1–2 times an hour'],
    [{ frequencyMax: 4, period: 1, periodUnit: 'd' }, '4 times a day'],
    [{ frequency: 1, period: 4, periodUnit: 'h' }, 'every 4 hours'],
    [{ frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' }, 'every 4–6 hours'],
    [{ frequency: 1, period: 1, periodMax: 2, periodUnit: 'h' }, 'every 1–2 hours'],
    [{ frequency: 2, period: 3, periodUnit: 'mo' }, 'twice every 3 months'],
    [{ frequency: 2 }, 'twice'],
    [{ timeOfDay: ['09:00:00', '18:00:00'] }, 'at 09:00, 18:00'],
    [{ frequency: 1, period: 1, periodUnit: 'd', when: ['HS'] }, 'once a day at bedtime'],
    [
      { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon', 'thu'] },
      'once a week on Monday, Thursday',
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
    ['an unknown unit', { repeat: { period: 1, periodUnit: 'constructor' } }],
    ['unknown days, and events that are no text', { repeat: { dayOfWeek: ['toString', 7], when: 7 } }],
  ])('the text of a timing is null for %s', (_what, timing) => {
    expect(timingText(asSent(timing))).toBeNull();
  });
});
