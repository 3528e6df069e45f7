import { describe, expect, it } from 'vitest';
import { isShareable } from '../../src/access/cacheability.ts';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { isAboutPatients, isSharedType } from '../../src/fhir/resource-kinds.ts';
import { factsOf, RESOURCE_TYPES, RESOURCES, type SharedType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { including } from '../support/expected.ts';

const TYPES = Object.values(RESOURCES).length;

describe('shared types [T6-I8]', () => {
  it('are types of the directory and of definitions, none of which is about patients', () => {
    const types = RESOURCE_TYPES.filter((type) => isSharedType(type));
    expect(types).toEqual(including('Location', 'Medication', 'Organization', 'Practitioner', 'ValueSet'));
    expect(types.filter((type) => isSharedType(type) && isAboutPatients(factsOf(type)))).toEqual([]);
    for (const type of ['Group', 'List', 'Patient', 'Contract'] as const) expect(types).not.toContain(type);
    expect(TYPES).toBeGreaterThan(types.length);
  });

  it('cannot include a type about patients, because its row would not compile', () => {
    // @ts-expect-error -- the type has a patient
    const ofPatients: ResourceFacts = { inGraph: true, isShared: true, patient: ['subject'], date: [] };
    // @ts-expect-error -- the type is Patient
    const patient: ResourceFacts = { inGraph: true, isShared: true, isPatient: true, patient: [], date: [] };
    // @ts-expect-error -- the table does not mark Patient as shared
    const type: SharedType = 'Patient';
    expect([ofPatients, patient, type]).toHaveLength(3);
  });
});

describe('isShareable [T6-I8]', () => {
  const role = { resourceType: 'PractitionerRole', id: 'r1' } as const;
  const shareable = (more: object): boolean => {
    const resource: Stored<Resource> = { ...role, ...more };
    return isShareable(resource);
  };

  it.each<[what: string, more: object]>([
    ['references nothing', {}],
    [
      'references other directory resources',
      { organization: { reference: 'Organization/o1' }, endpoint: [{ reference: 'Endpoint/e1' }] },
    ],
    [
      'references them by absolute URL',
      { practitioner: { reference: 'https://fhir.example.org/R4/Practitioner/p1' } },
    ],
    [
      'references them by identifier, and has its own identifiers',
      {
        organization: { type: 'Organization', identifier: { value: 'o1' } },
        identifier: [{ value: 'r1', type: { text: 'NPI' }, assigner: { display: 'CMS' } }],
      },
    ],
    [
      'contains directory resources',
      { organization: { reference: '#o' }, contained: [{ resourceType: 'Organization', id: 'o' }] },
    ],
  ])('returns true for a directory resource that %s', (_what, more) => {
    expect(shareable(more)).toBe(true);
  });

  it.each<[what: string, more: object]>([
    ['references a patient', { extension: [{ url: 'x', valueReference: { reference: 'Patient/MARKED' } }] }],
    [
      'references a patient by absolute URL',
      { practitioner: { reference: 'https://other.example.org/Patient/MARKED' } },
    ],
    ['references a record of a patient', { location: [{ reference: 'Encounter/e1' }] }],
    ['references a type outside the table', { healthcareService: [{ reference: 'Person/p1' }] }],
    [
      'references an unknown type',
      { practitioner: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' } },
    ],
    [
      'references a patient by identifier',
      { practitioner: { type: 'Patient', identifier: { value: 'MARKED' } } },
    ],
    ['has a reference with only an identifier', { practitioner: { identifier: { value: 'MARKED' } } }],
    [
      'references a person by identifier',
      { practitioner: { type: 'Person', identifier: { value: 'MARKED' } } },
    ],
    ['contains a patient', { contained: [{ resourceType: 'Patient', id: 'p' }] }],
    [
      'contains a resource that references a patient',
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
  ])('returns false for a directory resource that %s', (_what, more) => {
    expect(shareable(more)).toBe(false);
  });

  it('returns false for types that are not shared', () => {
    expect(isShareable({ resourceType: 'Group', id: 'g1', type: 'person', actual: true })).toBe(false);
    expect(isShareable({ resourceType: 'Patient', id: 'p1' })).toBe(false);
  });
});
