import { describe, expect, it } from 'vitest';
import { activitiesOf, sortByForce, prohibitionsIn, prohibitionText } from '../../src/fhir/prohibitions.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

function shown(record: object): object[] {
  return prohibitionsIn(asSent<Stored<Resource>>({ id: 'r', ...record })).map((one) => ({
    text: prohibitionText(one, one.name),
    isInForce: one.isInForce,
    path: one.path,
  }));
}

const aspirin = { medicationCodeableConcept: { text: 'aspirin' }, doNotPerform: true };

describe('a prohibition', () => {
  it.each<[string, object, object[]]>([
    [
      'of a medication',
      { resourceType: 'MedicationRequest', status: 'active', ...aspirin },
      [{ text: 'Do not give: aspirin', isInForce: true, path: 'MedicationRequest.doNotPerform' }],
    ],
    [
      'of a medication, with the flag as a string and without a status',
      { resourceType: 'MedicationRequest', ...aspirin, doNotPerform: 'True' },
      [{ text: 'Do not give: aspirin', isInForce: true, path: 'MedicationRequest.doNotPerform' }],
    ],
    [
      'that has ended',
      { resourceType: 'MedicationRequest', status: 'stopped', ...aspirin },
      [
        {
          text: 'Do not give: aspirin (no longer in force)',
          isInForce: false,
          path: 'MedicationRequest.doNotPerform',
        },
      ],
    ],
    [
      'that is only proposed',
      { resourceType: 'MedicationRequest', intent: 'proposal', ...aspirin },
      [{ text: 'Do not give: aspirin (proposed)', isInForce: true, path: 'MedicationRequest.doNotPerform' }],
    ],
    [
      'of a medication without a name',
      { resourceType: 'MedicationRequest', doNotPerform: true },
      [
        {
          text: 'Do not give: name unavailable, see record',
          isInForce: true,
          path: 'MedicationRequest.doNotPerform',
        },
      ],
    ],
    [
      'of a procedure',
      {
        resourceType: 'ServiceRequest',
        status: 'on-hold',
        code: { text: 'blood pressure on the left arm' },
        doNotPerform: true,
      },
      [
        {
          text: 'Do not perform: blood pressure on the left arm',
          isInForce: true,
          path: 'ServiceRequest.doNotPerform',
        },
      ],
    ],
    [
      'of the second activity of a plan',
      {
        resourceType: 'CarePlan',
        status: 'active',
        activity: [
          { detail: { description: 'walk' } },
          {
            detail: {
              kind: 'MedicationRequest',
              productCodeableConcept: { text: 'ibuprofen' },
              doNotPerform: true,
            },
          },
        ],
      },
      [
        {
          text: 'Do not give: ibuprofen',
          isInForce: true,
          path: 'CarePlan.activity[1].detail.doNotPerform',
        },
      ],
    ],
    [
      'of an order that a plan contains',
      {
        resourceType: 'CarePlan',
        status: 'active',
        contained: [{ resourceType: 'MedicationRequest', id: 'm', status: 'active', ...aspirin }],
        activity: [{ reference: { reference: '#m' } }, { reference: { reference: '#n' } }],
      },
      [
        {
          text: 'Do not give: aspirin',
          isInForce: true,
          path: 'CarePlan.activity[0].reference.resolve().doNotPerform',
        },
      ],
    ],
    [
      'that was canceled, in other spelling',
      { resourceType: 'ServiceRequest', status: ' Cancelled', code: { text: 'CPR' }, doNotPerform: true },
      [
        {
          text: 'Do not perform: CPR (no longer in force)',
          isInForce: false,
          path: 'ServiceRequest.doNotPerform',
        },
      ],
    ],
    [
      'of activities, with space around their codes',
      {
        resourceType: 'CarePlan',
        status: 'active',
        activity: [
          { detail: { status: 'entered-in-error ', description: 'CPR', doNotPerform: true } },
          {
            detail: {
              kind: 'MedicationRequest ',
              status: 'stopped ',
              productCodeableConcept: { text: 'ibuprofen' },
              doNotPerform: true,
            },
          },
        ],
      },
      [
        {
          text: 'Do not give: ibuprofen (no longer in force)',
          isInForce: false,
          path: 'CarePlan.activity[1].detail.doNotPerform',
        },
      ],
    ],
    [
      'of a plan that is over, with space around its status',
      {
        resourceType: 'CarePlan',
        status: 'revoked ',
        activity: [{ detail: { description: 'lift weights', doNotPerform: true } }],
      },
      [
        {
          text: 'Do not perform: lift weights (no longer in force)',
          isInForce: false,
          path: 'CarePlan.activity[0].detail.doNotPerform',
        },
      ],
    ],
    [
      'of a plan that is over',
      {
        resourceType: 'CarePlan',
        status: 'revoked',
        activity: [{ detail: { status: 'in-progress', description: 'lift weights', doNotPerform: true } }],
      },
      [
        {
          text: 'Do not perform: lift weights (no longer in force)',
          isInForce: false,
          path: 'CarePlan.activity[0].detail.doNotPerform',
        },
      ],
    ],
  ])('a prohibition %s is found', (_what, record, expected) => {
    expect(shown(record)).toEqual(expected);
  });

  it.each<[string, object]>([
    [
      'a record entered in error',
      { resourceType: 'MedicationRequest', status: 'entered-in-error', ...aspirin },
    ],
    ['an ordinary order', { resourceType: 'MedicationRequest', ...aspirin, doNotPerform: false }],
    ['another type', { resourceType: 'Observation', doNotPerform: true }],
  ])('no prohibition is found in %s', (_what, record) => {
    expect(shown(record)).toEqual([]);
  });

  it('prohibitions in force come before those that have ended', () => {
    const [ended, held] = [{ status: 'stopped' }, { status: 'active' }].flatMap((status) =>
      prohibitionsIn(
        asSent<Stored<Resource>>({ resourceType: 'MedicationRequest', id: 'r', ...aspirin, ...status }),
      ),
    );
    const all = [ended, held].filter((one) => one !== undefined);
    expect(sortByForce(all)).toEqual([held, ended]);
  });
});

describe('the activities of a plan', () => {
  it('the activities of a plan are divided into activities to do and prohibitions', () => {
    const walk = { detail: { description: 'walk' } };
    const lift = { detail: { description: 'lift weights', doNotPerform: true } };
    const referred = { reference: { reference: 'ServiceRequest/s' } };
    const inside = { reference: { reference: '#m' } };
    const contained = [{ resourceType: 'MedicationRequest', id: 'm', ...aspirin }];
    const plan = { contained, activity: [walk, null, lift, referred, inside] };
    const { toDo, prohibited } = activitiesOf(asSent(plan));
    expect(toDo).toEqual([walk, referred]);
    expect(prohibited).toEqual([lift, inside]);
  });
});
