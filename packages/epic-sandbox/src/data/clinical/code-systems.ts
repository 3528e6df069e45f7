/** The code systems that charts speak in, by the URIs under which Epic sends them. */

export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const ICD_10_CM = 'http://hl7.org/fhir/sid/icd-10-cm';
export const ICD_9_CM = 'http://hl7.org/fhir/sid/icd-9-cm';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const CPT = 'http://www.ama-assn.org/go/cpt';
/** The Health Care Provider Taxonomy of NUCC. */
export const NUCC = 'http://nucc.org/provider-taxonomy';
export const UCUM = 'http://unitsofmeasure.org';
/** Epic names FDA's substances (UNII) by their OID, not by FHIR's URI. */
export const UNII = 'urn:oid:2.16.840.1.113883.4.9';
export const US_CORE_CARE_PLAN_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category';
export const US_CORE_CONDITION_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/condition-category';
export const US_CORE_CATEGORY = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-category';

/** One of HL7's own, by its name on terminology.hl7.org. */
export function hl7System(name: string): string {
  return `http://terminology.hl7.org/CodeSystem/${name}`;
}

/** One of this site's own: an item (`7.4.…`), a category list (`7.10.…`) or a master file (`7.2.…`) of its Epic. */
export function epicSystem(suffix: string): string {
  return `urn:oid:1.2.840.114350.1.13.0.1.${suffix}`;
}
