/** The kinds of documents: clinical notes have LOINC codes, and papers only Epic's own numbers. */
import type { CodeableConcept, Coding } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { epicSystem, LOINC } from './code-systems.ts';
import { coding, concept } from './elements.ts';

export const CLINICAL_NOTE = concept(
  'Clinical Note',
  coding(
    'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
    'clinical-note',
    'Clinical Note',
  ),
);
/** The category of papers that a patient signed or handed over. Epic reports that they exist, but not their content. */
export const DOCUMENT_INFORMATION = concept(
  'Document Information',
  coding(
    'http://open.epic.com/FHIR/StructureDefinition/documentreference-category',
    'document-information',
    'Document Information',
  ),
);
/** Epic spells this code system's name differently from the one above. */
export const SUMMARY_DOCUMENT = concept(
  'Summary Document',
  coding(
    'http://open.epic.com/FHIR/StructureDefinition/document-reference-category',
    'summary-document',
    'Summary Document',
  ),
);
export const IMAGING_RESULT = concept(
  'Imaging Result',
  coding(
    'http://open.epic.com/FHIR/StructureDefinition/document-reference-category',
    'imaging-result',
    'Imaging Result',
  ),
);

/** Common types appear several times, because draws are uniform. */
export const NOTE_TYPES: NonEmpty<CodeableConcept> = [
  note('Progress Notes', '1', '11506-3', 'Progress note'),
  note('Progress Notes', '1', '11506-3', 'Progress note'),
  note('Progress Notes', '1', '11506-3', 'Progress note'),
  note('Consults', '2', '11488-4', 'Consult note'),
  note('H&P', '4', '34117-2', 'History and physical note'),
  note('Discharge Summary', '5', '18842-5', 'Discharge summary'),
  note('ED Provider Notes', '6', '34111-5', 'Emergency department Note'),
  note('Procedures', '3', '28570-0', 'Procedure note'),
  note('Telephone Encounter', '9', '34748-4', 'Telephone encounter Note'),
];

export const SUMMARY_TYPES: NonEmpty<CodeableConcept> = [
  concept('Encounter Summary', coding(LOINC, '11506-3')),
  concept('Continuity of Care Document', coding(LOINC, '34133-9', 'Summary of episode note')),
];

export const IMAGING_TYPE = concept('Imaging Report', coding(LOINC, '18748-4', 'Diagnostic imaging study'));

export const PAPERS: NonEmpty<CodeableConcept> = [
  paper('12', 'HIPAA Notice of Privacy'),
  paper('201016', 'Hospital Consent for Treatment'),
  paper('201000', 'Photo ID'),
  paper('201001', 'Insurance Card'),
  paper('17', 'Advance Directives and Living Will'),
];

/** IHE format codes: how to interpret the content. */
export const BY_ITS_TYPE: Coding = {
  system: 'http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem',
  code: 'urn:ihe:iti:xds:2017:mimeTypeSufficient',
  display: 'mimeType Sufficient',
};
export const C_CDA: Coding = {
  system: 'http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem',
  code: 'urn:hl7-org:sdwg:ccda-structuredBody:2.1',
  display: 'Structured BodyMeasurements C-CDA 2.1',
};

function note(text: string, number: string, loinc: string, display: string): CodeableConcept {
  return concept(
    text,
    coding(epicSystem('7.4.737880.5010'), number, text),
    coding('urn:oid:1.2.840.114350.1.72.727879.69848980', number, text),
    { system: LOINC, code: loinc, display, userSelected: true },
  );
}

function paper(number: string, text: string): CodeableConcept {
  return concept(text, coding(epicSystem('7.4.686783.100'), number, text));
}
