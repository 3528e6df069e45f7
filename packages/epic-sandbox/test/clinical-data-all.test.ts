import { describe, expect, it } from 'vitest';
import { LATEST } from '../src/data/clinical/chart.ts';
import { PATIENT_WITH_EMPTY_ALLERGY_LIST } from '../src/data/clinical/allergy-intolerance.ts';
import { DANGLING_LOCATION, DANGLING_PRACTITIONER } from '../src/data/clinical/shapes-encounters.ts';
import { DANGLING_MEMBER_RESULT } from '../src/data/clinical/shapes-observations.ts';
import * as shapes from '../src/data/clinical/shapes-record.ts';
import { PUBLIC_PATIENTS } from '../src/data/patients.ts';
import {
  ALL_RESOURCES,
  datesIn,
  EMPTY_CHARTS,
  KNOWN_REFERENCES,
  objectsIn,
  PATIENTS,
  RECORD,
  referencesIn,
  isObject,
} from './support/clinical-record.ts';

const DANGLING: ReadonlySet<string> = new Set([
  shapes.GONE_ENCOUNTER,
  shapes.GONE_MEDICATION,
  shapes.GONE_MEMBER,
  shapes.GONE_TARGET,
  DANGLING_LOCATION,
  DANGLING_MEMBER_RESULT,
  DANGLING_PRACTITIONER,
]);

/** What may be planned, promised or run out later than now, by the name of the element. */
const MAY_BE_LATER = new Set(['dueDate', 'expirationDate', 'end']);

const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}Z)?)?)?$/;

describe.each(RECORD)('$type', ({ type, all, ofPatient, again }) => {
  it('is there for every one of the seven public patients', () => {
    expect(PUBLIC_PATIENTS.filter(({ id }) => ofPatient(id).length === 0)).toEqual([]);
  });

  it('is there for others too, and not for the last tenth', () => {
    const others = PATIENTS.slice(PUBLIC_PATIENTS.length, -EMPTY_CHARTS);
    expect(others.filter(({ id }) => ofPatient(id).length > 0).length).toBeGreaterThan(20);
    expect(PATIENTS.slice(-EMPTY_CHARTS).flatMap(({ id }) => ofPatient(id))).toEqual([]);
  });

  it('is the same whenever it is written', () => {
    for (const { id } of PATIENTS) expect(again(id)).toEqual(ofPatient(id));
  });

  it('has its type, and ids in the look of Epic, each of them once', () => {
    expect(all.filter(({ resourceType }) => resourceType !== type)).toEqual([]);
    expect(all.map(({ id }) => id).filter((id) => !/^e[\w.-]{22,58}3$/.test(id))).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('is about the patient in whose chart it is, and refers to nobody else', () => {
    for (const { id } of PATIENTS) {
      const patients = new Set(
        referencesIn(ofPatient(id))
          .map(({ reference }) => reference)
          .filter((reference) => reference.startsWith('Patient/')),
      );
      patients.delete(`Patient/${id}`);
      expect([...patients]).toEqual([]);
    }
  });

  it('refers only to what is there, but for what is made to dangle', () => {
    const unknown = referencesIn(all)
      .map(({ reference }) => reference)
      .filter((reference) => /^[A-Z]\w+\/[\w.-]+$/.test(reference) && !KNOWN_REFERENCES.has(reference));
    expect(unknown.filter((reference) => !DANGLING.has(reference))).toEqual([]);
  });

  it('has no element that is empty, null or undefined', () => {
    const empty = objectsIn(all).filter((object) =>
      Object.values(object).some(
        (value) =>
          value === null ||
          value === undefined ||
          value === '' ||
          (Array.isArray(value) && value.length === 0) ||
          (isObject(value) && Object.keys(value).length === 0),
      ),
    );
    expect(empty).toEqual([]);
  });

  it('has no version and no time of an update', () => {
    const told = all.flatMap(({ meta = {} }) => Object.keys(meta));
    expect(told.filter((name) => name !== 'security')).toEqual([]);
  });
});

describe('the times of a chart', () => {
  it('are dates or instants of FHIR', () => {
    const dates = datesIn(ALL_RESOURCES);
    expect(dates.length).toBeGreaterThan(1000);
    expect(dates.filter(({ value }) => !DATE.test(value) || Number.isNaN(Date.parse(value)))).toEqual([]);
  });

  it('are before the present, but for plans, deadlines and appointments', () => {
    const past = ALL_RESOURCES.filter(({ resourceType }) => resourceType !== 'Appointment');
    expect(datesIn(past).filter(({ name, value }) => value > LATEST && !MAY_BE_LATER.has(name))).toEqual([]);
  });

  it('are within the life of the patient, but for the making of a device', () => {
    const early = PATIENTS.flatMap(({ id, birthDate = '1900-01' }) =>
      RECORD.filter(({ type }) => type !== 'Device').flatMap(({ ofPatient }) =>
        datesIn(ofPatient(id)).filter(({ value }) => value.slice(0, 7) < birthDate.slice(0, 7)),
      ),
    );
    expect(early).toEqual([]);
  });

  it('are not after the death of who has died, but for plans and deadlines', () => {
    const dead = PATIENTS.find(({ deceasedDateTime }) => deceasedDateTime !== undefined);
    const chart = RECORD.flatMap(({ ofPatient }) => ofPatient(dead?.id ?? ''));
    const late = datesIn(chart).filter(
      ({ name, value }) => value > (dead?.deceasedDateTime ?? '') && !MAY_BE_LATER.has(name),
    );
    expect(chart.length).toBeGreaterThan(20);
    expect(late).toEqual([]);
  });

  it('of a list are not in order, as in no list of Epic', () => {
    const dates = RECORD.flatMap(({ all }) => all).flatMap((resource) =>
      'recordedDate' in resource && typeof resource.recordedDate === 'string' ? [resource.recordedDate] : [],
    );
    expect(dates).not.toEqual(dates.toSorted());
    expect(dates).not.toEqual(dates.toSorted().toReversed());
  });

  it('have periods that end after they start', () => {
    const backwards = objectsIn(ALL_RESOURCES).filter(
      ({ start, end }) =>
        typeof start === 'string' && typeof end === 'string' && end < start.slice(0, end.length),
    );
    expect(backwards).toEqual([]);
  });
});

describe('the lists', () => {
  it('are empty for some patients with charts', () => {
    expect(
      RECORD.filter(({ type }) => type === 'AllergyIntolerance').flatMap(({ ofPatient }) =>
        ofPatient(PATIENT_WITH_EMPTY_ALLERGY_LIST),
      ),
    ).toEqual([]);
  });
});
