import { CAMILA_LOPEZ as ID } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { callsOf, type PricingOptions } from './pricing.ts';

const NAMES = `{ patient(id: "${ID}") { medications(first: 20) { name } } }`;
const PANEL = '{ patients(first: 10) { medications(first: 20) { name } } }';

describe('a name that can come from another resource', () => {
  it('is priced as a read of each, in batches', () => {
    expect(callsOf(NAMES)).toBe(1 + 1 + (1 + 1));
    expect(callsOf(PANEL)).toBe(2 + 10 + (10 + 19));
    expect(callsOf(NAMES, { settings: { idBatchSize: 1 } })).toBe(1 + 1 + 20);
  });

  it('is priced for prohibitions too', () => {
    const text = `{ patient(id: "${ID}") { prohibitions { text } } }`;
    const named = callsOf(text, { settings: { hasReferenceDisplays: () => true } }) ?? 0;
    expect(named).toBeGreaterThan(1);
    expect(callsOf(text)).toBeGreaterThan(named);
  });

  it('is free at a server that names what it refers to', () => {
    const settings: PricingOptions['settings'] = { hasReferenceDisplays: () => true };
    expect(callsOf(NAMES, { settings })).toBe(1 + 1);
    expect(callsOf(PANEL, { settings })).toBe(2 + 10);
  });

  it('is free where it is the name of the record itself', () => {
    expect(callsOf(NAMES.replace('medications', 'problems'))).toBe(1 + 1);
  });
});
