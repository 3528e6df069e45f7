import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageIn, isFhirDate, isFhirDateTime, isGivenDateTime } from '../../src/fhir/dates.ts';

const DAY_MS = 86_400_000;

describe('a date', () => {
  it.each(['1987', '1987-09', '1987-09-12', '0001', '9999-12-31', '2024-02-29', '2000-02-29', '2026-04-30'])(
    'a date can be %s',
    (date) => {
      expect(isFhirDate(date)).toBe(true);
      expect(isFhirDateTime(date)).toBe(true);
    },
  );

  it.each([
    '',
    '0000',
    '87',
    '19870912',
    '1987-9-12',
    '1987-00',
    '1987-13',
    '1987-00-10',
    '1987-09-00',
    '1987-09-31',
    '2023-02-29',
    '1900-02-29',
    '2026-02-30',
    '1987-09-12 ',
    '1987-09-12\n',
    '09/12/1987',
    '1987-09-12Z',
    '+1987',
    '-1987',
    '１９８７',
  ])('a date cannot be %j', (date) => {
    expect(isFhirDate(date)).toBe(false);
    expect(isFhirDateTime(date)).toBe(false);
  });
});

describe('a dateTime', () => {
  it.each([
    '2026-05-01T09:30:00-05:00',
    '2026-05-01T09:30:00Z',
    '2026-05-01T09:30:00.123Z',
    '2026-05-01T09:30:60Z',
    '2026-05-01T09:30Z',
    '2026-05-01T09:30',
    '2024-02-29T00:00:00Z',
  ])('a dateTime can be %s, which is not a date', (dateTime) => {
    expect(isFhirDateTime(dateTime)).toBe(true);
    expect(isFhirDate(dateTime)).toBe(false);
  });

  it.each([
    '2026-05-01T',
    '2026-05-01T09',
    '2026-05-01T24:00:00Z',
    '2026-05-01T09:60:00Z',
    '2026-05-01T09:30:61Z',
    '2026-05-01 09:30:00',
    '2026-05T09:30:00Z',
    '2023-02-29T00:00:00Z',
    '2026-05-01T09:30:00 05:00',
  ])('a dateTime cannot be %s', (dateTime) => {
    expect(isFhirDateTime(dateTime)).toBe(false);
  });
});

describe('a dateTime from a caller', () => {
  it.each(['Z', '', '+00:00', '-13:59', '+13:59', '+14:00', '-14:00'])(
    'a dateTime from a caller can have the offset "%s"',
    (offset) => {
      expect(isGivenDateTime(`2026-05-01T09:30:00${offset}`)).toBe(true);
    },
  );

  it.each(['+14:01', '+14:30', '+15:00', '-23:30', '+23:59', '+99:00', '+05:60'])(
    'a dateTime from a caller cannot have the offset %s, which servers may send',
    (offset) => {
      expect(isGivenDateTime(`2026-05-01T09:30:00${offset}`)).toBe(false);
      expect(isFhirDateTime(`2026-05-01T09:30:00${offset}`)).toBe(true);
    },
  );

  it('a dateTime from a caller can be partial, but must be valid', () => {
    expect(['1987', '1987-09', '1987-09-12'].every(isGivenDateTime)).toBe(true);
    expect(['', 'yesterday', '2026-02-30T09:30:00Z'].some(isGivenDateTime)).toBe(false);
  });
});

