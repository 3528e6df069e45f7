/**
 * Loads patients by medical record number. Batches the numbers of one tick into searches by identifier, and falls back to single searches.
 */
import DataLoader from 'dataloader';
import { recordSearch, type AuditedSearch } from '../audit/access-log.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { mrnOf } from '../fhir/mrn.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import { readText } from '../fhir/lenient-read.ts';
import { createSiteTime } from '../fhir/site-time.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import { withHeldWarnings } from '../epic/request-budget.ts';
import type { ById, UnauditedReads } from './by-id.ts';
import { releaseOthers } from './retained-page.ts';
import { inspectEach, redactInTurn } from './time-slices.ts';
import { readIndividually, isServerFailure, canReadIndividually } from './single-read-fallback.ts';
import type { Operation } from './operation.ts';
import { requireScope, type Authorization } from '../access/authorization.ts';
import { formatMrnTokens } from '../epic/patient-search.ts';
import { isStored } from '../fhir/resources.ts';
import type { Warning } from '../epic/warnings.ts';
import { toCanonicalQuery } from '../epic/search-parameters.ts';

export interface ByMrn {
  /**
   * Returns the one patient with this `Patient.mrn`; null if the caller may see no such patient, or several have the number. Requires the
   * scope of a read by id, because a router uses the number as a key, as it does the id. Throws the server's refusal. The audit records a
   * search for the number, whatever its result.
   */
  load(mrn: string): Promise<PatientNode | null>;
}

type PatientNode = Stored<Patient>;
type MrnResult = PatientNode | null | GatewayError;

const PATIENT = 'Patient';
/** How many more pages to read when pages come back short or empty. */
const MAX_PAGES = 10;

/** @param byId is primed with the patients found, so they are not read again */
export function createByMrn(operation: Operation, byId: ById & UnauditedReads): ByMrn {
  const { accessLog } = operation;
  const loader = new DataLoader<string, PatientNode | null>((mrns) => loadBatch(operation, byId, mrns), {
    maxBatchSize: operation.idBatchSize,
  });
  return {
    async load(mrn) {
      const authorization = await operation.authorize();
      if (!authorization.hasScope(PATIENT, 'r'))
        accessLog.addRefusal({ type: PATIENT, interaction: 'read', id: null });
      requireScope(authorization, PATIENT, 'r');
      const permitted = authorization.permittedPatients(PATIENT, 'r');
      const query = queryOf(operation, mrn.trim());
      // If the caller may see only one patient, the number of another patient is never sent.
      const find = (): Promise<PatientNode | null> =>
        permitted !== null && permitted.size <= 1
          ? findAmongPermitted(operation, byId, [...permitted], mrn)
          : loader.load(mrn.trim());
      const patient = await recordSearch(accessLog, query, find);
      const shown =
        patient === null
          ? null
          : await redactInTurn(operation, authorization, patient, operation.budget.warn);
      if (!isStored(shown, PATIENT)) return null;
      accessLog.addResource({ resource: shown, interaction: 'search', search: query.text });
      return shown;
    },
  };
}

/** Each number is a separate search in the audit, so that one patient's event does not contain the numbers of others. */
function queryOf({ mrnSystem }: Operation, mrn: string): AuditedSearch {
  const parameters = { identifier: formatMrnTokens(mrnSystem, [mrn]) };
  return { type: PATIENT, text: toCanonicalQuery(parameters), patientId: null };
}

function numberOf({ mrnSystem, siteTimeZone, now }: Operation, patient: PatientNode): string | null {
  return mrnOf(patient, mrnSystem, createSiteTime(now(), siteTimeZone));
}

/** Returns the one permitted patient if the number is theirs. */
async function findAmongPermitted(
  operation: Operation,
  byId: UnauditedReads,
  [id]: readonly string[],
  mrn: string,
): Promise<PatientNode | null> {
  const patient = id === undefined ? null : await byId.find(PATIENT, id);
  if (patient !== null && numberOf(operation, patient) === readText(mrn)) return patient;
  operation.accessLog.addSearch({ ...queryOf(operation, mrn.trim()), failure: 'FORBIDDEN' });
  return null;
}

async function loadBatch(operation: Operation, byId: ById, mrns: readonly string[]): Promise<MrnResult[]> {
  const authorization = await operation.authorize();
  const { found, hasFailed } = await searchTogether(operation, mrns, authorization);
  const find = async (mrn: string): Promise<MrnResult> => {
    const visible = found.get(mrn) ?? [];
    // A hidden patient is searched again like an unknown one, so neither the response nor its cost reveals them.
    return visible.length > 0
      ? requireUnique(operation, byId, visible)
      : searchSingly(operation, byId, mrn, authorization);
  };
  const results = hasFailed
    ? await readIndividually(mrns, find, failsAll)
    : await Promise.all(mrns.map(find));
  return results.map((result, at) => withholdRefusal(operation, result, authorization, mrns[at] ?? ''));
}

