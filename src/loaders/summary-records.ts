/** Shows the records of a patient summary: what the caller may see of each, with a title. */
import type { Authorization } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { ownPatientId, parseOwnReference } from '../fhir/ids.ts';
import { transformJson } from '../fhir/json-transform.ts';
import { readText } from '../fhir/lenient-read.ts';
import { type DocumentResource, isErroneous, type SummaryDocument } from '../fhir/patient-summary.ts';
import { recordName, recordTitle } from '../fhir/record.ts';
import { isSharedType } from '../fhir/resource-kinds.ts';
import { namingReferences } from '../fhir/resource-names.ts';
import { isResourceType, isStoredResource } from '../fhir/resources.ts';
import type { Patient, Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import { redactInTurn } from './time-slices.ts';

export interface SummaryContext {
  readonly operation: Operation;
  readonly authorization: Authorization;
  readonly budget: RequestBudget;
  readonly document: SummaryDocument;
  readonly patient: Stored<Patient>;
  /** The text of the audited request. */
  readonly search: string;
}

interface ShownResource {
  /** The part that the caller may see; null if there is none. */
  readonly record: Stored<Resource> | null;
  /** Whether it is about another patient, or about none. */
  readonly isForeign: boolean;
}

export interface SummaryRecords {
  show(found: DocumentResource): Promise<ShownResource>;
  /** Returns the title of a record, which can be the name of another resource of the document, such as a Medication. */
  titleOf(record: Stored<Resource>): Promise<string | null>;
  /** The types of resources that no scope of the caller covers. */
  readonly notPermitted: ReadonlySet<string>;
}

export function createSummaryRecords(context: SummaryContext): SummaryRecords {
  const { document } = context;
  const notPermitted = new Set<string>();
  // Several entries can name the same resource.
  const shown = new Map<DocumentResource, ShownResource>();
  const show = async (found: DocumentResource): Promise<ShownResource> => {
    const earlier = shown.get(found);
    if (earlier !== undefined) return earlier;
    const own = toRecord(context, found);
    const result = {
      record: own === null ? null : await showRecord(context, found, own, notPermitted),
      isForeign: own === null,
    };
    shown.set(found, result);
    return result;
  };
  const nameOf = async (record: Stored<Resource>): Promise<string | null> => {
    const name = recordName(record);
    if (name !== null) return name;
    for (const reference of namingReferences(record)) {
      const target = document.resolve(reference);
      const named = target === null ? null : (await show(target)).record;
      const found = named === null || isErroneous(named) ? null : recordName(named);
      if (found !== null) return found;
    }
    return null;
  };
  return {
    show,
    titleOf: async (record) => recordTitle(record, await nameOf(record)),
    notPermitted,
  };
}

/** Returns the resource with the patient's own id in its references; null if it is about another patient, or about none. */
function toRecord(
  { document, patient, operation: { client } }: SummaryContext,
  { resource }: DocumentResource,
): Stored<Resource> | null {
  const subject = document.resolve(document.composition.subject);
  if (subject !== null && resource === subject.resource) return patient;
  const own = transformJson(resource, {
    object: (value) =>
      subject !== null && document.resolve(value) === subject
        ? { ...value, reference: `Patient/${patient.id}` }
        : value,
  });
  // An entry can do without an id, which nothing uses.
  const record = { ...own, id: readText(own.id) ?? 'without-id' };
  if (!isStoredResource(record)) return null;
  const { resourceType: type } = record;
  if (isSharedType(type)) return record;
  const patients = isResourceType(type)
    ? patientsOf(record, client.urls)
    : PATIENT_ELEMENTS.flatMap((name) => valuesAt(record, `${name}.reference`)).map((literal) =>
        ownPatientId(literal, client.urls),
      );
  return patients.includes(patient.id) ? record : null;
}

/** The elements that name the patient in types without a row in the table of resources, such as MedicationStatement. */
const PATIENT_ELEMENTS = ['subject', 'patient'] as const;

/** Returns what the caller may see of a record; null if that is nothing. */
async function showRecord(
  { operation, authorization, budget, patient, search }: SummaryContext,
  { fullUrl }: DocumentResource,
  record: Stored<Resource>,
  notPermitted: Set<string>,
): Promise<Stored<Resource> | null> {
  const { resourceType: type } = record;
  const isKnown = isResourceType(type);
  const hasScope = isKnown
    ? authorization.hasScope(type, 'r')
    : authorization.hasFullAccess && authorization.seesWholeChart(patient.id);
  if (!hasScope) {
    notPermitted.add(isKnown ? type : 'other types');
    return null;
  }
  if (isKnown && !authorization.permits(record, 'r')) return null;
  const shown = await redactInTurn(operation, authorization, record, budget.warn);
  const target = fullUrl === null ? null : parseOwnReference(fullUrl, operation.client.urls);
  // The audit names a copy with an id of the document by the request that returned it.
  if (shown !== null && target?.type === type && target.id === shown.id)
    operation.accessLog.addResource({ resource: shown, interaction: 'search', search });
  return shown;
}
