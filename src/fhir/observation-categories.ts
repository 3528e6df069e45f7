/** Observation categories beyond FHIR's own. */
import { OBSERVATION_CATEGORY } from './clinical-codes.ts';

/** HL7 v2 table 0074 (diagnostic service section): some laboratories send its `LAB` as the only category. */
export const OBSERVATION_CATEGORY_ALIASES = { laboratory: ['LAB'] } as const;

/** From Epic's CapabilityStatement of May 2026: the documentation of Observation's `category`. */
const EPIC = [
  'core-characteristics',
  'LDA',
  'LDA-property',
  'LDA-assessment',
  'functional-mental-status',
  'periodontal',
  'labor-delivery',
  'newborn-delivery',
  'obstetrics-gynecology',
] as const;

/** Categories of US Core 7.0.0 to 9.0.0 Observation profiles that are not in FHIR's code system. */
const US_CORE = [
  'treatment-intervention-preference',
  'care-experience-preference',
  'observation-adi-documentation',
] as const;

/** All categories documented for Epic. `observations` requests them if the caller gives neither category nor code. */
export const DOCUMENTED_OBSERVATION_CATEGORIES: readonly string[] = [
  ...Object.keys(OBSERVATION_CATEGORY),
  ...EPIC,
  ...US_CORE,
];
