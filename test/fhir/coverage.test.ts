import { describe, expect, it } from 'vitest';
import { coverageName, memberIdOf, subscriberIdOf } from '../../src/fhir/coverage.ts';
import type { Coverage } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const kind = (code: string) => ({ coding: [{ code }] });
const group = { type: kind('group'), value: '1234', name: 'Staff of Example Inc.' };
const plan = { type: kind('plan'), value: 'PPO1', name: 'Example PPO Gold' };
const payor = [{ reference: 'Organization/e1', display: 'Example Insurance' }];
const type = { text: 'PPO' };

describe('what a coverage is called', () => {
  it.each<[string, object, string | null]>([
    ['by its plan', { class: [group, plan], payor, type }, 'Example PPO Gold'],
    [
      'by who pays, where the plan has no name',
      { class: [{ ...plan, name: ' ' }], payor, type },
      'Example Insurance',
    ],
    [
      'by the first payor that has a name',
      { payor: [{ reference: 'Organization/e2' }, ...payor] },
      'Example Insurance',
    ],
    ['by its type, where nothing else is told', { class: [group], type }, 'PPO'],
    ['null where nothing is told', {}, null],
    ['null for what is of the wrong kind', { class: { ...plan }, payor: 'Example', type: 7 }, null],
    [
      'null for classes and payors that are none',
      { class: [null, 'plan', { type: 'plan' }], payor: [null, 7] },
      null,
    ],
  ])('is %s', (_what, coverage, expected) => {
    expect(coverageName(asSent(coverage))).toBe(expected);
  });
});

describe('the number of a member', () => {
  it.each<[string, unknown, string | null]>([
    ['the identifier of HL7’s type', [{ value: 'x' }, { type: kind('MB'), value: ' M123 ' }], 'M123'],
    ['null where there is none', [{ type: kind('MR'), value: 'x' }], null],
    [
      'null where it is a social security number',
      [{ type: kind('MB'), system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-55-1234' }],
      null,
    ],
    ['null for what is of the wrong kind', { type: kind('MB'), value: 'M123' }, null],
  ])('is %s', (_what, identifier, expected) => {
    expect(memberIdOf(asSent({ identifier }))).toBe(expected);
  });
});

describe('the number of the person who holds the insurance', () => {
  const ssn = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-55-1234' };

  it.each<[string, unknown, string | null]>([
    ['as it is', { subscriberId: ' A-77 ' }, 'A-77'],
    [
      'as it is, beside other identifiers',
      { subscriberId: 'A-77', identifier: [{ value: 'B' }, ssn] },
      'A-77',
    ],
    [
      'as it is, where an identifier repeats it',
      { subscriberId: 'A-77', identifier: [{ value: 'A-77' }] },
      'A-77',
    ],
    [
      'null where it is known to be a social security number',
      { subscriberId: '900551234', identifier: [ssn] },
      null,
    ],
    ['null where there is none', {}, null],
    ['null for what is no text', { subscriberId: 77, identifier: 'x' }, null],
  ])('is %s', (_what, coverage, expected) => {
    expect(subscriberIdOf(asSent<Coverage>(coverage))).toBe(expected);
  });
});
