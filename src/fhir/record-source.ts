/**
 * Reads where a record comes from, and whether a clinician has reconciled it with the chart.
 *
 * Epic documents one mark: outside allergies and conditions are `unconfirmed` until a clinician reconciles them, and `confirmed` on the local
 * chart (open.epic.com, AllergyIntolerance.Search and Condition.Search, as quoted by other sites). None of 2,394 recorded Epic resources has
 * `meta`. Whether and how Epic marks outside medications, immunizations and documents is unknown.
 */
import { allergyMeaning } from './allergy.ts';
import { systemName } from './code-systems.ts';
import { firstName } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { parseReference } from './ids.ts';
import { isObject, readText, readWrittenBoolean } from './lenient-read.ts';
import { referenceName } from './resource-names.ts';
import type { Resource } from './types.ts';

/** The elements of a type that state the source of its records. */
interface SourceMarks {
  /** The element that names the source. */
  readonly origin?: string;
  /** The element that refers to the person who reported the record. */
  readonly reporter?: string;
  /** A boolean element, its value for records from another source, and the words for it. */
  readonly flag?: { readonly element: string; readonly value: boolean; readonly words: string };
  /** The element whose codes say whether a clinician has reconciled the record in Epic. */
  readonly reconciliation?: string;
  /** Returns true for a record that cannot be reconciled, such as a statement of no known allergies. */
  readonly isExempt?: (resource: Resource) => boolean;
}

const MARKS: Readonly<Partial<Record<string, SourceMarks>>> = {
  // FHIR R4 AllergyIntolerance.verificationStatus; Epic's "holding tank" of outside allergies. Epic's "Not on File" is unconfirmed too.
  AllergyIntolerance: {
    reconciliation: 'verificationStatus',
    isExempt: (resource) =>
      resource.resourceType === 'AllergyIntolerance' && allergyMeaning(resource) !== 'ALLERGY',
  },
  // FHIR R4 Condition.verificationStatus; Epic: `confirmed` on the local chart, `unconfirmed` for outside data.
  Condition: { reconciliation: 'verificationStatus' },
  // FHIR R4 Immunization.primarySource, reportOrigin. US Core: `primarySource` is false for a vaccination given elsewhere.
  Immunization: {
    origin: 'reportOrigin',
    flag: {
      element: 'primarySource',
      value: false,
      words: 'Reported, not recorded by the administering provider',
    },
  },
  // FHIR R4 MedicationRequest.reported[x]: a secondary record, not the source of truth.
  MedicationRequest: {
    reporter: 'reportedReference',
    flag: { element: 'reportedBoolean', value: true, words: 'Reported' },
  },
};

/** The types that record reconciliation. */
export const RECONCILED_TYPES: readonly string[] = Object.entries(MARKS).flatMap(([type, marks]) =>
  marks?.reconciliation === undefined ? [] : [type],
);

/** Labels of HL7 v3-ObservationValue, SecurityIntegrityProvenanceObservationValue: who asserted or reported the record. */
const PROVENANCE: Readonly<Record<string, string>> = {
  CLINAST: 'Asserted by a clinician',
  DEVAST: 'Asserted by a device',
  HCPAST: 'Asserted by a healthcare professional',
  PACQAST: 'Asserted by an acquaintance of the patient',
  PATAST: 'Asserted by the patient',
  PAYAST: 'Asserted by a payer',
  PROAST: 'Asserted by a professional',
  SDMAST: 'Asserted by a substitute decision maker',
  CLINRPT: 'Reported by a clinician',
  DEVRPT: 'Reported by a device',
  HCPRPT: 'Reported by a healthcare professional',
  PACQRPT: 'Reported by an acquaintance of the patient',
  PATRPT: 'Reported by the patient',
  PAYRPT: 'Reported by a payer',
  PRORPT: 'Reported by a professional',
  SDMRPT: 'Reported by a substitute decision maker',
};
const PROVENANCE_SYSTEMS: ReadonlySet<string> = new Set(['v3-observationvalue', '2.16.840.1.113883.5.1063']);

