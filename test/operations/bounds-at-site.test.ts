import { afterEach, describe, expect, it } from 'vitest';
import { byEarliestDate, byLatestDate, withOffset } from '../../src/fhir/list-filters.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient | null = null;

afterEach(async () => {
  await patient?.close();
  patient = null;
});

const CHICAGO = 'America/Chicago';

describe('withOffset', () => {
  it.each([
    [byEarliestDate('date'), '2024-05-01', CHICAGO, '2024-05-01T05:00:00.000Z'],
    [byLatestDate('date'), '2024-05-01', CHICAGO, '2024-05-02T04:59:59.999Z'],
    [byEarliestDate('date'), '2024-12', CHICAGO, '2024-12-01T06:00:00.000Z'],
    [byLatestDate('date'), '2024', 'Pacific/Auckland', '2024-12-31T10:59:59.999Z'],
    [byEarliestDate('date'), '2024-03-11', 'Asia/Kathmandu', '2024-03-10T18:15:00.000Z'],
  ])(
    'gives a bound the offset of the site: of %o, %s in %s becomes %s [CS-7]',
    (filter, bound, zone, sent) => {
      expect(withOffset(filter, bound, zone)).toBe(sent);
    },
  );

  it('leaves a bound unchanged that has an offset or is no date', () => {
    expect(withOffset(byLatestDate('date'), '2024-05-01T21:00:00-05:00', 'Asia/Tokyo')).toBe(
      '2024-05-01T21:00:00-05:00',
    );
    expect(withOffset(byLatestDate('date'), 'yesterday', 'Asia/Tokyo')).toBe('yesterday');
  });
});

describe('a bound without and with the offset of the site', () => {
  it.each([
    ['2024-11-25T04:00:00Z', false],
    ['2024-11-26T05:00:00Z', true],
    ['2024-11-26T06:00:00Z', false],
    ['2024-11-25', true],
    ['2024-11-24', false],
    ['2024-11-26', false],
  ])('keeps %s in the 25th of November in Chicago: %s [CS-7]', (performedDateTime, isKept) => {
    const keeps = (filter: ReturnType<typeof byEarliestDate>): boolean =>
      filter.matches(
        { performedDateTime },
        ['2024-11-25', withOffset(filter, '2024-11-25', CHICAGO)],
        ['performedDateTime'],
      );
    expect(keeps(byEarliestDate('date')) && keeps(byLatestDate('date'))).toBe(isKept);
  });
});

describe('a list of procedures with `until`', () => {
  const evening = {
    resourceType: 'Procedure',
    id: 'evening',
    status: 'completed',
    subject: { reference: 'Patient/p1' },
    performedDateTime: '2024-05-01T21:00:00Z',
  };

  it('sends the `until` of a list to the FHIR server with an offset [CS-7]', async () => {
    patient = await startHapiPatient([evening], { filtersByDate: true });
    const { ids, searches } = await patient.list('procedures(until: "2024-05-01")');
    expect(ids).toEqual(['evening']);
    expect(searches[0]).toMatch(/date=le2024-05-0[12]T\d\d:59:59\.999Z/);
  });

  it('leaves out a record of the next day at the site that a server returns [CS-7]', async () => {
    patient = await startHapiPatient([
      evening,
      { ...evening, id: 'late', performedDateTime: '2024-05-03T16:00:00Z' },
    ]);
    expect((await patient.list('procedures(until: "2024-05-02")')).ids).toEqual(['evening']);
  });

  it('sends Epic only the day of `until`, which Epic interprets in the time zone of the site', async () => {
    patient = await startHapiPatient([evening], { software: 'Epic' });
    const { ids, searches } = await patient.list('procedures(until: "2024-05-01")');
    expect(ids).toEqual(['evening']);
    expect(searches[0]).toMatch(/date=le2024-05-01(&|$)/);
  });
});
