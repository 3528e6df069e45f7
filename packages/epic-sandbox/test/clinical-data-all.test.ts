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

/** The elements whose dates can be later than the sandbox's present: plans, promises and expirations. */
const MAY_BE_LATER = new Set(['dueDate', 'expirationDate', 'end']);

const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}Z)?)?)?$/;

describe.each(RECORD)('$type', ({ type, all, ofPatient, again }) => {
  it(`each of the seven public patients has ${type} resources`, () => {
    expect(PUBLIC_PATIENTS.filter(({ id }) => ofPatient(id).length === 0)).toEqual([]);
  });

  it(`other patients have ${type} resources too, but not the last tenth`, () => {
    const others = PATIENTS.slice(PUBLIC_PATIENTS.length, -EMPTY_CHARTS);
    expect(others.filter(({ id }) => ofPatient(id).length > 0).length).toBeGreaterThan(20);
    expect(PATIENTS.slice(-EMPTY_CHARTS).flatMap(({ id }) => ofPatient(id))).toEqual([]);
  });

  it(`${type} resources are the same each time they are generated`, () => {
    for (const { id } of PATIENTS) expect(again(id)).toEqual(ofPatient(id));
  });

  it(`${type} resources have their type, and unique ids in Epic's form`, () => {
    expect(all.filter(({ resourceType }) => resourceType !== type)).toEqual([]);
    expect(all.map(({ id }) => id).filter((id) => !/^e[\w.-]{22,58}3$/.test(id))).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it(`${type} resources refer only to the patient whose chart holds them`, () => {
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

  it(`${type} resources refer only to existing resources, except for the dangling shapes`, () => {
    const unknown = referencesIn(all)
      .map(({ reference }) => reference)
      .filter((reference) => /^[A-Z]\w+\/[\w.-]+$/.test(reference) && !KNOWN_REFERENCES.has(reference));
    expect(unknown.filter((reference) => !DANGLING.has(reference))).toEqual([]);
  });

  it(`${type} resources have no empty, null or undefined elements`, () => {
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

  it(`${type} resources have neither a version nor an update time`, () => {
    const metaNames = all.flatMap(({ meta = {} }) => Object.keys(meta));
    expect(metaNames.filter((name) => name !== 'security')).toEqual([]);
  });
});

describe('the times in charts', () => {
  it('all times are FHIR dates or instants', () => {
    const dates = datesIn(ALL_RESOURCES);
    expect(dates.length).toBeGreaterThan(1000);
    expect(dates.filter(({ value }) => !DATE.test(value) || Number.isNaN(Date.parse(value)))).toEqual([]);
  });

  it('all times are before the present, except for plans, deadlines and appointments', () => {
    const past = ALL_RESOURCES.filter(({ resourceType }) => resourceType !== 'Appointment');
    expect(datesIn(past).filter(({ name, value }) => value > LATEST && !MAY_BE_LATER.has(name))).toEqual([]);
  });

  it("all times are within the patient's life, except for the manufacture of devices", () => {
    const early = PATIENTS.flatMap(({ id, birthDate = '1900-01' }) =>
      RECORD.filter(({ type }) => type !== 'Device').flatMap(({ ofPatient }) =>
        datesIn(ofPatient(id)).filter(({ value }) => value.slice(0, 7) < birthDate.slice(0, 7)),
      ),
    );
    expect(early).toEqual([]);
  });

  it("no time is after the patient's death, except for plans and deadlines", () => {
    const dead = PATIENTS.find(({ deceasedDateTime }) => deceasedDateTime !== undefined);
    const chart = RECORD.flatMap(({ ofPatient }) => ofPatient(dead?.id ?? ''));
    const late = datesIn(chart).filter(
      ({ name, value }) => value > (dead?.deceasedDateTime ?? '') && !MAY_BE_LATER.has(name),
    );
    expect(chart.length).toBeGreaterThan(20);
    expect(late).toEqual([]);
  });

  it("lists are not in chronological order, like Epic's", () => {
    const dates = RECORD.flatMap(({ all }) => all).flatMap((resource) =>
      'recordedDate' in resource && typeof resource.recordedDate === 'string' ? [resource.recordedDate] : [],
    );
    expect(dates).not.toEqual(dates.toSorted());
    expect(dates).not.toEqual(dates.toSorted().toReversed());
  });

  it('every period ends after its start', () => {
    const backwards = objectsIn(ALL_RESOURCES).filter(
      ({ start, end }) =>
        typeof start === 'string' && typeof end === 'string' && end < start.slice(0, end.length),
    );
    expect(backwards).toEqual([]);
  });
});

describe('lists without entries', () => {
  it('some patients with charts have empty lists', () => {
    expect(
      RECORD.filter(({ type }) => type === 'AllergyIntolerance').flatMap(({ ofPatient }) =>
        ofPatient(PATIENT_WITH_EMPTY_ALLERGY_LIST),
      ),
    ).toEqual([]);
  });
});
