/** Orderable laboratory tests, imaging, other studies and referrals. */
import type { CodeableConcept, Coding } from '../../types.ts';
import { createRandom } from '../random.ts';
import { CPT, epicSystem, LOINC, SNOMED } from './code-systems.ts';
import type { Eligibility } from './sampling.ts';
import { coding, concept } from './elements.ts';

export type SpecimenKind = 'blood' | 'urine' | 'throat';
export type OrderKind = 'laboratory' | 'imaging' | 'study' | 'referral';

export interface Orderable extends Eligibility {
  readonly kind: OrderKind;
  readonly concept: CodeableConcept;
  /** The ICD-10-CM code of its usual indication. */
  readonly indication?: string;
  /** The specimen that it needs. */
  readonly specimen?: SpecimenKind;
}

/** SNOMED CT. */
export const ORDER_CATEGORIES: Record<OrderKind, CodeableConcept> = {
  laboratory: concept('Lab', coding(SNOMED, '108252007', 'Laboratory procedure')),
  imaging: concept('Imaging', coding(SNOMED, '363679005', 'Imaging')),
  study: concept('Procedures', coding(SNOMED, '103693007', 'Diagnostic procedure')),
  referral: concept('Outpatient Referral', coding(SNOMED, '3457005', 'Patient referral')),
};

export const LABORATORY_TESTS: readonly Orderable[] = [
  laboratory('Hemoglobin A1c', [LOINC, '4548-4'], [CPT, '83036'], 'blood', 'E11.9'),
  laboratory('Comprehensive metabolic panel', [LOINC, '24323-8'], [CPT, '80053'], 'blood', 'I10'),
  laboratory('CBC and differential', [LOINC, '57021-8'], [CPT, '85025'], 'blood', 'D50.9'),
  laboratory('Lipid panel', [LOINC, '24331-1'], [CPT, '80061'], 'blood', 'E78.5'),
  laboratory('TSH', [LOINC, '3016-3'], [CPT, '84443'], 'blood', 'E03.9'),
  laboratory('Urinalysis with microscopic', [LOINC, '24356-8'], [CPT, '81001'], 'urine', 'N39.0'),
  laboratory('Rapid strep A screen', [LOINC, '78012-2'], [CPT, '87880'], 'throat', 'J02.9'),
];

export const OTHER_ORDERS: readonly Orderable[] = [
  order('imaging', 'XR chest 2 views', [LOINC, '36643-5'], [CPT, '71046'], { indication: 'J18.9' }),
  order('imaging', 'Mammography screening bilateral', [SNOMED, '24623002'], [CPT, '77067'], {
    from: 40,
    sex: 'female',
  }),
  order('study', 'ECG 12 lead', [SNOMED, '29303009'], [CPT, '93000'], { indication: 'I48.91' }),
  order('study', 'Transthoracic echo (TTE) complete', [SNOMED, '40701008'], [CPT, '93306'], {
    from: 30,
    indication: 'I25.10',
  }),
  order('study', 'Spirometry', [SNOMED, '127783003'], [CPT, '94010'], { from: 6, indication: 'J45.20' }),
  order('study', 'Colonoscopy', [SNOMED, '73761001'], [CPT, '45378'], { from: 45 }),
  order('referral', 'Ambulatory referral to Cardiology', [SNOMED, '183519002'], undefined, {
    from: 18,
    indication: 'I48.91',
  }),
  order('referral', 'Ambulatory referral to Nutrition Services', [SNOMED, '103699006'], undefined, {
    indication: 'E66.9',
  }),
];

type SystemAndCode = readonly [system: string, code: string];

function laboratory(
  text: string,
  loinc: SystemAndCode,
  cpt: SystemAndCode,
  specimen: SpecimenKind,
  indication: string,
): Orderable {
  return { ...order('laboratory', text, loinc, cpt, { indication }), specimen };
}

/** @param number the procedure's number in this site's master file */
function order(
  kind: OrderKind,
  text: string,
  code: SystemAndCode,
  cpt?: SystemAndCode,
  details: Pick<Orderable, 'indication' | 'from' | 'sex'> = {},
): Orderable {
  const siteNumber = String(createRandom(`orderable ${text}`).integer(1000, 120_000));
  const codings: Coding[] = [
    coding(epicSystem('7.2.696580'), siteNumber, text.toUpperCase()),
    coding(...code, text),
    ...(cpt === undefined ? [] : [coding(...cpt, `HC ${text.toUpperCase()}`)]),
  ];
  return { ...details, kind, concept: concept(text, ...codings) };
}
