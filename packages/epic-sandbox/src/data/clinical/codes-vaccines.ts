/** Vaccines, with the ages at which patients usually receive them. */
import type { Eligibility } from './sampling.ts';

export interface Vaccine extends Eligibility {
  readonly name: string;
  /** Absent for a record with only a text. */
  readonly cvx?: string;
  readonly ndc?: string;
  readonly manufacturer?: string;
  readonly milliliters?: number;
  readonly route?: 'Intramuscular' | 'Subcutaneous' | 'Oral';
  /** The ages in months for the doses of patients who are now under 25. */
  readonly months?: readonly number[];
  /** The ISO dates on which adults received it. */
  readonly dates?: readonly string[];
}

export const VACCINES: readonly Vaccine[] = [
  child('Hepatitis B, Adolescent Or Pediatric', '08', [0, 2, 6], { manufacturer: 'Merck & Co.' }),
  child('DTaP', '20', [2, 4, 6, 15, 50], { ndc: '58160-810-52', manufacturer: 'GlaxoSmithKline' }),
  child('Rotavirus, Pentavalent', '116', [2, 4, 6], { milliliters: 2, route: 'Oral', to: 17 }),
  child('Hib (PRP-T)', '48', [2, 4, 12], { manufacturer: 'Sanofi Pasteur' }),
  child('IPV', '10', [2, 4, 50], { manufacturer: 'Sanofi Pasteur' }),
  child('Pneumococcal Conjugate PCV 13', '133', [2, 4, 12], { ndc: '0005-1971-02', to: 15 }),
  child('MMR', '03', [12, 50], { ndc: '0006-4681-00', manufacturer: 'Merck & Co.', route: 'Subcutaneous' }),
  child('Varicella', '21', [12, 50], {
    ndc: '0006-4827-00',
    manufacturer: 'Merck & Co.',
    route: 'Subcutaneous',
  }),
  child('Hepatitis A, Ped/Adol, 2-dose', '83', [12, 20], { manufacturer: 'GlaxoSmithKline' }),
  child('HPV 9-Valent', '165', [133, 139], { ndc: '0006-4119-03', manufacturer: 'Merck & Co.' }),
  child('Meningococcal MCV4P', '114', [133], { manufacturer: 'Sanofi Pasteur' }),
  child('Tdap', '115', [133], { ndc: '58160-842-52', manufacturer: 'GlaxoSmithKline' }),
  adult('Influenza, Injectable, Quadrivalent, Preservative Free', '150', ['2021-10-14', '2022-10-06'], {
    manufacturer: 'Sanofi Pasteur',
  }),
  adult('Influenza, Trivalent, Preservative Free', '140', ['2024-10-03', '2025-10-09'], {
    manufacturer: 'Sanofi Pasteur',
    from: 3,
  }),
  adult('COVID-19 (Pfizer) mRNA, LNP-S, PF, 30 mcg/0.3 mL', '208', ['2021-04-08', '2021-04-29'], {
    ndc: '59267-1000-1',
    manufacturer: 'Pfizer, Inc',
    milliliters: 0.3,
    from: 20,
  }),
  adult('Tdap', '115', ['2019-05-20'], { ndc: '58160-842-52', manufacturer: 'GlaxoSmithKline' }),
  adult('Td, Preservative Free', '113', ['2017-08-02'], { from: 35 }),
  adult('Zoster, Recombinant', '187', ['2022-02-01', '2022-05-17'], {
    ndc: '58160-823-11',
    manufacturer: 'GlaxoSmithKline',
    from: 55,
  }),
  adult('Pneumococcal Polysaccharide PPSV23', '33', ['2018-11-12'], {
    ndc: '0006-4943-00',
    manufacturer: 'Merck & Co.',
    from: 73,
  }),
  adult('Pneumococcal Conjugate PCV20', '216', ['2023-09-19'], { manufacturer: 'Pfizer, Inc', from: 66 }),
  adult('Hepatitis B, Adult', '43', ['2012-03-05', '2012-04-09', '2012-09-10'], { milliliters: 1, from: 35 }),
  { name: 'Yellow Fever (from vaccination card)', dates: ['2009-06'], from: 30 },
];

function child(name: string, cvx: string, months: readonly number[], details: Partial<Vaccine>): Vaccine {
  return { milliliters: 0.5, route: 'Intramuscular', to: 24, ...details, name, cvx, months };
}

function adult(name: string, cvx: string, dates: readonly string[], details: Partial<Vaccine>): Vaccine {
  return { milliliters: 0.5, route: 'Intramuscular', from: 18, ...details, name, cvx, dates };
}
