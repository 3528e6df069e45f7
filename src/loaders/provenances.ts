/** Loads the provenances of records, which came with the search for the record or come from one search by id. */
import DataLoader from 'dataloader';
import { type Authorization, requireScope } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import type { Searchset } from '../epic/searchset.ts';
import { warnAt, withHeldWarnings } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { hasCode } from '../errors.ts';
import { isFhirId, parseOwnReference, type ReferenceTarget } from '../fhir/ids.ts';
import { readObjects, readText } from '../fhir/lenient-read.ts';
import { sortTimeOf } from '../fhir/record-dates.ts';
import { isResourceType, isStored, PROVENANCE_INCLUDE, type ResourceType } from '../fhir/resources.ts';
import type { Provenance, Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import { releaseOthers } from './retained-page.ts';
import { inspectEach, redactInTurn, scheduleBatch } from './time-slices.ts';

export interface Provenances {
  /** Indexes the provenances that a search included with its matches, as far as the caller may see both. */
  readonly index: (
    found: Pick<Searchset, 'matches' | 'includes'>,
    authorization: Authorization,
  ) => Promise<void>;
  /** Tells that a search that requests the provenances of records of a type is in flight. */
  readonly track: (type: ResourceType, search: Promise<unknown>) => void;
  /** Records that the search for the record also requested its provenances, so that no other search does. */
  readonly markRequested: (record: Stored<Resource>) => void;
  /**
   * Returns the provenances of a record that the caller may see, the latest first. Returns null for a contained record, and with the warning
   * NOT_HONORED if no search requested them, or while the server has returned none that its caller may see, for any record of the type.
   * @throws GatewayError FORBIDDEN if the caller may not read provenances, or the reason why the search failed
   */
  readonly load: (record: Stored<Resource>, path: ResponsePath) => Promise<Stored<Provenance>[] | null>;
}

/** A caller may see a record that it may read, or one that it may find. */
const INTERACTIONS = ['r', 's'] as const;

export function createProvenances(operation: Operation): Provenances {
  const { accessLog, client } = operation;
  /** By `Type/id` of the target, then by id. */
  const byTarget = new Map<string, Map<string, Stored<Provenance>>>();
  const requested = new Set<string>();
  /** The types with whose records the server has returned a provenance that the caller may see. */
  const typesWithProvenance = new Set<ResourceType>();

  const index: Provenances['index'] = async ({ matches, includes }, authorization) => {
    const provenances = includes.filter((included) => isStored(included, 'Provenance'));
    if (provenances.length === 0) return;
    const records = new Map(matches.map((record) => [keyOf(record), record]));
    await inspectEach(operation, provenances, (provenance) => {
      for (const target of targetsOf(provenance, operation)) {
        const key = target === null ? '' : referenceTo(target);
        const record = records.get(key);
        if (record === undefined || !isResourceType(record.resourceType)) continue;
        // Hidden records and provenances must look absent, so the gateway learns nothing from them.
        if (!INTERACTIONS.some((interaction) => authorization.permits(record, interaction))) continue;
        if (!permitsProvenance(operation, authorization, provenance, record)) continue;
        typesWithProvenance.add(record.resourceType);
        const known = byTarget.get(key) ?? new Map<string, Stored<Provenance>>();
        byTarget.set(key, known.set(provenance.id, provenance));
      }
    });
  };

  /** They return whether a search was sent. */
  const loaders = new Map<ResourceType, DataLoader<string, boolean>>();
  /** By type. Each settles once all searches so far have. */
  const searches = new Map<ResourceType, Promise<unknown>>();
  const track: Provenances['track'] = (type, search) =>
    void searches.set(type, Promise.allSettled([searches.get(type), search]));
  const searchFor = (type: ResourceType, id: string): Promise<boolean> => {
    const loader =
      loaders.get(type) ??
      new DataLoader<string, boolean>(
        async (ids) => {
          const page = await searchProvenances(operation, type, ids);
          if (page !== null) await index(page, await operation.authorize());
          return ids.map(() => page !== null);
        },
        { maxBatchSize: operation.idBatchSize, batchScheduleFn: scheduleBatch(operation.responseBudget) },
      );
    loaders.set(type, loader);
    const search = loader.load(id);
    track(type, search);
    return search;
  };

  return {
    index,
    track,
    markRequested: (record) => void requested.add(keyOf(record)),
    async load(record, path) {
      const { resourceType: type, id } = record;
      const key = keyOf(record);
      const authorization = await operation.authorize();
      if (!authorization.hasScope('Provenance', 'r'))
        accessLog.addRefusal({ type: 'Provenance', interaction: 'read', id: null });
      requireScope(authorization, 'Provenance', 'r');
      // A contained record is no target of its own.
      if (!isResourceType(type) || !isFhirId(id)) return null;
      const capabilities = await client.capabilities(operation.budget).catch(() => null);
      const isOffered = capabilities?.hasInclude(type, PROVENANCE_INCLUDE) === true;
      const isSearched =
        requested.has(key) || byTarget.has(key) || (isOffered && (await searchFor(type, id)));
      // One batch can prove that the server supports this for all others, in whatever order they finish.
      await searches.get(type);
      if (!isSearched || !typesWithProvenance.has(type)) {
        operation.budget.warn({
          ...(isOffered && !isSearched ? NOT_SEARCHED : NOT_HONORED),
          resourceType: type,
        });
        return null;
      }
      const found = [...(byTarget.get(key)?.values() ?? [])].toSorted(
        (one, other) => recordedAt(other) - recordedAt(one),
      );
      const warn = warnAt(operation.budget, path);
      const shown = await Promise.all(
        found.map((provenance) => redactInTurn(operation, authorization, provenance, warn)),
      );
      return shown.flatMap((provenance) => {
        if (!isStored(provenance, 'Provenance')) return [];
        accessLog.addResource({ resource: provenance, interaction: 'read', container: record });
        return [provenance];
      });
    },
  };
}

/** Returns null if the server refuses searches by id. */
async function searchProvenances(
  { authorize, budget, client, responseBudget }: Operation,
  type: ResourceType,
  ids: readonly string[],
): Promise<Searchset | null> {
  // The server warns about all ids together, which can reveal hidden resources.
  const isUnrestricted = (await authorize()).isUnrestricted(type, 'r');
  try {
    const page = await client.search(
      type,
      { _id: ids.join(','), _count: String(ids.length), _revinclude: PROVENANCE_INCLUDE },
      isUnrestricted ? budget : withHeldWarnings(budget),
    );
    releaseOthers(page, page.includes, responseBudget);
    return page;
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) return null;
    throw error;
  }
}