/** HL7 immunization-origin, for codes without text or display. */
const ORIGINS: Readonly<Record<string, string>> = {
  provider: 'Another provider',
  record: 'Written record',
  recall: 'Recalled by the patient or a parent',
  school: 'School record',
  jurisdiction: 'Immunization registry',
};

/** Words for a reporter of whom only the type is known. */
const REPORTERS: Readonly<Record<string, string>> = {
  Patient: 'the patient',
  RelatedPerson: 'a related person',
  Practitioner: 'a practitioner',
  PractitionerRole: 'a practitioner',
  Organization: 'an organization',
};

/**
 * Returns where the record comes from, in words or as a URI; null if unknown.
 * @param isEpic on Epic, `unconfirmed` means outside data
 */
export function sourceOf(resource: Resource, isEpic: boolean): string | null {
  const marks = MARKS[resource.resourceType] ?? {};
  return (
    originOf(resource, marks) ??
    reporterOf(resource, marks) ??
    flagOf(resource, marks) ??
    labelOf(resource) ??
    systemOf(resource) ??
    (isEpic && isReconciled(resource, isEpic) === false ? 'Outside record' : null)
  );
}

/**
 * Returns false for an unconfirmed record, true for a record on Epic's own chart, and null if unknown. On other servers, `confirmed` states
 * clinical certainty, not reconciliation.
 */
export function isReconciled(resource: Resource, isEpic: boolean): boolean | null {
  const { reconciliation, isExempt } = MARKS[resource.resourceType] ?? {};
  if (reconciliation === undefined || isExempt?.(resource) === true) return null;
  const codes = new Set(valuesAt(resource, `${reconciliation}.coding.code`).map(readText));
  if (codes.has('unconfirmed')) return false;
  return isEpic && codes.has('confirmed') ? true : null;
}

function originOf(resource: Resource, { origin }: SourceMarks): string | null {
  const origins = origin === undefined ? [] : valuesAt(resource, origin);
  return firstName(...origins, ...valuesAt(origins[0], 'coding.code').map((code) => wordsFor(ORIGINS, code)));
}

function reporterOf(resource: Resource, { reporter }: SourceMarks): string | null {
  const [reference] = reporter === undefined ? [] : valuesAt(resource, reporter);
  if (!isObject(reference)) return null;
  const type = readText(reference['type']) ?? parseReference(reference)?.type;
  const who = referenceName(reference, resource) ?? wordsFor(REPORTERS, type);
  return who === null ? 'Reported' : `Reported by ${who}`;
}

function flagOf(resource: Resource, { flag }: SourceMarks): string | null {
  return flag !== undefined && valuesAt(resource, flag.element).map(readWrittenBoolean).includes(flag.value)
    ? flag.words
    : null;
}

/** Reads provenance from the security labels, and from the tags, where some servers put it. */
function labelOf(resource: Resource): string | null {
  const labels = [...valuesAt(resource, 'meta.security'), ...valuesAt(resource, 'meta.tag')];
  const provenances = labels.map((label) =>
    isObject(label) && PROVENANCE_SYSTEMS.has(systemName(label['system']))
      ? wordsFor(PROVENANCE, label['code'])
      : null,
  );
  return provenances.find((words) => words !== null) ?? null;
}

/** Reads FHIR R4 Meta.source without the part after `#`, which identifies a request. HAPI writes only that part for its own records. */
function systemOf(resource: Resource): string | null {
  const [source] = valuesAt(resource, 'meta.source');
  return readText(readText(source)?.split('#')[0]);
}

function wordsFor(table: Readonly<Record<string, string>>, code: unknown): string | null {
  const sent = readText(code);
  return sent !== null && Object.hasOwn(table, sent) ? (table[sent] ?? null) : null;
}
