import { describe, expect, it } from 'vitest';
import { createRefusalOf } from '../../src/epic/create-refusals.ts';
import { adverseEventName } from '../../src/fhir/adverse-event.ts';
import { isActiveCondition } from '../../src/fhir/condition.ts';
import { coverageName } from '../../src/fhir/coverage.ts';
import { readDeviceName } from '../../src/fhir/device.ts';
import { doseText } from '../../src/fhir/dosage.ts';
import { isActiveFlag } from '../../src/fhir/flag.ts';
import { rankByCriticality, rankPlannedLast } from '../../src/fhir/list-ranking.ts';
import { mrnOf } from '../../src/fhir/mrn.ts';
import { isErroneous, parseSummary } from '../../src/fhir/patient-summary.ts';
import { sortTimeOf } from '../../src/fhir/record-dates.ts';
import { isReconciled } from '../../src/fhir/record-source.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';
import { asSent } from '../support/as-sent.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const NEXT_YEAR = Date.parse('2027-01-05');

describe('a code with space around it', () => {
  it.each([
    ['potential ', 'Potential: Fall'],
    [' actual', 'Fall'],
    ['actually', 'Potential or actual: Fall'],
  ])('the actuality %j names the adverse event %j', (actuality, expected) => {
    expect(adverseEventName(asSent({ event: { text: 'Fall' }, actuality }))).toBe(expected);
  });

  it('a planned visit keeps its date in the future, and comes last', () => {
    const visit = { status: 'planned ', period: { start: ' 2027-01-05' } };
    expect(sortTimeOf(visit, 'Encounter', NOW)).toBe(NEXT_YEAR);
    expect(rankPlannedLast(visit)).toBe(-1);
  });

  it('the criticality of an allergy ranks it', () => {
    const ranks = ['high ', 'unable-to-assess ', 7, ' low'].map((criticality) =>
      rankByCriticality({ criticality }),
    );
    expect(ranks).toEqual([-0, -1, -2, -3]);
  });

  it('a problem without a status is active', () => {
    const category = [{ coding: [{ code: ' problem-list-item' }] }];
    expect(isActiveCondition({ resourceType: 'Condition', category })).toBe(true);
  });

  it('the preferred name of a device is found', () => {
    const deviceName = [
      { name: 'M-1', type: 'model-name' },
      { name: 'Pump', type: 'user-friendly-name ' },
    ];
    expect(readDeviceName(asSent({ deviceName }))).toBe('Pump');
  });

  it('the ordered dose comes before the calculated one', () => {
    const doseAndRate = ['calculated', 'ordered '].map((code, at) => ({
      type: { coding: [{ code }] },
      doseQuantity: { value: at + 1, unit: 'mg' },
    }));
    expect(doseText(asSent({ doseAndRate }))).toBe('2 mg');
  });

  it('the plan of a coverage is found', () => {
    const plan = { type: { coding: [{ code: 'plan ' }] }, name: 'Gold' };
    expect(coverageName(asSent({ class: [plan], type: { text: 'HMO' } }))).toBe('Gold');
  });

  it('the type of an identifier is found', () => {
    const identifier = [{ value: 'E4007', type: { coding: [{ code: 'MR ' }] } }];
    expect(mrnOf({ identifier: asSent(identifier) }, 'MRN', createSiteTime(NOW, 'UTC'))).toBe('E4007');
  });

  it('an unconfirmed allergy is not reconciled', () => {
    const verificationStatus = { coding: [{ code: 'unconfirmed ' }] };
    expect(isReconciled(asSent({ resourceType: 'AllergyIntolerance', verificationStatus }), true)).toBe(
      false,
    );
  });

  it('the reason why the server refused a record is found', () => {
    const refused = { issue: [{ severity: 'error ', code: 'forbidden' }] };
    expect(createRefusalOf(asSent(refused), 'Condition')?.code).toBe('FORBIDDEN');
  });

  it('a document with an erroneous record is read', () => {
    const entry = [{ resource: { resourceType: 'Composition' } }];
    expect(parseSummary(asSent({ type: 'document ', entry }))?.sections).toEqual([]);
    expect(isErroneous({ resourceType: 'Composition', status: 'entered-in-error ' })).toBe(true);
  });
});

it('an alert with its period in a list is active or uncertain', () => {
  const activity = ['2020', '2027'].map((start) =>
    isActiveFlag(asSent({ status: 'active', period: [{ start }] }), NOW),
  );
  expect(activity).toEqual([true, null]);
});
