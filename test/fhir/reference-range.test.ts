import { describe, expect, it } from 'vitest';
import { isOutsideReferenceRange, needsPatient } from '../../src/fhir/reference-range.ts';
import type { CodeableConcept, ObservationReferenceRange, Patient, Quantity } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const UCUM = 'http://unitsofmeasure.org';
const EPIC_SEX = 'http://open.epic.com/FHIR/StructureDefinition/extension/sex-for-clinical-use';
const BIRTH_SEX = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex';

const mmol = (value: number, comparator?: string): Quantity =>
  asSent({
    value,
    unit: 'mmol/L',
    system: UCUM,
    code: 'mmol/L',
    ...(comparator === undefined ? {} : { comparator }),
  });
const years = (value: number): Quantity => ({ value, unit: 'years', system: UCUM, code: 'a' });
const range = (low?: number, high?: number, more: object = {}): ObservationReferenceRange => ({
  ...(low === undefined ? {} : { low: mmol(low) }),
  ...(high === undefined ? {} : { high: mmol(high) }),
  ...more,
});
const group = (code: string, display?: string): CodeableConcept => ({
  coding: [{ system: 'http://snomed.info/sct', code, ...(display === undefined ? {} : { display }) }],
});
const FEMALE = group('248152002', 'Female (finding)');
const MALE = group('248153007', 'Male');
const meaning = (code: string) => ({
  type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/referencerange-meaning', code }] },
});

const patient = (elements: object): Patient => ({
  resourceType: 'Patient',
  birthDate: '1986-03-02',
  ...elements,
});
const ofSex = (url: string, sex: string): Patient =>
  patient({
    extension: [{ url, valueCodeableConcept: { coding: [{ system: 'urn:oid:1.2.840.114350', code: sex }] } }],
  });
const born = (birthDate: string): Patient => patient({ birthDate });

function isOutside(
  value: Quantity | undefined,
  ranges: readonly ObservationReferenceRange[],
  subject: Patient | null = null,
  more: object = {},
): boolean | null {
  const observation = {
    valueQuantity: value,
    referenceRange: [...ranges],
    effectiveDateTime: '2026-03-01T08:00:00-05:00',
    ...more,
  };
  return isOutsideReferenceRange(asSent(observation), subject);
}

describe('a value with one normal range', () => {
  it.each<[string, Quantity, ObservationReferenceRange, boolean | null]>([
    ['below its range', mmol(3.4), range(3.5, 5.1), true],
    ['on the lower bound', mmol(3.5), range(3.5, 5.1), false],
    ['within its range', mmol(4), range(3.5, 5.1), false],
    ['on the upper bound', mmol(5.1), range(3.5, 5.1), false],
    ['above its range', mmol(5.2), range(3.5, 5.1), true],
    ['above a range without an upper bound', mmol(900), range(3.5), false],
    ['below a range without an upper bound', mmol(3), range(3.5), true],
    ['below a range without a lower bound', mmol(-1), range(undefined, 5), false],
    ['zero', mmol(0), range(0, 5), false],
    ['with a range of type normal', mmol(9), range(1, 5, meaning('normal')), true],
    ['with a range type as text', mmol(9), range(1, 5, { type: { text: 'Normal Range' } }), true],
    ['with a therapeutic range', mmol(9), range(1, 5, meaning('therapeutic')), null],
    ['with a range of unknown type', mmol(9), range(1, 5, { type: { text: 'usual' } }), null],
    ['with a range without bounds', mmol(9), { text: '1–5 mmol/L' }, null],
    ['with inverted bounds', mmol(9), range(5, 1), null],
    ['with a bound without a number', mmol(9), { low: mmol(1), high: { unit: 'mmol/L' } }, null],
    ['with a bound that has a comparator', mmol(9), { high: mmol(5, '<') }, null],
  ])('a value %s is compared correctly [CS-84]', (_what, value, only, expected) => {
    expect(isOutside(value, [only])).toBe(expected);
  });

  it.each<[string, number, ObservationReferenceRange, boolean | null]>([
    ['<', 3.5, range(3.5, 5), true],
    ['<=', 3.5, range(3.5, 5), null],
    ['<', 4, range(3.5, 5), null],
    ['<', 4, range(undefined, 5), false],
    ['<=', 5, range(undefined, 5), false],
    ['<', 9, range(undefined, 5), null],
    ['>', 5, range(3.5, 5), true],
    ['>=', 5, range(3.5, 5), null],
    ['>', 4, range(3.5), false],
    ['>', 3, range(3.5), null],
    ['ad', 9, range(1, 5), null],
    ['~', 9, range(1, 5), null],
  ])(
    'a value with the comparator %s %d counts only if all such values are on one side: %#',
    (comparator, value, only, expected) => {
      expect(isOutside(mmol(value, comparator), [only])).toBe(expected);
    },
  );

  it('a number sent as a string is compared', () => {
    expect(isOutside({ ...mmol(0), value: asSent('9') }, [range(1, 5)])).toBe(true);
    expect(isOutside(mmol(9), [{ high: { ...mmol(0), value: asSent('5.0') } }])).toBe(true);
  });

  it('a result without a number, or canceled, is not compared', () => {
    expect(isOutside(undefined, [range(1, 5)])).toBeNull();
    expect(isOutside({ unit: 'mmol/L' }, [range(1, 5)])).toBeNull();
    expect(isOutside(mmol(9), [range(1, 5)], null, { status: 'cancelled' })).toBeNull();
    expect(isOutside(mmol(9), [range(1, 5)], null, { status: 'cancelled ' })).toBeNull();
    expect(isOutside(mmol(9), [range(1, 5)], null, { status: 'entered-in-error' })).toBeNull();
  });
});

