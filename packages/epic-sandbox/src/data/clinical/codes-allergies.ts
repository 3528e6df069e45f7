/** Allergens and reactions. */
import type { AllergyIntolerance, CodeableConcept } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { epicSystem, RXNORM, SNOMED, UNII } from './code-systems.ts';
import { coding, concept } from './elements.ts';

type AllergyCategory = NonNullable<AllergyIntolerance['category']>[number];

export interface Allergen {
  readonly concept: CodeableConcept;
  readonly category: AllergyCategory;
  /** An intolerance has no immune mechanism. */
  readonly type: NonNullable<AllergyIntolerance['type']>;
}

const LOCAL_ALLERGEN = epicSystem('7.2.698280');

/** SNOMED CT: the patient has no known allergies. */
export const NO_KNOWN_ALLERGY: CodeableConcept = concept(
  'No Known Allergies',
  coding(SNOMED, '716186003', 'No known allergy (situation)'),
);

/** SNOMED CT: no answer was recorded. Epic sends this resource for a list that was never reviewed. */
export const NOT_ON_FILE: CodeableConcept = concept(
  'Not on File',
  coding(SNOMED, '1631000175102', 'Patient not asked'),
);

export const ALLERGENS: NonEmpty<Allergen> = [
  drug('PENICILLINS', '25', [SNOMED, '764146007'], [RXNORM, '7980'], [UNII, 'Q42T66VG0C']),
  drug('AMOXICILLIN', '113', [RXNORM, '723'], [SNOMED, '372687004'], [UNII, '9EM05410Q9']),
  drug('SULFAMETHOXAZOLE-TRIMETHOPRIM', '204', [RXNORM, '10831'], [RXNORM, '10180'], [RXNORM, '10829']),
  drug('ASPIRIN', '31', [RXNORM, '1191'], [SNOMED, '387458008'], [UNII, 'R16CO5Y76E']),
  drug('IBUPROFEN', '33', [RXNORM, '5640'], [SNOMED, '387207008'], [UNII, 'WK2XYI10QM']),
  {
    ...drug('CODEINE', '52', [RXNORM, '2670'], [SNOMED, '387494007'], [UNII, 'UX6OWY2V7J']),
    type: 'intolerance',
  },
  { ...drug('LISINOPRIL', '310', [RXNORM, '29046'], [SNOMED, '386873009']), type: 'intolerance' },
  { ...drug('LATEX', '15', [SNOMED, '111088007']), category: 'environment' },
  { ...drug('BEE VENOM', '601', [SNOMED, '288328004']), category: 'environment' },
  { ...drug('PEANUT', '402', [SNOMED, '762952008']), category: 'food' },
  { ...drug('SHELLFISH', '405', [SNOMED, '735029006']), category: 'food' },
  { ...drug('EGG', '407', [SNOMED, '102263004']), category: 'food' },
];

/** Epic sends some reactions with their name in place of the SNOMED CT code. */
export const MANIFESTATIONS: NonEmpty<CodeableConcept> = [
  concept('Hives', coding(SNOMED, '247472004', 'Weal (disorder)')),
  concept('Hives', coding(SNOMED, 'Hives')),
  concept('Rash', coding(SNOMED, '271807003', 'Eruption of skin (disorder)')),
  concept('Rash', coding(SNOMED, 'Rash')),
  concept('Anaphylaxis', coding(SNOMED, '39579001', 'Anaphylaxis (disorder)')),
  concept('Itching', coding(SNOMED, 'Itching')),
  concept('Nausea And Vomiting', coding(SNOMED, '16932000', 'Nausea and vomiting (disorder)')),
  concept('Shortness Of Breath', coding(SNOMED, '267036007', 'Dyspnea (finding)')),
  concept('Cough', coding(SNOMED, '49727002', 'Cough (finding)')),
  concept('Swelling', coding(SNOMED, '65124004', 'Swelling (finding)')),
];

/** Only the first coding has Epic's display. The site's number follows the public codes. */
function drug(
  name: string,
  siteNumber: string,
  first: readonly [system: string, code: string],
  ...others: readonly (readonly [system: string, code: string])[]
): Allergen {
  return {
    concept: concept(
      name,
      coding(...first, name),
      ...others.map(([system, code]) => coding(system, code)),
      coding(LOCAL_ALLERGEN, siteNumber, name),
    ),
    category: 'medication',
    type: 'allergy',
  };
}
