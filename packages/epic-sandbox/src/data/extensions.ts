/** The extensions of Epic's Patients: sex, gender, pronouns, race and ethnicity. */
import type { Coding, Extension, Patient } from '../types.ts';
import type { NonEmpty } from './random.ts';

/** A US Core race or ethnicity. Epic sends a free-text answer as `text` without categories. */
export interface UsCoreCategories {
  text: string;
  categories: { code: string; display: string }[];
}

export const RACES: NonEmpty<UsCoreCategories> = [
  { text: 'White', categories: [{ code: '2106-3', display: 'White' }] },
  { text: 'Vietnamese', categories: [{ code: '2028-9', display: 'Asian' }] },
  {
    text: 'Black or African American',
    categories: [{ code: '2054-5', display: 'Black or African American' }],
  },
  {
    text: 'Samoan',
    categories: [{ code: '2076-8', display: 'Native Hawaiian or Other Pacific Islander' }],
  },
  { text: 'Choctaw', categories: [{ code: '1002-5', display: 'American Indian or Alaska Native' }] },
  { text: 'Patient declined', categories: [] },
  { text: 'Unknown', categories: [] },
];

export const ETHNICITIES: NonEmpty<UsCoreCategories> = [
  { text: 'Not Hispanic or Latino', categories: [{ code: '2186-5', display: 'Not Hispanic or Latino' }] },
  { text: 'Mexican', categories: [{ code: '2135-2', display: 'Hispanic or Latino' }] },
  { text: 'Unknown', categories: [] },
];

type Gender = NonNullable<Patient['gender']>;

/** The values for each administrative gender. US Core's sex is a SNOMED CT code, pronouns are LOINC answers. */
const SEXES: Record<
  Gender,
  { text: string; snomed?: string; birthsex: string; pronouns?: { code: string; display: string } }
> = {
  female: {
    text: 'Female',
    snomed: '248152002',
    birthsex: 'F',
    pronouns: { code: 'LA29519-8', display: 'she/her/her/hers/herself' },
  },
  male: {
    text: 'Male',
    snomed: '248153007',
    birthsex: 'M',
    pronouns: { code: 'LA29518-0', display: 'he/him/his/his/himself' },
  },
  other: {
    text: 'Nonbinary',
    birthsex: 'UNK',
    pronouns: { code: 'LA29520-6', display: 'they/them/their/theirs/themselves' },
  },
  unknown: { text: 'Unknown', birthsex: 'UNK' },
};

const EPIC = 'http://open.epic.com/FHIR/StructureDefinition/extension';
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const EPIC_SEX_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.10.698084.130.657370.19999000';
const CDC_RACE_AND_ETHNICITY = 'urn:oid:2.16.840.1.113883.6.238';

/** Returns legal-sex, sex-for-clinical-use, us-core-sex and the calculated pronouns, as current Epic versions send them. */
export function sexExtensions(gender: Gender): Extension[] {
  const { text, snomed, pronouns } = SEXES[gender];
  const coding: Coding[] = [
    { system: EPIC_SEX_SYSTEM, code: text.toLowerCase(), display: text.toLowerCase() },
  ];
  return [
    { valueCodeableConcept: { coding, text }, url: `${EPIC}/legal-sex` },
    { valueCodeableConcept: { coding }, url: `${EPIC}/sex-for-clinical-use` },
    ...(snomed === undefined ? [] : [{ valueCode: snomed, url: `${US_CORE}/us-core-sex` }]),
    ...(pronouns === undefined
      ? []
      : [
          {
            valueCodeableConcept: { coding: [{ system: 'http://loinc.org', ...pronouns }] },
            url: `${EPIC}/calculated-pronouns-to-use-for-text`,
          },
        ]),
  ];
}

/** Returns us-core-birthsex and us-core-genderIdentity, which only older Epic versions send. */
export function olderVersionSexExtensions(gender: Gender): Extension[] {
  const { text, birthsex } = SEXES[gender];
  return [
    { valueCode: birthsex, url: `${US_CORE}/us-core-birthsex` },
    { valueCodeableConcept: { text }, url: `${US_CORE}/us-core-genderIdentity` },
  ];
}

export const raceExtension = (race: UsCoreCategories): Extension => usCoreExtension('us-core-race', race);

export const ethnicityExtension = (ethnicity: UsCoreCategories): Extension =>
  usCoreExtension('us-core-ethnicity', ethnicity);

function usCoreExtension(name: string, { text, categories }: UsCoreCategories): Extension {
  return {
    extension: [
      ...categories.map((category) => ({
        valueCoding: { system: CDC_RACE_AND_ETHNICITY, ...category },
        url: 'ombCategory',
      })),
      { valueString: text, url: 'text' },
    ],
    url: `${US_CORE}/${name}`,
  };
}
