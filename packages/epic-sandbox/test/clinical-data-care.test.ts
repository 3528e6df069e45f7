import { describe, expect, it } from 'vitest';
import { servedAppointment } from '../src/data/clinical/appointment.ts';
import { LATEST } from '../src/data/clinical/chart.ts';
import { servedImmunization } from '../src/data/clinical/immunization.ts';
import { servedMedicationRequest } from '../src/data/clinical/medication-request.ts';
import { servedProcedure } from '../src/data/clinical/procedure.ts';
import { servedServiceRequest } from '../src/data/clinical/service-request.ts';
import { PARTICIPANT_WITHOUT_ACTOR } from '../src/data/clinical/shapes-record.ts';
import { servedSpecimen } from '../src/data/clinical/specimen.ts';
import { DESIREE_POWELL } from '../src/data/patients.ts';
import { codingsIn, generateAll } from './support/clinical-record.ts';

const REQUESTS = generateAll(servedMedicationRequest);
const IMMUNIZATIONS = generateAll(servedImmunization);
const PROCEDURES = generateAll(servedProcedure);
const ORDERS = generateAll(servedServiceRequest);
const SPECIMENS = generateAll(servedSpecimen);
const APPOINTMENTS = generateAll(servedAppointment);

describe('medication requests', () => {
  it('every medication request but one refers to a medication', () => {
    expect(REQUESTS.filter((one) => one.medicationReference === undefined)).toHaveLength(1);
    expect(REQUESTS.filter((one) => one.medicationCodeableConcept !== undefined)).toHaveLength(1);
  });

  it('all dosages have a text, and almost all have a time, an amount and a route', () => {
    const doses = REQUESTS.flatMap(({ dosageInstruction = [] }) => dosageInstruction);
    expect(doses.filter(({ text }) => text === undefined)).toEqual([]);
    const spelled = doses.filter(({ timing }) => timing !== undefined);
    expect(spelled.length).toBeGreaterThan(doses.length - 4);
    for (const { doseAndRate = [], route } of spelled) {
      expect(doseAndRate.map(({ type }) => type?.text)).toEqual(['calculated', 'admin-amount', 'ordered']);
      expect(route?.text).toMatch(/^(Oral|Inhalation|Nasal|Subcutaneous)$/);
    }
  });

  it('many medication requests refer to a reason', () => {
    expect(REQUESTS.filter(({ reasonReference }) => reasonReference !== undefined).length).toBeGreaterThan(
      20,
    );
  });

  it('only stopped medication requests have a status reason', () => {
    expect(
      REQUESTS.filter(({ status, statusReason }) => (status === 'stopped') !== (statusReason !== undefined)),
    ).toEqual([]);
  });
});

describe('immunizations', () => {
  it('children have childhood immunizations', () => {
    const codes = IMMUNIZATIONS.filter(({ patient }) => patient.reference === `Patient/${DESIREE_POWELL}`)
      .flatMap(({ vaccineCode }) => codingsIn(vaccineCode))
      .map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['20', '03', '21']));
    expect(codes).not.toContain('187');
  });

  it('immunizations that were not given have a reason and no lot number', () => {
    const refused = IMMUNIZATIONS.filter(({ status }) => status === 'not-done');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.filter((one) => one.statusReason === undefined || 'lotNumber' in one)).toEqual([]);
  });

  it('immunizations from elsewhere have a report origin', () => {
    const foreign = IMMUNIZATIONS.filter(({ primarySource }) => primarySource === false);
    expect(foreign.some(({ reportOrigin }) => reportOrigin !== undefined)).toBe(true);
    expect(foreign.filter((one) => 'performer' in one)).toEqual([]);
  });
});

describe('orders', () => {
  it('completed laboratory orders have a specimen, which refers to the order', () => {
    const bySpecimen = new Map(
      ORDERS.flatMap(({ id, specimen = [] }) => specimen.map(({ reference }) => [reference, id])),
    );
    expect(SPECIMENS.length).toBe(bySpecimen.size);
    for (const { id, request = [] } of SPECIMENS) {
      expect(request[0]?.reference).toBe(`ServiceRequest/${bySpecimen.get(`Specimen/${id}`)}`);
    }
  });

  it('procedures refer to the orders that they fulfill', () => {
    const based = PROCEDURES.flatMap(({ basedOn = [] }) => basedOn);
    const completed = new Set(
      ORDERS.filter(({ status }) => status === 'completed').map(({ id }) => `ServiceRequest/${id}`),
    );
    expect(based.length).toBeGreaterThan(30);
    expect(based.filter(({ reference = '' }) => !completed.has(reference))).toEqual([]);
  });

  it('specimens are collected before they are received', () => {
    const late = SPECIMENS.filter(
      ({ receivedTime, collection }) =>
        receivedTime !== undefined && receivedTime <= (collection?.collectedDateTime ?? ''),
    );
    expect(late).toEqual([]);
  });
});

describe('procedures', () => {
  it('procedures were performed in a period, on a date, in a year, or at an unknown time', () => {
    const kinds = new Set(
      PROCEDURES.map(({ performedPeriod, performedDateTime, performedString }) =>
        performedPeriod === undefined ? (performedDateTime?.length ?? performedString) : 'period',
      ),
    );
    expect(kinds).toEqual(new Set(['period', 10, 4, 20, 'As a child', undefined]));
  });

  it('procedures that were not done have no time', () => {
    const undone = PROCEDURES.filter(({ status }) => status === 'not-done');
    expect(undone.length).toBeGreaterThan(0);
    expect(undone.filter((one) => Object.keys(one).some((name) => name.startsWith('performed')))).toEqual([]);
  });
});

describe('appointments', () => {
  const timed = APPOINTMENTS.filter(({ start }) => start !== undefined);

  it('appointments are in the past and in the future', () => {
    expect(timed.filter(({ start = '' }) => start < LATEST).length).toBeGreaterThan(50);
    expect(timed.filter(({ start = '' }) => start > LATEST).length).toBeGreaterThan(50);
  });

  it('future appointments are not fulfilled, and past ones are not booked', () => {
    const odd = timed.filter(({ start = '', status }) =>
      start > LATEST
        ? ['fulfilled', 'noshow', 'arrived', 'checked-in'].includes(status)
        : ['booked', 'pending'].includes(status),
    );
    expect(odd).toEqual([]);
  });

  it('appointments end after their duration', () => {
    const wrong = timed.filter(
      ({ start = '', end = '', minutesDuration = 0 }) =>
        Date.parse(end) - Date.parse(start) !== minutesDuration * 60_000,
    );
    expect(wrong).toEqual([]);
  });

  it('appointments have the patient, and usually a practitioner and a location', () => {
    const actors = APPOINTMENTS.filter(({ id }) => id !== PARTICIPANT_WITHOUT_ACTOR).map(({ participant }) =>
      participant.map(({ actor }) => actor?.reference?.split('/')[0]),
    );
    expect(actors.filter((types) => types[0] !== 'Patient')).toEqual([]);
    expect(actors.filter((types) => types.length === 3).length).toBeGreaterThan(actors.length / 2);
    expect(actors.filter((types) => types.length < 3).length).toBeGreaterThan(0);
  });
});
