import { describe, expect, it } from 'vitest';
import { deathText, hasDied } from '../../src/fhir/family-member-history.ts';
import { asSent } from '../support/as-sent.ts';

describe('whether a relative has died', () => {
  it.each<[string, object, boolean | null, string | null]>([
    ['true where it is said', { deceasedBoolean: true }, true, null],
    ['false where it is said', { deceasedBoolean: false }, false, null],
    ['true with an age', { deceasedAge: { value: 72, code: 'a' } }, true, '72 years'],
    [
      'true with a range of ages',
      { deceasedRange: { low: { value: 70, code: 'a' }, high: { value: 75, code: 'a' } } },
      true,
      '70–75 years',
    ],
    ['true with a date', { deceasedDate: '1999' }, true, null],
    ['true with words', { deceasedString: 'in the war' }, true, 'in the war'],
    ['null where nothing is said', {}, null, null],
    [
      'null for what is of the wrong kind',
      { deceasedBoolean: 'true', deceasedAge: 72, deceasedDate: 1999 },
      null,
      null,
    ],
  ])('is %s', (_what, history, died, text) => {
    expect(hasDied(asSent(history))).toBe(died);
    expect(deathText(asSent(history))).toBe(text);
  });
});
