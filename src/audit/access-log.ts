/** Logs which records one operation accessed, for the audit. */
import { patientsOf } from '../access/compartment.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import type { Resource, Stored } from '../fhir/types.ts';

export type AccessInteraction = 'read' | 'search' | 'create';

/** A resource that the caller received. Hidden resources are not logged: no event may name what the response withholds. */
interface ResourceAccess {
  readonly resource: Stored<Resource>;
  readonly interaction: AccessInteraction;
  /** The text of the search that found it, as passed to `addSearch`. Without it, any search of its type and patient matches. */
  readonly search?: string;
  /** The resource that contains it, if it does not name its patient itself, such as the document of a Binary. */
  readonly container?: Stored<Resource>;
}

/** A resource that was accessed, without its content. */
export interface AccessedResource {
  readonly type: string;
  readonly id: string;
  /** The ids of its patients. */
  readonly patients: readonly string[];
  readonly interaction: AccessInteraction;
  /** The text of the search that found it; null if it is unknown. */
  readonly search: string | null;
}

/** A search that was requested. */
export interface AuditedSearch {
  readonly type: string;
  /** The canonical text of its parameters. */
  readonly text: string;
  /** The patient whose records were searched; null: the search was not limited to one patient. */
  readonly patientId: string | null;
  /** Why it returned nothing, if the server failed or refused it. */
  readonly failure?: ErrorCode;
  /** True while no field has used it: look-ahead starts searches for patients who may turn out to be absent. */
  readonly isUnused?: boolean;
}

/** A read by id that returned nothing: the record does not exist, the caller may not see it, or the server failed. */
export interface MissedRead {
  readonly type: string;
  readonly id: string;
  /** The error code, if the server failed. Absent and hidden records look the same. */
  readonly failure?: ErrorCode;
}

/** A refusal that the caller can see: no scope covers the request, it concerns another patient, or the server withholds the record. */
export interface RefusedAccess {
  readonly type: string;
  readonly interaction: AccessInteraction;
  /** The id in the request; null: it had none. */
  readonly id: string | null;
}

/** A resource that the gateway is about to create, or tried to. */
export type WriteAccess = WrittenResource & WriteStage;

interface WrittenResource {
  readonly type: string;
  /** Null until the server returns it. */
  readonly id: string | null;
  /** The ids of its patients; empty if they are known only after the creation. */
  readonly patients: readonly string[];
}

export type WriteStage =
  /** Recorded before the request leaves, so a trace exists whatever happens next. */
  | { readonly stage: 'intent'; readonly failure?: undefined }
  /** A server may match a new patient with an existing record. Not every server says whether it did. */
  | { readonly stage: 'created' | 'matched' | 'created-or-matched'; readonly failure?: undefined }
  /** It was not created, or its outcome is unknown. */
  | { readonly stage: 'failed'; readonly failure: ErrorCode };

export interface AccessLog {
  readonly accessed: readonly AccessedResource[];
  readonly searches: readonly AuditedSearch[];
  readonly missedReads: readonly MissedRead[];
  readonly refusals: readonly RefusedAccess[];
  readonly writes: readonly WriteAccess[];
  /** Logs a resource that the caller received. Repeated accesses of the same kind count once. */
  addResource(access: ResourceAccess): void;
  /** Logs a search, whether or not it finds anything. The latest entry of a search counts. */
  addSearch(query: AuditedSearch): void;
  /** Logs a read by id that returned nothing. */
  addMissedRead(miss: MissedRead): void;
  addRefusal(refusal: RefusedAccess): void;
  addWrite(write: WriteAccess): void;
}

export function createAccessLog(server: ServerUrls): AccessLog {
  const accessed = new Map<string, AccessedResource>();
  const searches = new Map<string, AuditedSearch>();
  const missedReads = new Map<string, MissedRead>();
  const refusals = new Map<string, RefusedAccess>();
  const writes: WriteAccess[] = [];
  return {
    get accessed() {
      return [...accessed.values()];
    },
    get searches() {
      return [...searches.values()];
    },
    get missedReads() {
      return [...missedReads.values()];
    },
    get refusals() {
      return [...refusals.values()];
    },
    get writes() {
      return [...writes];
    },
    addResource({ resource, interaction, search = null, container = resource }) {
      const { resourceType: type, id } = resource;
      // Two documents with one content can be about two patients.
      const containerName = container === resource ? '' : `${container.resourceType}/${container.id}`;
      const key = `${interaction} ${type}/${id} ${search ?? ''} ${containerName}`;
      if (accessed.has(key)) return;
      const patients = [...new Set(patientsOf(container, server))];
      accessed.set(key, { type, id, patients, interaction, search });
    },
    addSearch({ isUnused = false, ...query }) {
      const key = `${query.type}?${query.text}`;
      const earlier = searches.get(key);
      // A search that one field has used stays used, whatever look-ahead starts after it.
      const staysUnused = isUnused && (earlier === undefined || earlier.isUnused === true);
      searches.set(key, staysUnused ? { ...query, isUnused } : query);
    },
    addMissedRead(miss) {
      missedReads.set(`${miss.type}/${miss.id}`, miss);
    },
    addRefusal(refusal) {
      refusals.set(`${refusal.interaction} ${refusal.type}/${refusal.id ?? ''}`, refusal);
    },
    addWrite: (write) => void writes.push(write),
  };
}

/** Logs a search with its outcome, and returns its result. */
export async function recordSearch<T>(
  accessLog: AccessLog,
  query: AuditedSearch,
  search: () => Promise<T>,
): Promise<T> {
  accessLog.addSearch(query);
  try {
    return await search();
  } catch (error) {
    accessLog.addSearch({ ...query, failure: getFailureCode(error) });
    throw error;
  }
}

/** Logs a read by id that ended with an error: a refusal where the server withholds the record, otherwise a miss. */
export function recordFailedRead(accessLog: AccessLog, type: string, id: string, error: unknown): void {
  if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD'))
    accessLog.addRefusal({ type, interaction: 'read', id });
  else accessLog.addMissedRead({ type, id, failure: getFailureCode(error) });
}

function getFailureCode(error: unknown): ErrorCode {
  return error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
}
