import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const dispense = (id: string, more: object = {}): object => ({
  resourceType: 'MedicationDispense',
  id,
  status: 'completed',
  subject: { reference: 'Patient/p1' },
  medicationCodeableConcept: { text: 'Aspirin' },
  ...more,
});

const category = (code: string): object => ({ category: { coding: [{ code }] } });

/** Returns the selected fields of a dispense with these elements. */
async function queryDispense(
  selection: string,
  more: object,
  others: readonly object[] = [],
): Promise<unknown> {
  patient = await startHapiPatient([dispense('d', more), ...others]);
  const { data, errors } = await patient.gateway.query(
    `{ patient(id: "p1") { medicationDispenses(include: [NOT_DONE]) { ${selection} } } }`,
  );
  expect(errors).toBeUndefined();
  return at(data, 'patient', 'medicationDispenses', 0);
}

describe('the list of dispenses', () => {
  it('sorts dispenses by the time of handover, otherwise by the time of preparation, newest first [CS-16]', async () => {
    patient = await startHapiPatient([
      dispense('old', { whenPrepared: '2026-05-31T09:00:00Z', whenHandedOver: '2026-03-01T09:00:00Z' }),
      dispense('undated', { status: 'unknown' }),
      dispense('prepared', { status: 'in-progress', whenPrepared: '2026-04-02T09:00:00Z' }),
      dispense('new', { whenPrepared: '2026-01-01', whenHandedOver: '2026-05-01T09:00:00Z' }),
      dispense('typo', { whenHandedOver: '2062-05-01T09:00:00Z' }),
    ]);
    const { ids, warnings } = await patient.list('medicationDispenses(first: 10)');
    expect(ids.slice(0, 3)).toEqual(['new', 'prepared', 'old']);
    expect(ids.slice(3).toSorted()).toEqual(['typo', 'undated']);
    expect(warnings).toEqual([]);
  });

  it('leaves out dispenses that never reached the patient, with warnings [CS-32]', async () => {
    patient = await startHapiPatient([
      dispense('taken'),
      dispense('never-picked-up', { status: 'cancelled' }),
      dispense('declined', { status: 'declined' }),
      dispense('mistake', { status: 'entered-in-error' }),
      dispense('part', { status: 'stopped' }),
    ]);
    const { ids, warnings } = await patient.list('medicationDispenses(first: 10)');
    expect(ids.toSorted()).toEqual(['part', 'taken']);
    expect(warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.medicationDispenses',
      'NOT_DONE_LEFT_OUT patient.medicationDispenses',
    ]);
  });

  it('lists declined dispenses if the status argument names them [CS-32]', async () => {
    patient = await startHapiPatient([
      dispense('taken'),
      dispense('never-picked-up', { status: 'cancelled' }),
      dispense('declined', { status: 'declined' }),
    ]);
    const declined = await patient.list('medicationDispenses(status: [DECLINED])');
    expect([declined.ids, declined.warnings]).toEqual([['declined'], []]);
    const completed = await patient.list('medicationDispenses(status: [COMPLETED])');
    expect([completed.ids, completed.warnings]).toEqual([['taken'], []]);
  });

  it('filters dispenses by category', async () => {
    patient = await startHapiPatient([
      dispense('home', category('community')),
      dispense('ward', category('inpatient')),
    ]);
    const { ids } = await patient.list('medicationDispenses(category: ["community"])');
    expect(ids).toEqual(['home']);
  });
});

