/** The documents of a chart: clinical notes, summaries, and papers whose content Epic doesn't serve. */
import type { Attachment, CodeableConcept, DocumentReference, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import {
  type Chart,
  type ChartWriter,
  clinicalId,
  PUBLIC_PATIENT_COUNT,
  ODD_SHAPES_PATIENT,
} from './chart.ts';
import { epicSystem, hl7System } from './code-systems.ts';
import {
  BY_ITS_TYPE,
  C_CDA,
  CLINICAL_NOTE,
  DOCUMENT_INFORMATION,
  PAPERS,
  SUMMARY_DOCUMENT,
} from './codes-documents.ts';
import { sample } from './sampling.ts';
import { coding, concept, encounterReference, patientReference, usualIdentifier } from './elements.ts';
import { type Note, notesOf, type Rendition } from './notes.ts';
import { documentsOfOddShape } from './shapes-documents.ts';
import { byDate, byReference, byToken } from '../../criteria.ts';
import type { ChartedType } from '../served-type.ts';

const CUSTODIAN = { display: 'Embedded sandbox' };

const NO_ATTACHMENT: Attachment = {
  extension: [
    { valueCode: 'not-applicable', url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' },
  ],
};

const NOPAT_LABEL = concept(
  "no disclosure to patient, family or caregivers without attending provider's authorization",
  coding(hl7System('v3-ActCode'), 'NOPAT'),
);

/** Returns papers between the notes and the summaries. */
const documentReferencesOf: ChartWriter<DocumentReference> = (chart) => {
  const notes = notesOf(chart).map((note, number) => ({ note, number }));
  return [
    ...notes
      .filter(({ note }) => note.kind === 'note')
      .map((one) => createDocument(chart, one.note, one.number)),
    ...drawPapers(chart),
    ...notes
      .filter(({ note }) => note.kind === 'summary')
      .map((one) => createDocument(chart, one.note, one.number)),
    ...(chart.index === ODD_SHAPES_PATIENT ? documentsOfOddShape(chart) : []),
  ];
};

function createDocument(chart: Chart, note: Note, number: number): Stored<DocumentReference> {
  const { patient, index, random } = chart;
  const { kind, type, encounter, author, date, renditions } = note;
  const isNote = kind === 'note';
  const identifier = 700_000 + index * 100 + number;
  return {
    resourceType: 'DocumentReference',
    id: clinicalId(patient, 'DocumentReference', number),
    identifier: [
      { system: epicSystem('7.2.727879'), value: String(identifier) },
      {
        system: 'urn:oid:1.2.840.114350.1.72.3.15',
        value: `1.2.840.114350.1.13.0.1.7.2.727879_${identifier}`,
      },
    ],
    status: random.chance(95) ? 'current' : 'superseded',
    ...(isNote && { docStatus: random.pickUsual(['final', 'final', 'final', 'preliminary', 'amended']) }),
    type,
    category: [isNote ? CLINICAL_NOTE : SUMMARY_DOCUMENT],
    subject: patientReference(patient),
    date,
    author: [isNote ? practitionerReference(author) : CUSTODIAN],
    ...(isNote && random.chance(60) && { authenticator: practitionerReference(author) }),
    custodian: {
      ...CUSTODIAN,
      identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.840.114350.1.13.0.1.7.3.688884.100' },
    },
    ...(isNote && random.chance(20) && { securityLabel: [NOPAT_LABEL] }),
    content: renditions.map((rendition) => ({
      attachment: attachmentOf(rendition),
      format: rendition.contentType === 'application/xml' ? C_CDA : BY_ITS_TYPE,
    })),
    context: {
      encounter: [encounterReference(encounter)],
      period: { start: isNote ? date : date.slice(0, 10) },
    },
  };
}

/** Like Epic, sets neither data nor size, hash or title. */
function attachmentOf({ id, contentType }: Rendition): Attachment {
  return { contentType, url: `Binary/${id}` };
}

function drawPapers(chart: Chart): Stored<DocumentReference>[] {
  const { index, random } = chart;
  const count = index < PUBLIC_PATIENT_COUNT ? random.integer(2, 5) : random.integer(0, 3);
  return sample(random, PAPERS, count).map((type, number) => createPaper(chart, type, number));
}

/** Sets neither author nor date or content. */
function createPaper(
  { patient, index, random, encounters: [encounter] }: Chart,
  type: CodeableConcept,
  number: number,
): Stored<DocumentReference> {
  return {
    resourceType: 'DocumentReference',
    id: clinicalId(patient, 'DocumentReference paper', number),
    identifier: [usualIdentifier('7.2.686783', 730_000 + index * 10 + number)],
    status: 'current',
    ...(random.chance(60) && { docStatus: 'final' }),
    type,
    category: [DOCUMENT_INFORMATION],
    subject: patientReference(patient),
    custodian: CUSTODIAN,
    content: [{ attachment: NO_ATTACHMENT }],
    ...(encounter !== undefined &&
      random.chance(60) && { context: { encounter: [encounterReference(encounter)] } }),
  };
}

export const servedDocumentReference: ChartedType<DocumentReference> = {
  type: 'DocumentReference',
  write: documentReferencesOf,
  criteria: [
    byReference('author', 'author'),
    byToken('category', 'category'),
    byDate('date', 'date'),
    byToken('docstatus', 'docStatus'),
    byReference('encounter', 'context.encounter'),
    byDate('period', 'context.period'),
    byToken('status', 'status'),
    byToken('type', 'type'),
  ],
  withheld: 'DocumentReference - Outside Record',
  api: 'create, read, search',
  labels: [],
  unknownCodes: {},
};
