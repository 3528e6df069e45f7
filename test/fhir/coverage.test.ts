import { describe, expect, it } from 'vitest';
import { coverageName, memberIdOf, subscriberIdOf } from '../../src/fhir/coverage.ts';
import type { Coverage } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const kind = (code: string) => ({ coding: [{ code }] });
const group = { type: kind('group'), value: '1234', name: 'Staff of Example Inc.' };
const plan = { type: kind('plan'), value: 'PPO1', name: 'Example PPO Gold' };
const payor = [{ reference: 'Organization/e1', display: 'Example Insurance' }];
const type = { text: 'PPO' };

describe('the name of a coverage', () => {
  it.each<[string, object, string | null]>([
    ['the plan', { class: [group, plan], payor, type }, 'Example PPO Gold'],
    [
      'the payor if the plan has no name',
      { class: [{ ...plan, name: ' ' }], payor, type },
      'Example Insurance',
    ],
    [
      'the first payor with a name',
      { payor: [{ reference: 'Organization/e2' }, ...payor] },
      'Example Insurance',
    ],
    ['the type if there is nothing else', { class: [group], type }, 'PPO'],
    ['null for an empty coverage', {}, null],
    ['the plan of a class outside a list', { class: { ...plan }, payor: 'Example' }, 'Example PPO Gold'],
    ['null for elements of the wrong type', { class: 'plan', payor: 'Example', type: 7 }, null],
    [
      'null for malformed classes and payors',
      { class: [null, 'plan', { type: 'plan' }], payor: [null, 7] },
      null,
    ],
  ])('the name of a coverage is %s', (_what, coverage, expected) => {
    expect(coverageName(asSent(coverage))).toBe(expected);
  });
});

describe('the member number of a coverage', () => {
  it.each<[string, unknown, string | null]>([
    ['the identifier of type MB', [{ value: 'x' }, { type: kind('MB'), value: ' M123 ' }], 'M123'],
    ['null if missing', [{ type: kind('MR'), value: 'x' }], null],
    [
      'null if it is a social security number',
      [{ type: kind('MB'), system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-55-1234' }],
      null,
    ],
    ['read from an object instead of a list', { type: kind('MB'), value: 'M123' }, 'M123'],
    ['null for elements of the wrong type', 'M123', null],
  ])('the member number is %s', (_what, identifier, expected) => {
    expect(memberIdOf(asSent({ identifier }))).toBe(expected);
  });
});

describe('the subscriber id of a coverage', () => {
  const ssn = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-55-1234' };

  it.each<[string, unknown, string | null]>([
    ['the trimmed text', { subscriberId: ' A-77 ' }, 'A-77'],
    [
      'unchanged next to other identifiers',
      { subscriberId: 'A-77', identifier: [{ value: 'B' }, ssn] },
      'A-77',
    ],
    [
      'unchanged if an identifier repeats it',
      { subscriberId: 'A-77', identifier: [{ value: 'A-77' }] },
      'A-77',
    ],
    [
      'null if it is known to be a social security number',
      { subscriberId: '900551234', identifier: [ssn] },
      null,
    ],
    ['null if missing', {}, null],
    ['null for a number', { subscriberId: 77, identifier: 'x' }, null],
  ])('the subscriber id is %s', (_what, coverage, expected) => {
    expect(subscriberIdOf(asSent<Coverage>(coverage))).toBe(expected);
  });
});
