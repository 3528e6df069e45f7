/** Loads International Patient Summaries, and shows of each what the caller may see of the chart. */
import type { Authorization } from '../access/authorization.ts';
import { recordSearch } from '../audit/access-log.ts';
import type { ReceivedSummary } from '../epic/patient-summary.ts';
import { withHeldWarnings, withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { GatewayError } from '../errors.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { parseOwnReference } from '../fhir/ids.ts';
import { readObject, readObjects, readText } from '../fhir/lenient-read.ts';
import {
  isCopyOf,
  narrativeOf,
  type PatientSummary,
  type SummaryDocument,
  type SummaryEntry,
  type SummarySection,
} from '../fhir/patient-summary.ts';
import { isStored } from '../fhir/resources.ts';
import type { CompositionSection, Patient, Reference, Stored } from '../fhir/types.ts';
import type { ById } from './by-id.ts';
import { requireOperation } from './operation-offered.ts';
import type { Operation } from './operation.ts';
import { createSummaryRecords, type SummaryContext, type SummaryRecords } from './summary-records.ts';

export interface PatientSummaries {
  /**
   * Returns the summary of a patient; null if the patient does not exist or the caller may not see the patient or the summary.
   * @throws GatewayError UPSTREAM_REJECTED if the server does not offer `$summary`; UPSTREAM_INVALID_RESPONSE for one about another patient
   */
  load(id: string, path: ResponsePath): Promise<PatientSummary | null>;
}

/** A summary that is being shown to its caller. */
interface Showing extends SummaryContext {
  readonly records: SummaryRecords;
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
      const context = { operation, authorization, budget, document, patient, search };
      const records = createSummaryRecords(context);
      const sections: SummarySection[] = [];
      let left = MAX_ENTRIES;
      for (const section of document.sections) {
        const references = readObjects(section.entry);
        if (references.length > left) budget.warn({ ...INCOMPLETE, resourceType: 'Patient' });
        sections.push(await showSection({ ...context, records }, section, references.slice(0, left)));
        left = Math.max(0, left - references.length);
      }
      const { notPermitted } = records;
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
  const security = [
    ...[bundle, composition].flatMap((one) => valuesAt(one, 'meta.security')),
    ...valuesAt(composition, 'confidentiality').map((code) => ({ system: CONFIDENTIALITY, code })),
  ];
  const labeled = { ...patient, meta: { security } };
  return isStored(labeled, 'Patient') && authorization.permits(labeled, 'r');
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
  { authorization, budget, document, patient, records }: Showing,
  section: CompositionSection,
  references: readonly Reference[],
): Promise<SummarySection> {
  const seesAll = authorization.seesWholeChart(patient.id);
  const entries: SummaryEntry[] = [];
  let hasForeign = false;
  let hasHidden = !seesAll;
  for (const reference of references) {
    const found = document.resolve(reference);
    if (found === null) {
      // The missing record can be one that is hidden from the caller.
      if (seesAll) budget.warn({ ...INCOMPLETE, resourceType: 'Patient' });
      continue;
    }
    const { record, isForeign } = await records.show(found);
    if (isForeign) hasForeign = true;
    if (record === null) hasHidden = true;
    else entries.push({ record, title: await records.titleOf(record) });
  }
  if (hasForeign) budget.warn({ ...FOREIGN_RECORDS, resourceType: 'Patient' });
  const text = narrativeOf(section);
  const isWithheld = text !== null && hasHidden;
  const emptyReason = readObject(section.emptyReason);
  // Such as `Nil Known`, which says as much as the records of a type without a scope.
  const isReasonWithheld = emptyReason !== null && !authorization.coversChart(patient.id);
  if (isWithheld || isReasonWithheld) budget.warn({ ...TEXT_WITHHELD, resourceType: 'Patient' });
  return {
    title: readText(section.title),
    code: readObject(section.code),
    text: isWithheld ? null : text,
    emptyReason: isReasonWithheld ? null : emptyReason,
    entries,
  };
}

const FOREIGN_RECORDS = {
  code: 'FOREIGN_RECORDS',
  message:
    'The FHIR server sent a summary with records that do not belong to the patient. They were left out.',
} as const;
const NOT_SHOWN = {
  code: 'SUMMARY_NOT_SHOWN',
  message:
    'The FHIR server has no summary for this id, or the caller may not see it. That says nothing about what is on file. Read the lists.',
} as const;
const INCOMPLETE = {
  code: 'SUMMARY_INCOMPLETE',
  message: `The summary lacks records: it refers to some that the FHIR server did not send with it, or it has more than ${MAX_ENTRIES} entries. Read the lists.`,
} as const;
const TEXT_WITHHELD = {
  code: 'SUMMARY_TEXT_WITHHELD',
  message:
    'The text of a section, or the reason why it is empty, can repeat records that the caller may not see, so the gateway left it out. Read the entries.',
} as const;
