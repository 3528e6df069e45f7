import { describe, expect, it } from 'vitest';
import { UNCOUNTABLE } from '../../../src/graphql/cost/cardinality.ts';
import { callsOf, priceOf } from './pricing.ts';

function visits(next: string, alias: string): string {
  return `${alias}: encounters { subject { resource { ${next} } } }`;
}

function keeper(next: string, alias: string): string {
  return `${alias}: managingOrganization { display } ${next}`;
}

/** Fragments that spread the next one so many times: the last is reached by as many ways as there are grains on the chessboard. */
function fragmentsThatDouble(
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

/** Here the memory of what was seen is of no use, since the fields that are merged differ on each way. */
function fieldsThatMergeOtherwiseOnEachWay(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const [one, other] = [`...F${level + 1}`, `...F${level + 1} ...G${level + 1}`];
    return `fragment F${level} on Patient { ${visits(one, 'a')} ${visits(other, 'b')} }
      fragment G${level} on Patient { ${visits(other, 'a')} ${visits(one, 'b')} }`;
  });
  const last = `fragment F${levels} on Patient { id } fragment G${levels} on Patient { id }`;
  return `{ patient(id: "e1") { ...F0 ...G0 } } ${fragments.join(' ')} ${last}`;
}

describe('an operation that is meant to be a burden', () => {
  it('is immense where its fragments double with each, and counting it ends', () => {
    expect(callsOf(fragmentsThatDouble(200, visits, 'id'))).toBe(UNCOUNTABLE);
  });

  it('costs once what its fragments select in one place, by however many ways', () => {
    expect(callsOf(fragmentsThatDouble(200, keeper, 'id'))).toBe(1);
  });

  it('is immense too where it would cost nothing, but has more fields than can be counted', () => {
    const parts = Array.from({ length: 60 }, (_, index) => `a${index}: names { ...N }`).join(' ');
    const names = Array.from({ length: 60 }, (_, index) => `a${index}: period { ...P }`).join(' ');
    const periods = Array.from({ length: 60 }, (_, index) => `a${index}: start`).join(' ');
    const text = `{ patient(id: "e1") { ${parts} } } fragment N on Name { ${names} } fragment P on Period { ${periods} }`;
    expect(callsOf(text)).toBe(UNCOUNTABLE);
  });

  it('is immense, and counting it ends, where the fields that are merged differ on each way', () => {
    expect(callsOf(fieldsThatMergeOtherwiseOnEachWay(60))).toBe(UNCOUNTABLE);
  });

  it('is immense where looking for what it selects takes too long, though that is nothing', () => {
    const nothing = '... on Patient @include(if: false) { id } '.repeat(600);
    const patients = Array.from({ length: 600 }, (_, index) => `p${index}: patient(id: "e1") { ...Nothing }`);
    expect(callsOf(`{ ${patients.join(' ')} } fragment Nothing on Patient { ${nothing} }`)).toBe(UNCOUNTABLE);
  });

  it('is immense where it is nested without end, and told by figures that are numbers', () => {
    const nested = 'encounters(first: 100) { subject { resource { '.repeat(300) + 'id' + ' } } }'.repeat(300);
    const price = priceOf(`{ patients(first: 100) { ${nested} } again: patients(first: 100) { ${nested} } }`);
    expect(price?.calls).toBe(UNCOUNTABLE);
    expect(price?.costliest.map(({ calls }) => calls)).toEqual([UNCOUNTABLE, UNCOUNTABLE, UNCOUNTABLE]);
  });

  it('costs by the patients of its aliases', () => {
    const aliases = Array.from(
      { length: 800 },
      (_, index) => `p${index}: patient(id: "e${index}") { goals { id } }`,
    );
    expect(callsOf(`{ ${aliases.join(' ')} }`)).toBe(80 + 800);
  });

  it('costs by the patients of its representations', () => {
    const representations = Array.from({ length: 3_000 }, (_, index) => ({
      __typename: 'Patient',
      id: `e${index}`,
    }));
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { fullName goals { id } } } }';
    expect(callsOf(text, { variables: { of: representations } })).toBe(300 + 3_000);
  });

  it('costs by representations that look like numbers as a server writes them', () => {
    const of = [{ __typename: 'Patient', id: 'e1', asWritten: '7.0' }];
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { fullName goals { id } } } }';
    expect(callsOf(text, { variables: { of } })).toBe(2);
  });

  it.each(['__proto__', 'constructor', 'toString'])('is none by a representation of %s', (name) => {
    const text = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const of: unknown = JSON.parse(
      `[{ "__typename": "${name}", "id": "e1" }, { "__typename": { "x": 1 }, "id": "e2" }]`,
    );
    expect(callsOf(text, { variables: { of } })).toBe(0);
  });
});
