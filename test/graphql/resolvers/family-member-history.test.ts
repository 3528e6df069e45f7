import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

describe('whether a relative has died', () => {
  it.each<[string, object, boolean | null, string | null]>([
    ['true for deceasedBoolean', { deceasedBoolean: true }, true, null],
    ['false for deceasedBoolean', { deceasedBoolean: false }, false, null],
    ['true with an age', { deceasedAge: { value: 72, code: 'a' } }, true, '72 years'],
    [
      'true with a range of ages',
      { deceasedRange: { low: { value: 70, code: 'a' }, high: { value: 75, code: 'a' } } },
      true,
      '70–75 years',
    ],
    ['true with a date of death', { deceasedDate: '1999' }, true, null],
    ['true with a text', { deceasedString: 'in the war' }, true, 'in the war'],
    ['null without an element', {}, null, null],
    [
      'null for elements of the wrong kind',
      { deceasedBoolean: 'true', deceasedAge: 72, deceasedDate: 1999 },
      null,
      null,
    ],
  ])('returns %s as whether a relative has died', (_what, history, died, text) => {
    expect(resolveField('FamilyMemberHistory', 'deceased', history)).toBe(died);
    expect(resolveField('FamilyMemberHistory', 'deceasedText', history)).toBe(text);
  });
});
