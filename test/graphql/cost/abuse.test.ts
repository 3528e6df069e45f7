import { describe, expect, it } from 'vitest';
import { UNCOUNTABLE } from '../../../src/graphql/cost/cardinality.ts';
import { callsOf, priceOf } from './pricing.ts';

function throughEncounters(next: string, alias: string): string {
  return `${alias}: encounters { subject { resource { ${next} } } }`;
}

function withOrganization(next: string, alias: string): string {
  return `${alias}: managingOrganization { display } ${next}`;
}

/**
 * Returns fragments that each spread the next one twice, so the last is reached in 2 to the power of `levels`
 * ways.
 */
function doublingFragments(
  levels: number,
  step: (next: string, alias: string) => string,
  core: string,
): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const next = level === levels - 1 ? core : `...F${level + 1}`;
    return `fragment F${level} on Patient { ${step(next, 'a')} ${step(next, 'b')} }`;
  });
  return `{ patient(id: "e1") { ...F0 } } ${fragments.join(' ')}`;
}

/** Returns fragments whose merged fields differ on each path, so a cache of visited selections does not help. */
function differentlyMergedFragments(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const [one, other] = [`...F${level + 1}`, `...F${level + 1} ...G${level + 1}`];
    return `fragment F${level} on Patient { ${throughEncounters(one, 'a')} ${throughEncounters(other, 'b')} }
      fragment G${level} on Patient { ${throughEncounters(other, 'a')} ${throughEncounters(one, 'b')} }`;
  });
  const last = `fragment F${levels} on Patient { id } fragment G${levels} on Patient { id }`;
  return `{ patient(id: "e1") { ...F0 ...G0 } } ${fragments.join(' ')} ${last}`;
}

describe('an operation built to overload the gateway', () => {
  it('stops counting fragments that double at each level, and prices them as uncountable', () => {
    expect(callsOf(doublingFragments(200, throughEncounters, 'id'))).toBe(UNCOUNTABLE);
  });

  it('prices what fragments select in one place only once, however often they are spread', () => {
    expect(callsOf(doublingFragments(200, withOrganization, 'id'))).toBe(1);
  });

  it('prices an operation without FHIR requests as uncountable if it has too many fields', () => {
    const parts = Array.from({ length: 60 }, (_, index) => `a${index}: names { ...N }`).join(' ');
    const names = Array.from({ length: 60 }, (_, index) => `a${index}: period { ...P }`).join(' ');
    const periods = Array.from({ length: 60 }, (_, index) => `a${index}: start`).join(' ');
    const text = `{ patient(id: "e1") { ${parts} } } fragment N on Name { ${names} } fragment P on Period { ${periods} }`;
    expect(callsOf(text)).toBe(UNCOUNTABLE);
  });

  it('stops counting fields that merge differently on each path, and prices them as uncountable', () => {
    expect(callsOf(differentlyMergedFragments(60))).toBe(UNCOUNTABLE);
  });

  it('prices an operation as uncountable if collecting its fields takes too long, even if it selects none', () => {
    const nothing = '... on Patient @include(if: false) { id } '.repeat(600);
    const patients = Array.from({ length: 600 }, (_, index) => `p${index}: patient(id: "e1") { ...Nothing }`);
    expect(callsOf(`{ ${patients.join(' ')} } fragment Nothing on Patient { ${nothing} }`)).toBe(UNCOUNTABLE);
  });

  it('prices endless nesting as uncountable, and still names the costliest fields with numbers', () => {
    const nested = 'encounters(first: 100) { subject { resource { '.repeat(300) + 'id' + ' } } }'.repeat(300);
    const price = priceOf(`{ patients(first: 100) { ${nested} } again: patients(first: 100) { ${nested} } }`);
    expect(price?.calls).toBe(UNCOUNTABLE);
    expect(price?.costliest.map(({ calls }) => calls)).toEqual([UNCOUNTABLE, UNCOUNTABLE, UNCOUNTABLE]);
  });

  it('prices each aliased patient', () => {
    const aliases = Array.from(
      { length: 800 },
      (_, index) => `p${index}: patient(id: "e${index}") { goals { id } }`,
    );
    expect(callsOf(`{ ${aliases.join(' ')} }`)).toBe(80 + 800);
  });

  it('prices each patient among the representations', () => {
    const representations = Array.from({ length: 3_000 }, (_, index) => ({
      __typename: 'Patient',
      id: `e${index}`,
    }));
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { fullName goals { id } } } }';
    expect(callsOf(text, { variables: { of: representations } })).toBe(300 + 3_000);
  });

  it('prices representations with a decimal kept as the FHIR server wrote it', () => {
    const of = [{ __typename: 'Patient', id: 'e1', asWritten: '7.0' }];
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { fullName goals { id } } } }';
    expect(callsOf(text, { variables: { of } })).toBe(2);
  });

  it.each(['__proto__', 'constructor', 'toString'])('prices a representation of the type %s at 0', (name) => {
    const text = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const of: unknown = JSON.parse(
      `[{ "__typename": "${name}", "id": "e1" }, { "__typename": { "x": 1 }, "id": "e2" }]`,
    );
    expect(callsOf(text, { variables: { of } })).toBe(0);
  });
});