/**
 * Whether the caller may see a provenance of a record that the response shows. Most provenances name only their records, not the patient.
 * One whose targets are all this record or its patients belongs to these patients.
 */
function permitsProvenance(
  operation: Operation,
  authorization: Authorization,
  provenance: Stored<Provenance>,
  record: Stored<Resource>,
): boolean {
  if (authorization.permits(provenance, 'r')) return true;
  const patients = patientsOf(record, operation.client.urls);
  const own = new Set([keyOf(record), ...patients.map(referenceToPatient)]);
  const isOwn = targetsOf(provenance, operation).every(
    (target) => target !== null && own.has(referenceTo(target)),
  );
  if (!isOwn) return false;
  const target = patients.map((id) => ({ reference: referenceToPatient(id) }));
  return authorization.permits({ ...provenance, target }, 'r');
}

/** Returns the targets of a provenance; null for each that is not on the FHIR server. */
function targetsOf({ target }: Stored<Provenance>, { client }: Operation): (ReferenceTarget | null)[] {
  return readObjects(target).map(({ reference }) => {
    const literal = readText(reference);
    return literal === null ? null : parseOwnReference(literal, client.urls);
  });
}

function keyOf({ resourceType: type, id }: Stored<Resource>): string {
  return referenceTo({ type, id });
}

function referenceTo({ type, id }: ReferenceTarget): string {
  return `${type}/${id}`;
}

function referenceToPatient(id: string): string {
  return referenceTo({ type: 'Patient', id });
}

function recordedAt(provenance: Stored<Provenance>): number {
  return sortTimeOf(provenance, 'Provenance', Infinity);
}

const NOT_HONORED = {
  code: 'NOT_HONORED',
  message:
    'The FHIR server has not returned a provenance with any record of this type, so it may not support that. Null does not mean that a ' +
    'record has none.',
} as const;

const NOT_SEARCHED = {
  code: 'NOT_HONORED',
  message:
    'The FHIR server refuses searches by id for records of this type, so the gateway could not request their provenances. Null does not ' +
    'mean that a record has none.',
} as const;
