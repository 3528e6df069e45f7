/** Reads the extensions that US Core asks servers for, other than those of patients (see patient.ts). */
import { extensionConcept } from './concepts.ts';
import { object, objects, text } from './shape.ts';
import type { CodeableConcept, Extension, Reference } from './types.ts';

/** The extensions by the field that shows them, in every version of US Core that has them. */
const EXTENSIONS = {
  /** https://hl7.org/fhir/R4/extension-condition-asserteddate.html, must-support since US Core 5. */
  assertedDate: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
  /** https://hl7.org/fhir/R4/extension-workflow-supportinginfo.html, of US Core's ADI documentation since version 8. */
  supportingInfo: 'http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo',
  /** Since US Core 7 (USCDI v4, medication adherence). */
  adherence: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-medication-adherence',
  /** Since US Core 6 (USCDI v3, tribal affiliation). */
  tribalAffiliation: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-tribal-affiliation',
} as const;

interface Extended {
  readonly extension?: Extension[];
}

/** What is known of whether a medication is taken as ordered. */
export interface MedicationAdherence {
  readonly finding: CodeableConcept | null;
  readonly assertedDate: string | null;
  readonly sources: CodeableConcept[];
}

export function assertedDate(condition: Extended): string | null {
  return text(extensionsOf(condition, EXTENSIONS.assertedDate)[0]?.valueDateTime);
}

export function supportingInfo(resource: Extended): Reference[] {
  return objects(extensionsOf(resource, EXTENSIONS.supportingInfo).map(({ valueReference }) => valueReference));
}

export function adherenceOf(request: Extended): MedicationAdherence[] {
  return extensionsOf(request, EXTENSIONS.adherence).map((adherence) => ({
    finding: conceptsOf(adherence, 'medicationAdherence')[0] ?? null,
    assertedDate: text(extensionsOf(adherence, 'dateAsserted')[0]?.valueDateTime),
    sources: conceptsOf(adherence, 'informationSource'),
  }));
}

export function tribalAffiliationsOf(patient: Extended): CodeableConcept[] {
  return extensionsOf(patient, EXTENSIONS.tribalAffiliation).flatMap((affiliation) =>
    conceptsOf(affiliation, 'tribalAffiliation'),
  );
}

function conceptsOf(extended: Extended, url: string): CodeableConcept[] {
  return objects(extensionsOf(extended, url).map((part) => object(extensionConcept(part))));
}

function extensionsOf({ extension }: Extended, url: string): Extension[] {
  return objects(extension).filter((candidate) => candidate.url === url);
}
