import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

const label = { type: 'udi-label-name', name: 'ACME Pacemaker 3000' };
const friendly = { type: 'user-friendly-name', name: 'Pacemaker' };
const type = { text: 'Cardiac pacemaker' };

describe('the name of a device', () => {
  it.each<[string, object, string | null]>([
    ['the user-friendly name', { deviceName: [label, friendly], type }, 'Pacemaker'],
    [
      'the label name before a name of another kind',
      { deviceName: [{ type: 'other', name: 'X' }, label], type },
      'ACME Pacemaker 3000',
    ],
    ['a name of another kind before the type', { deviceName: [{ type: 'other', name: 'X' }], type }, 'X'],
    ['a name without a kind', { deviceName: [{ name: 'X' }], type }, 'X'],
    [
      'the label name before a blank name',
      { deviceName: [{ ...friendly, name: ' ' }, label] },
      'ACME Pacemaker 3000',
    ],
    ['the text of the type', { type }, 'Cardiac pacemaker'],
    ['null without a name and a type', {}, null],
    ['the name that a server sends without its list', { deviceName: label }, 'ACME Pacemaker 3000'],
    ['null for elements of the wrong kind', { deviceName: 'x', type: ['x'] }, null],
    ['null for names of the wrong kind', { deviceName: [null, 'x', { name: 7 }] }, null],
  ])('returns %s as the name of a device', (_what, device, expected) => {
    expect(resolveField('Device', 'name', device)).toBe(expected);
  });
});
