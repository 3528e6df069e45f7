/** Patients by medical record number: numbers of one tick become searches by lists of identifiers, and single searches where these fail. */
import DataLoader from 'dataloader';
import { noted, type Query } from '../audit/accesses.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { mrnOf } from '../fhir/mrn.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import { text } from '../fhir/shape.ts';
import { siteTime } from '../fhir/site-time.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import { withoutWarnings } from '../fhir/usage.ts';
import type { ById, Unrecorded } from './by-id.ts';
import { letGoOfRest } from './held-page.ts';
import { glanceAtEach, shownInTurn } from './in-turns.ts';
import { eachWarily, isFailure, leavesEachPossible } from './one-by-one.ts';
import type { Operation } from './operation.ts';
import { demand, type Reach } from './reach.ts';
import { mrnTokens } from '../fhir/patient-search.ts';
import { isStored } from '../fhir/resources.ts';
import type { Warning } from '../fhir/warnings.ts';
import { canonicalQuery } from '../fhir/search-parameters.ts';

export interface ByMrn {
  /**
   * The one patient whose record has this number, as `Patient.mrn` tells it; null where there is none that the caller may see, and
   * where there are several. It takes the scope that a read by id takes: to a router the number is a name as the id is.
   * Throws what the server refused it with. The audit records a search for the number, whatever it finds.
   */
  load(mrn: string): Promise<PatientNode | null>;
}

type PatientNode = Stored<Patient>;
type Found = PatientNode | null | GatewayError;

const PATIENT = 'Patient';
/** How many pages of a server one search reads on, when they come short or empty. */
const MOST_PAGES = 10;

/** @param byId is given what is found, so that it is not read again */
export function createByMrn(operation: Operation, byId: ById & Unrecorded): ByMrn {
  const { accesses } = operation;
  const loader = new DataLoader<string, PatientNode | null>((mrns) => loadBatch(operation, byId, mrns), {
    maxBatchSize: operation.idBatchSize,
  });
  return {
    async load(mrn) {
      const reach = await operation.reach();
      if (!reach.grants(PATIENT, 'r')) accesses.refuse({ type: PATIENT, interaction: 'read', id: null });
      demand(reach, PATIENT, 'r');
      const within = reach.patients(PATIENT, 'r');
      const query = queryOf(operation, mrn.trim());
      // A caller who reaches one patient looks for no other: the number of another is not sent.
      const find = (): Promise<PatientNode | null> =>
        within !== null && within.size <= 1
          ? amongOwn(operation, byId, [...within], mrn)
          : loader.load(mrn.trim());
      const patient = await noted(accesses, query, find);
      const shown = patient === null ? null : await shownInTurn(operation, reach, patient);
      if (!isStored(shown, PATIENT)) return null;
      accesses.record({ resource: shown, interaction: 'search', search: query.text });
      return shown;
    },
  };
}

/** Each number is a search of its own in the audit, so that the event of one patient does not hold the numbers of others. */
function queryOf({ mrnSystem }: Operation, mrn: string): Query {
  const parameters = { identifier: mrnTokens(mrnSystem, [mrn]) };
  return { type: PATIENT, text: canonicalQuery(parameters), patientId: null };
}

/** Returns the same number as `Patient.mrn`. */
function numberOf({ mrnSystem, siteTimeZone, now }: Operation, patient: PatientNode): string | null {
  return mrnOf(patient, mrnSystem, siteTime(now(), siteTimeZone));
}

/** The one patient whom the caller reaches, if there is one and the number is theirs. */
async function amongOwn(
  operation: Operation,
  byId: Unrecorded,
  [id]: readonly string[],
  mrn: string,
): Promise<PatientNode | null> {
  const patient = id === undefined ? null : await byId.find(PATIENT, id);
  if (patient !== null && numberOf(operation, patient) === text(mrn)) return patient;
  operation.accesses.query({ ...queryOf(operation, mrn.trim()), failure: 'FORBIDDEN' });
  return null;
}

async function loadBatch(operation: Operation, byId: ById, mrns: readonly string[]): Promise<Found[]> {
  const reach = await operation.reach();
  const { found, went } = await searchTogether(operation, mrns, reach);
  const find = async (mrn: string): Promise<Found> => {
    const visible = found.get(mrn) ?? [];
    // What is hidden goes the way of what is unknown, so that neither the answer nor its cost tells them apart.
    return visible.length > 0 ? theOne(operation, byId, visible) : searchAlone(operation, byId, mrn, reach);
  };
  const isWary = went === 'refused' || went === 'failed';
  const results = isWary ? await eachWarily(mrns, find, isForAll) : await Promise.all(mrns.map(find));
  if ((went === 'empty' || went === 'refused') && areAnswers(results))
    operation.identifierListRefusals.note(PATIENT);
  return results.map((result, at) => withheld(operation, result, reach, mrns[at] ?? ''));
}

