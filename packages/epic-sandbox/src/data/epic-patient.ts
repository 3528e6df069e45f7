/** Patients in Epic's form. Draws every detail that the other data files don't set. */
import type {
  Address,
  ContactPoint,
  Extension,
  HumanName,
  Identifier,
  Patient,
  PatientCommunication,
  Stored,
} from '../types.ts';
import { ETHNICITIES, ethnicityExtension, RACES, raceExtension, sexExtensions } from './extensions.ts';
import {
  ENGLISH,
  type Language,
  MARITAL_STATUSES,
  OTHER_LANGUAGES,
  type Place,
  PLACES,
  STREETS,
} from './names.ts';
import { organizationReference, ORGANIZATIONS } from './organizations.ts';
import { practitionerReference, PRACTITIONERS } from './practitioners.ts';
import { createRandom, type Random } from './random.ts';

/** The details of a person that are set rather than drawn. */
export interface Person {
  id: string;
  /** The EPI number, which also seeds everything drawn for this person. */
  epi: string;
  gender: NonNullable<Patient['gender']>;
  /** If empty, the Patient has no `name`. */
  names: HumanName[];
  /** A FHIR R4 `date`, possibly partial; null if unknown. */
  birthDate: string | null;
  /** Added to the usual ones. */
  identifiers?: Identifier[];
  /** Absent for a living person. */
  deceasedDateTime?: string;
}

/** The OID of the American Social Security number. */
export const SSN_SYSTEM = 'urn:oid:2.16.840.1.113883.4.1';

const EPIC_SITE = 'urn:oid:1.2.840.114350.1.13.0.1';
/** The system of the site's medical record numbers. Each Epic site has its own; Epic's public sandbox has none. */
export const SITE_MRN_SYSTEM = `${EPIC_SITE}.7.5.737384.100`;
/** The medical record number minus the EPI number. They differ so that a test which confuses them fails. */
const MRN_BEYOND_EPI = 800_000;
/** The EPI number minus the digits of the EPIC number, as in Epic's public sandbox. */
const EPI_BEYOND_EPIC = 199_706;
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-';
const UPPER_CASE_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Returns the Patient that Epic would serve for this person. Equal persons give equal Patients. */
export function createEpicPatient(person: Person): Stored<Patient> {
  const random = createRandom(`details of ${person.epi}`);
  const place = random.pick(PLACES);
  const practitioner = random.pick(PRACTITIONERS);
  return {
    resourceType: 'Patient',
    id: person.id,
    extension: [
      ...sexExtensions(person.gender),
      raceExtension(random.pick(RACES)),
      ethnicityExtension(random.pick(ETHNICITIES)),
    ],
    identifier: createIdentifiers(person, random),
    active: true,
    ...(person.names.length > 0 && { name: person.names }),
    telecom: drawTelecom(person, place, random),
    gender: person.gender,
    ...(person.birthDate !== null && { birthDate: person.birthDate }),
    ...(person.deceasedDateTime === undefined
      ? { deceasedBoolean: false }
      : { deceasedDateTime: person.deceasedDateTime }),
    address: [drawHomeAddress(place, random)],
    maritalStatus: { text: isAdult(person) ? random.pick(MARITAL_STATUSES) : 'Single' },
    communication: drawCommunication(random),
    ...(random.chance(80) && { generalPractitioner: [practitionerReference(practitioner)] }),
    managingOrganization: organizationReference(random.pick(ORGANIZATIONS)),
  };
}

/** Returns two identical names, `official` and `usual`, as Epic sends a name that was entered once. */
export function officialAndUsual(given: readonly string[], family: string): HumanName[] {
  const name = { text: [...given, family].join(' '), family, given: [...given] };
  return [
    { use: 'official', ...name },
    { use: 'usual', ...name },
  ];
}

/** Returns an id in Epic's form: `e`, then letters, digits, `.` and `-`, then `3`. */
export function createEpicId(random: Random, length = 24): string {
  return `e${random.characters(ID_ALPHABET, length - 2)}3`;
}

/** Returns an identifier whose only type is `type.text`, like most of Epic's. */
export function typedIdentifier(text: string, system: string, value: string): Identifier {
  return { use: 'usual', type: { text }, system, value };
}

/** Returns a Social Security number as Epic sends it: unmasked, and recognizable only by its system. */
export function socialSecurityNumber(value: string): Identifier {
  return { use: 'usual', system: SSN_SYSTEM, value };
}

/**
 * Returns the identifiers of Epic's public patients in their order, which include none of type MRN, and then this site's medical record
 * number.
 */
