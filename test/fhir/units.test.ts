import { describe, expect, it } from 'vitest';
import type { Quantity } from '../../src/fhir/types.ts';
import { ucumCode, unitOf, unitText } from '../../src/fhir/units.ts';

const UCUM = 'http://unitsofmeasure.org';
const ucum = (code: string, unit?: string): Quantity => ({
  system: UCUM,
  code,
  ...(unit === undefined ? {} : { unit }),
});

describe('the unit of a value [CS-82]', () => {
  it.each<[Quantity, string | null]>([
    [ucum('mg/dL', 'milligrams'), 'mg/dL'],
    [{ ...ucum('mg/dL'), system: 'urn:oid:2.16.840.1.113883.6.8' }, 'mg/dL'],
    [{ ...ucum('mg/dL'), system: `${UCUM}/` }, 'mg/dL'],
    [{ system: 'urn:oid:1.2.3', code: 'TAB', unit: 'tablet' }, 'tablet'],
    [{ code: 'TAB', unit: 'tablet' }, 'tablet'],
    [{ system: UCUM, unit: 'g/dL' }, 'g/dL'],
    [{ unit: 'K/uL' }, 'K/uL'],
    [{ code: 'mm[Hg]' }, 'mmHg'],
    // Without its system, the amount 3 of this unit would look like one number.
    [{ system: 'http://snomed.info/sct', code: '415818005' }, '(SNOMED 415818005)'],
    [{ code: '415818005' }, '(code 415818005)'],
    [{ system: 'http://snomed.info/sct', code: '258684004', unit: '258684004' }, '(SNOMED 258684004)'],
    [{ code: '10.5' }, '(code 10.5)'],
    [{ unit: '10' }, '(unit 10)'],
    [{ unit: '10.' }, '(unit 10.)'],
    [{ unit: `${'1'.repeat(100)} mg` }, `(unit ${'1'.repeat(100)} mg)`],
    [{ code: '1', unit: '1' }, null],
    [{}, null],
  ])('a unit is converted from a code only if it is UCUM: %j', (quantity, expected) => {
    expect(unitOf(quantity)).toBe(expected);
  });

  it('a unit has a UCUM code only if the system is UCUM', () => {
    expect([ucum('mg'), { code: 'mg' }, { system: 'http://example.org', code: 'mg' }].map(ucumCode)).toEqual([
      'mg',
      null,
      null,
    ]);
  });
});

describe('a UCUM code [CS-82]', () => {
  it.each([
    ['[pH]', 'pH'],
    ['{score}', 'score'],
    ['{titer}', 'titer'],
    ['[IU]', 'IU'],
    ['[iU]/mL', 'IU/mL'],
    ['m[IU]/L', 'mIU/L'],
    ['u[IU]/mL', 'µIU/mL'],
    ['k[IU]/L', 'kIU/L'],
    ['mL/min/{1.73_m2}', 'mL/min/1.73 m²'],
    ['mL/min/1.73{m2}', 'mL/min/1.73 m²'],
    ['ug/mL{FEU}', 'µg/mL FEU'],
    ['ug{FEU}/mL', 'µg/mL FEU'],
    ['ng/mL{FEU}', 'ng/mL FEU'],
    ['mg{A}/g{B}', 'mg A/g B'],
    ['[psi]', 'psi'],
    ['mg/(24.h)', 'mg/24h'],
    ['mg/g{creat}', 'mg/g creat'],
    ['%{HbA1c}', '% HbA1c'],
    ['10*3/uL', '×10³/µL'],
    ['10*6/uL', '×10⁶/µL'],
    ['10*9/L', '×10⁹/L'],
    ['10*-3', '×10⁻³'],
    ['{cells}/uL', 'cells/µL'],
    ['/[HPF]', '/HPF'],
    ['/100{WBC}', '/100 WBC'],
    ['mm[Hg]', 'mmHg'],
    ['cm[H2O]', 'cmH2O'],
    ['Cel', '°C'],
    ['[degF]', '°F'],
    ['[lb_av]', 'lb'],
    ['kg/m2', 'kg/m²'],
    ['g/cm2', 'g/cm²'],
    ['meq/L', 'mEq/L'],
    ['mosm/kg', 'mOsm/kg'],
    ['umol/L', 'µmol/L'],
    ['U/L', 'U/L'],
    ['/min', '/min'],
    ['mo', 'months'],
    ['mg/d', 'mg/day'],
    ['min/d', 'min/day'],
    ['mg.h/L', 'mg·h/L'],
    ["[arb'U]/mL", 'arbitrary units/mL'],
    ['{s_co_ratio}', 's co ratio'],
    ['%', '%'],
    ['ms', 'ms'],
    ['mm', 'mm'],
  ])('the UCUM code %s is shown in common notation, also in place of the unit', (code, expected) => {
    expect(unitText(ucum(code))).toBe(expected);
    expect(unitText(ucum(code, code))).toBe(expected);
    expect(unitText({ ...ucum(code), system: 'urn:oid:2.16.840.1.113883.6.8' })).toBe(expected);
  });

  it('a readable unit is preferred over a UCUM code', () => {
    expect(unitText(ucum('10*3/uL', 'K/uL'))).toBe('K/uL');
    expect(unitText(ucum('L/min', 'liters/min'))).toBe('liters/min');
    expect(unitText(ucum('1', 'T-Score'))).toBe('T-Score');
    expect(unitText(ucum('[pH]', '[pH]'))).toBe('pH');
  });

  it('an unknown UCUM code is shown verbatim', () => {
    expect(unitText(ucum('[foo]/L'))).toBe('[foo]/L');
    expect(unitText(ucum('x[IU]'))).toBe('x[IU]');
    expect(unitText(ucum('(mg)/L'))).toBe('(mg)/L');
    expect(unitText({ unit: 'mg/dL [calc]' })).toBe('mg/dL [calc]');
    expect(unitText({ unit: '10*6/µL' })).toBe('×10⁶/µL');
    expect(unitText(ucum('{'.repeat(50)))).toBe('{'.repeat(50));
    expect(unitText(ucum('m/'.repeat(5_000)))).toHaveLength(10_000);
  });

  it('a code of another system is not read as UCUM', () => {
    expect(unitText({ system: 'urn:oid:1.2.3', code: 'a' })).toBe('a');
    expect(unitText({ system: 'urn:oid:1.2.3', code: 'd', unit: 'd' })).toBe('d');
  });

  it.each([ucum('1'), ucum('1', '1'), {}, { unit: ' ' }])('an empty unit is null: %j', (quantity) => {
    expect(unitText(quantity)).toBeNull();
  });
});
