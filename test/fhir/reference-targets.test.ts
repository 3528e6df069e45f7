import { describe, expect, it } from 'vitest';
import { ABOUT_SEVERAL_PATIENTS } from '../../src/fhir/defined-targets.ts';
import { ELEMENTS_OF_ACTORS, targetsActor, targetsSamePatient } from '../../src/fhir/reference-elements.ts';
import { targetTypesAt } from '../../src/fhir/reference-targets.ts';
import { factsOf, RESOURCE_TYPES } from '../../src/fhir/resources.ts';

describe('the elements that FHIR binds to one patient', () => {
  it.each(RESOURCE_TYPES)(
    'references of %s bound to one patient only target records, never a patient, a group or a person',
    (type) => {
      const { samePatient } = factsOf(type);
      const targets = samePatient.flatMap((element) => targetTypesAt({ within: type, element }) ?? ['none']);
      for (const other of ['none', 'Patient', 'RelatedPerson', 'Group', 'Account', 'Coverage', '*'])
        expect(targets).not.toContain(other);
      expect(ABOUT_SEVERAL_PATIENTS.has(type) && samePatient.length > 0).toBe(false);
    },
  );

  it('references to actors target the directory, the patient, relatives, teams and devices, in types about one patient', () => {
    const places = RESOURCE_TYPES.flatMap((within) =>
      [...ELEMENTS_OF_ACTORS].map((element) => ({ within, element })),
    );
    const targets = places.filter(targetsActor).flatMap((place) => targetTypesAt(place) ?? []);
    expect(new Set(targets)).toEqual(new Set(['CareTeam', 'Device', 'Patient', 'RelatedPerson']));
    expect(targetsActor({ within: 'Appointment', element: 'actor' })).toBe(false);
  });

  it('records about several patients, or outside the table, have no references bound to one patient', () => {
    expect(targetsSamePatient({ within: 'Observation', element: 'basedOn' }, 'ServiceRequest')).toBe(true);
    expect(targetsSamePatient({ within: 'Observation', element: 'basedOn' }, 'Patient')).toBe(false);
    expect(targetsSamePatient({ within: 'Appointment', element: 'basedOn' }, 'ServiceRequest')).toBe(false);
    expect(targetsSamePatient({ within: 'Basic', element: 'subject' }, 'Encounter')).toBe(false);
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
