import { describe, expect, it } from 'vitest';
import { deviceName } from '../../src/fhir/device.ts';
import { asSent } from '../support/as-sent.ts';

const label = { type: 'udi-label-name', name: 'ACME Pacemaker 3000' };
const friendly = { type: 'user-friendly-name', name: 'Pacemaker' };
const type = { text: 'Cardiac pacemaker' };

describe('what a device is called', () => {
  it.each<[string, object, string | null]>([
    ['as people call it', { deviceName: [label, friendly], type }, 'Pacemaker'],
    [
      'as its label calls it',
      { deviceName: [{ type: 'other', name: 'X' }, label], type },
      'ACME Pacemaker 3000',
    ],
    ['by another name before its type', { deviceName: [{ type: 'other', name: 'X' }], type }, 'X'],
    ['by a name of no kind', { deviceName: [{ name: 'X' }], type }, 'X'],
    [
      'by a name that is not blank',
      { deviceName: [{ ...friendly, name: ' ' }, label] },
      'ACME Pacemaker 3000',
    ],
    ['by its type', { type }, 'Cardiac pacemaker'],
    ['null where neither is told', {}, null],
    ['null for what is of the wrong kind', { deviceName: label, type: ['x'] }, null],
    ['null for names that are none', { deviceName: [null, 'x', { name: 7 }] }, null],
  ])('is %s', (_what, device, expected) => {
    expect(deviceName(asSent(device))).toBe(expected);
  });
});