describe('the units of a value and its range', () => {
  it.each<[string, Quantity, Quantity, boolean | null]>([
    [
      'with one code are equal, however they are written',
      { ...mmol(9), unit: 'mmol per liter' },
      mmol(5),
      true,
    ],
    ['with one text are equal', { value: 9, unit: 'mmol/L' }, mmol(5), true],
    [
      'with two spellings of micro are equal',
      { value: 9, unit: '\u00b5mol/L' },
      { value: 5, unit: '\u03bcmol/L' },
      true,
    ],
    ['are equal if both are missing', { value: 9 }, { value: 5 }, true],
    ['with two codes are never converted', { ...mmol(9), code: 'mol/L' }, mmol(5), null],
    ['with two texts are never converted', { value: 9, unit: 'g/L' }, { value: 5, unit: 'g/dL' }, null],
    ['are not compared if one is missing', mmol(9), { value: 5 }, null],
  ])('the units of a value and its range %s [CS-84]', (_what, value, high, expected) => {
    expect(isOutside(value, [{ high }])).toBe(expected);
  });
});

describe('several ranges', () => {
  it('the result is null unless exactly one range applies [CS-84]', () => {
    expect(isOutside(mmol(9), [range(1, 5), range(2, 6)])).toBeNull();
    expect(isOutside(mmol(9), [])).toBeNull();
    expect(isOutside(mmol(9), [range(1, 5), { text: 'see handbook' }])).toBeNull();
  });

  it('ranges of other types do not count', () => {
    expect(isOutside(mmol(9), [range(1, 5), range(20, 30, meaning('treatment'))])).toBe(true);
  });

  it('ranges by age are selected by the age at the observation', () => {
    const ranges = [
      range(1, 5, { age: { low: years(0), high: years(17) } }),
      range(8, 10, { age: { low: years(18) } }),
    ];
    expect(isOutside(mmol(9), ranges, born('2008-03-02'))).toBe(true);
    expect(isOutside(mmol(9), ranges, born('2008-03-01'))).toBe(false);
    expect(isOutside(mmol(9), ranges, born('2008'))).toBeNull();
    expect(isOutside(mmol(9), ranges, patient({ birthDate: undefined }))).toBeNull();
    expect(isOutside(mmol(9), ranges, born('2027-01-01'))).toBeNull();
    expect(isOutside(mmol(9), ranges)).toBeNull();
    expect(
      isOutside(mmol(9), ranges, born('2008-03-02'), { effectiveDateTime: undefined, issued: '2030-01-01' }),
    ).toBeNull();
    expect(
      isOutside(mmol(9), ranges, born('2008-03-01'), {
        effectiveDateTime: undefined,
        effectivePeriod: { start: '2026-03-01' },
      }),
    ).toBe(false);
  });

  it.each<[Quantity, string, boolean | null]>([
    [{ value: 6, code: 'mo' }, '2025-09-01', true],
    [{ value: 6, code: 'mo' }, '2025-09-02', null],
    [{ value: 2, unit: 'weeks' }, '2026-02-15', true],
    [{ value: 2, unit: 'weeks' }, '2026-02-16', null],
    [{ value: 10, unit: 'days' }, '2026-02-19', true],
    [{ value: 10, unit: 'days' }, '2026-02-20', null],
    [{ value: 6.5, code: 'mo' }, '2000-01-01', null],
    [{ value: 6, code: 'h' }, '2000-01-01', null],
    [{ value: 6, code: 'a', comparator: '>' }, '2000-01-01', null],
    [asSent('6 years'), '2000-01-01', null],
  ])('a range from the age %j applies to a patient born on %s: %s', (low, birthDate, expected) => {
    expect(isOutside(mmol(9), [range(1, 5, { age: { low } })], born(birthDate))).toBe(expected);
  });

  it('ranges by sex are selected by the sex for clinical use, otherwise by the birth sex', () => {
    const ranges = [range(1, 5, { appliesTo: [FEMALE] }), range(8, 10, { appliesTo: [MALE] })];
    const judged = (subject: Patient | null) => isOutside(mmol(9), ranges, subject);
    expect(judged(ofSex(EPIC_SEX, 'female'))).toBe(true);
    expect(judged(ofSex(EPIC_SEX, 'male'))).toBe(false);
    expect(judged(patient({ extension: [{ url: BIRTH_SEX, valueCode: 'F' }] }))).toBe(true);
    expect(judged(patient({ extension: [{ url: BIRTH_SEX, valueCode: 'UNK' }] }))).toBeNull();
    expect(judged(patient({ gender: 'female' }))).toBeNull();
    const specified = ofSex(EPIC_SEX, 'specified');
    expect(
      judged({
        ...specified,
        extension: [...(specified.extension ?? []), { url: BIRTH_SEX, valueCode: 'F' }],
      }),
    ).toBeNull();
    expect(judged(null)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['a group that is not a sex', [group('77386006', 'Pregnant')]],
    ['a group that is more than a sex', [group('248152002', 'Pregnant female')]],
    ['a sex and another group', [FEMALE, group('77386006', 'Pregnant')]],
    ['a group of the wrong type', ['female']],
    ['groups of the wrong type', 'female'],
  ])('ranges for %s give null', (_what, appliesTo) => {
    expect(isOutside(mmol(9), [range(1, 5, { appliesTo })], ofSex(EPIC_SEX, 'female'))).toBeNull();
  });

  it('a range for the other sex and an unknown group does not apply', () => {
    const other = range(8, 10, { appliesTo: [MALE, group('77386006', 'Pregnant')] });
    expect(isOutside(mmol(9), [range(1, 5, { appliesTo: [FEMALE] }), other], ofSex(EPIC_SEX, 'female'))).toBe(
      true,
    );
  });
});

const needed = (value: Quantity | undefined, more: object) =>
  needsPatient(asSent({ valueQuantity: value, referenceRange: [range(1, 5, more)] }));

describe('the patient for a reference range', () => {
  it('the patient is needed only if an age or a group can decide', () => {
    expect(needed(mmol(9), { age: { low: years(18) } })).toBe(true);
    expect(needed(mmol(9), { appliesTo: [FEMALE] })).toBe(true);
    expect(needed(mmol(9), { appliesTo: [] })).toBe(false);
    expect(needed(mmol(9), { age: { low: years(18) }, ...meaning('treatment') })).toBe(false);
    expect(needed(undefined, { age: { low: years(18) } })).toBe(false);
  });
});
