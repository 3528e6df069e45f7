export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const ICD_10_CM = 'http://hl7.org/fhir/sid/icd-10-cm';
export const ICD_9_CM = 'http://hl7.org/fhir/sid/icd-9-cm';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const CPT = 'http://www.ama-assn.org/go/cpt';
/** NUCC's Health Care Provider Taxonomy. */
export const NUCC = 'http://nucc.org/provider-taxonomy';
export const UCUM = 'http://unitsofmeasure.org';
/** Epic identifies FDA's substances (UNII) by OID, not by FHIR's URI. */
export const UNII = 'urn:oid:2.16.840.1.113883.4.9';
export const US_CORE_CARE_PLAN_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category';
export const US_CORE_CONDITION_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/condition-category';
export const US_CORE_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-category';

/** Returns the URI of one of HL7's code systems, by its name on terminology.hl7.org. */
export function hl7System(name: string): string {
  return `http://terminology.hl7.org/CodeSystem/${name}`;
}

/** Returns the OID of one of this site's code systems: an item (`7.4.…`), a category list (`7.10.…`) or a master file (`7.2.…`). */
export function epicSystem(suffix: string): string {
  return `urn:oid:1.2.840.114350.1.13.0.1.${suffix}`;
}
