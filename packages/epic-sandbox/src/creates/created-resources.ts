/**
 * The resources that clients created in one sandbox, or that its test added. All sandboxes of a process with one profile share the seeded charts.
 */
import type { Resource, ResourceType, Stored } from '../types.ts';
import { type CreatedRecords, type ResourceTypeRow, withCreated } from '../resource-type-row.ts';
import type { ResourceTypes } from '../resource-types.ts';

/** A successful create. */
export interface Created {
  readonly type: ResourceType;
  readonly id: string;
  /** The id of the patient whose record it is; for a Patient, the resource's own id. */
  readonly patient: string;
  /** Epoch ms. */
  readonly at: number;
  /** The parsed request body. */
  readonly submitted: unknown;
  /** The resource as stored. */
  readonly resource: Stored<Resource>;
}

/** A create to store. */
export interface StoredCreate extends Created {
  /** Resources stored together with it, such as the Binaries of a note. */
  readonly parts: readonly Stored<Resource>[];
  /** Whether it awaits reconciliation. */
  readonly waits: boolean;
}

export interface CreatedResourceStore extends CreatedRecords {
  /** Every create in this sandbox in order, including those that await reconciliation. */
  readonly log: readonly Created[];
  add: (addition: StoredCreate) => void;
  /**
   * Stores a resource that no client created. It replaces one with the same type and id.
   * @param owner the id of the patient in whose chart it is; null for a type outside patients' charts
   */
  put: (resource: Stored<Resource>, owner: string | null) => void;
  /** Moves all resources that await reconciliation into the charts. */
  reconcile: () => void;
  /** Deletes every created and added resource. */
  clear: () => void;
}

/** @param waitingIsReadable whether a read finds a resource that awaits reconciliation; searches never do */
export function createCreatedResourceStore(waitingIsReadable: boolean): CreatedResourceStore {
  const log: Created[] = [];
  const kept = new Map<string, { resource: Stored<Resource>; owner: string | null; waits: boolean }>();

  function readable(type: string, id: string) {
    const one = kept.get(`${type}/${id}`);
    return one?.waits === true && !waitingIsReadable ? undefined : one;
  }
  function put(resource: Stored<Resource>, owner: string | null, waits = false): void {
    const key = `${resource.resourceType}/${resource.id}`;
    kept.delete(key);
    kept.set(key, { resource, owner, waits });
  }
  const listed = (type: string, ofOwner: string | null): Stored<Resource>[] =>
    [...kept.values()]
      .filter(({ resource, owner, waits }) => resource.resourceType === type && owner === ofOwner && !waits)
      .map(({ resource }) => resource);

  return {
    log,
    find: (type, id) => readable(type, id)?.resource,
    ownerOf: (type, id) => readable(type, id)?.owner ?? undefined,
    ofPatient: listed,
    shared: (type) => listed(type, null),
    get patients() {
      return [...kept.values()]
        .map(({ resource }) => resource)
        .filter((resource) => resource.resourceType === 'Patient');
    },
    add: ({ parts, waits, ...created }) => {
      log.push(created);
      for (const resource of [created.resource, ...parts]) put(resource, created.patient, waits);
    },
    put,
    reconcile: () => {
      for (const one of kept.values()) one.waits = false;
    },
    clear: () => {
      log.length = 0;
      kept.clear();
    },
  };
}

/**
 * Returns the table of resource types extended with the created resources of one sandbox. Looks there first, because charts are slow to
 * search.
 */
export function withCreatedResources(types: ResourceTypes, createdResources: CreatedRecords): ResourceTypes {
  return new Map(
    [...types].map(([type, row]): [string, ResourceTypeRow] => [
      type,
      {
        ...row,
        find: (id) => createdResources.find(type, id) ?? row.find(id),
        ownerOf: (id) => createdResources.ownerOf(type, id) ?? row.ownerOf(id),
        ofPatient: (patientId) =>
          withCreated(
            row.ofPatient(patientId),
            createdResources.ofPatient(type, patientId),
            createdResources,
          ),
      },
    ]),
  );
}
