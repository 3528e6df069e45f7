import { describe, expect, it } from 'vitest';
import { activityName, activitySchedule } from '../../src/fhir/care-plan.ts';
import { asSent } from '../support/as-sent.ts';

describe('what is to be done by a care plan', () => {
  it.each<[string, object, string | null]>([
    [
      'the code of it',
      { detail: { code: { text: 'Walking' }, description: 'Walk' }, reference: { display: 'Order' } },
      'Walking',
    ],
    ['its description', { detail: { code: { coding: [{ code: '1' }] }, description: 'Walk' } }, 'Walk'],
    [
      'what the record of it is called',
      { reference: { reference: 'ServiceRequest/e1', display: 'Order' } },
      'Order',
    ],
    ['null where nothing is told', {}, null],
    ['null for what is of the wrong kind', { detail: 'Walk', reference: ['Order'] }, null],
    ['null for nulls', { detail: null, reference: null }, null],
  ])('is, in words, %s', (_what, activity, expected) => {
    expect(activityName(asSent(activity))).toBe(expected);
  });

  it.each<[string, object, string | null]>([
    ['in the plan’s words', { detail: { scheduledString: 'after lunch' } }, 'after lunch'],
    [
      'by a timing',
      { detail: { scheduledTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'wk' } } } },
      'twice a week',
    ],
    ['not at all, where it is a period', { detail: { scheduledPeriod: { start: '2026' } } }, null],
    [
      'not at all, for what is of the wrong kind',
      { detail: { scheduledTiming: 'daily', scheduledString: 7 } },
      null,
    ],
    ['not at all, where nothing is told', {}, null],
  ])('is to be done %s', (_what, activity, expected) => {
    expect(activitySchedule(asSent(activity))).toBe(expected);
  });
});
