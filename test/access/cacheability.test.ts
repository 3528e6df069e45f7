import { describe, expect, it } from 'vitest';
import { isShareable } from '../../src/access/cacheability.ts';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { isAboutPatients, isSharedType } from '../../src/fhir/resource-kinds.ts';
import { factsOf, RESOURCE_TYPES, RESOURCES, type SharedType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';

const TYPES = Object.values(RESOURCES).length;

describe('the types that are cached for all callers', () => {
  it('are directory types: none that is about patients, and none that only helps to find some', () => {
    const types = RESOURCE_TYPES.filter((type) => isSharedType(type));
    expect(types).toEqual(['Location', 'Medication', 'Organization', 'Practitioner', 'PractitionerRole']);
    expect(types.filter((type) => isSharedType(type) && isAboutPatients(factsOf(type)))).toEqual([]);
    expect(TYPES).toBeGreaterThan(types.length);
  });

  it('cannot be others: a row of a type about patients that says so does not compile', () => {
    // @ts-expect-error -- it has a patient
    const ofPatients: ResourceFacts = { inGraph: true, isShared: true, patient: ['subject'], date: [] };
    // @ts-expect-error -- it is one
    const patient: ResourceFacts = { inGraph: true, isShared: true, isPatient: true, patient: [], date: [] };
    // @ts-expect-error -- the table says nothing of the kind
    const type: SharedType = 'Patient';
    expect([ofPatients, patient, type]).toHaveLength(3);
  });
});

describe('a resource of a directory type', () => {
  const role = { resourceType: 'PractitionerRole', id: 'r1' } as const;
  const shareable = (more: object): boolean => {
    const resource: Stored<Resource> = { ...role, ...more };
    return isShareable(resource);
  };

  it.each<[what: string, more: object]>([
    ['refers to nothing', {}],
    [
      'refers to others of the directory',
      { organization: { reference: 'Organization/o1' }, endpoint: [{ reference: 'Endpoint/e1' }] },
    ],
    [
      'refers to them by a whole address',
      { practitioner: { reference: 'https://fhir.example.org/R4/Practitioner/p1' } },
    ],
    [
      'refers to them by an identifier, and has some of its own',
      {
        organization: { type: 'Organization', identifier: { value: 'o1' } },
        identifier: [{ value: 'r1', type: { text: 'NPI' }, assigner: { display: 'CMS' } }],
      },
    ],
    [
      'contains them',
      { organization: { reference: '#o' }, contained: [{ resourceType: 'Organization', id: 'o' }] },
    ],
  ])('that %s can be kept for all', (_what, more) => {
    expect(shareable(more)).toBe(true);
  });

  it.each<[what: string, more: object]>([
    ['refers to a patient', { extension: [{ url: 'x', valueReference: { reference: 'Patient/MARKED' } }] }],
    [
      'refers to a patient by a whole address',
      { practitioner: { reference: 'https://other.example.org/Patient/MARKED' } },
    ],
    ['refers to what is a patient’s', { location: [{ reference: 'Encounter/e1' }] }],
    ['refers to a type that the table does not know', { healthcareService: [{ reference: 'Person/p1' }] }],
    [
      'refers to what cannot be told',
      { practitioner: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' } },
    ],
    [
      'names a patient by an identifier',
      { practitioner: { type: 'Patient', identifier: { value: 'MARKED' } } },
    ],
    ['names somebody by an identifier alone', { practitioner: { identifier: { value: 'MARKED' } } }],
    [
      'names somebody of another type by an identifier',
      { practitioner: { type: 'Person', identifier: { value: 'MARKED' } } },
    ],
    ['contains a patient', { contained: [{ resourceType: 'Patient', id: 'p' }] }],
    [
      'contains what refers to one',
      {
        contained: [
          {
            resourceType: 'Organization',
            id: 'o',
            extension: [{ valueReference: { reference: 'Patient/1' } }],
          },
        ],
      },
    ],
  ])('that %s is kept for nobody', (_what, more) => {
    expect(shareable(more)).toBe(false);
  });

  it('is not cached where its type is none', () => {
    expect(isShareable({ resourceType: 'Group', id: 'g1', type: 'person', actual: true })).toBe(false);
    expect(isShareable({ resourceType: 'Patient', id: 'p1' })).toBe(false);
  });
});
