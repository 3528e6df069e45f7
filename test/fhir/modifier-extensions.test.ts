import { describe, expect, it } from 'vitest';
import { hasUnknownModifier } from '../../src/fhir/modifier-extensions.ts';

const NEGATED = [{ url: 'http://example.org/negated', valueBoolean: true }];

describe('a modifier extension', () => {
  it.each<[string, object]>([
    ['of the record itself', { modifierExtension: NEGATED }],
    ['of an element', { dosageInstruction: [{ text: 'x' }, { modifierExtension: NEGATED }] }],
    ['four levels down', { activity: [{ detail: { code: { coding: [{ modifierExtension: NEGATED }] } } }] }],
    ['of a contained resource', { contained: [{ resourceType: 'Medication', modifierExtension: NEGATED }] }],
    ['next to a bare value', { _status: { modifierExtension: NEGATED } }],
    ['without a url', { modifierExtension: [{ valueBoolean: true }] }],
    ['that is not a list', { modifierExtension: NEGATED[0] }],
    ['of the wrong type', { modifierExtension: ['negated'] }],
  ])('a modifier extension %s is unknown', (_where, element) => {
    expect(hasUnknownModifier({ resourceType: 'MedicationRequest', id: 'm', ...element })).toBe(true);
  });

  it.each<[string, object]>([
    ['a record without extensions', {}],
    ['an ordinary extension', { extension: NEGATED }],
    ['an empty list', { modifierExtension: [] }],
    ['null', { modifierExtension: null }],
  ])('%s is not an unknown modifier', (_what, element) => {
    expect(hasUnknownModifier({ resourceType: 'MedicationRequest', id: 'm', ...element })).toBe(false);
  });
});
