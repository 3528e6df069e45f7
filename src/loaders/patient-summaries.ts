/** Loads International Patient Summaries, and shows of each what the caller may see of the chart. */
import type { Authorization } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import { recordSearch } from '../audit/access-log.ts';
import type { ReceivedSummary } from '../epic/patient-summary.ts';
import { type RequestBudget, withHeldWarnings, withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { GatewayError } from '../errors.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { ownPatientId, parseOwnReference } from '../fhir/ids.ts';
import { transformJson } from '../fhir/json-transform.ts';
import { readObject, readObjects, readText } from '../fhir/lenient-read.ts';
import {
  type DocumentResource,
  isCopyOf,
  isErroneous,
  narrativeOf,
  type PatientSummary,
  type SummaryDocument,
  type SummaryEntry,
  type SummarySection,
} from '../fhir/patient-summary.ts';
import { recordName, recordTitle } from '../fhir/record.ts';
import { isAboutPatients, isSharedType } from '../fhir/resource-kinds.ts';
import { namingReferences } from '../fhir/resource-names.ts';
import { factsOf, isResourceType, isStoredResource, RESOURCE_TYPES } from '../fhir/resources.ts';
import type { CompositionSection, Patient, Reference, Resource, Stored } from '../fhir/types.ts';
import type { ById } from './by-id.ts';
import { requireOperation } from './operation-offered.ts';
import type { Operation } from './operation.ts';
import { redactInTurn } from './time-slices.ts';

export interface PatientSummaries {
  /**
   * Returns the summary of a patient; null if the patient does not exist or the caller may not see the patient or the summary.
   * @throws GatewayError UPSTREAM_REJECTED if the server does not offer `$summary`; UPSTREAM_INVALID_RESPONSE for one about another patient
   */
  load(id: string, path: ResponsePath): Promise<PatientSummary | null>;
}

/** A summary that is being shown to its caller. */
interface Showing {
  readonly operation: Operation;
  readonly authorization: Authorization;
  readonly budget: RequestBudget;
  readonly document: SummaryDocument;
  readonly patient: Stored<Patient>;
  /** The text of the audited request. */
  readonly search: string;
  readonly notPermitted: Set<string>;
  /** Whether the caller's scopes cover every type of the patient's chart. */
  readonly coversChart: boolean;
  /** Whether they do, and no label can hide anything from the caller. */
  readonly seesAll: boolean;
  /** The shown part of each resource that an entry named, because several entries can name the same one. */
  readonly shown: Map<DocumentResource, ShownResource>;
}

interface ShownResource {
  /** The part that the caller may see; null if there is none. */
  readonly record: Stored<Resource> | null;
  /** Whether it is about another patient, or about none. */
  readonly isForeign: boolean;
}

/** The maximum number of entries that are shown of a summary. */
const MAX_ENTRIES = 2000;

export function createPatientSummaries(operation: Operation, byId: Pick<ById, 'load'>): PatientSummaries {
  const { accessLog, client } = operation;
  return {
    async load(id, path) {
      const budget = withPath(operation.budget, path);
      const patient = await byId.load('Patient', id, path);
      if (patient === null) return null;
      await requireOperation(operation, 'Patient', 'summary');
      const authorization = await operation.authorize();
      // The server's warnings can reveal records that labels hide.
      const isUnrestricted = authorization.isUnrestricted('Patient', 'r');
      const search = `_id=${patient.id}&_query=summary`;
      const received = await recordSearch(
        accessLog,
        { type: 'Patient', text: search, patientId: patient.id },
        () => client.summary(patient.id, isUnrestricted ? budget : withHeldWarnings(budget)),
      );
      if (received === null || !permitsSummary(authorization, received, patient)) {
        // One warning for both reasons, because a difference would reveal a hidden summary.
        if (!isUnrestricted) budget.warn({ ...NOT_SHOWN, resourceType: 'Patient' });
        return null;
      }
      const { document } = received;
      requireSamePatient(operation, document, patient);
      const coversChart = coversWholeChart(authorization, patient.id);
      const seesAll = coversChart && !mayHideByLabel(authorization, patient.id);
      const showing: Showing = {
        operation,
        authorization,
        budget,
        document,
        patient,
        search,
        notPermitted: new Set(),
        coversChart,
        seesAll,
        shown: new Map(),
      };
      const sections: SummarySection[] = [];
      let left = MAX_ENTRIES;
      for (const section of document.sections) {
        const references = readObjects(section.entry);
        if (references.length > left) budget.warn({ ...INCOMPLETE, resourceType: 'Patient' });
        sections.push(await showSection(showing, section, references.slice(0, left)));
        left = Math.max(0, left - references.length);
      }
      const { notPermitted } = showing;
      if (notPermitted.size > 0)
        budget.warn({
          code: 'TYPES_NOT_PERMITTED',
          resourceType: '',
          message: `The token has no scope to read these types, so \`patientSummary\` lacks them: ${[...notPermitted].join(', ')}.`,
        });
      return { composition: document.composition, sections };
    },
  };
}

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** Whether the labels of the document let the caller see it. They count as labels of the patient, whom the caller may see. */
function permitsSummary(
  authorization: Authorization,
  { bundle, document: { composition } }: ReceivedSummary,
  patient: Stored<Patient>,
): boolean {
  const { confidentiality } = composition;
  const security = [
    ...[bundle.meta, composition.meta].flatMap((meta) => readObjects(readObject(meta)?.security)),
    ...(confidentiality === undefined ? [] : [{ system: CONFIDENTIALITY, code: confidentiality }]),
  ];
  return authorization.permits({ ...patient, meta: { security } }, 'r');
}

/** @throws GatewayError UPSTREAM_INVALID_RESPONSE unless the document says that it is about the patient */
function requireSamePatient(
  { client: { urls } }: Operation,
  document: SummaryDocument,
  patient: Stored<Patient>,
): void {
  const { subject } = document.composition;
  const entry = document.resolve(subject);
  const literal = entry?.fullUrl ?? readText(readObject(subject)?.reference);
  const target = literal === null ? null : parseOwnReference(literal, urls);
  // A local URL, such as `urn:uuid:…`, says nothing about the id.
  const isSame =
    literal?.startsWith('urn:') === true
      ? isCopyOf(entry?.resource, patient)
      : target?.type === 'Patient' && target.id === patient.id;
  if (isSame) return;
  throw new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'The FHIR server sent a summary that does not name the requested patient as its subject.',
  );
}

