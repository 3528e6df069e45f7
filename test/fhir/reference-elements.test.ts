import { describe, expect, it } from 'vitest';
import {
  hasDescription,
  isByProviderIdentifier,
  isReference,
  maskDescription,
  targetTypeOf,
} from '../../src/fhir/reference-elements.ts';

describe('a reference [T1-I11]', () => {
  it.each<[value: Record<string, unknown>, element: string]>([
    [{ reference: 'Patient/a' }, 'subject'],
    [{ reference: 'Patient/a', unknown: true, system: 'x' }, 'coding'],
    [{ reference: 'Patient/a', resourceType: 'Observation', display: 'x' }, 'contained'],
    [{ _display: {} }, 'unknown'],
    [{ display: 'Bob', value: 'x' }, 'actor'],
    [{ display: 'Bob', code: 'x', system: 'x' }, 'actor'],
    [{ display: 'Bob', value: 'x' }, 'unknown'],
    [{ identifier: { value: '1' }, unknown: 1 }, 'actor'],
    [{ identifier: { value: '1' }, unknown: 1 }, 'unknown'],
    [{}, 'actor'],
    [{ display: 'Bob' }, 'actor'],
    [{ display: 'Bob', type: 'Patient', unknown: 1 }, 'actor'],
    [{ identifier: { value: '1' } }, 'actor'],
    [{ identifier: { value: '1' }, type: 'Patient', extension: [] }, 'actor'],
  ])('%j at the element %s is a reference', (value, element) => {
    expect(isReference(value, { element, within: 'Appointment' })).toBe(true);
  });

  it.each<[value: Record<string, unknown>, element: string]>([
    [{ resourceType: 'Observation', id: 'a', identifier: {}, display: 'x' }, 'contained'],
    [{ display: 'Haemoglobin', _display: {} }, 'code'],
    [{ display: 'Haemoglobin' }, 'coding'],
    [{ display: 'Haemoglobin', code: 'x' }, 'topic'],
    [{ system: 'x', value: '1' }, 'identifier'],
    [{ identifier: { value: '1' }, issued: '2026' }, 'term'],
    [{ reference: { reference: 'Patient/a' } }, 'data'],
    [{}, 'subject'],
  ])('%j at the element %s is not a reference', (value, element) => {
    expect(isReference(value, { element, within: 'Appointment' })).toBe(false);
  });

  it.each<[reference: Record<string, unknown>, type: string | null]>([
    [{ reference: 'Patient/a' }, 'Patient'],
    [{ reference: 'https://elsewhere.example.org/R4/Patient/a/_history/2' }, 'Patient'],
    [{ reference: 'Patient/a', type: 'Practitioner' }, 'Patient'],
    [{ type: 'Practitioner' }, 'Practitioner'],
    [{ type: 'http://hl7.org/fhir/StructureDefinition/Practitioner' }, 'Practitioner'],
    [{ reference: 'urn:uuid:1', type: 'Practitioner' }, 'Practitioner'],
    [{ reference: 'Patient?name=Bob' }, null],
    [{ display: 'Bob' }, null],
    [{ type: 7 }, null],
  ])('the target of %j is a %s', (reference, type) => {
    expect(targetTypeOf(reference)).toBe(type);
  });

  it('a masked reference keeps its address, and has the reason masked', () => {
    const masked = [
      { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
    ];
    const address = { reference: 'Patient/a', type: 'Patient' };
    const whole = {
      ...address,
      id: 'x',
      display: 'Bob',
      _display: {},
      identifier: {},
      extension: [{}],
      other: 1,
    };
    expect(maskDescription(whole)).toEqual({ ...address, extension: masked });
    expect(maskDescription({ display: 'Bob' })).toEqual({ extension: masked });
    expect(maskDescription({ reference: 'Patient?name=Bob' })).toEqual({ extension: masked });
    expect(maskDescription({ reference: 'urn:uuid:1' })).toEqual({
      reference: 'urn:uuid:1',
      extension: masked,
    });
    expect([hasDescription(whole), hasDescription(address)]).toEqual([true, false]);
  });

  it.each([
    'Patient/a',
    'Patient/a/_history/2',
    'https://elsewhere.example.org/R4/Patient/a',
    '#',
    '#a',
    'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7',
  ])('a reference keeps an address without words: %s', (reference) => {
    expect(hasDescription({ reference })).toBe(false);
    expect(maskDescription({ reference })).toMatchObject({ reference });
  });

  it.each([
    { reference: 'Patient?name=SECRET' },
    { reference: 'ServiceRequest/1/SECRET name' },
    { reference: 'SECRET name/Patient/1' },
    { reference: 'https://elsewhere.example.org/SECRET name/Patient/1' },
    { reference: 'https://elsewhere.example.org/Patient/1?name=SECRET' },
    { reference: '#SECRET name' },
    { reference: 'urn:SECRET name' },
    { reference: { display: 'SECRET' } },
    { reference: 'Patient/a', type: 'SECRET name' },
    { reference: 'Patient/a', id: 'SECRET' },
    { type: 'Patient', _display: { extension: [{ valueString: 'SECRET' }] } },
  ])('a masked reference loses words in place of its address: %j', (reference) => {
    expect(hasDescription(reference)).toBe(true);
    expect(JSON.stringify(maskDescription(reference))).not.toContain('SECRET');
  });

  it.each([
    ['http://hl7.org/fhir/sid/us-npi', true],
    ['urn:oid:2.16.840.1.113883.4.6', true],
    ['urn:oid:2.16.840.1.113883.4.60', false],
    [undefined, false],
  ])('a reference by an identifier of %s names a provider: %s', (system, isProvider) => {
    expect(isByProviderIdentifier({ identifier: { system, value: '1' } })).toBe(isProvider);
    expect(isByProviderIdentifier({ identifier: system })).toBe(false);
  });
});
