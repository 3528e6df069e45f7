/** DocumentReference.Create (Clinical Note). Epic stores the plain text as a note in two renditions: HTML and RTF. */
import type { Binary, CodeableConcept, DocumentReference, Encounter, Patient, Stored } from '../types.ts';
import { LOINC } from '../data/clinical/code-systems.ts';
import { BY_ITS_TYPE, CLINICAL_NOTE, NOTE_TYPES } from '../data/clinical/codes-documents.ts';
import { encounterReference, patientReference } from '../data/clinical/elements.ts';
import { plainTextToHtml, plainTextToRtf } from '../data/clinical/renditions.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { codesAt, isInstant, requireOneOf } from './checks.ts';
import { businessRuleViolated, invalidElement, missingElement, type Refusal } from './refusals.ts';
import {
  type CreateResult,
  encounterAt,
  instantOf,
  isRefusal,
  newId,
  patientAt,
  refuseCreate,
  refuseCreateIfAny,
  type Site,
} from './site.ts';

export function createDocumentReference(sent: DocumentReference, site: Site): CreateResult {
  const patient = patientAt(site, sent, 'subject');
  if (isRefusal(patient)) return refuseCreate(patient);
  const encounter = encounterAt(site, sent, 'context.encounter', patient);
  if (isRefusal(encounter)) return refuseCreate(encounter);
  const type = typeOf(sent);
  if (isRefusal(type)) return refuseCreate(type);
  const wrong = refuseCreateIfAny(
    requireOneOf(sent, 'status', 'current'),
    requireOneOf(sent, 'docStatus', 'final', 'preliminary'),
    checkAttachment(sent),
  );
  if (wrong !== null) return wrong;
  const renditions = renditionsOf(sent);
  return {
    kind: 'stored',
    patient: patient.id,
    parts: renditions,
    resource: createNote(sent, { patient, encounter, site, type, renditions }),
  };
}

/** Returns the site's note type for the LOINC code, or the refusal. */
function typeOf(sent: DocumentReference): CodeableConcept | Refusal {
  const expression = 'DocumentReference.type';
  if (valuesAt(sent, 'type').length === 0) return missingElement(expression);
  const codes = codesAt(sent, 'type', LOINC);
  if (codes.length === 0) return invalidElement(expression, 'of LOINC');
  return (
    NOTE_TYPES.find((type) => codesAt({ type }, 'type', LOINC).some((code) => codes.includes(code))) ??
    businessRuleViolated(expression, 'No type of note is mapped to this LOINC code.')
  );
}

/** Epic accepts exactly one attachment: plain text in base64. */
function checkAttachment(sent: DocumentReference): Refusal | null {
  const expression = 'DocumentReference.content';
  const attachments = valuesAt(sent, 'content.attachment');
  const [attachment] = attachments;
  if (attachment === undefined) return missingElement(expression);
  if (attachments.length > 1) return invalidElement(expression, 'one attachment');
  if (!/^text\/plain\s*(;|$)/.test(textAt(attachment, 'contentType') ?? '')) {
    return invalidElement(`${expression}.attachment.contentType`, 'text/plain');
  }
  const data = textAt(attachment, 'data') ?? '';
  if (data === '') return missingElement(`${expression}.attachment.data`);
  return data.length % 4 === 0 && /^[A-Za-z\d+/]+={0,2}$/.test(data)
    ? null
    : invalidElement(`${expression}.attachment.data`, 'base64');
}

function renditionsOf({ content }: DocumentReference): Stored<Binary>[] {
  const text = Buffer.from(content?.[0]?.attachment?.data ?? '', 'base64').toString();
  return [
    createRendition('text/html', plainTextToHtml(text)),
    createRendition('text/rtf', plainTextToRtf(text)),
  ];
}

function createRendition(contentType: string, content: string): Stored<Binary> {
  return { resourceType: 'Binary', id: newId(), contentType, data: Buffer.from(content).toString('base64') };
}

function createNote(
  { docStatus, date, description }: DocumentReference,
  made: {
    patient: Stored<Patient>;
    encounter: Stored<Encounter>;
    site: Site;
    type: CodeableConcept;
    renditions: readonly Stored<Binary>[];
  },
): Stored<DocumentReference> {
  const written = isInstant(date) ? instantOf(Date.parse(date)) : instantOf(made.site.now());
  return {
    resourceType: 'DocumentReference',
    id: newId(),
    status: 'current',
    ...(docStatus !== undefined && { docStatus }),
    type: made.type,
    category: [CLINICAL_NOTE],
    subject: patientReference(made.patient),
    date: written,
    author: [made.site.author],
    ...(description !== undefined && { description }),
    content: made.renditions.map(({ id, contentType }) => ({
      attachment: { contentType, url: `Binary/${id}` },
      format: BY_ITS_TYPE,
    })),
    context: { encounter: [encounterReference(made.encounter)], period: { start: written } },
  };
}