async function showSection(
  showing: Showing,
  section: CompositionSection,
  references: readonly Reference[],
): Promise<SummarySection> {
  const { budget, document, coversChart, seesAll } = showing;
  const entries: SummaryEntry[] = [];
  let hasForeign = false;
  for (const reference of references) {
    const found = document.resolve(reference);
    if (found === null) {
      // The missing record can be one that is hidden from the caller.
      if (seesAll) budget.warn({ ...INCOMPLETE, resourceType: 'Patient' });
      continue;
    }
    const { record, isForeign } = await showResource(showing, found);
    if (isForeign) hasForeign = true;
    if (record !== null) entries.push({ record, title: await titleOf(showing, record) });
  }
  if (hasForeign) budget.warn({ ...FOREIGN_RECORDS, resourceType: 'Patient' });
  const text = narrativeOf(section);
  const isWithheld = text !== null && (hasForeign || !seesAll);
  const emptyReason = readObject(section.emptyReason);
  // Such as `Nil Known`, which says as much as the records of a type without a scope.
  const isReasonWithheld = emptyReason !== null && !coversChart;
  if (isWithheld || isReasonWithheld) budget.warn({ ...TEXT_WITHHELD, resourceType: 'Patient' });
  return {
    title: readText(section.title),
    code: readObject(section.code),
    text: isWithheld ? null : text,
    emptyReason: isReasonWithheld ? null : emptyReason,
    entries,
  };
}

/** Returns the title of a record, which can be the name of another resource of the document, such as a Medication. */
async function titleOf(showing: Showing, record: Stored<Resource>): Promise<string | null> {
  let name = recordName(record);
  for (const reference of name === null ? namingReferences(record) : []) {
    const target = showing.document.resolve(reference);
    const shown = target === null ? null : (await showResource(showing, target)).record;
    name ??= shown === null || isErroneous(shown) ? null : recordName(shown);
  }
  return recordTitle(record, name);
}

async function showResource(showing: Showing, found: DocumentResource): Promise<ShownResource> {
  const earlier = showing.shown.get(found);
  if (earlier !== undefined) return earlier;
  const own = toRecord(showing, found);
  const result = {
    record: own === null ? null : await showRecord(showing, found, own),
    isForeign: own === null,
  };
  showing.shown.set(found, result);
  return result;
}

/** Returns the resource with the patient's own id in its references; null if it is about another patient, or about none. */
function toRecord(
  { document, patient, operation: { client } }: Showing,
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
  { operation, authorization, budget, search, notPermitted }: Showing,
  { fullUrl }: DocumentResource,
  record: Stored<Resource>,
): Promise<Stored<Resource> | null> {
  const { resourceType: type } = record;
  const isKnown = isResourceType(type);
  const hasScope = isKnown ? authorization.hasScope(type, 'r') : authorization.hasFullAccess;
  if (!hasScope) {
    notPermitted.add(isKnown ? type : 'other types');
    return null;
  }
  if (isKnown && !authorization.permits(record, 'r')) return null;
  const shown = await redactInTurn({ ...operation, budget }, authorization, record);
  const target = fullUrl === null ? null : parseOwnReference(fullUrl, operation.client.urls);
  // The audit names a copy with an id of the document by the request that returned it.
  if (shown !== null && target?.type === type && target.id === shown.id)
    operation.accessLog.addResource({ resource: shown, interaction: 'search', search });
  return shown;
}

const TYPES_OF_CHARTS = RESOURCE_TYPES.filter((type) => isAboutPatients(factsOf(type)));

function coversWholeChart(authorization: Authorization, patientId: string): boolean {
  return TYPES_OF_CHARTS.every(
    (type) =>
      authorization.hasScope(type, 'r') &&
      authorization.permittedPatients(type, 'r')?.has(patientId) !== false &&
      authorization.permittedCategories(type, patientId) === null,
  );
}

function mayHideByLabel(authorization: Authorization, patientId: string): boolean {
  return TYPES_OF_CHARTS.some((type) => authorization.mayHideByLabel(type, patientId));
}

const FOREIGN_RECORDS = {
  code: 'FOREIGN_RECORDS',
  message:
    'The FHIR server sent a summary with records that do not belong to the patient. They were left out.',
};
const NOT_SHOWN = {
  code: 'SUMMARY_NOT_SHOWN',
  message:
    'The FHIR server has no summary for this id, or the caller may not see it. That says nothing about what is on file. Read the lists.',
};
const INCOMPLETE = {
  code: 'SUMMARY_INCOMPLETE',
  message: `The summary lacks records: it refers to some that the FHIR server did not send with it, or it has more than ${MAX_ENTRIES} entries. Read the lists.`,
};
const TEXT_WITHHELD = {
  code: 'SUMMARY_TEXT_WITHHELD',
  message:
    'The text of a section, or the reason why it is empty, can repeat records that the caller may not see, so the gateway left it out. Read the entries.',
};
