/** The medicines of the formulary, each with its usual order. */
import type { Eligibility } from './sampling.ts';

/** An amount in UCUM: `unit` for people, `code` for machines. */
export interface Amount {
  readonly value: number;
  readonly unit: string;
  readonly code: string;
}

export interface Medicine extends Eligibility {
  /** Generic name, brand in capitals, strength and form, as Epic displays it. */
  readonly name: string;
  readonly form: 'tablet' | 'capsule' | 'suspension' | 'inhaler' | 'spray' | 'solution';
  readonly route: 'Oral' | 'Inhalation' | 'Nasal' | 'Subcutaneous';
  readonly ingredient: { readonly name: string; readonly rxnorm: string; readonly strength: Amount };
  /** RxNorm's clinical drug, if verified. */
  readonly rxnorm?: { readonly code: string; readonly display: string };
  readonly ndc?: string;
  /** The ICD-10-CM code of the problem that it treats; absent for a medicine that anyone may need. */
  readonly indication?: string;
  /** The ordered dose, and the same dose in units of the form. */
  readonly dose: Amount;
  readonly taken: Amount;
  /** Doses per day; null for as needed. */
  readonly daily: 1 | 2 | 3 | null;
  /** Days; null for continuous therapy. */
  readonly course: number | null;
  readonly instruction: string;
}

const MG = { unit: 'mg', code: 'mg' } as const;
const ONE_TABLET: Amount = { value: 1, unit: 'tablet', code: '{tbl}' };
const ONE_CAPSULE: Amount = { value: 1, unit: 'capsule', code: '{capsule}' };

