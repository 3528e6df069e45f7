import { describe, expect, it } from 'vitest';
import {
  ELEMENTS_OF_ACTORS,
  ELEMENTS_OF_SAME_PATIENT,
  targetsActor,
  targetsSamePatient,
} from '../../src/fhir/reference-elements.ts';
import { targetTypesAt } from '../../src/fhir/reference-targets.ts';
import { helpsToFind } from '../../src/fhir/resource-kinds.ts';
import { isResourceType, RESOURCES } from '../../src/fhir/resources.ts';

const TYPES = Object.keys(RESOURCES).filter((type) => isResourceType(type) && !helpsToFind(type));

describe('the elements that FHIR binds to one patient', () => {
  it('point to records, and never to a patient, a group or a person', () => {
    const targets = TYPES.flatMap((within) =>
      [...ELEMENTS_OF_SAME_PATIENT].flatMap((element) => targetTypesAt({ within, element }) ?? []),
    );
    expect(targets).toContain('Encounter');
    for (const type of ['Patient', 'RelatedPerson', 'Group', 'Account', 'Coverage', '*'])
      expect(targets).not.toContain(type);
  });

  it('of actors point to the directory, the patient, relatives, teams and devices, in types about one patient', () => {
    const places = TYPES.flatMap((within) => [...ELEMENTS_OF_ACTORS].map((element) => ({ within, element })));
    const targets = places.filter(targetsActor).flatMap((place) => targetTypesAt(place) ?? []);
    expect(new Set(targets)).toEqual(new Set(['CareTeam', 'Device', 'Patient', 'RelatedPerson']));
    expect(targetsActor({ within: 'Appointment', element: 'actor' })).toBe(false);
  });

  it('are none in records that can be about several patients, or outside the table', () => {
    expect(targetsSamePatient({ within: 'Observation', element: 'basedOn' }, 'ServiceRequest')).toBe(true);
    expect(targetsSamePatient({ within: 'Observation', element: 'basedOn' }, 'Patient')).toBe(false);
    expect(targetsSamePatient({ within: 'Appointment', element: 'basedOn' }, 'ServiceRequest')).toBe(false);
    expect(targetsSamePatient({ within: 'Task', element: 'encounter' }, 'Encounter')).toBe(false);
    expect(targetsSamePatient({ within: 'Observation', element: 'focus' }, 'Observation')).toBe(false);
  });
});

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'no reference is found in the prototype, by the name %s',
  (name) => {
    expect(targetTypesAt({ within: name, element: name })).toBeNull();
    expect(targetTypesAt({ within: 'Observation', element: name })).toBeNull();
    expect(targetTypesAt({ within: name, element: 'assigner' })).toEqual([]);
  },
);
