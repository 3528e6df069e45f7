import { describe, expect, it } from 'vitest';
import {
  isReference,
  targetTypeOf,
  describesTarget,
  withoutDescription,
} from '../../src/fhir/reference-elements.ts';

describe('a reference', () => {
  it.each<[value: Record<string, unknown>, element: string]>([
    [{ reference: 'Patient/a' }, 'subject'],
    [{ reference: 'Patient/a', unknown: true, system: 'x' }, 'coding'],
    [{ display: 'Bob' }, 'actor'],
    [{ display: 'Bob', type: 'Patient', unknown: 1 }, 'actor'],
    [{ identifier: { value: '1' } }, 'actor'],
    [{ identifier: { value: '1' }, type: 'Patient', extension: [] }, 'actor'],
  ])('is %j as %s', (value, element) => {
    expect(isReference(value, element)).toBe(true);
  });

  it.each<[value: Record<string, unknown>, element: string]>([
    [{ resourceType: 'Observation', id: 'a', identifier: {}, display: 'x', reference: 'x' }, 'contained'],
    [{ display: 'Haemoglobin' }, 'coding'],
    [{ display: 'Haemoglobin', code: 'x' }, 'topic'],
    [{ system: 'x', value: '1' }, 'identifier'],
    [{ identifier: { value: '1' }, expirationDate: '2026' }, 'instance'],
    [{ reference: { reference: 'Patient/a' } }, 'data'],
    [{}, 'subject'],
  ])('is not %j as %s', (value, element) => {
    expect(isReference(value, element)).toBe(false);
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
  ])('%j refers to a %s', (reference, type) => {
    expect(targetTypeOf(reference)).toBe(type);
  });

  it('without its description keeps its address and is marked as masked', () => {
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
    expect(withoutDescription(whole)).toEqual({ ...address, extension: masked });
    expect(withoutDescription({ display: 'Bob' })).toEqual({ extension: masked });
    expect(withoutDescription({ reference: 'Patient?name=Bob' })).toEqual({ extension: masked });
    expect(withoutDescription({ reference: 'urn:uuid:1' })).toEqual({
      reference: 'urn:uuid:1',
      extension: masked,
    });
    expect([describesTarget(whole), describesTarget(address)]).toEqual([true, false]);
  });
});
