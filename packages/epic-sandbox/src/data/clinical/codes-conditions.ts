/** Problems, health concerns and visit diagnoses, in the public codes that Epic sends along with its own. */
import type { CodeableConcept } from '../../types.ts';
import { createRandom, type NonEmpty } from '../random.ts';
import { epicSystem, ICD_10_CM, ICD_9_CM, SNOMED } from './code-systems.ts';
import type { Eligibility } from './sampling.ts';
import { coding, concept } from './elements.ts';

export interface Diagnosis extends Eligibility {
  readonly concept: CodeableConcept;
}

/** A code and its display. */
type Code = readonly [code: string, display: string];

/** Long-term problems. */
export const PROBLEMS: readonly Diagnosis[] = [
  diagnosis(
    'Essential hypertension',
    ['I10', 'Essential (primary) hypertension'],
    ['59621000', 'Essential hypertension (disorder)'],
    { from: 30 },
    '401.9',
  ),
  diagnosis(
    'Type 2 diabetes mellitus without complication, without long-term current use of insulin',
    ['E11.9', 'Type 2 diabetes mellitus without complications'],
    ['44054006', 'Diabetes mellitus type 2 (disorder)'],
    { from: 35 },
    '250.00',
  ),
  diagnosis(
    'Hyperlipidemia',
    ['E78.5', 'Hyperlipidemia, unspecified'],
    ['55822004', 'Hyperlipidemia (disorder)'],
    { from: 30 },
    '272.4',
  ),
  diagnosis(
    'Mild intermittent asthma',
    ['J45.20', 'Mild intermittent asthma, uncomplicated'],
    ['427679007', 'Mild intermittent asthma (disorder)'],
    {},
    '493.90',
  ),
  diagnosis(
    'Stage 3 chronic kidney disease',
    ['N18.30', 'Chronic kidney disease, stage 3 unspecified'],
    ['433144002', 'Chronic kidney disease stage 3 (disorder)'],
    { from: 50 },
    '585.3',
  ),
  diagnosis(
    'Acquired hypothyroidism',
    ['E03.9', 'Hypothyroidism, unspecified'],
    ['40930008', 'Hypothyroidism (disorder)'],
    { from: 25 },
    '244.9',
  ),
  diagnosis(
    'Gastroesophageal reflux disease without esophagitis',
    ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'],
    ['235595009', 'Gastroesophageal reflux disease (disorder)'],
    { from: 16 },
    '530.81',
  ),
  diagnosis(
    'Depression',
    ['F32.A', 'Depression, unspecified'],
    ['35489007', 'Depressive disorder (disorder)'],
    { from: 14 },
    '311',
  ),
  diagnosis(
    'Generalized anxiety disorder',
    ['F41.1', 'Generalized anxiety disorder'],
    ['21897009', 'Generalized anxiety disorder (disorder)'],
    { from: 14 },
    '300.02',
  ),
  diagnosis(
    'Primary osteoarthritis of right knee',
    ['M17.11', 'Unilateral primary osteoarthritis, right knee'],
    ['239873007', 'Osteoarthritis of knee (disorder)'],
    { from: 50 },
  ),
  diagnosis(
    'Migraine without status migrainosus, not intractable',
    ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'],
    ['37796009', 'Migraine (disorder)'],
    { from: 12 },
    '346.90',
  ),
  diagnosis(
    'Atrial fibrillation (CMS/HCC)',
    ['I48.91', 'Unspecified atrial fibrillation'],
    ['49436004', 'Atrial fibrillation (disorder)'],
    { from: 60 },
    '427.31',
  ),
  diagnosis(
    'Coronary artery disease involving native coronary artery without angina pectoris',
    ['I25.10', 'Atherosclerotic heart disease of native coronary artery without angina pectoris'],
    ['53741008', 'Coronary arteriosclerosis (disorder)'],
    { from: 50 },
    '414.01',
  ),
  diagnosis(
    'Iron deficiency anemia',
    ['D50.9', 'Iron deficiency anemia, unspecified'],
    ['87522002', 'Iron deficiency anemia (disorder)'],
    {},
    '280.9',
  ),
  diagnosis(
    'Obesity',
    ['E66.9', 'Obesity, unspecified'],
    ['414916001', 'Obesity (disorder)'],
    { from: 10 },
    '278.00',
  ),
  diagnosis(
    'Atopic dermatitis',
    ['L20.9', 'Atopic dermatitis, unspecified'],
    ['24079001', 'Atopic dermatitis (disorder)'],
    { to: 40 },
    '691.8',
  ),
  diagnosis(
    'Seasonal allergic rhinitis',
    ['J30.2', 'Other seasonal allergic rhinitis'],
    ['367498001', 'Seasonal allergic rhinitis (disorder)'],
    { from: 2 },
    '477.9',
  ),
];

