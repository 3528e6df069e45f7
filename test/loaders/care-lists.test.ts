import { describe, expect, it } from 'vitest';
import { createListQuery } from '../../src/loaders/list-query.ts';
import { PATIENT_LISTS, type PatientListName } from '../../src/fhir/patient-lists.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { asSent } from '../support/as-sent.ts';

const PATIENT = 'eCamila';
const OF_PATIENT = {
  patientId: PATIENT,
  server: createServerUrls({ baseUrl: 'https://ehr.example.org/R4' }),
  categories: null,
};

function sent(name: PatientListName, args: Readonly<Record<string, unknown>> = {}) {
  const { required, optional } = createListQuery(name, { ...OF_PATIENT, args });
  return [...required, ...optional].map((parameter) => parameter.join('='));
}

function kept(
  name: PatientListName,
  args: Readonly<Record<string, unknown>>,
  resources: readonly object[],
): string[] {
  const { isIn, rank } = createListQuery(name, { ...OF_PATIENT, args });
  return asSent<Stored<Resource>[]>(resources)
    .filter(isIn)
    .toSorted((one, other) => rank(other) - rank(one))
    .map(({ id }) => id);
}

function isForeign(name: PatientListName, resource: object): boolean {
  return createListQuery(name, { ...OF_PATIENT, args: {} }).isForeign(
    asSent({ resourceType: PATIENT_LISTS[name].type, id: 'x', ...resource }),
  );
}

describe('what a list of a patient requests', () => {
  it.each<[PatientListName]>([
    ['allergies'],
    ['appointments'],
    ['careTeams'],
    ['coverages'],
    ['devices'],
    ['familyHistory'],
    ['goals'],
    ['immunizations'],
    ['medications'],
    ['procedures'],
    ['relatedPersons'],
    ['serviceRequests'],
  ])('is the patient alone: %s', (name) => {
    expect(sent(name)).toEqual([`patient=${PATIENT}`]);
  });

  it('is a category for care plans, which Epic does not list without one', () => {
    expect(sent('carePlans')).toEqual([`patient=${PATIENT}`, 'category=assess-plan']);
  });

  it('is the categories that a caller names, in place of that one', () => {
    expect(sent('carePlans', { category: ['736271009', '736353004'] })).toEqual([
      `patient=${PATIENT}`,
      'category=736271009,736353004',
    ]);
  });

  it('is the codes of the statuses, as FHIR spells them', () => {
    expect(sent('appointments', { status: ['NO_SHOW', 'CHECKED_IN'] })).toContain('status=noshow,checked-in');
  });

  it('is no status of medications, of which a server could leave out those that have none', () => {
    expect(sent('medications', { status: ['ACTIVE', 'ON_HOLD'] })).toEqual([`patient=${PATIENT}`]);
  });

  it('is an interval, in FHIR’s way', () => {
    const args = { since: '2026-01', until: '2026-06-30' };
    expect(sent('procedures', args)).toEqual([`patient=${PATIENT}`, 'date=ge2026-01', 'date=le2026-06-30']);
    // An appointment without a start is shown with the date on which it was made, which no server filters by.
    expect(sent('appointments', args)).toEqual([`patient=${PATIENT}`]);
  });

  it('has no parameter without a value', () => {
    expect(sent('medications', { status: [] })).toEqual([`patient=${PATIENT}`]);
  });

  it.each<[PatientListName, object]>([
    ['appointments', { status: ['UNRECOGNIZED'] }],
    ['encounters', { status: ['FINISHED', 'UNRECOGNIZED'] }],
    ['problems', { clinicalStatus: ['UNRECOGNIZED'] }],
  ])('is never a status that stands for no code: %s %j', (name, args) => {
    expect(() => sent(name, { ...args })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it.each<[PatientListName, categories: readonly string[], category: string | null]>([
    ['observations', ['sdoh'], 'sdoh'],
    [
      'observations',
      ['laboratory', 'http://example.org|smart-data'],
      'laboratory,http://example.org|smart-data',
    ],
    ['carePlans', ['http://snomed.info/sct|734163000'], 'http://snomed.info/sct|734163000'],
    ['labResults', ['laboratory', 'sdoh'], 'laboratory'],
    ['labResults', ['sdoh'], null],
    ['observations', [], null],
    ['encounters', ['sdoh'], 'sdoh'],
  ])('is what a caller may see: %s, of %j', (name, categories, category) => {
    const { isEmpty, required } = createListQuery(name, { ...OF_PATIENT, args: {}, categories });
    expect(isEmpty ? null : new Map(required).get('category')).toBe(category);
  });

  it('keeps the category that Epic needs where a caller names none', () => {
    expect(sent('carePlans', { category: [] })).toContain('category=assess-plan');
  });
});

describe('what a list of a patient keeps', () => {
  it('is the requested statuses, where a server sends others too', () => {
    const requests = [
      { id: 'a', status: 'active', authoredOn: '2026-01-01' },
      { id: 'b', status: 'stopped', authoredOn: '2026-02-01' },
      { id: 'c', authoredOn: '2026-03-01' },
    ];
    // Nobody knows that the one without a status is not taken.
    expect(kept('medications', { status: ['ACTIVE'] }, requests)).toEqual(['c', 'a']);
    expect(kept('medications', { status: ['STOPPED'] }, requests)).toEqual(['b']);
    expect(kept('medications', {}, requests)).toEqual(['c', 'b', 'a']);
  });

  it('is care plans of any category, unless a caller names some', () => {
    const plans = [
      { id: 'a', category: [{ coding: [{ code: '38717003' }] }] },
      { id: 'b', category: [{ coding: [{ code: 'assess-plan' }] }] },
      { id: 'c' },
    ];
    expect(kept('carePlans', {}, plans)).toEqual(['a', 'b', 'c']);
    expect(kept('carePlans', { category: ['38717003'] }, plans)).toEqual(['a']);
  });

  it('is appointments by when they begin, those that begin last first', () => {
    const appointments = [
      { id: 'past', start: '2026-01-05T09:00:00Z' },
      { id: 'future', start: '2027-01-05T09:00:00-06:00' },
      { id: 'none' },
    ];
    expect(kept('appointments', {}, appointments)).toEqual(['future', 'past', 'none']);
    expect(kept('appointments', { since: '2026-06' }, appointments)).toEqual(['future']);
  });

  it('is what says that it is the patient’s', () => {
    const own = { reference: `Patient/${PATIENT}` };
    const other = { reference: 'Patient/eDerrick' };
    expect(isForeign('appointments', { participant: [{ actor: other }, { actor: own }] })).toBe(false);
    expect(isForeign('appointments', { participant: [{ actor: other }] })).toBe(true);
    expect(isForeign('coverages', { beneficiary: own })).toBe(false);
    expect(isForeign('devices', { patient: other })).toBe(true);
    expect(isForeign('goals', { subject: own })).toBe(false);
    expect(isForeign('relatedPersons', {})).toBe(true);
  });
});
