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

const ofPatient = (selection: string): string => `{ patient(id: "e1") { ${selection} } }`;
/** `"patient":{},` */
const AROUND = 13;

describe('the size that an answer is taken to have', () => {
  it.each<[what: string, selection: string, bytes: number]>([
    ['a name and the shortest of values for each field', 'id birthDate', 10 + 17],
    ['each alias by its name', 'id a: id longer: id', 10 + 9 + 14],
    ['once what fragments repeat', 'id ... on Patient { id } ... { id }', 10],
    ['one object for a part, and for a list of parts', 'name { text } names { text }', 10 + 12 + 11 + 12],
    ['all that a list can hold', 'goals(first: 7) { id }', 11 + 7 * 10],
    [
      'all that lists below each other can hold',
      'goals(first: 7) { subject { resource { goals(first: 5) { id } } } }',
      11 + 7 * (13 + 14 + 11 + 5 * 10),
    ],
    ['each node of a connection', 'goalsConnection(first: 7) { nodes { id } }', 21 + 7 * (11 + 10)],
    ['a record as JSON', 'resource', 512],
    [
      'contents of documents',
      'documents(first: 2) { content { text html data } }',
      15 + 2 * (13 + 2_008 + 5_008 + 10_008),
    ],
    [
      'the share of each type that a reference can have',
      'goals(first: 1) { id subject { resource { id } } }',
      11 + 10 + 13 + 14 + 10,
    ],
  ])('counts %s', (_what, selection, bytes) => {
    expect(bytesOf(ofPatient(selection))).toBe(AROUND + bytes);
  });

  it('counts one of the types that a reference can have, not all of them', () => {
    const one = bytesOf('{ provenance(id: "e1") { targets { resource { ... on Patient { fullName } } } } }');
    const all = bytesOf(
      '{ provenance(id: "e1") { targets { resource { ... on Patient { fullName } ... on Observation { valueText } ... on Goal { id } } } } }',
    );
    expect(all).toBeLessThan(one * 3);
    expect(all - one).toBeLessThan(5);
  });

  it('names the fields that have most of it, the largest first', () => {
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
      'records under many names',
      `{ patients(first: 100) { observations(first: 100) { ${aliases(95, 'resource')} } } }`,
    ],
    [
      'records below records of the same patient',
      ofPatient(
        `observations(first: 100) { subject { resource { observations(first: 100) { ${aliases(40, 'resource')} } } } }`,
      ),
    ],
    ['contents under many names', ofPatient(`documents(first: 100) { content { ${aliases(99, 'data')} } }`)],
    [
      'records of entities',
      `{ _entities(representations: [${Array.from({ length: 2_000 }, (_, id) => `{ __typename: "Patient", id: "e${id}" }`).join(' ')}]) {
        ... on Patient { ${aliases(99, 'resource')} } } }`,
    ],
  ])('is far more than an answer may have for %s', (_what, text) => {
    expect(bytesOf(text)).toBeGreaterThan(4 * 20 * MEGABYTE);
  });

  it('is a number, however large it is', () => {
    const nested = 'encounters(first: 100) { subject { resource { '.repeat(300) + 'id' + ' } } }'.repeat(300);
    expect(bytesOf(`{ patients(first: 100) { ${nested} } }`)).toBe(UNCOUNTABLE);
  });

  it.each(EXAMPLES)(
    'is a small part of what an answer may have for the example $name',
    ({ text, variables }) => {
      const bytes = bytesOf(text, { variables });
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(MEGABYTE);
    },
  );
});
