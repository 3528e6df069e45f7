/** The special features of the patients of the standard site. The README lists them, and FYI flags of the charts state them. */
import * as patients from './patients.ts';
import * as shapes from './shapes.ts';

export interface DemoCase {
  readonly patient: string;
  readonly special: string;
}

/** The patient to begin with. */
export const ORDINARY_CASE: DemoCase = {
  patient: patients.CAMILA_LOPEZ,
  special: 'ordinary: diabetes, hypertension, trends in labs and vital signs, notes, two PDF documents',
};

/** The charts that differ from an ordinary one, in the order of the panel. */
export const ODD_CASES: readonly DemoCase[] = [
  oddCase(patients.DERRICK_LIN, 'allergies not on file, a year of daily readings, unknown status codes'),
  oddCase(patients.DESIREE_POWELL, 'a child with her parents as contacts, a medication without a reference'),
  oddCase(
    patients.ELIJAH_DAVIS,
    'no known allergies, a problem without details, behind glass for the surgeon',
  ),
  oddCase(patients.LINDA_ROSS, 'two merged records, references to missing records'),
  oddCase(patients.OLIVIA_ROBERTS, 'a young adult, a refused vaccine, references to other servers'),
  oddCase(
    patients.WARREN_MCGINNIS,
    'a DNR/DNI order, and records of every odd shape: unknown codes and modifiers, odd values, documents and references',
  ),
  oddCase(shapes.LONG_ID, 'an id of 130 characters'),
  oddCase(shapes.UNMASKED_SSN, 'an unmasked Social Security number'),
  oddCase(shapes.TYPED_SSN, 'a Social Security number with a type'),
  oddCase(shapes.SINGLE_NAME, 'a single name'),
  oddCase(shapes.NO_NAME, 'no name'),
  oddCase(shapes.EMPTY_NAME, 'an empty name'),
  oddCase(shapes.TEXT_ONLY_NAME, 'a name with only a text'),
  oddCase(shapes.PREFIX_AND_SUFFIX, 'a name with prefix and suffix but no text, an empty allergy list'),
  oddCase(shapes.USUAL_NAME_DIFFERS, 'a usual name that differs from the official one'),
  oddCase(shapes.FORMER_NAMES, 'former names'),
  oddCase(shapes.BIRTH_YEAR, 'only a year of birth'),
  oddCase(shapes.BIRTH_MONTH, 'only a month of birth'),
  oddCase(shapes.NO_BIRTH_DATE, 'no birth date'),
  oddCase(shapes.DECEASED, 'deceased'),
  oddCase(shapes.RACE_IN_TEXT_ONLY, 'race and ethnicity only as text'),
  oddCase(shapes.TWO_RACES, 'two races'),
  oddCase(shapes.OLDER_VERSION_FEMALE, 'extensions of older Epic versions'),
  oddCase(shapes.OLDER_VERSION_OTHER, 'extensions of older Epic versions, gender other'),
  oddCase(shapes.UNKNOWN_GENDER, 'unknown gender'),
  oddCase(shapes.PRACTITIONER_DISPLAY_ONLY, 'a general practitioner with only a display'),
  oddCase(shapes.REFERENCES_BY_IDENTIFIER, 'a general practitioner with only an identifier'),
  oddCase(shapes.CODED_MRN, 'two medical record numbers, one with blanks'),
  oddCase(shapes.INACTIVE, 'an inactive patient'),
  oddCase(shapes.JOSE, 'a name with diacritics'),
  oddCase(shapes.ZOE, 'a name with diacritics'),
  oddCase(shapes.HUONG, 'a name with diacritics'),
  oddCase(shapes.SARKA, 'a name with diacritics'),
  oddCase(shapes.OLAFUR, 'a name with diacritics'),
  oddCase(shapes.BARE, 'only the required elements'),
];

const ODD_BY_PATIENT: ReadonlyMap<string, string> = new Map(
  ODD_CASES.map(({ patient, special }) => [patient, special]),
);

/** Returns undefined for a patient without anything special. */
export function oddCaseOf(patientId: string): string | undefined {
  return ODD_BY_PATIENT.get(patientId);
}

function oddCase(patient: string, special: string): DemoCase {
  return { patient, special };
}
