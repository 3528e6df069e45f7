/** What identifies a patient, in the list and in the chart header. The header shows the list's copy until its own arrives. */
import type { IdentityFragment } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { capitalize, formatCode } from '../formatting.ts';

export const IDENTITY = graphql(`
  fragment Identity on Patient {
    id
    fullName
    hasProtectedName
    isEnteredInError
    hasUnknownModifier
    isReplacedBy
    birthDate
    ageText
    gender
    sexForClinicalUse {
      text
    }
    legalSex {
      text
    }
    sex {
      text
    }
    birthSex {
      text
    }
    mrn
    deceased
    deceasedAt
  }
`);

interface Sex {
  /** Which of the record's sexes this is. They can differ. */
  readonly label: string;
  readonly text: string;
}

/** Returns the sexes and the gender on file, the one for clinical decisions first. */
export function listSexes(patient: IdentityFragment): readonly Sex[] {
  const { sexForClinicalUse, legalSex, sex, birthSex, gender } = patient;
  const sexes = [
    { label: 'Sex for clinical use', text: sexForClinicalUse?.text },
    { label: 'Legal sex', text: legalSex?.text },
    { label: 'Sex', text: sex?.text },
    { label: 'Sex at birth', text: birthSex?.text },
    { label: 'Administrative gender', text: formatCode(gender) },
  ];
  return sexes.flatMap(({ label, text }) => (text ? [{ label, text: capitalize(text) }] : []));
}