/** Health concerns: not diseases, but relevant for care. */
export const CONCERNS: readonly Diagnosis[] = [
  diagnosis('Food insecurity', ['Z59.41', 'Food insecurity'], ['733423003', 'Food insecurity (finding)']),
  diagnosis(
    'Lives alone',
    ['Z60.2', 'Problems related to living alone'],
    ['105529008', 'Lives alone (finding)'],
    {
      from: 18,
    },
  ),
  diagnosis('Unemployment', ['Z56.0', 'Unemployment, unspecified'], ['73438004', 'Unemployed (finding)'], {
    from: 18,
    to: 66,
  }),
  diagnosis(
    'History of falling',
    ['Z91.81', 'History of falling'],
    ['129839007', 'At risk for falls (finding)'],
    {
      from: 65,
    },
  ),
  diagnosis('Tobacco use', ['Z72.0', 'Tobacco use'], ['77176002', 'Smoker (finding)'], { from: 16 }),
];

/** Diagnoses of single visits. */
export const VISIT_DIAGNOSES: NonEmpty<Diagnosis> = [
  diagnosis(
    'Viral upper respiratory tract infection',
    ['J06.9', 'Acute upper respiratory infection, unspecified'],
    ['54150009', 'Upper respiratory infection (disorder)'],
    {},
    '465.9',
  ),
  diagnosis(
    'Cough, unspecified type',
    ['R05.9', 'Cough, unspecified'],
    ['49727002', 'Cough (finding)'],
    {},
    '786.2',
  ),
  diagnosis(
    'Urinary tract infection without hematuria, site unspecified',
    ['N39.0', 'Urinary tract infection, site not specified'],
    ['68566005', 'Urinary tract infectious disease (disorder)'],
    {},
    '599.0',
  ),
  diagnosis(
    'Abdominal pain, unspecified abdominal location',
    ['R10.9', 'Unspecified abdominal pain'],
    ['21522001', 'Abdominal pain (finding)'],
    {},
    '789.00',
  ),
  diagnosis(
    'Sore throat',
    ['J02.9', 'Acute pharyngitis, unspecified'],
    ['363746003', 'Acute pharyngitis (disorder)'],
    {},
    '462',
  ),
  diagnosis(
    'Acute bilateral low back pain without sciatica',
    ['M54.50', 'Low back pain, unspecified'],
    ['279039007', 'Low back pain (finding)'],
    {},
    '724.2',
  ),
  diagnosis(
    'Sprain of right ankle, initial encounter',
    ['S93.401A', 'Sprain of unspecified ligament of right ankle, initial encounter'],
    ['44465007', 'Sprain of ankle (disorder)'],
    {},
    '845.00',
  ),
  diagnosis(
    'Pneumonia due to infectious organism, unspecified laterality',
    ['J18.9', 'Pneumonia, unspecified organism'],
    ['233604007', 'Pneumonia (disorder)'],
    {},
    '486',
  ),
];

function diagnosis(text: string, icd10: Code, snomed: Code, fit: Eligibility = {}, icd9?: string): Diagnosis {
  const siteNumber = String(createRandom(`diagnosis ${icd10[0]}`).integer(10_000, 1_999_999));
  return {
    ...fit,
    concept: concept(
      text,
      coding(ICD_10_CM, ...icd10),
      coding(SNOMED, ...snomed),
      ...(icd9 === undefined ? [] : [coding(ICD_9_CM, icd9, text)]),
      coding(epicSystem('7.2.696871'), siteNumber, text),
    ),
  };
}
