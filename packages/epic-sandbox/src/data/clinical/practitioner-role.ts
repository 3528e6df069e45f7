/** The roles of practitioners: two for every third one, and one for each other. */
import type { Practitioner, PractitionerRole, Stored } from '../../types.ts';
import { organizationReference, ORGANIZATIONS } from '../organizations.ts';
import { DIRECTORY_PRACTITIONERS, practitionerReference } from '../practitioners.ts';
import { createRandom } from '../random.ts';
import { referenceTo } from './chart.ts';
import { epicSystem, NUCC } from './code-systems.ts';
import { coding, concept, usualIdentifier } from './elements.ts';
import { LOCATIONS } from './location.ts';
import { byQualifiedToken, byReference } from '../../criteria.ts';
import type { SharedType } from '../served-type.ts';

/** Codes of the Health Care Provider Taxonomy, by the specialty in the practitioner's qualification. */
const TAXONOMY: Readonly<Record<string, string>> = {
  'Family Medicine': '207Q00000X',
  Cardiology: '207RC0000X',
  Pediatrics: '208000000X',
  'Internal Medicine': '207R00000X',
  'Obstetrics and Gynecology': '207V00000X',
  'General Surgery': '208600000X',
  Nephrology: '207RN0300X',
  'Registered Nurse': '163W00000X',
  Psychiatry: '2084P0800X',
  'Emergency Medicine': '207P00000X',
  Radiology: '2085R0202X',
  'Nurse Practitioner': '363L00000X',
  Pharmacist: '183500000X',
};

const OFFICE_HOURS: NonNullable<PractitionerRole['availableTime']> = [
  { daysOfWeek: ['mon', 'tue', 'thu'], availableStartTime: '08:30:00', availableEndTime: '16:00:00' },
  { daysOfWeek: ['fri'], allDay: true },
];

export const PRACTITIONER_ROLES: readonly Stored<PractitionerRole>[] = DIRECTORY_PRACTITIONERS.flatMap(
  (practitioner, index) =>
    index % 3 === 0
      ? [createRole(practitioner, index, 1), createRole(practitioner, index, 2)]
      : [createRole(practitioner, index, 1)],
);

function createRole(
  practitioner: Stored<Practitioner>,
  index: number,
  number: number,
): Stored<PractitionerRole> {
  const random = createRandom(`role ${number} of ${practitioner.id}`);
  const specialty = practitioner.qualification?.[0]?.code.text ?? 'Family Medicine';
  const taxonomy = TAXONOMY[specialty];
  const isPhysician = practitioner.name?.[0]?.suffix?.includes('MD') === true;
  const organization = random.pick(ORGANIZATIONS);
  const locations = LOCATIONS.filter(
    ({ managingOrganization }) => managingOrganization?.reference === `Organization/${organization.id}`,
  );
  return {
    resourceType: 'PractitionerRole',
    id: `eSbxR0le.${String(index).padStart(2, '0')}-${number}.0fPractitioner3`,
    identifier: [usualIdentifier('7.2.697780', 5000 + index * 10 + number, 'EXTERNAL')],
    active: practitioner.active === true && (number === 1 || random.chance(50)),
    ...(number === 1 && index % 2 === 0 && { availableTime: OFFICE_HOURS }),
    ...(number === 2 && { period: { start: '2021-03' } }),
    practitioner: practitionerReference(practitioner),
    organization: organizationReference(organization),
    code: isPhysician
      ? [concept('Physician', coding(epicSystem('7.4.836982.1040'), '1', 'Physician'))]
      : [concept(specialty, coding(epicSystem('7.4.836982.1040'), '3', specialty))],
    specialty: [
      concept(
        specialty,
        coding(epicSystem('7.4.836982.1050'), String(index + 9), specialty),
        ...(taxonomy === undefined ? [] : [coding(NUCC, taxonomy, specialty)]),
      ),
    ],
    location: locations.slice(0, random.integer(1, 3)).map((location) => referenceTo(location)),
    telecom: [{ system: 'phone', value: `+1 608-555-01${10 + index}`, use: 'work' }],
  };
}

export const servedPractitionerRole: SharedType<PractitionerRole> = {
  type: 'PractitionerRole',
  resources: PRACTITIONER_ROLES,
  criteria: [
    byReference('location', 'location'),
    byReference('organization', 'organization'),
    byReference('practitioner', 'practitioner'),
    byQualifiedToken('specialty', 'specialty'),
  ],
  requiresOneOf: ['practitioner', 'location', 'specialty'],
};
