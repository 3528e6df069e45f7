import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../src/fhir/questionnaire.ts';
import { asSent } from '../support/as-sent.ts';

/** Returns the codes of an item's options, from a contained value set. */
function codesFrom(valueSet: object): unknown[] {
  const resource = asSent<Parameters<typeof optionsOf>[0]['resource']>({
    resourceType: 'Questionnaire',
    id: 'q',
    contained: [{ resourceType: 'ValueSet', id: 'v', ...valueSet }],
  });
  const options = optionsOf({ resource, value: asSent({ answerValueSet: '#v' }) });
  return options.map(({ valueCoding }) => valueCoding?.code);
}

const LISTED = { system: 'urn:a', concept: [{ code: '1' }, { code: '2' }] };
const TWO = [{ code: '1' }, { code: '2' }];

describe('the options of a question', () => {
  it.each([
    ['a list of codes', { compose: { include: [LISTED] } }],
    [
      'codes of which some are excluded',
      {
        compose: {
          include: [LISTED, { system: 'urn:b', concept: [{ code: '3' }] }],
          exclude: [{ system: 'urn:b' }],
        },
      },
    ],
    [
      'a system excluded with space around it',
      {
        compose: {
          include: [
            LISTED,
            { system: 'urn:b', concept: [{ code: '3' }] },
            { system: 'urn:c', concept: [{ code: '4' }] },
          ],
          exclude: [{ system: 'urn:b ' }, { system: ' urn:c', concept: [{ code: '4 ' }] }],
        },
      },
    ],
    ['an expansion', { expansion: { total: 2, offset: 0, contains: TWO } }],
    [
      'an expansion shorter than its page',
      { expansion: { contains: TWO, parameter: [{ name: 'count', valueInteger: 3 }] } },
    ],
    [
      'an expansion as long as its page, with a total',
      { expansion: { total: 2, contains: TWO, parameter: [{ name: 'count', valueInteger: 2 }] } },
    ],
    [
      'an expansion that groups codes',
      {
        expansion: { total: 3, contains: [{ abstract: true, code: 'x', contains: TWO }] },
      },
    ],
    [
      'a part of an expansion, and a list of codes',
      {
        expansion: { total: 9, contains: [{ code: '1' }] },
        compose: { include: LISTED },
      },
    ],
  ])('are the codes of a contained value set with %s', (_what, valueSet) => {
    expect(codesFrom(valueSet)).toEqual(['1', '2']);
  });

  it.each([
    ['a filter', { compose: { include: [LISTED, { system: 'urn:b', filter: [{ property: 'concept' }] }] } }],
    ['another value set', { compose: { include: [LISTED, { valueSet: ['urn:v'] }] } }],
    ['a whole code system', { compose: { include: [LISTED, { system: 'urn:b' }] } }],
    ['codes limited by a value set', { compose: { include: [{ ...LISTED, valueSet: ['urn:v'] }] } }],
    ['an excluded filter', { compose: { include: [LISTED], exclude: [{ filter: [] }] } }],
    ['a page of an expansion', { expansion: { total: 30, contains: TWO } }],
    [
      'an expansion as long as its page',
      { expansion: { contains: TWO, parameter: [{ name: 'count', valueInteger: 2 }] } },
    ],
    ['the last page of an expansion', { expansion: { offset: 28, contains: TWO } }],
    [
      'an expansion that is too costly',
      {
        expansion: {
          contains: TWO,
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/valueset-toocostly', valueBoolean: true },
          ],
        },
      },
    ],
  ])('are empty rather than a part if the value set has %s', (_what, valueSet) => {
    expect(codesFrom(valueSet)).toEqual([]);
  });
});
