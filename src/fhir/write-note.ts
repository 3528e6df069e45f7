/** Builds the DocumentReference of a new clinical note, for Epic's DocumentReference.Create (Clinical Notes). */
import { CODE_SYSTEMS } from './code-systems.ts';
import type { DocumentReference } from './types.ts';

/**
 * The note types that callers can write, by member of the GraphQL enum: the handwritten ones among the common clinical notes of US Core 6.1.0
 * (clinical-notes.html), and two more from Epic's public sandbox. The displays are LOINC's names.
 */
export const NOTE_TYPES = {
  CONSULTATION: { loinc: '11488-4', display: 'Consult note' },
  DISCHARGE_SUMMARY: { loinc: '18842-5', display: 'Discharge summary' },
  HISTORY_AND_PHYSICAL: { loinc: '34117-2', display: 'History and physical note' },
  PROCEDURE: { loinc: '28570-0', display: 'Procedure note' },
  PROGRESS: { loinc: '11506-3', display: 'Progress note' },
  EMERGENCY_DEPARTMENT: { loinc: '34111-5', display: 'Emergency department Note' },
  TELEPHONE_ENCOUNTER: { loinc: '34748-4', display: 'Telephone encounter Note' },
} as const;

export type NoteType = keyof typeof NOTE_TYPES;

/** The members of FHIR R4 CompositionStatus that a new note can have. */
export const NOTE_STATUS = { final: 'FINAL', preliminary: 'PRELIMINARY' } as const;

export interface NewNote {
  readonly patientId: string;
  readonly encounterId: string;
  readonly type: NoteType;
  readonly docStatus: keyof typeof NOTE_STATUS;
  readonly text: string;
}

export function toDocumentReference({
  patientId,
  encounterId,
  type,
  docStatus,
  text,
}: NewNote): DocumentReference {
  const { loinc, display } = NOTE_TYPES[type];
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus,
    type: { coding: [{ system: CODE_SYSTEMS.LOINC[0], code: loinc, display }], text: display },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
      },
    ],
    subject: { reference: `Patient/${patientId}` },
    // One attachment, because Epic silently ignores all but the first.
    content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64') } }],
    context: { encounter: [{ reference: `Encounter/${encounterId}` }] },
  };
}
