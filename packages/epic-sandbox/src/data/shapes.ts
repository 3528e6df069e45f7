/** One patient for each unusual shape that Epic is known to send. Tests request them by these ids. */
import type { Patient, Stored } from '../types.ts';
import {
  createEpicPatient,
  officialAndUsual,
  type Person,
  socialSecurityNumber,
  SSN_SYSTEM,
  typedIdentifier,
} from './epic-patient.ts';
import { ethnicityExtension, olderVersionSexExtensions, raceExtension } from './extensions.ts';
import { FAMILY_NAMES, FEMALE_GIVEN_NAMES } from './names.ts';
import { createRandom } from './random.ts';

/** 130 characters. FHIR allows 64, but Epic's ids can be longer. */
export const LONG_ID = `eShapeL0ng-${'Aa1.Bb2-Cc3.Dd4-Ee5.Ff6-'.repeat(4)}Gg7.Hh8-Ii9.Jj0-Kk1.Ll3`;
/** A Social Security number, unmasked and without `type`. */
export const UNMASKED_SSN = 'eShape.Unm4skedSsn-00013';
/** A Social Security number that also has a `type.text`. */
export const TYPED_SSN = 'eShape.TypedSsn-00000023';
/** A single name: `family` without `given`. */
export const SINGLE_NAME = 'eShape-SingleName.000033';
/** No `name` element. */
export const NO_NAME = 'eShape-NoName.0000000043';
/** A `name` with nothing but a `use`. */
export const EMPTY_NAME = 'eShape-EmptyName.0000053';
/** `name.text` without parts. */
export const TEXT_ONLY_NAME = 'eShape-TextOnlyName.0063';
/** Parts without `name.text`, with prefix and suffix. */
export const PREFIX_AND_SUFFIX = 'eShape-PrefixSuffix.0073';
/** `usual` differs from `official`. */
export const USUAL_NAME_DIFFERS = 'eShape-UsualDiffers.0083';
/** `old` and `maiden` names before the current ones, one with a period that has ended. */
export const FORMER_NAMES = 'eShape-FormerNames.00093';
/** A birth date with only a year. */
export const BIRTH_YEAR = 'eShape-BirthYear.0000103';
/** A birth date with only a year and a month. */
export const BIRTH_MONTH = 'eShape-BirthMonth.000113';
/** No `birthDate`. */
export const NO_BIRTH_DATE = 'eShape-NoBirthDate.00123';
/** `deceasedDateTime` instead of `deceasedBoolean`. */
export const DECEASED = 'eShape-Deceased.00000133';
/** us-core-race and us-core-ethnicity with only `text`. */
export const RACE_IN_TEXT_ONLY = 'eShape-RaceText.00000143';
/** Two categories in us-core-race. */
export const TWO_RACES = 'eShape-TwoRaces.00000153';
/** us-core-birthsex and us-core-genderIdentity, as older Epic versions send them. */
export const OLDER_VERSION_FEMALE = 'eShape-OlderVersion.0163';
/** Like {@link OLDER_VERSION_FEMALE}, with the gender `other`. */
export const OLDER_VERSION_OTHER = 'eShape-OlderVersion.0173';
/** `generalPractitioner` has only `display`. */
export const PRACTITIONER_DISPLAY_ONLY = 'eShape-GpDisplay.0000183';
/** `generalPractitioner` and `managingOrganization` have only `identifier`. */
export const REFERENCES_BY_IDENTIFIER = 'eShape-GpIdentifier.0193';
/** A medical record number with a `type.coding` (HL7 v2-0203 `MR`) and a padded value. */
export const CODED_MRN = 'eShape-CodedMrn.00000203';
/** `active` is false. */
export const INACTIVE = 'eShape-Inactive.00000213';
/** Only `active` and `deceasedBoolean`. */
export const BARE = 'eShape-Bare.000000000223';
/** `gender` is `unknown`: no us-core-sex, no pronouns. */
export const UNKNOWN_GENDER = 'eShape-UnknownGender.023';
/** José María Muñoz. */
export const JOSE = 'eShape-Diacritics.J0se-3';
/** Zoë Brontë-Hawkes. */
export const ZOE = 'eShape-Diacritics.Z0e--3';
/** Thị Hương Nguyễn. */
export const HUONG = 'eShape-Diacritics.Hu0ng3';
/** Šárka Žižková. */
export const SARKA = 'eShape-Diacritics.Sark-3';
/** Ólafur Þórðarson. */
export const OLAFUR = 'eShape-Diacritics.Ol4f-3';

