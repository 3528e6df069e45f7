/** Loads the provenances of records: those that came with the search for the record, otherwise those of one search by id. */
import DataLoader from 'dataloader';
import { type Authorization, requireScope } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import { withHeldWarnings, withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { isFhirId, parseOwnReference, type ReferenceTarget } from '../fhir/ids.ts';
import { readObjects, readText } from '../fhir/lenient-read.ts';
import { sortTimeOf } from '../fhir/record-dates.ts';
import { isResourceType, isStored, PROVENANCE_INCLUDE, type ResourceType } from '../fhir/resources.ts';
import type { Provenance, Resource, Stored } from '../fhir/types.ts';
import { scheduleBatch } from './by-id.ts';
import type { Operation } from './operation.ts';
import { releaseOthers } from './retained-page.ts';
import { redactInTurn } from './time-slices.ts';

export interface Provenances {
  /** Indexes a resource that a search included, if it is a provenance. */
  note(included: Stored<Resource>): void;
  /** Records that the search for the record also requested its provenances, so that no other search does. */
  markRequested(record: Stored<Resource>): void;
  /**
   * Returns the provenances of a record that the caller may see, the latest first. Returns null for a contained record, and with the warning
   * NOT_HONORED while the server has returned no provenance of any record of the type.
   * @throws GatewayError FORBIDDEN if the caller may not read provenances, or the reason why the search failed
   */
  load(record: Stored<Resource>, path: ResponsePath): Promise<Stored<Provenance>[] | null>;
}

export function createProvenances(operation: Operation): Provenances {
  const { accessLog, client, typesWithProvenance } = operation;
  /** By `Type/id` of the target, then by id. */
  const byTarget = new Map<string, Map<string, Stored<Provenance>>>();
  const requested = new Set<string>();

  const note = (included: Stored<Resource>): void => {
    if (!isStored(included, 'Provenance')) return;
    for (const target of targetsOf(included, operation)) {
      if (target === null || !isResourceType(target.type)) continue;
      typesWithProvenance.add(target.type);
      const key = keyOf(target);
      byTarget.set(
        key,
        (byTarget.get(key) ?? new Map<string, Stored<Provenance>>()).set(included.id, included),
      );
    }
  };

  const loaders = new Map<ResourceType, DataLoader<string, true>>();
  const searchFor = (type: ResourceType, id: string): Promise<true> => {
    const loader =
      loaders.get(type) ??
      new DataLoader<string, true>(
        async (ids) => {
          for (const included of await searchProvenances(operation, type, ids)) note(included);
          return ids.map(() => true);
        },
        { maxBatchSize: operation.idBatchSize, batchScheduleFn: scheduleBatch(operation.responseBudget) },
      );
    loaders.set(type, loader);
    return loader.load(id);
  };

  return {
    note,
    markRequested: ({ resourceType: type, id }) => void requested.add(keyOf({ type, id })),
    async load(record, path) {
      const { resourceType: type, id } = record;
      const authorization = await operation.authorize();
      if (!authorization.hasScope('Provenance', 'r'))
        accessLog.addRefusal({ type: 'Provenance', interaction: 'read', id: null });
      requireScope(authorization, 'Provenance', 'r');
      // A contained record is no target of its own.
      if (!isResourceType(type) || !isFhirId(id)) return null;
      const key = keyOf({ type, id });
      const capabilities = await client.capabilities(operation.budget).catch(() => null);
      const isOffered = capabilities?.hasInclude(type, PROVENANCE_INCLUDE) === true;
      if (isOffered && !requested.has(key) && !byTarget.has(key)) await searchFor(type, id);
      if (!typesWithProvenance.has(type)) {
        operation.budget.warn({ ...NOT_HONORED, resourceType: type });
        return null;
      }
      const found = [...(byTarget.get(key)?.values() ?? [])]
        .filter((provenance) => permitsProvenance(operation, authorization, provenance, record))
        .toSorted((one, other) => recordedAt(other) - recordedAt(one));
      const budget = withPath(operation.budget, path);
      const shown = await Promise.all(
        found.map((provenance) => redactInTurn({ ...operation, budget }, authorization, provenance)),
      );
      return shown.flatMap((provenance) => {
        if (!isStored(provenance, 'Provenance')) return [];
        accessLog.addResource({ resource: provenance, interaction: 'read', container: record });
        return [provenance];
      });
    },
  };
}

async function searchProvenances(
  { authorize, budget, client, refusals, responseBudget }: Operation,
  type: ResourceType,
  ids: readonly string[],
): Promise<readonly Stored<Resource>[]> {
  if (refusals.isRefused(type)) return [];
  // The server warns about all ids together, which can reveal hidden resources.
  const isUnrestricted = (await authorize()).isUnrestricted(type, 'r');
  const page = await client.search(
    type,
    { _id: ids.join(','), _count: String(ids.length), _revinclude: PROVENANCE_INCLUDE },
    isUnrestricted ? budget : withHeldWarnings(budget),
  );
  releaseOthers(page, page.includes, responseBudget);
  return page.includes;
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
  const own = new Set([keyOf({ type: record.resourceType, id: record.id }), ...patients.map(patientKey)]);
  const isOwn = targetsOf(provenance, operation).every((target) => target !== null && own.has(keyOf(target)));
  if (!isOwn) return false;
  const target = patients.map((id) => ({ reference: patientKey(id) }));
  return authorization.permits({ ...provenance, target }, 'r');
}

/** Returns the targets of a provenance; null for each that is not on the FHIR server. */
function targetsOf({ target }: Stored<Provenance>, { client }: Operation): (ReferenceTarget | null)[] {
  return readObjects(target).map(({ reference }) => {
    const literal = readText(reference);
    return literal === null ? null : parseOwnReference(literal, client.urls);
  });
}

function keyOf({ type, id }: ReferenceTarget): string {
  return `${type}/${id}`;
}

function patientKey(id: string): string {
  return keyOf({ type: 'Patient', id });
}

function recordedAt(provenance: Stored<Provenance>): number {
  return sortTimeOf(provenance, 'Provenance', Infinity);
}

const NOT_HONORED = {
  code: 'NOT_HONORED',
  message:
    'The FHIR server has not returned a provenance with any record of this type, so it may not support that. Null does not mean that a ' +
    'record has none.',
};