export const MEDICINES: readonly Medicine[] = [
  {
    ...tablet('lisinopril (ZESTRIL) 10 MG tablet', 'lisinopril', '29046', 10),
    indication: 'I10',
    rxnorm: { code: '314076', display: 'lisinopril 10 MG Oral Tablet' },
    from: 30,
  },
  {
    ...tablet('metFORMIN (GLUCOPHAGE) 500 MG tablet', 'metformin', '6809', 500),
    indication: 'E11.9',
    rxnorm: { code: '861007', display: 'metformin hydrochloride 500 MG Oral Tablet' },
    daily: 2,
    instruction: 'Take 1 tablet (500 mg total) by mouth 2 (two) times a day with meals.',
    from: 35,
  },
  {
    ...tablet('atorvastatin (LIPITOR) 20 MG tablet', 'atorvastatin', '83367', 20),
    indication: 'E78.5',
    rxnorm: { code: '617310', display: 'atorvastatin 20 MG Oral Tablet' },
    ndc: '0071-0156-23',
    from: 30,
  },
  {
    ...tablet('amLODIPine (NORVASC) 5 MG tablet', 'amlodipine', '17767', 5),
    indication: 'I10',
    rxnorm: { code: '197361', display: 'amlodipine 5 MG Oral Tablet' },
    ndc: '0069-1530-68',
    from: 30,
  },
  {
    ...tablet('levothyroxine (SYNTHROID) 50 MCG tablet', 'levothyroxine', '10582', 50),
    indication: 'E03.9',
    dose: { value: 50, unit: 'mcg', code: 'ug' },
    ingredient: {
      name: 'levothyroxine',
      rxnorm: '10582',
      strength: { value: 50, unit: 'mcg', code: 'ug' },
    },
    instruction: 'Take 1 tablet (50 mcg total) by mouth daily before breakfast.',
    ndc: '0074-4552-90',
    from: 20,
  },
  {
    ...tablet('sertraline (ZOLOFT) 50 MG tablet', 'sertraline', '36437', 50),
    indication: 'F32.A',
    rxnorm: { code: '312941', display: 'sertraline 50 MG Oral Tablet' },
    from: 14,
  },
  {
    ...tablet('warfarin (COUMADIN) 5 MG tablet', 'warfarin', '11289', 5),
    indication: 'I48.91',
    rxnorm: { code: '855332', display: 'warfarin sodium 5 MG Oral Tablet' },
    from: 55,
  },
  {
    ...tablet('hydroCHLOROthiazide 25 MG tablet', 'hydrochlorothiazide', '5487', 25),
    indication: 'I10',
    rxnorm: { code: '310798', display: 'hydrochlorothiazide 25 MG Oral Tablet' },
    from: 30,
  },
  {
    ...tablet('furosemide (LASIX) 40 MG tablet', 'furosemide', '4603', 40),
    indication: 'I10',
    rxnorm: { code: '313988', display: 'furosemide 40 MG Oral Tablet' },
    from: 55,
  },
  {
    ...tablet('clopidogrel (PLAVIX) 75 mg tablet', 'clopidogrel', '32968', 75),
    indication: 'I25.10',
    rxnorm: { code: '309362', display: 'clopidogrel 75 MG Oral Tablet' },
    from: 50,
  },
  {
    ...tablet('aspirin 81 MG tablet', 'aspirin', '1191', 81),
    indication: 'I25.10',
    rxnorm: { code: '243670', display: 'aspirin 81 MG Oral Tablet' },
    from: 50,
  },
  {
    ...tablet('predniSONE (DELTASONE) 20 MG tablet', 'prednisone', '8640', 20),
    rxnorm: { code: '312615', display: 'prednisone 20 MG Oral Tablet' },
    course: 5,
    instruction: 'Take 1 tablet (20 mg total) by mouth daily for 5 days.',
  },
  {
    ...tablet('azithromycin (ZITHROMAX) 250 MG tablet', 'azithromycin', '18631', 250),
    rxnorm: { code: '308460', display: 'azithromycin 250 MG Oral Tablet' },
    ndc: '0069-3060-75',
    course: 5,
    instruction: 'Take 1 tablet (250 mg total) by mouth daily for 5 days.',
    from: 12,
  },
  {
    ...tablet('ibuprofen (ADVIL,MOTRIN) 200 MG tablet', 'ibuprofen', '5640', 200),
    rxnorm: { code: '310965', display: 'ibuprofen 200 MG Oral Tablet' },
    daily: null,
    instruction: 'Take 1 tablet (200 mg total) by mouth every 6 (six) hours as needed for mild pain.',
  },
  {
    ...tablet('acetaminophen (TYLENOL) 325 MG tablet', 'acetaminophen', '161', 325),
    rxnorm: { code: '313782', display: 'acetaminophen 325 MG Oral Tablet' },
    daily: null,
    instruction: 'Take 1 tablet (325 mg total) by mouth every 6 (six) hours as needed for fever.',
  },
  {
    ...tablet('cetirizine (ZyrTEC) 10 MG tablet', 'cetirizine', '20610', 10),
    indication: 'J30.2',
    rxnorm: { code: '1014678', display: 'cetirizine hydrochloride 10 MG Oral Tablet' },
    from: 6,
  },
  {
    ...tablet('omeprazole (PriLOSEC) 20 MG capsule', 'omeprazole', '7646', 20),
    indication: 'K21.9',
    form: 'capsule',
    taken: ONE_CAPSULE,
    rxnorm: { code: '198051', display: 'omeprazole 20 MG Delayed Release Oral Capsule' },
    instruction: 'Take 1 capsule (20 mg total) by mouth daily. Do not crush or chew.',
    from: 16,
  },
  {
    ...tablet('amoxicillin (AMOXIL) 500 MG capsule', 'amoxicillin', '723', 500),
    form: 'capsule',
    taken: ONE_CAPSULE,
    rxnorm: { code: '308191', display: 'amoxicillin 500 MG Oral Capsule' },
    daily: 3,
    course: 10,
    instruction: 'Take 1 capsule (500 mg total) by mouth 3 (three) times a day for 10 days.',
    from: 12,
  },
  {
    ...tablet('amoxicillin (AMOXIL) 400 MG/5ML suspension', 'amoxicillin', '723', 400),
    form: 'suspension',
    taken: { value: 5, unit: 'mL', code: 'mL' },
    rxnorm: { code: '308189', display: 'amoxicillin 80 MG/ML Oral Suspension' },
    daily: 2,
    course: 10,
    instruction: 'Take 5 mL (400 mg total) by mouth 2 (two) times a day for 10 days.',
    to: 12,
  },
  {
    name: 'albuterol (PROAIR HFA) 108 (90 Base) MCG/ACT inhaler',
    indication: 'J45.20',
    form: 'inhaler',
    route: 'Inhalation',
    ingredient: { name: 'albuterol', rxnorm: '435', strength: { value: 90, unit: 'mcg', code: 'ug' } },
    rxnorm: { code: '745679', display: '200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler' },
    ndc: '59310-579-22',
    dose: { value: 180, unit: 'mcg', code: 'ug' },
    taken: { value: 2, unit: 'puff', code: '{puff}' },
    daily: null,
    course: null,
    instruction: 'Inhale 2 puffs every 4 (four) hours as needed for wheezing.',
  },
  {
    name: 'fluticasone (FLONASE) 50 MCG/ACT nasal spray',
    indication: 'J30.2',
    form: 'spray',
    route: 'Nasal',
    ingredient: { name: 'fluticasone', rxnorm: '41126', strength: { value: 50, unit: 'mcg', code: 'ug' } },
    rxnorm: { code: '1797907', display: 'fluticasone propionate 0.05 MG/ACTUAT Metered Dose Nasal Spray' },
    dose: { value: 100, unit: 'mcg', code: 'ug' },
    taken: { value: 2, unit: 'spray', code: '{spray}' },
    daily: 1,
    course: null,
    instruction: 'Administer 2 sprays into each nostril daily.',
    from: 4,
  },
  {
    name: 'insulin glargine (LANTUS) 100 UNIT/ML injection',
    indication: 'E11.9',
    form: 'solution',
    route: 'Subcutaneous',
    ingredient: {
      name: 'insulin glargine',
      rxnorm: '274783',
      strength: { value: 100, unit: 'Units', code: '[iU]' },
    },
    rxnorm: { code: '311041', display: 'insulin glargine 100 UNT/ML Injectable Solution' },
    ndc: '0088-2220-33',
    dose: { value: 12, unit: 'Units', code: '[iU]' },
    taken: { value: 0.12, unit: 'mL', code: 'mL' },
    daily: 1,
    course: null,
    instruction: 'Inject 12 Units under the skin nightly.',
    from: 35,
  },
];

/** Returns a tablet in its usual order: once a day by mouth, as continuous therapy. */
function tablet(name: string, ingredient: string, rxnorm: string, milligrams: number): Medicine {
  const dose: Amount = { value: milligrams, ...MG };
  return {
    name,
    form: 'tablet',
    route: 'Oral',
    ingredient: { name: ingredient, rxnorm, strength: dose },
    dose,
    taken: ONE_TABLET,
    daily: 1,
    course: null,
    instruction: `Take 1 tablet (${milligrams} mg total) by mouth daily.`,
  };
}
