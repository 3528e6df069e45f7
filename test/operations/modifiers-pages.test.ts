import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient | null = null;

afterEach(async () => {
  await patient?.close();
  patient = null;
});

const subject = { reference: 'Patient/p1' };

function order(id: string, more: object): object {
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { text: `medication ${id}` },
    ...more,
  };
}

/** More than fit on one page of the server. */
const ORDERS = Array.from({ length: 90 }, (_, number) =>
  order(`m${number}`, { authoredOn: `2024-01-01T00:00:${String(number % 60).padStart(2, '0')}Z` }),
);

describe('a patient with several pages of orders', () => {
  it('lists the oldest of many orders in prohibitions, without a warning about missing ones', async () => {
    const oldest = order('no', { doNotPerform: true, authoredOn: '1999-01-01' });
    patient = await startHapiPatient([...ORDERS, oldest]);
    const { gateway } = patient;
    const { data, errors, extensions } = await gateway.query(
      '{ patient(id: "p1") { prohibitions { text isInForce } } }',
    );
    expect(errors).toBeUndefined();
    expect(at(data, 'patient', 'prohibitions')).toEqual([
      { text: 'Do not give: medication no', isInForce: true },
    ]);
    expect(extensions?.fhir.warnings).toEqual([]);
  });

  it('lists the newest valid order, although many entered-in-error orders precede it', async () => {
    const errors = ORDERS.map((_, number) =>
      order(`e${number}`, { status: 'entered-in-error', authoredOn: '2025-01-01' }),
    );
    const newest = order('newest', { authoredOn: '2024-12-31' });
    patient = await startHapiPatient([...ORDERS, ...errors, newest]);
    const { ids, warnings } = await patient.list('medications(first: 1)');
    expect(ids).toEqual(['newest']);
    expect(warnings).toContain('ENTERED_IN_ERROR_LEFT_OUT patient.medications');
  });
});
