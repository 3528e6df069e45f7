/** Operations and other procedures. */
import type { CodeableConcept } from '../../types.ts';
import { createRandom } from '../random.ts';
import { CPT, epicSystem, ICD_10_CM, SNOMED } from './code-systems.ts';
import type { Eligibility } from './sampling.ts';
import { coding, concept } from './elements.ts';

export interface Operation extends Eligibility {
  readonly concept: CodeableConcept;
  readonly reason: CodeableConcept;
  /** The ICD-10-CM code of the reason, which can also be on the problem list. */
  readonly indication: string;
  readonly bodySite?: CodeableConcept;
}

type Code = readonly [code: string, display: string];

const ABDOMEN = site('10', 'Abdomen', '818983003', 'Abdomen (structure)');
const KNEE = site('44', 'Knee', '72696002', 'Knee region structure (body structure)');
const EAR = site('27', 'Ear', '117590005', 'Ear structure (body structure)');

export const OPERATIONS: readonly Operation[] = [
  {
    ...operation('APPENDECTOMY, LAPAROSCOPIC', '44970', ['K35.80', 'Unspecified acute appendicitis']),
    bodySite: ABDOMEN,
    from: 8,
  },
  {
    ...operation(
      'CHOLECYSTECTOMY, LAPAROSCOPIC',
      '47562',
      ['K80.20', 'Calculus of gallbladder without cholecystitis without obstruction'],
      ['38102005', 'Cholecystectomy (procedure)'],
    ),
    bodySite: ABDOMEN,
    from: 20,
  },
  {
    ...operation(
      'TOTAL KNEE ARTHROPLASTY',
      '27447',
      ['M17.11', 'Unilateral primary osteoarthritis, right knee'],
      ['609588000', 'Total knee replacement (procedure)'],
    ),
    bodySite: KNEE,
    from: 55,
  },
  {
    ...operation('TONSILLECTOMY AND ADENOIDECTOMY', '42820', [
      'J35.3',
      'Hypertrophy of tonsils with hypertrophy of adenoids',
    ]),
    to: 40,
  },
  {
    ...operation('TYMPANOSTOMY TUBE PLACEMENT', '69436', [
      'H66.90',
      'Otitis media, unspecified, unspecified ear',
    ]),
    bodySite: EAR,
    to: 20,
  },
  operation('LACERATION REPAIR, SIMPLE', '12001', [
    'S61.219A',
    'Laceration without foreign body of unspecified finger without damage to nail, initial encounter',
  ]),
  {
    ...operation('CATARACT EXTRACTION WITH LENS IMPLANT', '66984', ['H26.9', 'Unspecified cataract']),
    from: 60,
  },
];

function operation(text: string, cpt: string, icd10: Code, snomed?: Code): Operation {
  const siteNumber = String(createRandom(`procedure ${text}`).integer(1000, 120_000));
  return {
    concept: concept(
      text,
      coding(CPT, cpt, `PR ${text}`),
      ...(snomed === undefined ? [] : [coding(SNOMED, ...snomed)]),
      coding(epicSystem('7.2.696580'), siteNumber, text),
    ),
    reason: concept(icd10[1], coding(ICD_10_CM, ...icd10)),
    indication: icd10[0],
  };
}

function site(number: string, text: string, ...snomed: Code): CodeableConcept {
  return concept(text, coding(epicSystem('7.4.798276.2015'), number, text), coding(SNOMED, ...snomed));
}