describe('a dispense', () => {
  it('shows the detected issue for which a dispense was declined', async () => {
    expect(
      await queryDispense(
        'status statusReason { text } statusReasonReference { display type } detectedIssues { display }',
        {
          status: 'declined',
          statusReasonReference: { type: 'DetectedIssue', display: 'Interaction with warfarin' },
          detectedIssue: [{ display: 'Interaction with warfarin' }],
        },
      ),
    ).toEqual({
      status: 'DECLINED',
      statusReason: null,
      statusReasonReference: { display: 'Interaction with warfarin', type: 'DetectedIssue' },
      detectedIssues: [{ display: 'Interaction with warfarin' }],
    });
  });

  it('lists a dispense with a status that FHIR does not define, as the server wrote it', async () => {
    expect(await queryDispense('status statusCode', { status: 'returned-to-stock' })).toEqual({
      status: 'UNRECOGNIZED',
      statusCode: 'returned-to-stock',
    });
  });

  it('shows all numbers of the quantity, supply and instructions of a dispense', async () => {
    expect(
      await queryDispense('quantity { text } daysSupplyText daysSupply { decimal } dosageText', {
        quantity: { value: 90, unit: 'tablet' },
        daysSupply: { value: 30, unit: 'Day', system: 'http://unitsofmeasure.org', code: 'd' },
        dosageInstruction: [
          { text: 'Take by mouth daily', doseAndRate: [{ doseQuantity: { value: 325, unit: 'mg' } }] },
        ],
      }),
    ).toEqual({
      quantity: { text: '90 tablet' },
      daysSupplyText: '30 days',
      daysSupply: { decimal: '30' },
      dosageText: 'Take by mouth daily (325 mg)',
    });
  });

  it('names a dispense after the Medication that it references', async () => {
    expect(
      await queryDispense(
        'name medicationConcept { text }',
        { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/m' } },
        [{ resourceType: 'Medication', id: 'm', code: { text: 'Warfarin 5 mg' } }],
      ),
    ).toEqual({ name: 'Warfarin 5 mg', medicationConcept: null });
  });

  it('shows the order that a dispense fills, its encounter, and everyone involved', async () => {
    const subject = { reference: 'Patient/p1' };
    expect(
      await queryDispense(
        `prescriptions { resource { id dosageText } } encounter { resource { id } } location { resource { name } }
         performers { function { text } actor { display } } receivers { display }
         substitution { wasSubstituted type { text } reasons { text } responsibleParties { display } }`,
        {
          authorizingPrescription: [{ reference: 'MedicationRequest/r' }],
          context: { reference: 'Encounter/e' },
          location: { reference: 'Location/l' },
          performer: [{ function: { text: 'Packager' }, actor: { display: 'Pharmacy' } }],
          receiver: [{ display: 'Her mother' }],
          substitution: {
            wasSubstituted: true,
            type: { text: 'generic' },
            reason: [{ text: 'formulary policy' }],
            responsibleParty: [{ display: 'Doug Dispenser' }],
          },
        },
        [
          {
            resourceType: 'MedicationRequest',
            id: 'r',
            status: 'active',
            intent: 'order',
            subject,
            dosageInstruction: [{ text: 'One daily' }],
          },
          { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, subject },
          { resourceType: 'Location', id: 'l', name: 'Main pharmacy' },
        ],
      ),
    ).toEqual({
      prescriptions: [{ resource: { id: 'r', dosageText: 'One daily' } }],
      encounter: { resource: { id: 'e' } },
      location: { resource: { name: 'Main pharmacy' } },
      performers: [{ function: { text: 'Packager' }, actor: { display: 'Pharmacy' } }],
      receivers: [{ display: 'Her mother' }],
      substitution: {
        wasSubstituted: true,
        type: { text: 'generic' },
        reasons: [{ text: 'formulary policy' }],
        responsibleParties: [{ display: 'Doug Dispenser' }],
      },
    });
  });

  it('returns null without an error for elements of a dispense with the wrong type', async () => {
    expect(
      await queryDispense(
        'quantity { text } daysSupplyText dosageText whenHandedOver substitution { type { text } } performers { actor { display } }',
        {
          quantity: 'ninety',
          daysSupply: [],
          dosageInstruction: 'daily',
          whenHandedOver: 7,
          substitution: true,
          performer: [null, 'somebody'],
        },
      ),
    ).toMatchObject({
      quantity: null,
      daysSupplyText: null,
      whenHandedOver: null,
      substitution: null,
      performers: [],
    });
  });
});
