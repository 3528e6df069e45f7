/** Loads patients by medical record number: batches the numbers of one tick into searches by identifier, and falls back to single searches. */
import DataLoader from 'dataloader';
import { recordSearch, type AuditedSearch } from '../audit/access-log.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { mrnOf } from '../fhir/mrn.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import { readText } from '../fhir/lenient-read.ts';
import { siteTime } from '../fhir/site-time.ts';
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
   * Returns the one patient whose `Patient.mrn` is this number; null where there is none that the caller may see, and where there are
   * several. It takes the scope of a read by id, since the number is a key for a router as the id is. Throws the error with which the
   * server refused it. The audit records a search for the number, whatever it finds.
   */
  load(mrn: string): Promise<PatientNode | null>;
}

type PatientNode = Stored<Patient>;
type MrnResult = PatientNode | null | GatewayError;

const PATIENT = 'Patient';
/** How many pages of a server one search reads on, when they come short or empty. */
const MAX_PAGES = 10;

/** @param byId is primed with the patients, so that they are not read again */
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
      // For a caller who may see one patient only, the number of another is never sent.
      const find = (): Promise<PatientNode | null> =>
        permitted !== null && permitted.size <= 1
          ? findAmongPermitted(operation, byId, [...permitted], mrn)
          : loader.load(mrn.trim());
      const patient = await recordSearch(accessLog, query, find);
      const shown = patient === null ? null : await redactInTurn(operation, authorization, patient);
      if (!isStored(shown, PATIENT)) return null;
      accessLog.addResource({ resource: shown, interaction: 'search', search: query.text });
      return shown;
    },
  };
}

/** Each number is a search of its own in the audit, so that the event of one patient does not hold the numbers of others. */
function queryOf({ mrnSystem }: Operation, mrn: string): AuditedSearch {
  const parameters = { identifier: formatMrnTokens(mrnSystem, [mrn]) };
  return { type: PATIENT, text: toCanonicalQuery(parameters), patientId: null };
}

/** Returns the same number as `Patient.mrn`. */
function numberOf({ mrnSystem, siteTimeZone, now }: Operation, patient: PatientNode): string | null {
  return mrnOf(patient, mrnSystem, siteTime(now(), siteTimeZone));
}

/** Returns the one patient whom the caller may see, if the number is theirs. */
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
  const { found, outcome } = await searchTogether(operation, mrns, authorization);
  const find = async (mrn: string): Promise<MrnResult> => {
    const visible = found.get(mrn) ?? [];
    // A hidden patient is searched as an unknown one is, so that neither the response nor its cost distinguishes them.
    return visible.length > 0
      ? requireUnique(operation, byId, visible)
      : searchSingly(operation, byId, mrn, authorization);
  };
  const canFailForAll = outcome === 'refused' || outcome === 'failed';
  const results = canFailForAll
    ? await readIndividually(mrns, find, failsAll)
    : await Promise.all(mrns.map(find));
  if ((outcome === 'empty' || outcome === 'refused') && haveAnswers(results))
    operation.identifierListRefusals.remember(PATIENT);
  return results.map((result, at) => withholdRefusal(operation, result, authorization, mrns[at] ?? ''));
}

interface SearchedTogether {
  /** The patients of each number whom the caller may see. */
  readonly found: ReadonlyMap<string, readonly PatientNode[]>;
  /** A server that does not know lists finds nothing. It can refuse or fail for one number, or for all alike. */
  readonly outcome: 'unsent' | 'found' | 'empty' | 'refused' | 'failed';
}

async function searchTogether(
  operation: Operation,
  mrns: readonly string[],
  authorization: Authorization,
): Promise<SearchedTogether> {
  if (mrns.length === 1 || operation.identifierListRefusals.isRefused(PATIENT))
    return { found: new Map(), outcome: 'unsent' };
  try {
    const held: Warning[] = [];
    const all = await search(operation, mrns, held);
    // Warnings about all numbers together can reveal hidden patients.
    if (authorization.isUnrestricted(PATIENT, 'r')) held.forEach(operation.budget.warn);
    const visible = all.filter((patient) => authorization.permits(patient, 'r'));
    const found = Map.groupBy(visible, (patient) => numberOf(operation, patient) ?? '');
    return { found, outcome: all.length > 0 ? 'found' : 'empty' };
  } catch (error) {
    if (!canReadIndividually(error)) throw error;
    return { found: new Map(), outcome: isServerFailure(error) ? 'failed' : 'refused' };
  }
}

/** Returns a number's own error as its result, so that it does not fail the others of its batch. */
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
 * Returns the patients whose number is one of these, once each. Servers match as they like, and Epic's match is fuzzy, so only the
 * number in the record itself counts.
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

/** Returns the one patient of a number. Where several have it, null: otherwise chance would decide whose record is shown. */
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
    'More than one patient has the same medical record number, so that it names none of them. MRN_SYSTEM has to name one numbering.',
};

/** Whether single searches found some of the numbers and none failed, which shows that the server does not know the list. */
function haveAnswers(results: readonly MrnResult[]): boolean {
  return (
    results.some((result) => isStored(result, PATIENT)) &&
    !results.some((result) => result instanceof GatewayError)
  );
}

/** Whether the search was refused, or failed, in a way that is the same for every number. */
function failsAll(result: unknown): result is GatewayError {
  return isServerFailure(result) || hasCode(result, 'FORBIDDEN');
}

/** For a caller who may see only some patients, a patient whom the server does not release must look absent. */
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
