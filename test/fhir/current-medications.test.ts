import { describe, expect, it } from 'vitest';
import {
  BY_MEDICATION_STATUS,
  isActiveMedication,
  medicationStatus,
} from '../../src/fhir/current-medications.ts';
import type { MedicationRequest } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const request = (others: object): MedicationRequest =>
  asSent({ resourceType: 'MedicationRequest', id: 'm', ...others });

describe('whether a medication is active', () => {
  it.each<[string, object, boolean | null]>([
    ['is active', { status: 'active' }, true],
    ['is an active plan', { status: 'active', intent: 'plan' }, true],
    ['is active in capitals', { status: 'ACTIVE' }, true],
    ['is on hold', { status: 'On Hold' }, null],
    ['has no status', {}, null],
    ['was stopped, in capitals', { status: 'Stopped' }, false],
    ['must not be given', { status: 'active', doNotPerform: true }, false],
    ['must not be given, with the flag as a string', { status: 'active', doNotPerform: 'True' }, false],
    ['must not be given and has no status', { doNotPerform: true }, false],
    ['is a proposal', { status: 'active', intent: 'proposal' }, false],
    ['is an option, in capitals', { status: 'active', intent: 'Option' }, false],
    ['was entered in error, as text', { status: 'Entered in Error' }, false],
  ])('isActive is correct for a medication that %s [CS-30]', (_what, others, expected) => {
    expect(isActiveMedication(request(others))).toBe(expected);
  });
});

describe('the status of a medication', () => {
  it('the status of a medication is read in any case, and the filter agrees', () => {
    expect(medicationStatus(request({ status: 'Stopped' }))).toBe('STOPPED');
    expect(medicationStatus(request({ status: 'paused' }))).toBe('UNRECOGNIZED');
    expect(BY_MEDICATION_STATUS.matches(request({ status: 'Stopped' }), ['active'], [])).toBe(false);
    expect(BY_MEDICATION_STATUS.matches(request({ status: 'Stopped' }), ['stopped'], [])).toBe(true);
    expect(BY_MEDICATION_STATUS.matches(request({ status: 'Active' }), ['active'], [])).toBe(true);
  });
});
