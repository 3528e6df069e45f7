import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

const label = { type: 'udi-label-name', name: 'ACME Pacemaker 3000' };
const friendly = { type: 'user-friendly-name', name: 'Pacemaker' };
const type = { text: 'Cardiac pacemaker' };

describe('the name of a device', () => {
  it.each<[string, object, string | null]>([
    ['its user-friendly name', { deviceName: [label, friendly], type }, 'Pacemaker'],
    [
      'the name on its label before another',
      { deviceName: [{ type: 'other', name: 'X' }, label], type },
      'ACME Pacemaker 3000',
    ],
    ['another name before its type', { deviceName: [{ type: 'other', name: 'X' }], type }, 'X'],
    ['a name without a kind', { deviceName: [{ name: 'X' }], type }, 'X'],
    ['a name that is not blank', { deviceName: [{ ...friendly, name: ' ' }, label] }, 'ACME Pacemaker 3000'],
    ['its type in words', { type }, 'Cardiac pacemaker'],
    ['null without names and type', {}, null],
    ['null for elements of the wrong kind', { deviceName: label, type: ['x'] }, null],
    ['null for names of the wrong kind', { deviceName: [null, 'x', { name: 7 }] }, null],
  ])('is %s', (_what, device, expected) => {
    expect(resolveField('Device', 'name', device)).toBe(expected);
  });
});
