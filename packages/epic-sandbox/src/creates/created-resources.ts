/** The resources that were created in one sandbox. The seeded charts are shared by all sandboxes of a process. */
import type { Resource, ResourceType, Stored } from '../types.ts';
import type { CreatedRecords, ResourceTypeRow } from '../resource-type-row.ts';
import { RESOURCE_TYPES } from '../resource-types.ts';

/** The created resources, for reads and searches. */
export interface CreatedResources extends CreatedRecords {
  find: (type: string, id: string) => Stored<Resource> | undefined;
  ownerOf: (type: string, id: string) => string | undefined;
}

/** A successful create. */
export interface Created {
  readonly type: ResourceType;
  readonly id: string;
  /** The id of the patient to whom it belongs; the resource's own id for a Patient. */
  readonly patient: string;
  /** Epoch ms. */
  readonly at: number;
  /** The body as it was received. */
  readonly submitted: unknown;
  /** The resource as it was stored. */
  readonly resource: Stored<Resource>;
}

/** A create to store. */
export interface StoredCreate extends Created {
  /** Further resources to store with it, such as the contents of a note. */
  readonly parts: readonly Stored<Resource>[];
  /** Whether it awaits reconciliation before it is in the chart. */
  readonly waits: boolean;
}

export interface CreatedResourceStore extends CreatedResources {
  /** The creates of this sandbox in their order, including those that await reconciliation. */
  readonly log: readonly Created[];
  add: (addition: StoredCreate) => void;
  /** Moves everything that awaits reconciliation into the charts. */
  reconcile: () => void;
  /** Deletes every created resource. */
  clear: () => void;
}

/** @param waitingIsReadable whether a read finds a resource that awaits reconciliation; a search never does */
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

/** Returns the table of resource types with the created resources of one sandbox, which it searches first because charts are slow to search. */
export function withCreatedResources(
  createdResources: CreatedResources,
): ReadonlyMap<string, ResourceTypeRow> {
  return new Map(
    [...RESOURCE_TYPES].map(([type, row]): [string, ResourceTypeRow] => [
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
