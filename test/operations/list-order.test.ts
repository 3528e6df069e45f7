import { afterEach, describe, expect, it } from 'vitest';
import { type HapiPatient, observation, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const subject = { reference: 'Patient/p1' };
const coded = (code: string) => ({ coding: [{ code }] });
const allergy = (id: string, criticality: string | undefined, recordedDate: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient: subject,
  recordedDate,
  ...(criticality === undefined ? {} : { criticality }),
});

const problem = (id: string, status: string, recordedDate: string) => ({
  resourceType: 'Condition',
  id,
  subject,
  recordedDate,
  category: [coded('problem-list-item')],
  clinicalStatus: coded(status),
  code: { text: id },
});

const visit = (id: string, status: string, start: string) => ({
  resourceType: 'Encounter',
  id,
  subject,
  status,
  period: { start },
});

const appointment = (id: string, start: string) => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start,
  participant: [{ actor: subject }],
});

/** One server behaves like Epic, the other sorts and has pages of 20. */
const SERVERS = [
  ['Epic', { software: 'Epic', ignoresSort: true }],
  ['a server that sorts', { maxCount: 20 }],
] as const;

describe.each(SERVERS)('the order of a list on %s', (_name, options) => {
  it('sorts allergies by criticality first, then by date [CS-11]', async () => {
    const mild = Array.from({ length: 30 }, (_, index) => allergy(`mild${index}`, 'low', '2026-05-01'));
    patient = await startHapiPatient(
      [
        ...mild,
        allergy('unassessed', 'unable-to-assess', '2020-02-02'),
        allergy('silent', undefined, '2026-03-03'),
        allergy('old-anaphylaxis', 'high', '1987-06-05'),
        allergy('new-anaphylaxis', 'high', '2019-06-05'),
      ],
      options,
    );
    const { ids, warnings } = await patient.list('allergies(first: 4)');
    expect(ids).toEqual(['new-anaphylaxis', 'old-anaphylaxis', 'unassessed', 'silent']);
    expect(warnings).toEqual(['LIST_CUT patient.allergies']);
    expect((await patient.readAll('allergies', 3)).ids.slice(0, 4)).toEqual(ids);
  });

  it('sorts active problems before others [CS-12]', async () => {
    patient = await startHapiPatient(
      [
        problem('cured', 'resolved', '2026-04-01'),
        problem('sleeping', 'inactive', '2026-05-01'),
        problem('again', 'recurrence', '2001-01-01'),
        problem('present', 'active', '2009-01-01'),
      ],
      options,
    );
    expect((await patient.list('problems')).ids).toEqual(['present', 'again', 'sleeping', 'cured']);
    expect((await patient.list('conditions')).ids).toEqual(['present', 'again', 'sleeping', 'cured']);
  });

  it('sorts planned encounters after all others, whatever their dates [CS-12]', async () => {
    const past = Array.from({ length: 45 }, (_, index) =>
      visit(`v${String(index).padStart(2, '0')}`, 'finished', `${2025 - index}-03-01T09:00:00Z`),
    );
    patient = await startHapiPatient(
      [
        visit('next', 'planned', '2026-09-01T09:00:00Z'),
        ...past,
        visit('last', 'finished', '2026-01-01T09:00:00Z'),
      ],
      options,
    );
    const { ids, warnings } = await patient.list('encounters(first: 3)');
    expect(ids).toEqual(['last', 'v00', 'v01']);
    expect(warnings).toEqual(['LIST_CUT patient.encounters']);
    const all = await patient.readAll('encounters', 10);
    expect(all.ids).toEqual(['last', ...past.map(({ id }) => id), 'next']);
  });

  it('sorts a result dated 2062 by a typo as undated, and shows it [CS-13]', async () => {
    patient = await startHapiPatient(
      [
        observation('typo', { effectiveDateTime: '2062-06-10T08:00:00Z' }),
        observation('tonight', { effectiveDateTime: '2026-06-15T23:00:00Z' }),
        observation('old', { effectiveDateTime: '2011-06-10T08:00:00Z' }),
      ],
      options,
    );
    expect((await patient.list('labResults')).ids).toEqual(['tonight', 'old', 'typo']);
  });

  it('sorts appointments in the future by their dates', async () => {
    patient = await startHapiPatient(
      [appointment('past', '2026-01-01T09:00:00Z'), appointment('next-year', '2027-01-01T09:00:00Z')],
      options,
    );
    expect((await patient.list('appointments')).ids).toEqual(['next-year', 'past']);
  });
});

describe('a date bound of a list [CS-14]', () => {
  /** Collected on Monday, resulted on Thursday. */
  const culture = observation('culture', {
    effectiveDateTime: '2026-06-08T07:00:00Z',
    issued: '2026-06-11T16:00:00Z',
  });

  it('does not send Epic an upper date bound, which Epic would compare with the filing date', async () => {
    patient = await startHapiPatient([culture], { software: 'Epic' });
    const { ids, searches } = await patient.list('labResults(until: "2026-06-09")');
    expect(ids).toEqual(['culture']);
    expect(searches.join()).not.toContain('date=');
  });

  it('sends Epic a lower date bound, which loses nothing', async () => {
    patient = await startHapiPatient([culture], { software: 'Epic' });
    const { ids, searches } = await patient.list('labResults(since: "2026-06-08")');
    expect(ids).toEqual(['culture']);
    expect(searches.join()).toContain('date=ge2026-06-08');
  });

  it('sends no date bound where a record shows a date that the server does not filter by', async () => {
    const issued = observation('only-issued', { issued: '2026-06-11T16:00:00Z' });
    patient = await startHapiPatient([culture, issued], { filtersByDate: true });
    const { ids } = await patient.list('labResults(since: "2026-06-01", until: "2026-06-12")');
    expect(ids).toEqual(['only-issued', 'culture']);
  });

  it('sends a date bound where the server filters by the date shown', async () => {
    const procedure = { resourceType: 'Procedure', id: 'graft', status: 'completed', subject };
    patient = await startHapiPatient([{ ...procedure, performedDateTime: '2026-02-02T10:00:00Z' }]);
    const { ids, searches } = await patient.list('procedures(since: "2026-01-01", until: "2026-03-01")');
    expect(ids).toEqual(['graft']);
    expect(searches.join()).toMatch(/date=ge202[56]-[^&]*Z&date=le2026-0[23]-[^&]*Z/);
  });
});

describe('a list of simultaneous results, longer than a page', () => {
  it('shows each of many simultaneous results once, page by page, on a server that sorts', async () => {
    const same = Array.from({ length: 130 }, (_, index) =>
      observation(`s${String((index * 37) % 130).padStart(3, '0')}`, {
        effectiveDateTime: '2026-06-01T08:00:00Z',
      }),
    );
    patient = await startHapiPatient(same, { maxCount: 20 });
    const { ids } = await patient.readAll('labResults', 7);
    expect(ids.toSorted()).toEqual(
      Array.from({ length: 130 }, (_, index) => `s${String(index).padStart(3, '0')}`),
    );
  });
});
