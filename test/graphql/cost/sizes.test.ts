import { describe, expect, it } from 'vitest';
import { UNCOUNTABLE } from '../../../src/graphql/cost/cardinality.ts';
import { EXAMPLES } from '../../support/example-operations.ts';
import { priceOf, type PricingOptions } from './pricing.ts';

const MEGABYTE = 1_000_000;

function bytesOf(text: string, options?: PricingOptions): number {
  return priceOf(text, options)?.bytes ?? Number.NaN;
}

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
}

const patientQuery = (selection: string): string => `{ patient(id: "e1") { ${selection} } }`;
/** The bytes of `"patient":{},`. */
const WRAPPER_BYTES = 13;

describe('the estimated size of a response', () => {
  it.each<[what: string, selection: string, bytes: number]>([
    ['the name and a minimal value of each field', 'id birthDate', 10 + 17],
    ['the name of each alias', 'id a: id longer: id', 10 + 9 + 14],
    ['repeated fields once', 'id ... on Patient { id } ... { id }', 10],
    [
      'one object for an element, and for a list of elements',
      'name { text } names { text }',
      10 + 12 + 11 + 12,
    ],
    ['the maximum of a list', 'goals(first: 7) { id }', 11 + 7 * 10],
    [
      'the maximum of nested lists',
      'goals(first: 7) { subject { resource { goals(first: 5) { id } } } }',
      11 + 7 * (13 + 14 + 11 + 5 * 10),
    ],
    ['each node of a connection', 'goalsConnection(first: 7) { nodes { id } }', 21 + 7 * (11 + 10)],
    ['a resource as JSON', 'resource', 512],
    [
      'document contents',
      'documents(first: 2) { content { text html data } }',
      15 + 2 * (13 + 2_008 + 5_008 + 10_008),
    ],
    [
      'one of the types of a reference',
      'goals(first: 1) { id subject { resource { id } } }',
      11 + 10 + 13 + 14 + 10,
    ],
  ])('counts %s', (_what, selection, bytes) => {
    expect(bytesOf(patientQuery(selection))).toBe(WRAPPER_BYTES + bytes);
  });

  it('counts one of the possible types of a reference, not the sum of them', () => {
    const one = bytesOf('{ provenance(id: "e1") { targets { resource { ... on Patient { fullName } } } } }');
    const all = bytesOf(
      '{ provenance(id: "e1") { targets { resource { ... on Patient { fullName } ... on Observation { valueText } ... on Goal { id } } } } }',
    );
    expect(all).toBeLessThan(one * 3);
    expect(all - one).toBeLessThan(5);
  });

  it('names the fields with most of the bytes, largest first', () => {
    expect(
      priceOf(`{ patients(first: 100) { id observations(first: 100) { ${aliases(95, 'resource')} } } }`)
        ?.largest,
    ).toEqual([
      { path: 'patients.observations.resource', bytes: 481_550_000 },
      { path: 'patients.observations', bytes: 1_800 },
      { path: 'patients.id', bytes: 1_000 },
    ]);
  });

  it.each<[what: string, text: string]>([
    [
      'resources under many aliases',
      `{ patients(first: 100) { observations(first: 100) { ${aliases(95, 'resource')} } } }`,
    ],
    [
      'resources nested in resources of the same patient',
      patientQuery(
        `observations(first: 100) { subject { resource { observations(first: 100) { ${aliases(40, 'resource')} } } } }`,
      ),
    ],
    [
      'contents under many aliases',
      patientQuery(`documents(first: 100) { content { ${aliases(99, 'data')} } }`),
    ],
    [
      'resources of entities',
      `{ _entities(representations: [${Array.from({ length: 2_000 }, (_, id) => `{ __typename: "Patient", id: "e${id}" }`).join(' ')}]) {
        ... on Patient { ${aliases(99, 'resource')} } } }`,
    ],
  ])('estimates far more than the limit for %s', (_what, text) => {
    expect(bytesOf(text)).toBeGreaterThan(4 * 20 * MEGABYTE);
  });

  it('stops at UNCOUNTABLE for endless nesting', () => {
    const nested = 'encounters(first: 100) { subject { resource { '.repeat(300) + 'id' + ' } } }'.repeat(300);
    expect(bytesOf(`{ patients(first: 100) { ${nested} } }`)).toBe(UNCOUNTABLE);
  });

  it.each(EXAMPLES)('estimates far less than the limit for the example $name', ({ text, variables }) => {
    const bytes = bytesOf(text, { variables });
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(MEGABYTE);
  });
});
