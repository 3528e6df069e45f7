import { CAMILA_LOPEZ as ID } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { callsOf, type PricingOptions } from './pricing.ts';

const MEDICATION_NAMES = `{ patient(id: "${ID}") { medications(first: 20) { name } } }`;
const PANEL = '{ patients(first: 10) { medications(first: 20) { name } } }';

describe('a name that may come from a referenced resource', () => {
  it('prices a read of each referenced resource, in batches [CS-116]', () => {
    expect(callsOf(MEDICATION_NAMES)).toBe(1 + 1 + (1 + 1));
    expect(callsOf(PANEL)).toBe(2 + 10 + (10 + 19));
    expect(callsOf(MEDICATION_NAMES, { settings: { idBatchSize: 1 } })).toBe(1 + 1 + 20);
  });

  it('prices the names of prohibitions as well', () => {
    const text = `{ patient(id: "${ID}") { prohibitions { text } } }`;
    const named = callsOf(text, { settings: { hasReferenceDisplays: () => true } }) ?? 0;
    expect(named).toBeGreaterThan(1);
    expect(callsOf(text)).toBeGreaterThan(named);
  });

  it('prices names at 0 if the FHIR server sends displays of references [CS-116]', () => {
    const settings: PricingOptions['settings'] = { hasReferenceDisplays: () => true };
    expect(callsOf(MEDICATION_NAMES, { settings })).toBe(1 + 1);
    expect(callsOf(PANEL, { settings })).toBe(2 + 10);
  });

  it('prices names at 0 if they come from the record itself', () => {
    expect(callsOf(MEDICATION_NAMES.replace('medications', 'problems'))).toBe(1 + 1);
  });
});