interface SearchedTogether {
  /** The patients by number, only those whom the caller may see. */
  readonly found: ReadonlyMap<string, readonly PatientNode[]>;
  /** Whether the server refused or failed the search, because of one number or altogether. */
  readonly hasFailed: boolean;
}

async function searchTogether(
  operation: Operation,
  mrns: readonly string[],
  authorization: Authorization,
): Promise<SearchedTogether> {
  if (mrns.length === 1) return { found: new Map(), hasFailed: false };
  try {
    const held: Warning[] = [];
    const all = await search(operation, mrns, held);
    // The server warns about all numbers together, which can reveal hidden patients.
    if (authorization.isUnrestricted(PATIENT, 'r')) held.forEach(operation.budget.warn);
    const visible = all.filter((patient) => authorization.permits(patient, 'r'));
    const found = Map.groupBy(visible, (patient) => numberOf(operation, patient) ?? '');
    return { found, hasFailed: false };
  } catch (error) {
    if (!canReadIndividually(error)) throw error;
    return { found: new Map(), hasFailed: true };
  }
}

/** Returns the error for a number as its result, so it does not fail the rest of the batch. */
async function searchSingly(
  operation: Operation,
  byId: ById,
  mrn: string,
  authorization: Authorization,
): Promise<MrnResult> {
  const held: Warning[] = [];
  try {
    const all = await search(operation, [mrn], held);
    const visible = all.filter((patient) => authorization.permits(patient, 'r'));
    if (authorization.isUnrestricted(PATIENT, 'r') || visible.length > 0) held.forEach(operation.budget.warn);
    return requireUnique(operation, byId, visible);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/**
 * Returns each patient whose number is one of these, once. Servers match in their own ways, and Epic matches fuzzily, so only the number in
 * the record itself counts.
 */
async function search(
  operation: Operation,
  mrns: readonly string[],
  held: Warning[],
): Promise<PatientNode[]> {
  const { client, budget, responseBudget, mrnSystem } = operation;
  const searchBudget = withHeldWarnings(budget, held);
  const found = new Map<string, PatientNode>();
  let page = await client.search(PATIENT, { identifier: formatMrnTokens(mrnSystem, mrns) }, searchBudget);
  for (let pages = 1; ; pages += 1) {
    const own: PatientNode[] = [];
    await inspectEach(operation, page.matches, (match) => {
      if (isStored(match, PATIENT) && mrns.includes(numberOf(operation, match) ?? '')) own.push(match);
    });
    for (const match of own) found.set(match.id, match);
    releaseOthers(page, own, responseBudget);
    if (page.next === null || pages === MAX_PAGES) return [...found.values()];
    page = await client.nextPage(PATIENT, page.next, searchBudget);
  }
}

/**
 * Returns the one patient with a number; null if several have it, because otherwise chance would decide whose record the response contains.
 */
function requireUnique(
  { budget, client }: Operation,
  byId: ById,
  found: readonly PatientNode[],
): PatientNode | null {
  const [patient, ...others] = withoutReplaced(found, client.urls);
  if (patient === undefined) return null;
  if (others.length > 0) {
    budget.warn(NOT_UNIQUE);
    return null;
  }
  byId.prime(patient);
  return patient;
}

const NOT_UNIQUE = {
  code: 'MRN_NOT_UNIQUE',
  resourceType: PATIENT,
  message:
    'Several patients have the same medical record number, so it identifies none of them. Set MRN_SYSTEM to the system of one numbering.',
} as const;

/** Whether the server refused the search, or failed, in a way that applies to every number. */
function failsAll(result: unknown): result is GatewayError {
  return isServerFailure(result) || hasCode(result, 'FORBIDDEN');
}

/** Makes a patient whom the server refuses look absent, if the caller may see only some patients. */
function withholdRefusal(
  operation: Operation,
  result: MrnResult,
  authorization: Authorization,
  mrn: string,
): MrnResult {
  if (authorization.isUnrestricted(PATIENT, 'r') || !hasCode(result, 'FORBIDDEN', 'RESTRICTED_RECORD'))
    return result;
  operation.accessLog.addSearch({ ...queryOf(operation, mrn), failure: result.code });
  return null;
}
