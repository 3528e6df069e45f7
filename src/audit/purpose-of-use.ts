/** The purposes of use: HL7's value set PurposeOfUse (v3-PurposeOfUse, FHIR R4 4.0.1). */
import type { CodeableConcept } from '../fhir/types.ts';

const SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';

const PURPOSES = {
  PurposeOfUse: 'purpose of use',
  HMARKT: 'healthcare marketing',
  HOPERAT: 'healthcare operations',
  CAREMGT: 'care management',
  DONAT: 'donation',
  FRAUD: 'fraud',
  GOV: 'government',
  HACCRED: 'health accreditation',
  HCOMPL: 'health compliance',
  HDECD: 'decedent',
  HDIRECT: 'directory',
  HDM: 'healthcare delivery management',
  HLEGAL: 'legal',
  HOUTCOMS: 'health outcome measure',
  HPRGRP: 'health program reporting',
  HQUALIMP: 'health quality improvement',
  HSYSADMIN: 'health system administration',
  LABELING: 'labeling',
  METAMGT: 'metadata management',
  MEMADMIN: 'member administration',
  MILCDM: 'military command',
  PATADMIN: 'patient administration',
  PATSFTY: 'patient safety',
  PERFMSR: 'performance measure',
  RECORDMGT: 'records management',
  SYSDEV: 'system development',
  HTEST: 'test health data',
  TRAIN: 'training',
  HPAYMT: 'healthcare payment',
  CLMATTCH: 'claim attachment',
  COVAUTH: 'coverage authorization',
  COVERAGE: 'coverage under policy or program',
  ELIGDTRM: 'eligibility determination',
  ELIGVER: 'eligibility verification',
  ENROLLM: 'enrollment',
  MILDCRG: 'military discharge',
  REMITADV: 'remittance advice',
  HRESCH: 'healthcare research',
  BIORCH: 'biomedical research',
  CLINTRCH: 'clinical trial research',
  CLINTRCHNPC: 'clinical trial research without patient care',
  CLINTRCHPC: 'clinical trial research with patient care',
  PRECLINTRCH: 'preclinical trial research',
  DSRCH: 'disease specific healthcare research',
  POARCH: 'population origins or ancestry healthcare research',
  TRANSRCH: 'translational healthcare research',
  PATRQT: 'patient requested',
  FAMRQT: 'family requested',
  PWATRNY: 'power of attorney',
  SUPNWK: 'support network',
  PUBHLTH: 'public health',
  DISASTER: 'disaster',
  THREAT: 'threat',
  TREAT: 'treatment',
  CLINTRL: 'clinical trial',
  COC: 'coordination of care',
  ETREAT: 'Emergency Treatment',
  BTG: 'break the glass',
  ERTREAT: 'emergency room treatment',
  POPHLTH: 'population health',
} as const satisfies Record<string, string>;

export type PurposeOfUse = keyof typeof PURPOSES;

/** Returns true for a code of the value set. Codes are case-sensitive. */
export function isPurposeOfUse(code: string): code is PurposeOfUse {
  return Object.hasOwn(PURPOSES, code);
}

export function createPurposeConcept(code: PurposeOfUse): CodeableConcept {
  return { coding: [{ system: SYSTEM, code, display: PURPOSES[code] }] };
}
