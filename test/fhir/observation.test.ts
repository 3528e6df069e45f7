import { describe, expect, it } from 'vitest';
import { interpretationOf, isAbnormal, valueText } from '../../src/fhir/observation.ts';
import type { ObservationComponent, Quantity } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const LOINC = 'http://loinc.org';

const part = (code: string, text: string, valueQuantity?: Quantity): ObservationComponent => ({
  code: { text, coding: [{ system: LOINC, code }] },
  ...(valueQuantity === undefined ? {} : { valueQuantity }),
});
const mmHg = (value: number): Quantity => ({ value, unit: 'mm[Hg]', code: 'mm[Hg]' });
const systolic = (value?: Quantity) => part('8480-6', 'Systolic', value);
const diastolic = (value?: Quantity) => part('8462-4', 'Diastolic', value);

function judged(...codes: readonly string[]) {
  return { interpretation: codes.map((code) => ({ coding: [{ code }] })) };
}

describe('how a result was judged', () => {
  it.each<[codes: readonly string[], interpretation: string | null, abnormal: boolean | null]>([
    [['N'], 'NORMAL', false],
    [['A'], 'ABNORMAL', true],
    [['HH'], 'CRITICAL_HIGH', true],
    [['LU'], 'SIGNIFICANTLY_LOW', true],
    [['>'], 'OFF_SCALE_HIGH', true],
    [['N', 'HH'], 'CRITICAL_HIGH', true],
    [['POS', 'A'], 'ABNORMAL', true],
    [['NEG', 'N'], 'NEGATIVE', false],
    [['S'], 'SUSCEPTIBLE', false],
    [['R'], 'RESISTANT', true],
    [['I'], 'INTERMEDIATE', null],
    [['POS'], 'POSITIVE', null],
    [['NEG'], 'NEGATIVE', null],
    [['DET'], 'DETECTED', null],
    [['ND'], 'NOT_DETECTED', null],
    [['RR'], 'REACTIVE', null],
    [['NR'], 'NON_REACTIVE', null],
    [['E'], 'EQUIVOCAL', null],
    [['SiteCode'], 'UNRECOGNIZED', null],
    [['SiteCode', 'L'], 'LOW', true],
    [['SiteCode', 'N'], 'NORMAL', false],
    [[], null, null],
  ])('is told of %j', (codes, interpretation, abnormal) => {
    expect(interpretationOf(judged(...codes))).toBe(interpretation);
    expect(isAbnormal(judged(...codes))).toBe(abnormal);
  });

  it('is told of each code of a concept', () => {
    const interpretation = [{ coding: [{ system: 'urn:oid:1.2.840', code: '7' }, { code: 'L' }] }];
    expect([interpretationOf({ interpretation }), isAbnormal({ interpretation })]).toEqual(['LOW', true]);
  });

  it.each([undefined, 'H', [null, 'H', { coding: 'H' }], [{ text: 'High' }], [{ coding: [{ code: 7 }] }]])(
    'is not told where it is %j',
    (interpretation) => {
      const observation = asSent<Parameters<typeof isAbnormal>[0]>({ interpretation });
      expect([interpretationOf(observation), isAbnormal(observation)]).toEqual([null, null]);
    },
  );
});

describe('a blood pressure in words', () => {
  it.each<[string, ObservationComponent[], string | null]>([
    ['is both with one unit', [systolic(mmHg(118)), diastolic(mmHg(76))], '118/76 mmHg'],
    ['is both, whichever comes first', [diastolic(mmHg(76)), systolic(mmHg(118))], '118/76 mmHg'],
    [
      'keeps a bound of either',
      [systolic({ ...mmHg(250), comparator: '>' }), diastolic({ ...mmHg(30), comparator: '<' })],
      '>250/<30 mmHg',
    ],
    [
      'of two units is each with its own',
      [systolic({ value: 15.7, unit: 'kPa' }), diastolic(mmHg(76))],
      'Systolic 15.7 kPa, Diastolic 76 mmHg',
    ],
    ['of one part is that part by name', [systolic(mmHg(118)), diastolic()], 'Systolic 118 mmHg'],
    ['without values is nothing', [systolic(), diastolic({ unit: 'mmHg' })], null],
  ])('%s', (_what, component, expected) => {
    expect(valueText({ component })).toBe(expected);
  });

  it('gives way to a value of the observation itself', () => {
    expect(
      valueText({ valueString: 'not taken', component: [systolic(mmHg(118)), diastolic(mmHg(76))] }),
    ).toBe('not taken');
  });
});
