import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { startHapiPatient } from '../support/hapi-patient.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

const subject = { reference: 'Patient/p1' };
const VISIT = {
  resourceType: 'Encounter',
  id: 'v',
  status: 'finished',
  subject,
  serviceType: { text: 'Cardiology' },
  priority: { text: 'Urgent' },
  length: { value: 2, unit: 'd', code: 'd' },
  hospitalization: { admitSource: { text: 'Referral' }, dischargeDisposition: { text: 'Home' } },
  diagnosis: [
    { condition: { reference: 'Condition/c' }, use: { text: 'Discharge' }, rank: 1 },
    { condition: { display: 'Gout' }, rank: '2' },
  ],
  account: [{ reference: 'Account/a' }],
};
const condition = (id: string, more: object = {}): object => ({
  resourceType: 'Condition',
  id,
  subject,
  code: { text: `condition ${id}` },
  encounter: { reference: 'Encounter/v' },
  ...more,
});

async function query(records: readonly object[], document: string): Promise<unknown> {
  const patient = await startHapiPatient(records);
  const { data, errors } = await patient.gateway.query(document);
  await patient.close();
  expect(errors).toBeUndefined();
  return data;
}

describe('an encounter', () => {
  it('shows its service, length, diagnoses and account', async () => {
    const data = await query(
      [VISIT, condition('c'), { resourceType: 'Account', id: 'a', status: 'on-hold', subject: [subject] }],
      `{ encounter(id: "v") {
        serviceType { text } priority { text } lengthText admitSource { text } dischargeDisposition { text }
        diagnoses { rank use { text } condition { display resource { ... on Condition { name } } } }
        accounts { resource { id status } }
      } }`,
    );
    expect(at(data, 'encounter')).toEqual({
      serviceType: { text: 'Cardiology' },
      priority: { text: 'Urgent' },
      lengthText: '2 days',
      admitSource: { text: 'Referral' },
      dischargeDisposition: { text: 'Home' },
      diagnoses: [
        {
          rank: 1,
          use: { text: 'Discharge' },
          condition: { display: null, resource: { name: 'condition c' } },
        },
        { rank: 2, use: null, condition: { display: 'Gout', resource: null } },
      ],
      accounts: [{ resource: { id: 'a', status: 'ON_HOLD' } }],
    });
  });

  it('lists the conditions recorded at it, without refuted conditions and the conditions of other encounters and patients', async () => {
    const data = await query(
      [
        VISIT,
        condition('here'),
        condition('refuted', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
        condition('elsewhere', { encounter: { reference: 'Encounter/w' } }),
        condition('foreign', { subject: { reference: 'Patient/p2' } }),
      ],
      '{ encounter(id: "v") { conditions { id } } }',
    );
    expect(at(data, 'encounter', 'conditions')).toEqual([{ id: 'here' }]);
  });

  it('has unknown conditions if it does not name its patient', async () => {
    const data = await query(
      [{ ...VISIT, subject: undefined }],
      '{ encounter(id: "v") { conditions { id } } }',
    );
    expect(at(data, 'encounter', 'conditions')).toBeNull();
  });

  it('searches its conditions by patient and encounter, with one request for each encounter', async () => {
    const sandbox: Sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox);
    const { data, calls, extensions } = await ask<{ patient: { encounters: { id: string }[] } }>(
      gateway,
      sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") { encounters(first: 2) { id conditions { id } } } }`,
    );
    const ids = data.patient.encounters.map(({ id }) => id);
    expect(calls.filter((call) => call.startsWith('Condition')).toSorted()).toEqual(
      ids.map((id) => `Condition?_count=999&encounter=${id}&patient=${CAMILA_LOPEZ}`).toSorted(),
    );
    expect(extensions?.fhir.estimatedRequests).toBeGreaterThanOrEqual(calls.length);
    await gateway.close();
    await sandbox.close();
  });
});

const coverage = (id: string, status: string): object => ({
  resourceType: 'Coverage',
  id,
  status,
  beneficiary: subject,
  costToBeneficiary: [
    { type: { text: 'Copay' }, valueMoney: { value: 25.5, currency: 'USD' } },
    {
      type: { text: 'Share' },
      valueQuantity: { value: 20, unit: '%' },
      exception: [{ type: { text: 'Retired' } }],
    },
  ],
});

describe('a coverage', () => {
  it('shows what the patient pays with the digits that were sent, and filters by status', async () => {
    const data = await query(
      [coverage('now', 'active'), coverage('then', 'cancelled')],
      `{ patient(id: "p1") { coverages(status: [ACTIVE]) {
        id costToBeneficiary { type { text } valueText exceptions { text } }
      } } }`,
    );
    expect(at(data, 'patient', 'coverages')).toEqual([
      {
        id: 'now',
        costToBeneficiary: [
          { type: { text: 'Copay' }, valueText: '25.5 USD', exceptions: [] },
          { type: { text: 'Share' }, valueText: '20 %', exceptions: [{ text: 'Retired' }] },
        ],
      },
    ]);
  });
});

describe('a location', () => {
  it('shows its hours, mode and other names', async () => {
    const data = await query(
      [
        {
          resourceType: 'Location',
          id: 'l',
          mode: 'kind',
          availabilityExceptions: 'Closed on holidays',
          hoursOfOperation: [
            { daysOfWeek: ['mon', 'tue'], openingTime: '08:00:00', closingTime: '17:30:00' },
            { daysOfWeek: ['sat'], openingTime: '09:00:00' },
            { daysOfWeek: ['sun'], allDay: true },
          ],
        },
      ],
      `{ location(id: "l") { mode hoursExceptions hours { text daysOfWeek isAllDay start end } } }`,
    );
    expect(at(data, 'location')).toEqual({
      mode: 'KIND',
      hoursExceptions: 'Closed on holidays',
      hours: [
        {
          text: 'mon, tue 08:00–17:30',
          daysOfWeek: ['mon', 'tue'],
          isAllDay: null,
          start: '08:00:00',
          end: '17:30:00',
        },
        { text: 'sat 09:00–—', daysOfWeek: ['sat'], isAllDay: null, start: '09:00:00', end: null },
        { text: 'sun all day', daysOfWeek: ['sun'], isAllDay: true, start: null, end: null },
      ],
    });
  });
});

describe('an account', () => {
  it('shows its coverages in order, its owner and its guarantors', async () => {
    const data = await query(
      [
        {
          resourceType: 'Account',
          id: 'a',
          status: 'frozen',
          type: { text: 'Hospital' },
          subject: [subject, { display: 'Baby' }],
          servicePeriod: { start: '2026-05-01' },
          coverage: [{ coverage: { reference: 'Coverage/c', display: 'Medicare' }, priority: 1 }],
          owner: { display: 'Clinic' },
          guarantor: [{ party: { display: 'Ann' }, onHold: true, period: { end: '2026' } }],
        },
      ],
      `{ account(id: "a") { status statusCode type { text } subjects { display } servicePeriod { start }
        coverages { priority coverage { display } } owner { display } guarantors { party { display } isOnHold period { end } } } }`,
    );
    expect(at(data, 'account')).toEqual({
      status: 'UNRECOGNIZED',
      statusCode: 'frozen',
      type: { text: 'Hospital' },
      subjects: [{ display: null }, { display: 'Baby' }],
      servicePeriod: { start: '2026-05-01' },
      coverages: [{ priority: 1, coverage: { display: 'Medicare' } }],
      owner: { display: 'Clinic' },
      guarantors: [{ party: { display: 'Ann' }, isOnHold: true, period: { end: '2026' } }],
    });
  });
});
