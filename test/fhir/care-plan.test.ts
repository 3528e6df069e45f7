import { describe, expect, it } from 'vitest';
import { activityName, activitySchedule } from '../../src/fhir/care-plan.ts';
import { asSent } from '../support/as-sent.ts';

describe('a care plan activity', () => {
  it.each<[string, object, string | null]>([
    [
      'its code',
      { detail: { code: { text: 'Walking' }, description: 'Walk' }, reference: { display: 'Order' } },
      'Walking',
    ],
    ['its description', { detail: { code: { coding: [{ code: '1' }] }, description: 'Walk' } }, 'Walk'],
    [
      'the display of its reference',
      { reference: { reference: 'ServiceRequest/e1', display: 'Order' } },
      'Order',
    ],
    ['null if it is empty', {}, null],
    ['null for elements of the wrong type', { detail: 'Walk', reference: ['Order'] }, null],
    ['null for nulls', { detail: null, reference: null }, null],
  ])('the name of a care plan activity is %s', (_what, activity, expected) => {
    expect(activityName(asSent(activity))).toBe(expected);
  });

  it.each<[string, object, string | null]>([
    ['the plan’s words', { detail: { scheduledString: 'after lunch' } }, 'after lunch'],
    [
      'the words for a timing',
      { detail: { scheduledTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'wk' } } } },
      'twice a week',
    ],
    ['null if it is a period', { detail: { scheduledPeriod: { start: '2026' } } }, null],
    [
      'null for elements of the wrong type',
      { detail: { scheduledTiming: 'daily', scheduledString: 7 } },
      null,
    ],
    ['null if it is empty', {}, null],
  ])('the schedule of a care plan activity is %s', (_what, activity, expected) => {
    expect(activitySchedule(asSent(activity))).toBe(expected);
  });
});
