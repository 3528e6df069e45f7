/** What was created in one sandbox, beside the seeded charts, which all sandboxes of a process have in common. */
import type { Resource, ResourceType, Stored } from '../types.ts';
import type { CreatedRecords, ResourceTypeRow } from '../resource-type-row.ts';
import { RESOURCE_TYPES } from '../resource-types.ts';

/** What reads and searches find beside what is seeded. */
export interface CreatedResources extends CreatedRecords {
  find: (type: string, id: string) => Stored<Resource> | undefined;
  ownerOf: (type: string, id: string) => string | undefined;
}

/** One create that was carried out. */
export interface Created {
  readonly type: ResourceType;
  readonly id: string;
  /** The patient whose chart it is in; the id itself for a Patient. */
  readonly patient: string;
  /** Epoch ms. */
  readonly at: number;
  /** As it came. */
  readonly submitted: unknown;
  /** As it is kept. */
  readonly resource: Stored<Resource>;
}

/** What is to be kept of a create. */
export interface StoredCreate extends Created {
  /** Kept with it, such as the contents of a note. */
  readonly parts: readonly Stored<Resource>[];
  /** Whether somebody has to look at it before it is in the chart. */
  readonly waits: boolean;
}

export interface CreatedResourceStore extends CreatedResources {
  /** All of this sandbox, in their order; those that wait as well. */
  readonly log: readonly Created[];
  add: (addition: StoredCreate) => void;
  /** Takes all that waits into the charts. */
  reconcile: () => void;
  /** Forgets everything that was created. */
  clear: () => void;
}

/** @param waitingIsReadable whether a read finds what waits for reconciliation; a search never does */
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

/** The table of resource types as one sandbox has it: what was created there is found first, since charts are slow to look through. */
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