function createIdentifiers(
  { id, epi, names, identifiers: others = [] }: Person,
  random: Random,
): Identifier[] {
  const external = `S${random.integer(1000, 9999)}`;
  const ceid = `SBX${random.characters(UPPER_CASE_AND_DIGITS, 12)}`;
  const number = Number(epi);
  // A separate stream, because another draw from `random` would change the person's other details.
  const ofOlderApi = createRandom(`DSTU2 id of ${epi}`);
  return [
    typedIdentifier('CEID', `${EPIC_SITE}.7.3.688884.100`, ceid),
    typedIdentifier('EPIC', `${EPIC_SITE}.7.5.737384.0`, `E${number - EPI_BEYOND_EPIC}`),
    {
      ...typedIdentifier('EXTERNAL', `${EPIC_SITE}.7.2.698084`, external),
      type: {
        coding: [{ system: 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType', code: 'um' }],
        text: 'EXTERNAL',
      },
    },
    typedIdentifier(
      'FHIR',
      'http://open.epic.com/FHIR/StructureDefinition/patient-dstu2-fhir-id',
      `T${ofOlderApi.characters(ID_ALPHABET, 43)}B`,
    ),
    typedIdentifier('FHIR STU3', 'http://open.epic.com/FHIR/StructureDefinition/patient-fhir-id', id),
    typedIdentifier('INTERNAL', `${EPIC_SITE}.7.2.698084`, `     ${external}`),
    typedIdentifier('EPI', `${EPIC_SITE}.7.5.737384.14`, epi),
    ...(names[0]?.given?.[0] === undefined
      ? []
      : [
          typedIdentifier(
            'MYCHARTLOGIN',
            `${EPIC_SITE}.7.3.878082.110`,
            `SBX${names[0].given[0].toUpperCase()}`,
          ),
        ]),
    typedIdentifier('WPRINTERNAL', `${EPIC_SITE}.7.2.878082`, `${number % 10_000}`),
    typedIdentifier('SBXMRN', SITE_MRN_SYSTEM, `${number + MRN_BEYOND_EPI}`),
    ...(random.chance(15)
      ? [
          socialSecurityNumber(
            `9${random.integer(10, 99)}-${random.integer(10, 99)}-${random.integer(1000, 9999)}`,
          ),
        ]
      : []),
    ...others,
  ];
}

/** Uses phone numbers from 555-01XX, which are reserved for fiction, and addresses at example.com (RFC 2606). */
function drawTelecom({ epi }: Person, { areaCode }: Place, random: Random): ContactPoint[] {
  const phone = (): string => `+1 ${areaCode}-555-01${random.integer(10, 99)}`;
  return [
    { system: 'phone', value: phone(), use: 'home', rank: 2 },
    { system: 'phone', value: phone(), use: 'mobile', rank: 3 },
    { system: 'email', value: `patient.${epi}@example.com`, rank: 1 },
  ];
}

function drawHomeAddress({ city, district, state, postalCode }: Place, random: Random): Address {
  const street = `${random.integer(1, 9999)} ${random.pick(STREETS)}`;
  return {
    use: 'home',
    text: `${street}\r\n${city} ${state} ${postalCode}\r\nUnited States of America`,
    line: [street],
    city,
    district,
    state,
    postalCode,
    country: 'US',
    period: { start: `2024-0${random.integer(1, 9)}-${random.integer(10, 28)}` },
  };
}

/** Compares with a fixed year, which keeps responses independent of the date. */
function isAdult({ birthDate }: Person): boolean {
  return birthDate !== null && birthDate < '2005';
}

function drawCommunication(random: Random): PatientCommunication[] {
  const preferred = random.chance(75) ? ENGLISH : random.pick(OTHER_LANGUAGES);
  const second = random.chance(30) && preferred === ENGLISH ? [random.pick(OTHER_LANGUAGES)] : [];
  return [
    createCommunication(preferred, true),
    ...second.map((language) => createCommunication(language, false)),
  ];
}

/** Adds `_preferred`, the extension of a primitive: Epic sends it, and `@medplum/fhirtypes` lacks it. */
function createCommunication(
  { code, display }: Language,
  preferred: boolean,
): PatientCommunication & { _preferred?: { extension: Extension[] } } {
  return {
    extension: [
      {
        extension: [
          {
            valueCoding: {
              system: 'http://terminology.hl7.org/CodeSystem/v3-LanguageAbilityMode',
              code: 'ESP',
              display: 'Expressed spoken',
            },
            url: 'type',
          },
        ],
        url: 'http://hl7.org/fhir/StructureDefinition/patient-proficiency',
      },
    ],
    language: { coding: [{ system: 'urn:ietf:bcp:47', code, display }], text: display },
    ...(preferred && {
      preferred: true,
      _preferred: {
        extension: [
          {
            valueCoding: {
              system: 'http://hl7.org/fhir/language-preference-type',
              code: 'verbal',
              display: 'verbal',
            },
            url: 'http://hl7.org/fhir/StructureDefinition/patient-preferenceType',
          },
        ],
      },
    }),
  };
}
