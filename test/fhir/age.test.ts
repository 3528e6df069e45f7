import { describe, expect, it } from 'vitest';
import { ageOf, ageTextOf } from '../../src/fhir/age.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';
import type { Patient } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const TODAY = createSiteTime(Date.parse('2026-05-01T12:00:00Z'), 'UTC');

describe('the age of a patient', () => {
  it.each<[string, object, number | null]>([
    ['today’s', { birthDate: '1987-09-12', deceasedBoolean: false }, 38],
    ['the age at death', { birthDate: '1950-04-05', deceasedDateTime: '2024-11-03T04:05:00Z' }, 74],
    [
      'the age at death, on the day before a birthday',
      { birthDate: '1950-04-05', deceasedDateTime: '2024-04-04' },
      73,
    ],
    [
      'null if the year of death leaves the age uncertain',
      { birthDate: '1950-04-05', deceasedDateTime: '2024' },
      null,
    ],
    ['null if the death is a string', { birthDate: '1950-04-05', deceasedBoolean: 'true' }, null],
    ['null if the death is unreadable', { birthDate: '1950-04-05', deceasedBoolean: 'Y' }, null],
    ['null if the date of death is a number', { birthDate: '1950-04-05', deceasedDateTime: 2020 }, null],
    ['the age today if the date of death is empty', { birthDate: '1987-09-12', deceasedDateTime: '' }, 38],
    ['null if the time of death is unknown', { birthDate: '1950-04-05', deceasedBoolean: true }, null],
    [
      'null if the date of death is invalid',
      { birthDate: '1950-04-05', deceasedDateTime: 'last year' },
      null,
    ],
    ['certain for a month of birth that has passed this year', { birthDate: '1966-02' }, 60],
    ['null for only a year', { birthDate: '1948' }, null],
    ['null without a birth date', {}, null],
    ['null for an invalid birth date', { birthDate: '12/09/1987' }, null],
    ['null for a birth date in the future', { birthDate: '2027-01-01' }, null],
  ])('the age of a patient is %s', (_what, patient, expected) => {
    expect(ageOf(asSent({ resourceType: 'Patient', ...patient }), TODAY)).toBe(expected);
  });
});

/** Returns the age text at noon UTC, when nearly all time zones have the same day. */
function textOn(day: string, patient: object, zone = 'UTC'): string | null {
  return ageTextAt(`${day}T12:00:00Z`, patient, zone);
}

function ageTextAt(at: string, patient: object, zone: string): string | null {
  return ageTextOf(asSent({ resourceType: 'Patient', ...patient }), createSiteTime(Date.parse(at), zone));
}

/** Builds a birth date with FHIR's extension for the time of birth. */
function bornAt(time: string, birthDate = time.slice(0, 10)): object {
  const url = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';
  return { birthDate, _birthDate: { extension: [{ url: 'urn:other' }, { url, valueDateTime: time }] } };
}

