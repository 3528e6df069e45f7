import { describe, expect, it } from 'vitest';
import type { Encounter } from '../src/types.ts';
import { servedEncounter } from '../src/data/clinical/encounter.ts';
import * as odd from '../src/data/clinical/shapes-encounters.ts';
import { CAMILA_LOPEZ } from '../src/data/patients.ts';
import { generateAll } from './support/clinical-record.ts';

const ALL: readonly Encounter[] = generateAll(servedEncounter);

/** In the server's order. */
const OF_CAMILA = ALL.filter(({ subject }) => subject?.reference === `Patient/${CAMILA_LOPEZ}`);

describe('encounters', () => {
  it('the first patient has more than 20 encounters, with more locations and practitioners than one _id search accepts', () => {
    const encounters = OF_CAMILA;
    const locations = encounters.flatMap(({ location = [] }) =>
      location.map((one) => one.location.reference),
    );
    const people = encounters.flatMap(({ participant = [] }) =>
      participant.map(({ individual }) => individual?.reference),
    );
    expect(encounters.length).toBeGreaterThan(20);
    expect(new Set(locations).size).toBeGreaterThan(10);
    expect(new Set(people).size).toBeGreaterThan(10);
    expect(new Set(encounters.map(({ serviceProvider }) => serviceProvider?.reference)).size).toBe(2);
  });

  it("encounters have one of Epic's classes instead of a v3-ActCode", () => {
    const systems = new Set(ALL.map((encounter) => encounter.class.system));
    expect([...systems]).toEqual(['urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260']);
  });

  it('encounters have FHIR statuses including unknown, except for the shape with an unknown code', () => {
    const statuses = new Map<string, string | undefined>(ALL.map(({ id, status }) => [status, id]));
    expect([...statuses.keys()].toSorted()).toEqual([
      'cancelled',
      'finished',
      'in-progress',
      'roomed',
      'unknown',
    ]);
    expect(statuses.get('roomed')).toBe(odd.UNKNOWN_STATUS);
  });

  it('encounters last for days, last for hours, or are ongoing', () => {
    const periods = ALL.map(({ period }) => period);
    expect(periods.some((period) => period?.start?.length === 10 && period.end === period.start)).toBe(true);
    expect(periods.some((period) => (period?.start?.length ?? 0) > 10 && period?.end !== undefined)).toBe(
      true,
    );
    expect(periods.some((period) => period?.start !== undefined && period.end === undefined)).toBe(true);
  });

  it('encounters are not listed by date', () => {
    const starts = OF_CAMILA.map(({ period }) => period?.start ?? '');
    expect(starts).not.toEqual(starts.toSorted().toReversed());
  });
});

describe('encounters of odd shapes', () => {
  const byId = new Map(ALL.map((one) => [one.id, one]));

  it.each<[id: string, expected: Record<string, unknown>]>([
    [
      odd.CONTAINED_REFERENCES,
      { location: [{ location: { reference: '#place' } }], contained: [{ id: 'place' }, { id: 'person' }] },
    ],
    [odd.LOGICAL_REFERENCES, { participant: [{ individual: { identifier: { value: '1990000223' } } }] }],
    [odd.DISPLAY_REFERENCES, { serviceProvider: { display: 'Outside Hospital' } }],
    [odd.DANGLING_REFERENCES, { location: [{ location: { reference: odd.DANGLING_LOCATION } }] }],
    [odd.UNKNOWN_STATUS, { status: 'roomed', period: { start: '2024-02' } }],
    [odd.PERIOD_WITHOUT_START, { period: { end: '2023-11-30' } }],
    [odd.PART_OF_ANOTHER, { partOf: { reference: `Encounter/${odd.CONTAINED_REFERENCES}` } }],
  ])('the encounter %s has the shape that its constant describes', (id, expected) => {
    expect(byId.get(id)).toMatchObject(expected);
  });

  it('encounters of odd shapes include references to a version and to other servers', () => {
    const versioned = byId.get(odd.VERSIONED_REFERENCE)?.participant?.[0]?.individual?.reference;
    const elsewhere = byId.get(odd.ABSOLUTE_REFERENCES)?.serviceProvider?.reference;
    expect(versioned).toMatch(/^Practitioner\/[^/]+\/_history\/2$/);
    expect(elsewhere).toBe('https://ehr.example.com/fhir/r4/Organization/78');
  });

  it('one encounter has only the required elements', () => {
    expect(Object.keys(byId.get(odd.BARE_ENCOUNTER) ?? {})).toEqual([
      'resourceType',
      'id',
      'status',
      'class',
      'subject',
    ]);
  });
});
