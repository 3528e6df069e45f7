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

describe('the search parameters of a patient’s list', () => {
  it.each<[PatientListName]>([
    ['allergies'],
    ['appointments'],
    ['careTeams'],
    ['communications'],
    ['coverages'],
    ['devices'],
    ['explanationsOfBenefit'],
    ['familyHistory'],
    ['goals'],
    ['immunizations'],
    ['lists'],
    ['medications'],
    ['procedures'],
    ['relatedPersons'],
    ['serviceRequests'],
    ['tasks'],
  ])('searches %s only by patient', (name) => {
    expect(sent(name)).toEqual([`patient=${PATIENT}`]);
  });

  it('searches care plans by the category that Epic requires', () => {
    expect(sent('carePlans')).toEqual([`patient=${PATIENT}`, 'category=assess-plan']);
  });

  it('searches care plans by the categories of the caller instead', () => {
    expect(sent('carePlans', { category: ['736271009', '736353004'] })).toEqual([
      `patient=${PATIENT}`,
      'category=736271009,736353004',
    ]);
  });

  it.each<[PatientListName, Readonly<Record<string, unknown>>, string[]]>([
    [
      'tasks',
      { status: ['REQUESTED'], code: ['1'], encounter: ['e'], since: '2026' },
      ['status=requested', 'code=1', 'encounter=e'],
    ],
    [
      'communications',
      { status: ['STOPPED'], category: ['1'], encounter: ['e'] },
      ['category=1', 'encounter=e'],
    ],
    ['lists', { status: ['RETIRED'], code: ['1'], encounter: ['e'] }, ['code=1', 'encounter=e']],
    ['explanationsOfBenefit', { status: ['ACTIVE'], use: ['CLAIM'] }, []],
    ['coverages', { status: ['ACTIVE'] }, []],
  ])(
    'sends only the filters of %s that Epic documents and that can lose no record: %j',
    (name, args, filters) => {
      expect(sent(name, args)).toEqual([`patient=${PATIENT}`, ...filters]);
    },
  );

  it('sends statuses as FHIR codes', () => {
    expect(sent('appointments', { status: ['NO_SHOW', 'CHECKED_IN'] })).toContain('status=noshow,checked-in');
  });

  it('sends no status for medications, because the server could omit records without one', () => {
    expect(sent('medications', { status: ['ACTIVE', 'ON_HOLD'] })).toEqual([`patient=${PATIENT}`]);
  });

  it('sends the intent and category of medications, but not whether they were reported', () => {
    expect(
      sent('medications', { intent: ['ORDER', 'PLAN'], category: ['discharge'], reported: true }),
    ).toEqual([`patient=${PATIENT}`, 'category=discharge', 'intent=order,plan']);
  });

  it('sends the order of an administration only if no other order shares the search', () => {
    const order = 'MedicationRequest/r1';
    expect(sent('medicationAdministrations', { onlyOrder: order })).toEqual([
      `patient=${PATIENT}`,
      `request=${order}`,
    ]);
    expect(sent('medicationAdministrations', { order })).toEqual([`patient=${PATIENT}`]);
    // Epic does not document the parameter for dispenses.
    expect(sent('medicationDispenses', { onlyOrder: order })).toEqual([`patient=${PATIENT}`]);
  });

  it('sends an interval as ge and le bounds', () => {
    const args = { since: '2026-01', until: '2026-06-30' };
    expect(sent('procedures', args)).toEqual([`patient=${PATIENT}`, 'date=ge2026-01', 'date=le2026-06-30']);
    // An appointment without a start is listed by its creation date, which servers cannot filter by.
    expect(sent('appointments', args)).toEqual([`patient=${PATIENT}`]);
  });

  it('omits parameters without a value', () => {
    expect(sent('medications', { status: [] })).toEqual([`patient=${PATIENT}`]);
  });

  it.each<[PatientListName, object]>([
    ['appointments', { status: ['UNRECOGNIZED'] }],
    ['encounters', { status: ['FINISHED', 'UNRECOGNIZED'] }],
    ['problems', { clinicalStatus: ['UNRECOGNIZED'] }],
  ])('refuses a status that no code stands for: %s %j', (name, args) => {
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
  ])('limits the search for %s to the permitted categories %j', (name, categories, category) => {
    const { isEmpty, required } = createListQuery(name, { ...OF_PATIENT, args: {}, categories });
    expect(isEmpty ? null : new Map(required).get('category')).toBe(category);
  });

  it('keeps the category that Epic requires if the caller names none', () => {
    expect(sent('carePlans', { category: [] })).toContain('category=assess-plan');
  });
});

describe('the filter of a patient’s list', () => {
  it('keeps medications with a requested status or without a status', () => {
    const requests = [
      { id: 'a', status: 'active', authoredOn: '2026-01-01' },
      { id: 'b', status: 'stopped', authoredOn: '2026-02-01' },
      { id: 'c', authoredOn: '2026-03-01' },
    ];
    // A medication without a status may be active.
    expect(kept('medications', { status: ['ACTIVE'] }, requests)).toEqual(['c', 'a']);
    expect(kept('medications', { status: ['STOPPED'] }, requests)).toEqual(['b']);
    expect(kept('medications', {}, requests)).toEqual(['c', 'b', 'a']);
  });

  it('keeps medications by intent, and by whether they were reported', () => {
    const requests = [
      { id: 'a', intent: 'order', reportedBoolean: false },
      { id: 'b', intent: 'plan', reportedReference: { display: 'Her mother' } },
      { id: 'c', intent: 'proposal', reportedBoolean: true },
      { id: 'd' },
    ];
    expect(kept('medications', { intent: ['ORDER'] }, requests)).toEqual(['a']);
    expect(kept('medications', { reported: true }, requests)).toEqual(['b', 'c']);
    // A medication that does not say may be an order.
    expect(kept('medications', { reported: false }, requests)).toEqual(['a', 'd']);
  });

  it('keeps care plans of any category, unless the caller names some', () => {
    const plans = [
      { id: 'a', category: [{ coding: [{ code: '38717003' }] }] },
      { id: 'b', category: [{ coding: [{ code: 'assess-plan' }] }] },
      { id: 'c' },
    ];
    expect(kept('carePlans', {}, plans)).toEqual(['a', 'b', 'c']);
    expect(kept('carePlans', { category: ['38717003'] }, plans)).toEqual(['a']);
  });

  it('sorts appointments by start, the latest first', () => {
    const appointments = [
      { id: 'past', start: '2026-01-05T09:00:00Z' },
      { id: 'future', start: '2027-01-05T09:00:00-06:00' },
      { id: 'none' },
    ];
    expect(kept('appointments', {}, appointments)).toEqual(['future', 'past', 'none']);
    expect(kept('appointments', { since: '2026-06' }, appointments)).toEqual(['future']);
  });

  it('excludes records that do not reference the patient', () => {
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
