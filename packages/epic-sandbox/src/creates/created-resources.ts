/** The resources created in one sandbox. All sandboxes of a process with one profile share the seeded charts. */
import type { Resource, ResourceType, Stored } from '../types.ts';
import type { CreatedRecords, ResourceTypeRow } from '../resource-type-row.ts';
import type { ResourceTypes } from '../resource-types.ts';

/** The created resources, as reads and searches see them. */
export interface CreatedResources extends CreatedRecords {
  find: (type: string, id: string) => Stored<Resource> | undefined;
  ownerOf: (type: string, id: string) => string | undefined;
}

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

export interface CreatedResourceStore extends CreatedResources {
  /** Every create in this sandbox in order, including those that await reconciliation. */
  readonly log: readonly Created[];
  add: (addition: StoredCreate) => void;
  /** Moves all resources that await reconciliation into the charts. */
  reconcile: () => void;
  /** Deletes every created resource. */
  clear: () => void;
}

/** @param waitingIsReadable whether a read finds a resource that awaits reconciliation; searches never do */
export function createCreatedResourceStore(waitingIsReadable: boolean): CreatedResourceStore {
  const log: Created[] = [];
  const kept: { resource: Stored<Resource>; owner: string; waits: boolean }[] = [];

  const readable = (type: string, id: string): (typeof kept)[number] | undefined =>
    kept.find(
      ({ resource, waits }) =>
        resource.resourceType === type && resource.id === id && (!waits || waitingIsReadable),
    );

  return {
    log,
    find: (type, id) => readable(type, id)?.resource,
    ownerOf: (type, id) => readable(type, id)?.owner,
    ofPatient: (type, patientId) =>
      kept
        .filter(
          ({ resource, owner, waits }) => resource.resourceType === type && owner === patientId && !waits,
        )
        .map(({ resource }) => resource),
    get patients() {
      return kept.map(({ resource }) => resource).filter((resource) => resource.resourceType === 'Patient');
    },
    add: ({ parts, waits, ...created }) => {
      log.push(created);
      for (const resource of [created.resource, ...parts]) {
        kept.push({ resource, owner: created.patient, waits });
      }
    },
    reconcile: () => {
      for (const one of kept) one.waits = false;
    },
    clear: () => {
      log.length = 0;
      kept.length = 0;
    },
  };
}

/**
 * Returns the table of resource types extended with the created resources of one sandbox. Looks there first, because charts are slow to
 * search.
 */
export function withCreatedResources(
  types: ResourceTypes,
  createdResources: CreatedResources,
): ResourceTypes {
  return new Map(
    [...types].map(([type, row]): [string, ResourceTypeRow] => [
      type,
      {
        ...row,
        find: (id) => createdResources.find(type, id) ?? row.find(id),
        ownerOf: (id) => createdResources.ownerOf(type, id) ?? row.ownerOf(id),
        ofPatient: (patientId) => [
          ...row.ofPatient(patientId),
          ...createdResources.ofPatient(type, patientId),
        ],
      },
    ]),
  );
}
