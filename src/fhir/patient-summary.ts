/** Reads an International Patient Summary: a Bundle of type `document`, whose first entry is a Composition (FHIR R4 §3.3). */
import { spelledAsCode } from './codes.ts';
import { isObject, readObject, readObjects, readText } from './lenient-read.ts';
import { isEnteredInError } from './modifiers.ts';
import { identifiersOf } from './ssn.ts';
import type {
  Bundle,
  BundleEntry,
  CodeableConcept,
  Composition,
  CompositionSection,
  Narrative,
  Patient,
  Resource,
  Stored,
} from './types.ts';

/** A record of a summary that the caller may see. Its id belongs to the document. */
export interface SummaryEntry {
  readonly record: Stored<Resource>;
  /** The best words for the record; null without any. */
  readonly title: string | null;
}

export interface SummarySection {
  readonly title: string | null;
  readonly code: CodeableConcept | null;
  readonly text: Narrative | null;
  readonly emptyReason: CodeableConcept | null;
  readonly entries: SummaryEntry[];
}

export interface PatientSummary {
  readonly composition: Composition;
  readonly sections: SummarySection[];
}

/** A resource of the document, with the URL by which others refer to it. */
export interface DocumentResource {
  readonly fullUrl: string | null;
  readonly resource: Resource;
}

export interface SummaryDocument {
  readonly composition: Composition;
  /** The sections, each followed by the ones nested in it. */
  readonly sections: readonly CompositionSection[];
  /** Returns the resource that a reference of the document points to; null if the document does not contain it. */
  resolve(reference: unknown): DocumentResource | null;
}

/** Returns null for a Bundle that is no document, or has no Composition. */
export function parseSummary(bundle: Bundle): SummaryDocument | null {
  if (readText(bundle.type) !== 'document') return null;
  const resources = readObjects<BundleEntry>(bundle.entry).flatMap(
    ({ fullUrl, resource }): DocumentResource[] =>
      isObject(resource) && typeof resource.resourceType === 'string'
        ? [{ fullUrl: readText(fullUrl), resource }]
        : [],
  );
  const composition = resources.map(({ resource }) => resource).find((one) => isComposition(one));
  if (composition === undefined) return null;
  const byUrl = new Map<string, DocumentResource>();
  for (const one of resources.toReversed()) {
    const version = versionOf(one);
    for (const url of urlsOf(one)) {
      byUrl.set(url, one);
      if (version !== null) byUrl.set(`${url}/_history/${version}`, one);
    }
  }
  return {
    composition,
    sections: flatten(composition.section),
    resolve(reference) {
      const literal = isObject(reference) ? readText(reference['reference']) : null;
      if (literal === null) return null;
      const found = byUrl.get(literal);
      if (found !== undefined) return found;
      const unversioned = byUrl.get(literal.replace(/\/_history\/[^/]+$/, '')) ?? null;
      // A resource that states another version is not the one that the reference names.
      return unversioned !== null && versionOf(unversioned) === null ? unversioned : null;
    },
  };
}

/** Returns the URLs by which references name a resource, without its version. */
function urlsOf({ fullUrl, resource: { resourceType, id } }: DocumentResource): string[] {
  const relative = readText(id) === null ? null : `${resourceType}/${id}`;
  return [relative, fullUrl].filter((url) => url !== null);
}

function versionOf({ resource }: DocumentResource): string | null {
  return readText(readObject(resource.meta)?.versionId);
}

/** Recurses no deeper than JSON that the gateway reads (`MAX_JSON_DEPTH`). */
function flatten(sections: Composition['section']): CompositionSection[] {
  return readObjects(sections).flatMap((section) => [section].concat(flatten(section.section)));
}

function isComposition(resource: Resource): resource is Composition {
  return resource.resourceType === 'Composition';
}

/** Whether a record was entered in error. A summary can have types without a row in the table of resources, whose status counts. */
export function isErroneous(record: object): boolean {
  const { status }: { readonly status?: unknown } = record;
  return isEnteredInError(record) || spelledAsCode(status) === 'entered-in-error';
}

/** Returns the narrative of a section; null if it has no markup. */
export function narrativeOf({ text }: CompositionSection): Narrative | null {
  const narrative = readObject(text);
  return narrative === null || readText(narrative.div) === null ? null : narrative;
}

/** Whether a resource of a document has the id or an identifier of the patient, and does not contradict the date of birth. */
export function isCopyOf(resource: Resource | undefined, patient: Stored<Patient>): boolean {
  if (resource === undefined || !isPatient(resource)) return false;
  const keys = new Set(identifierKeys(patient));
  if (resource.id !== patient.id && !identifierKeys(resource).some((key) => keys.has(key))) return false;
  const [copied, own] = [readText(resource.birthDate), readText(patient.birthDate)];
  // Either date can be partial, such as `1980-05`.
  return copied === null || own === null || copied.startsWith(own) || own.startsWith(copied);
}

function isPatient(resource: Resource): resource is Patient {
  return resource.resourceType === 'Patient';
}

/** Returns a key of each identifier with a system and a value, without SSNs, because all masked ones are equal. */
function identifierKeys(patient: Patient): string[] {
  return identifiersOf(patient).flatMap((identifier) => {
    const [system, value] = [readText(identifier.system), readText(identifier.value)];
    return system === null || value === null ? [] : [JSON.stringify([system, value])];
  });
}