/** The differences from an ordinary person. `elements` replaces elements of the Patient. */
interface Shape extends Partial<Omit<Person, 'id' | 'epi'>> {
  elements?: Partial<Patient>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  [LONG_ID]: {},
  [UNMASKED_SSN]: { identifiers: [socialSecurityNumber('900-55-1234')] },
  [TYPED_SSN]: { identifiers: [typedIdentifier('SSN', SSN_SYSTEM, '901-55-4321')] },
  [SINGLE_NAME]: { names: [{ use: 'official', text: 'Sukarnawati', family: 'Sukarnawati' }] },
  [NO_NAME]: { names: [] },
  [EMPTY_NAME]: { names: [{ use: 'usual' }] },
  [TEXT_ONLY_NAME]: { names: [{ use: 'usual', text: 'Baby Girl Thistlewood' }] },
  [PREFIX_AND_SUFFIX]: {
    names: [
      {
        use: 'official',
        family: 'Hallworth',
        given: ['Augustus', 'Peregrine'],
        prefix: ['Dr.'],
        suffix: ['Jr.', 'PhD'],
      },
    ],
  },
  [USUAL_NAME_DIFFERS]: {
    names: [
      { use: 'official', text: 'Aleksandra Whitlock', family: 'Whitlock', given: ['Aleksandra'] },
      { use: 'usual', text: 'Sasha Whitlock', family: 'Whitlock', given: ['Sasha'] },
    ],
  },
  [FORMER_NAMES]: {
    names: [
      {
        use: 'old',
        text: 'Ingrid Eastwick',
        family: 'Eastwick',
        given: ['Ingrid'],
        period: { start: '1991-06-01', end: '1999-05-01' },
      },
      { use: 'maiden', text: 'Ingrid Lindqvist', family: 'Lindqvist', given: ['Ingrid'] },
      ...officialAndUsual(['Ingrid'], 'Quillfeather'),
    ],
  },
  [BIRTH_YEAR]: { birthDate: '1948' },
  [BIRTH_MONTH]: { birthDate: '1966-02' },
  [NO_BIRTH_DATE]: { birthDate: null },
  [DECEASED]: { deceasedDateTime: '2024-11-03T04:05:00Z' },
  [RACE_IN_TEXT_ONLY]: {
    elements: {
      extension: [
        raceExtension({ text: 'Other Pacific Islander', categories: [] }),
        ethnicityExtension({ text: 'Patient declined', categories: [] }),
      ],
    },
  },
  [TWO_RACES]: {
    elements: {
      extension: [
        raceExtension({
          text: 'White, Japanese',
          categories: [
            { code: '2106-3', display: 'White' },
            { code: '2028-9', display: 'Asian' },
          ],
        }),
      ],
    },
  },
  [OLDER_VERSION_FEMALE]: { gender: 'female', elements: { extension: olderVersionSexExtensions('female') } },
  [OLDER_VERSION_OTHER]: { gender: 'other', elements: { extension: olderVersionSexExtensions('other') } },
  [UNKNOWN_GENDER]: { gender: 'unknown' },
  [PRACTITIONER_DISPLAY_ONLY]: {
    elements: { generalPractitioner: [{ type: 'Practitioner', display: 'Outside Physician, MD' }] },
  },
  [REFERENCES_BY_IDENTIFIER]: {
    elements: {
      generalPractitioner: [
        {
          type: 'Practitioner',
          identifier: typedIdentifier('NPI', 'http://hl7.org/fhir/sid/us-npi', '1990000058'),
        },
      ],
      managingOrganization: {
        identifier: typedIdentifier('NPI', 'http://hl7.org/fhir/sid/us-npi', '1990000066'),
      },
    },
  },
  [CODED_MRN]: {
    identifiers: [
      {
        use: 'usual',
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }],
          text: 'Medical Record Number',
        },
        system: 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.22',
        value: '  C-400777',
      },
    ],
  },
  [INACTIVE]: { elements: { active: false } },
  [JOSE]: { gender: 'male', names: officialAndUsual(['José', 'María'], 'Muñoz') },
  [ZOE]: { gender: 'female', names: officialAndUsual(['Zoë'], 'Brontë-Hawkes') },
  [HUONG]: { gender: 'female', names: officialAndUsual(['Thị', 'Hương'], 'Nguyễn') },
  [SARKA]: { gender: 'female', names: officialAndUsual(['Šárka'], 'Žižková') },
  [OLAFUR]: { gender: 'male', names: officialAndUsual(['Ólafur'], 'Þórðarson') },
};

const FIRST_EPI = 400_001;

const BARE_PATIENT: Stored<Patient> = {
  resourceType: 'Patient',
  id: BARE,
  active: true,
  deceasedBoolean: false,
};

/** Ordered like the constants above. */
export const SHAPED_PATIENTS: readonly Stored<Patient>[] = [
  ...Object.entries(SHAPES).map(([id, shape], index) => createShapedPatient(id, shape, index)),
  BARE_PATIENT,
];

function createShapedPatient(
  id: string,
  { elements = {}, ...person }: Shape,
  index: number,
): Stored<Patient> {
  const epi = FIRST_EPI + index;
  const random = createRandom(`person ${epi}`);
  const ordinary = createEpicPatient({
    epi: String(epi),
    gender: 'female',
    names: officialAndUsual([random.pick(FEMALE_GIVEN_NAMES)], random.pick(FAMILY_NAMES)),
    birthDate: `19${50 + index}-04-05`,
    ...person,
    id,
  });
  return { ...ordinary, ...elements };
}
