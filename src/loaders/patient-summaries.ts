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
  narrativeOf,
  type PatientSummary,
  type SummaryDocument,
  type SummaryEntry,
  type SummarySection,
} from '../fhir/patient-summary.ts';
import { isAboutPatients } from '../fhir/resource-kinds.ts';
import { factsOf, isResourceType, isStoredResource, RESOURCE_TYPES } from '../fhir/resources.ts';
import type { CompositionSection, Patient, Resource, Stored } from '../fhir/types.ts';
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
}

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
      if (received === null || !permitsSummary(authorization, received, patient)) return null;
      const { document } = received;
      requireSamePatient(operation, document, patient.id);
      const notPermitted = new Set<string>();
      const showing = { operation, authorization, budget, document, patient, search, notPermitted };
      const sections: SummarySection[] = [];
      for (const section of document.sections) sections.push(await showSection(showing, section));
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
function requireSamePatient({ client: { urls } }: Operation, document: SummaryDocument, id: string): void {
  const { subject } = document.composition;
  const entry = document.resolve(subject);
  const literal = entry?.fullUrl ?? readText(readObject(subject)?.reference);
  const target = literal === null ? null : parseOwnReference(literal, urls);
  // A local URL, such as `urn:uuid:…`, says nothing about the id.
  const isLocal = entry?.resource.resourceType === 'Patient' && literal?.startsWith('urn:') === true;
  if (isLocal || (target?.type === 'Patient' && target.id === id)) return;
  throw new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'The FHIR server sent a summary that does not name the requested patient as its subject.',
  );
}

async function showSection(showing: Showing, section: CompositionSection): Promise<SummarySection> {
  const { authorization, budget, patient } = showing;
  const entries: SummaryEntry[] = [];
  let isForeign = false;
  for (const reference of readObjects(section.entry)) {
    const found = showing.document.resolve(reference);
    const record = found === null ? null : toRecord(showing, found);
    if (found !== null && record === null) {
      isForeign = true;
      budget.warn({ ...FOREIGN_RECORDS, resourceType: 'Patient' });
    }
    const shown = found === null || record === null ? null : await showRecord(showing, found, record);
    if (shown !== null) entries.push({ record: shown });
  }
  const text = narrativeOf(section);
  const isWithheld = text !== null && (isForeign || !seesWholeChart(authorization, patient.id));
  if (isWithheld) budget.warn({ ...TEXT_WITHHELD, resourceType: 'Patient' });
  return {
    title: readText(section.title),
    code: readObject(section.code),
    text: isWithheld ? null : text,
    emptyReason: readObject(section.emptyReason),
    entries,
  };
}

/** Returns the resource with the patient's own id in its references; null if it is about another patient, or about nobody. */
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
  if (isResourceType(type) && !isAboutPatients(factsOf(type))) return record;
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

/** Whether nothing in the patient's chart can be hidden from the caller. */
function seesWholeChart(authorization: Authorization, patientId: string): boolean {
  return RESOURCE_TYPES.filter((type) => isAboutPatients(factsOf(type))).every(
    (type) =>
      authorization.hasScope(type, 'r') &&
      authorization.permittedPatients(type, 'r')?.has(patientId) !== false &&
      authorization.permittedCategories(type, patientId) === null &&
      !authorization.mayHideByLabel(type, patientId),
  );
}

const FOREIGN_RECORDS = {
  code: 'FOREIGN_RECORDS',
  message:
    'The FHIR server sent a summary with records that do not belong to the patient. They were left out.',
};
const TEXT_WITHHELD = {
  code: 'SUMMARY_TEXT_WITHHELD',
  message:
    'The text of a section can repeat records that the caller may not see, so the gateway left it out. Read the entries.',
};
