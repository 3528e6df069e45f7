/** Reads US Core's extensions of clinical records. patient.ts reads most extensions of Patient. */
import { codingsOf, extensionConcept } from './concepts.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept, Extension, Reference } from './types.ts';

/** The URL of each extension, by the field that shows it. */
const EXTENSIONS = {
  /** https://hl7.org/fhir/R4/extension-condition-asserteddate.html, must-support since US Core 5. */
  assertedDate: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
  /** https://hl7.org/fhir/R4/extension-workflow-supportinginfo.html, in US Core's ADI documentation since version 8. */
  supportingInfo: 'http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo',
  /** Since US Core 7 (USCDI v4, medication adherence). */
  adherence: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-medication-adherence',
  /** Since US Core 6 (USCDI v3, tribal affiliation). */
  tribalAffiliation: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-tribal-affiliation',
  /** On patients and encounters since US Core 8 (USCDI v5, interpreter needed). */
  interpreterNeeded: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed',
  /** FHIR's own extension of Patient (https://hl7.org/fhir/R4/extension-patient-interpreterrequired.html). */
  interpreterRequired: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired',
  /** Since US Core 9 (USCDI v6, family health history). */
  recorder: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-familymemberhistory-recorder',
} as const;

/** Yes and no in SNOMED CT (VSAC 2.16.840.1.113762.1.4.1267.16). Any other answer, such as "unknown", is neither. */
const ANSWERS: ReadonlyMap<string, boolean> = new Map([
  ['373066001', true],
  ['373067005', false],
]);

interface Extended {
  readonly extension?: Extension[];
}

/** Whether the patient takes a medication as ordered. */
export interface MedicationAdherence {
  readonly finding: CodeableConcept | null;
  readonly assertedDate: string | null;
  readonly sources: CodeableConcept[];
}

export function assertedDate(condition: Extended): string | null {
  return readText(extensionsOf(condition, EXTENSIONS.assertedDate)[0]?.valueDateTime);
}

export function supportingInfo(resource: Extended): Reference[] {
  return readObjects(
    extensionsOf(resource, EXTENSIONS.supportingInfo).map(({ valueReference }) => valueReference),
  );
}

export function adherenceOf(request: Extended): MedicationAdherence[] {
  return extensionsOf(request, EXTENSIONS.adherence).map((adherence) => ({
    finding: conceptsOf(adherence, 'medicationAdherence')[0] ?? null,
    assertedDate: readText(extensionsOf(adherence, 'dateAsserted')[0]?.valueDateTime),
    sources: conceptsOf(adherence, 'informationSource'),
  }));
}

export function tribalAffiliationsOf(patient: Extended): CodeableConcept[] {
  return extensionsOf(patient, EXTENSIONS.tribalAffiliation).flatMap((affiliation) =>
    conceptsOf(affiliation, 'tribalAffiliation'),
  );
}

/** Returns true if any extension says that the patient needs an interpreter; null if none says yes or no. */
export function interpreterNeeded(resource: Extended): boolean | null {
  const extensions = [EXTENSIONS.interpreterNeeded, EXTENSIONS.interpreterRequired].flatMap((url) =>
    extensionsOf(resource, url),
  );
  const answers = new Set(extensions.map(answerOf));
  if (answers.has(true)) return true;
  return answers.has(false) ? false : null;
}

function answerOf(extension: Extension): boolean | null {
  const codes = codingsOf(extensionConcept(extension) ?? {}).map(({ code }) => readText(code) ?? '');
  const answer = codes.map((code) => ANSWERS.get(code)).find((known) => known !== undefined);
  return readBoolean(extension.valueBoolean) ?? answer ?? null;
}

/** Returns who recorded a family member history. R4 has no element for it. */
export function recorderOf(history: Extended): Reference | null {
  return readObject(extensionsOf(history, EXTENSIONS.recorder)[0]?.valueReference);
}

function conceptsOf(extended: Extended, url: string): CodeableConcept[] {
  return readObjects(extensionsOf(extended, url).map((part) => readObject(extensionConcept(part))));
}

function extensionsOf({ extension }: Extended, url: string): Extension[] {
  return readObjects(extension).filter((candidate) => candidate.url === url);
}