interface SearchedTogether {
  /** The patients of each number whom the caller may see. */
  readonly found: ReadonlyMap<string, readonly PatientNode[]>;
  /** Nothing comes of a list that the server does not know; it refuses or fails for one number, or for all alike. */
  readonly went: 'unsent' | 'well' | 'empty' | 'refused' | 'failed';
}

async function searchTogether(
  operation: Operation,
  mrns: readonly string[],
  reach: Reach,
): Promise<SearchedTogether> {
  if (mrns.length === 1 || operation.identifierListRefusals.isRefused(PATIENT))
    return { found: new Map(), went: 'unsent' };
  try {
    const held: Warning[] = [];
    const all = await search(operation, mrns, held);
    // What the server says of the numbers as a whole can tell of those that are hidden.
    if (reach.isWhole(PATIENT, 'r')) held.forEach(operation.usage.warn);
    const visible = all.filter((patient) => reach.permits(patient, 'r'));
    const found = Map.groupBy(visible, (patient) => numberOf(operation, patient) ?? '');
    return { found, went: all.length > 0 ? 'well' : 'empty' };
  } catch (error) {
    if (!leavesEachPossible(error)) throw error;
    return { found: new Map(), went: isFailure(error) ? 'failed' : 'refused' };
  }
}

/** A number's own error is its result, so that it does not harm the others of its batch. */
async function searchAlone(operation: Operation, byId: ById, mrn: string, reach: Reach): Promise<Found> {
  const held: Warning[] = [];
  try {
    const all = await search(operation, [mrn], held);
    const visible = all.filter((patient) => reach.permits(patient, 'r'));
    if (reach.isWhole(PATIENT, 'r') || visible.length > 0) held.forEach(operation.usage.warn);
    return theOne(operation, byId, visible);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/**
 * The patients whose number is one of these, once each. Servers match as they like, and Epic's match is fuzzy: what counts is the
 * number that the record itself tells.
 */
async function search(
  operation: Operation,
  mrns: readonly string[],
  held: Warning[],
): Promise<PatientNode[]> {
  const { client, usage, size, mrnSystem } = operation;
  const told = withoutWarnings(usage, held);
  const found = new Map<string, PatientNode>();
  let page = await client.search(PATIENT, { identifier: mrnTokens(mrnSystem, mrns) }, told);
  for (let pages = 1; ; pages += 1) {
    const own: PatientNode[] = [];
    await glanceAtEach(operation, page.matches, (match) => {
      if (isStored(match, PATIENT) && mrns.includes(numberOf(operation, match) ?? '')) own.push(match);
    });
    for (const match of own) found.set(match.id, match);
    letGoOfRest(page, own, size);
    if (page.next === null || pages === MOST_PAGES) return [...found.values()];
    page = await client.nextPage(PATIENT, page.next, told);
  }
}

/** An entity is one: where several have its number, it would be of chance whose record is shown. */
function theOne({ usage, client }: Operation, byId: ById, found: readonly PatientNode[]): PatientNode | null {
  const [patient, ...others] = withoutReplaced(found, client.urls);
  if (patient === undefined) return null;
  if (others.length > 0) {
    usage.warn(NOT_UNIQUE);
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

/** Whether the numbers were answered one by one, and some found: what the list lacked was then not in them. */
function areAnswers(results: readonly Found[]): boolean {
  return (
    results.some((result) => isStored(result, PATIENT)) &&
    !results.some((result) => result instanceof GatewayError)
  );
}

/** Where the search itself is refused, or fails, for each number alike. */
function isForAll(result: unknown): result is GatewayError {
  return isFailure(result) || hasCode(result, 'FORBIDDEN');
}

/** To a caller who may see a part of all patients only, what the server does not release is as absent as what is unknown. */
function withheld(operation: Operation, result: Found, reach: Reach, mrn: string): Found {
  if (reach.isWhole(PATIENT, 'r') || !hasCode(result, 'FORBIDDEN', 'RESTRICTED_RECORD')) return result;
  operation.accesses.query({ ...queryOf(operation, mrn), failure: result.code });
  return null;
}