describe('an age in years', () => {
  it.each<[string, string, number | null]>([
    ['1987-09-12', '2026-09-11', 38],
    ['1987-09-12', '2026-09-12', 39],
    ['1987-09-12', '1987-09-12', 0],
    ['1987-09-12', '1987-09-11', null],
    ['1987-09-12', '1986-12-31', null],
    ['2004-02-29', '2005-02-28', 0],
    ['2004-02-29', '2005-03-01', 1],
    ['2004-02-29', '2008-02-28', 3],
    ['2004-02-29', '2008-02-29', 4],
  ])('the age in years of a patient born on %s is, on %s, %s', (birthDate, on, age) => {
    expect(ageIn('years', birthDate, on)).toBe(age);
  });

  it.each<[string, string, number | null, string]>([
    ['1948', '2026-05-01', null, 'the birthday can be over or not'],
    ['1948', '2026-12-31', 78, 'every birthday is over'],
    ['1948', '2026-01-01', null, 'only who was born on 1 January is 78'],
    ['1966-02', '2026-01-31', 59, 'the birthday is yet to come'],
    ['1966-02', '2026-02-10', null, 'the birthday can be over or not'],
    ['1966-02', '2026-02-28', 60, 'every birthday is over'],
    ['1968-02', '2026-02-28', null, '1968 had a 29 February'],
    ['1966-02', '2026-05-01', 60, 'the birthday is over'],
    ['1966-04', '2024', null, 'the birthday can be over or not'],
    ['1966-04-05', '2024-04', null, 'the birthday can be over or not'],
    ['1966-04-05', '2024-03', 57, 'the birthday was yet to come'],
    ['1966-01-01', '2024', 58, 'every day of the year is on or after the birthday'],
    ['2026', '2026-05-01', 0, 'a newborn'],
    ['2026-05', '2026-05-01', 0, 'a newborn'],
    ['2026-05-20', '2026', 0, 'died in the year of birth'],
    ['2027', '2026-05-01', null, 'not born yet'],
  ])('the age in years of a patient born in %s is, on %s, %s, because %s', (birthDate, on, age) => {
    expect(ageIn('years', birthDate, on)).toBe(age);
  });

  it.each([
    ['1987-02-30', '2026-05-01'],
    ['1987-09-12', '2026-13'],
    ['garbage', '2026-05-01'],
    ['1987-09-12T00:00:00Z', '2026-05-01'],
    ['', ''],
  ])('the age is null for invalid dates: %j, %j', (birthDate, on) => {
    expect(ageIn('years', birthDate, on)).toBeNull();
  });

  const day = fc
    .integer({ min: Date.UTC(1900, 0, 1) / DAY_MS, max: Date.UTC(2100, 0, 1) / DAY_MS })
    .map((number) => new Date(number * DAY_MS).toISOString().slice(0, 10));

  it('the age in years counts past birthdays', () => {
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [birthDate, on] = one <= other ? [one, other] : [other, one];
        expect(ageIn('years', birthDate, on)).toBe(birthdaysSeen(birthDate, on));
        expect(ageIn('years', on, birthDate)).toBe(birthDate === on ? 0 : null);
      }),
    );
  });

  it('the age for partial dates is null unless all of their days agree', () => {
    const near = fc
      .integer({ min: Date.UTC(1995, 0, 1) / DAY_MS, max: Date.UTC(2005, 0, 1) / DAY_MS })
      .map((number) => new Date(number * DAY_MS).toISOString().slice(0, 10));
    const precision = fc.constantFrom(4, 7, 10);
    fc.assert(
      fc.property(near, near, precision, precision, (one, other, birthPrecision, onPrecision) => {
        const [birthDate, on] = one <= other ? [one, other] : [other, one];
        const [born, asked] = [birthDate.slice(0, birthPrecision), on.slice(0, onPrecision)];
        const ages = possibleAges(born, asked);
        expect(ageIn('years', born, asked)).toBe(ages.size === 1 ? [...ages][0] : null);
      }),
      { numRuns: 40 },
    );
  });
});

/** The oracle: steps from birthday to birthday with Date, which turns a missing February 29 into March 1. */
function birthdaysSeen(birthDate: string, on: string): number {
  const born = new Date(`${birthDate}T00:00:00Z`);
  const end = Date.parse(`${on}T00:00:00Z`);
  let seen = 0;
  while (Date.UTC(born.getUTCFullYear() + seen + 1, born.getUTCMonth(), born.getUTCDate()) <= end) seen += 1;
  return seen;
}

function possibleAges(born: string, asked: string): Set<number> {
  const ages = new Set<number>();
  const days = daysIn(asked);
  for (const birthDate of daysIn(born)) {
    for (const on of days) {
      if (birthDate <= on) ages.add(birthdaysSeen(birthDate, on));
    }
  }
  return ages;
}

/** Returns every day of a year or month, or the single day. */
function daysIn(partial: string): string[] {
  const start = Date.parse(`${partial + '-01-01'.slice(partial.length - 4)}T00:00:00Z`);
  return Array.from({ length: 366 }, (_, index) =>
    new Date(start + index * DAY_MS).toISOString().slice(0, 10),
  ).filter((candidate) => candidate.startsWith(partial));
}
