import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const dose = (id: string, more: object = {}): object => ({
  resourceType: 'MedicationAdministration',
  id,
  status: 'completed',
  subject: { reference: 'Patient/p1' },
  medicationCodeableConcept: { text: 'Vancomycin' },
  dosage: { route: { text: 'Intravenous' }, dose: { value: 1, unit: 'g' } },
  ...more,
});

describe('the list of medication administrations', () => {
  it('leaves out doses that were not given, with a warning, and sorts the others newest first [CS-33]', async () => {
    patient = await startHapiPatient([
      dose('morning', { effectiveDateTime: '2026-06-14T08:00:00Z' }),
      dose('evening', { effectivePeriod: { start: '2026-06-14T20:00:00Z', end: '2026-06-14T21:00:00Z' } }),
      dose('refused', { status: 'not-done', effectiveDateTime: '2026-06-15T08:00:00Z' }),
      dose('mistake', { status: 'entered-in-error' }),
    ]);
    const given = await patient.list('medicationAdministrations(first: 10)');
    expect([given.ids, given.searches.length]).toEqual([['evening', 'morning'], 1]);
    expect(given.warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.medicationAdministrations',
      'NOT_DONE_LEFT_OUT patient.medicationAdministrations',
    ]);
    const all = await patient.list('medicationAdministrations(include: [NOT_DONE, ENTERED_IN_ERROR])');
    expect(all.ids).toEqual(['refused', 'evening', 'morning', 'mistake']);
  });
});

describe('a medication administration', () => {
  it('never looks given unless it was completed [CS-33]', async () => {
    patient = await startHapiPatient([
      dose('a', { statusReason: [{ text: 'Refused' }], status: 'Not Done' }),
      dose('b', { status: 'not-done', dosage: undefined }),
      dose('c', { status: 'on-hold' }),
      dose('d', { status: 'stopped' }),
      dose('e', { status: 'in-progress' }),
      dose('f', { status: 'wasted' }),
      dose('g', { status: undefined, dosage: 'one gram' }),
      // FHIR allows one dosage.
      dose('h', { dosage: [{ route: { text: 'Intravenous' }, dose: { value: 1, unit: 'g' } }] }),
    ]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { medicationAdministrations(include: [NOT_DONE]) { id status statusReasons { text } dosageText } } }',
    );
    const doses = at(data, 'patient', 'medicationAdministrations');
    expect(
      Array.isArray(doses) &&
        doses
          .map((one) => ['id', 'status', 'dosageText'].map((field) => String(at(one, field))).join(' '))
          .toSorted(),
    ).toEqual([
      'a NOT_DONE Not given: 1 g intravenous',
      'b NOT_DONE Not given',
      'c ON_HOLD On hold: 1 g intravenous',
      'd STOPPED Stopped early: 1 g intravenous',
      'e IN_PROGRESS Being given: 1 g intravenous',
      'f UNRECOGNIZED Not known whether given: 1 g intravenous',
      'g null Not known whether given',
      'h COMPLETED 1 g intravenous',
    ]);
  });

  it('shows the dose, route and rate, with a number in a string and a warning', async () => {
    patient = await startHapiPatient([
      dose('a', {
        dosage: {
          text: 'Infuse 1 g',
          route: { text: 'Intravenous' },
          dose: { value: '1', unit: 'g' },
          rateRatio: { numerator: { value: 200, unit: 'mL' }, denominator: { value: 1, unit: 'h' } },
        },
        performer: [{ actor: { display: 'Rosa, RN' } }, null],
        request: { reference: 'MedicationRequest/r', display: 'Vancomycin 1 g' },
      }),
    ]);
    const { data, extensions } = await patient.gateway.query(
      `{ patient(id: "p1") { medicationAdministrations {
        dosageText dosage { doseText rateText route { text } } performers { display } request { display }
      } } }`,
    );
    expect(at(data, 'patient', 'medicationAdministrations', 0)).toEqual({
      dosageText: 'Infuse 1 g (at 200 mL / 1 h; intravenous)',
      dosage: { doseText: '1 g', rateText: '200 mL / 1 h', route: { text: 'Intravenous' } },
      performers: [{ display: 'Rosa, RN' }],
      request: { display: 'Vancomycin 1 g' },
    });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toContain('NUMBER_IN_TEXT');
  });
});