describe('the text of an age', () => {
  it.each<[birthDate: string, on: string, text: string | null]>([
    ['2026-05-01', '2026-05-01', '0 days'],
    ['2026-04-30', '2026-05-01', '1 day'],
    ['2026-04-04', '2026-05-01', '27 days'],
    ['2026-04-03', '2026-05-01', '28 days'],
    ['2026-04-02', '2026-05-01', '29 days'],
    ['2026-04-01', '2026-05-01', '1 month'],
    ['2024-05-02', '2026-05-01', '23 months'],
    ['2024-05-01', '2026-05-01', '2 years'],
    ['2024-04-01', '2026-05-01', '2 years 1 month'],
    ['2019-01-12', '2026-05-01', '7 years 3 months'],
    ['2008-05-02', '2026-05-01', '17 years 11 months'],
    ['2008-05-01', '2026-05-01', '18 years'],
    ['1987-09-12', '2026-05-01', '38 years'],
    ['2027-01-01', '2026-05-01', null],
    ['2026-05-02', '2026-05-01', null],
    ['garbage', '2026-05-01', null],
  ])('the age text of a patient born on %s is, on %s, %s [CS-95]', (birthDate, on, expected) => {
    expect(textOn(on, { birthDate })).toBe(expected);
  });

  it.each<[birthDate: string, on: string, text: string]>([
    ['2024-02-29', '2025-02-28', '11 months'],
    ['2024-02-29', '2025-03-01', '12 months'],
    ['2024-02-29', '2026-02-28', '23 months'],
    ['2024-02-29', '2026-03-01', '2 years'],
    ['2020-02-29', '2028-02-28', '7 years 11 months'],
    ['2020-02-29', '2028-02-29', '8 years'],
    ['2026-01-31', '2026-02-28', '28 days'],
    ['2026-01-31', '2026-03-01', '1 month'],
    ['2024-02-29', '2024-03-01', '1 day'],
    ['2023-02-28', '2023-03-01', '1 day'],
  ])('the age text follows the calendar: born on %s, on %s it is %s', (birthDate, on, expected) => {
    expect(textOn(on, { birthDate })).toBe(expected);
  });

  it.each<[birthDate: string, on: string, text: string | null]>([
    ['2019', '2026-05-01', null],
    ['2019', '2026-12-31', '7 years'],
    ['2019-05', '2026-06-15', '7 years'],
    ['2019-05', '2026-05-31', '7 years'],
    ['2019-05', '2026-05-15', null],
    ['2025-03', '2026-05-15', '1 year'],
    ['2025-03', '2026-05-31', '14 months'],
    ['2026-05', '2026-05-20', 'under 1 month'],
    ['2026', '2026-05-20', '0 years'],
    ['2027', '2026-05-20', null],
  ])(
    'the age text omits units that a partial date leaves uncertain: born %s, on %s: %s',
    (birthDate, on, expected) => {
      expect(textOn(on, { birthDate })).toBe(expected);
    },
  );

  it.each<[at: string, text: string | null]>([
    ['2026-04-30T21:59:59Z', null],
    ['2026-04-30T22:00:00Z', '0 hours'],
    ['2026-04-30T23:30:00Z', '1 hour'],
    ['2026-05-03T21:59:59Z', '71 hours'],
    ['2026-05-03T22:00:00Z', '3 days'],
  ])('with a time of birth, the age text counts hours for three days: at %s %s', (at, expected) => {
    expect(ageTextAt(at, bornAt('2026-05-01T00:00:00+02:00'), 'Europe/Berlin')).toBe(expected);
  });

  it('hours of age are elapsed hours, even when daylight saving time starts or ends', () => {
    expect(ageTextAt('2026-03-08T09:00:00Z', bornAt('2026-03-08T00:00:00-06:00'), 'America/Chicago')).toBe(
      '3 hours',
    );
    expect(ageTextAt('2026-11-01T09:00:00Z', bornAt('2026-11-01T00:00:00-05:00'), 'America/Chicago')).toBe(
      '4 hours',
    );
  });

  it.each<[string, object]>([
    ['has no offset', bornAt('2026-04-30T08:00:00')],
    ['is on a different day than the birth date', bornAt('2026-04-28T08:00:00Z', '2026-04-30')],
    ['has no time of day', bornAt('2026-04-30')],
    ['is malformed', { birthDate: '2026-04-30', _birthDate: { extension: 'x' } }],
    ['is missing', { birthDate: '2026-04-30', _birthDate: null }],
  ])('the age text counts days if the time of birth %s', (_what, patient) => {
    expect(textOn('2026-05-01', patient)).toBe('1 day');
  });

  it('a time of birth in UTC counts if its day at the site is the birth date', () => {
    const patient = bornAt('2026-05-01T03:00:00Z', '2026-04-30');
    expect(ageTextAt('2026-05-01T05:00:00Z', patient, 'America/Chicago')).toBe('2 hours');
    expect(ageTextAt('2026-05-01T05:00:00Z', patient, 'UTC')).toBe('1 day');
  });
});

describe('the age at death', () => {
  it.each<[string, Partial<Patient>, string | null]>([
    ['in years', { birthDate: '1950-04-05', deceasedDateTime: '2024-11-03T04:05:00Z' }, '74 years'],
    ['in days', { birthDate: '2020-01-01', deceasedDateTime: '2020-01-05' }, '4 days'],
    ['in years for a month of death', { birthDate: '2010-01-15', deceasedDateTime: '2020-04' }, '10 years'],
    ['null for only a year', { birthDate: '2010-03-05', deceasedDateTime: '2020' }, null],
    ['null without a date', { birthDate: '2010-03-05', deceasedBoolean: true }, null],
    [
      'null for a date in the future, which is a typo',
      { birthDate: '1950-04-05', deceasedDateTime: '2062-01-01' },
      null,
    ],
    ['null for a date before birth', { birthDate: '2010-03-05', deceasedDateTime: '2009-01-01' }, null],
  ])('the age text at death is %s [CS-96]', (_what, patient, expected) => {
    expect(textOn('2026-05-01', patient)).toBe(expected);
  });

  it('the age at death is in hours if both times are known', () => {
    const patient = { ...bornAt('2020-01-01T08:00:00Z'), deceasedDateTime: '2020-01-02T09:30:00+01:00' };
    expect(textOn('2026-05-01', patient)).toBe('24 hours');
  });

  it('the age at death uses the day at the site [CS-95]', () => {
    const patient = { birthDate: '1950-11-03', deceasedDateTime: '2024-11-03T04:05:00Z' };
    expect(textOn('2026-05-01', patient, 'America/Chicago')).toBe('73 years');
    expect(textOn('2026-05-01', patient, 'Europe/Berlin')).toBe('74 years');
  });
});

describe('today at the site', () => {
  it.each<[zone: string, age: number]>([
    ['Pacific/Kiritimati', 39],
    ['Europe/Berlin', 39],
    ['UTC', 38],
    ['America/Chicago', 38],
    ['Pacific/Pago_Pago', 38],
  ])('a birthday begins at midnight at the site: in %s the age is %s', (zone, age) => {
    const time = createSiteTime(Date.parse('2026-09-11T23:00:00Z'), zone);
    expect(ageOf({ resourceType: 'Patient', birthDate: '1987-09-12' }, time)).toBe(age);
  });
});
