/** A row of the sandbox's table of resource types. */
import type { Patient, Resource, ResourceType, Stored } from './types.ts';
import type { ChartedType } from './data/served-type.ts';
import type { SpecialAnswer } from './data/special-patients.ts';
import type { SearchParameter, SearchResult } from './searches.ts';

/** An interaction for which Epic has a separate API. */
export type Interaction = 'create' | 'read' | 'search';

export interface ResourceTypeRow {
  type: ResourceType;
  interactions: readonly Interaction[];
  find: (id: string) => Stored<Resource> | undefined;
  /** Returns a patient's resources; none for a type outside patients' charts. */
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  /** Returns the id of the patient whose chart holds the resource; undefined for a type outside patients' charts. */
  ownerOf: (id: string) => string | undefined;
  /** The type's registration; null for a type outside patients' charts. */
  readonly charted: ChartedType | null;
  /** Ids that Epic doesn't answer with the resource, such as the id of a merged patient. */
  special: Pick<ReadonlyMap<string, SpecialAnswer>, 'get'>;
  /** Search parameters in addition to the common ones. */
  parameters: readonly SearchParameter[];
  /** Returns the sub-type that Epic omits from the search and reports with 59204; null if none. */
  withheld: (query: URLSearchParams) => string | null;
  /** Searches seeded and created resources without `_id`. */
  search: (query: URLSearchParams, created: CreatedRecords) => SearchResult;
}

/** The resources that clients created in one sandbox, or that its test added, as searches read them. */
export interface CreatedRecords {
  find: (type: string, id: string) => Stored<Resource> | undefined;
  /** Returns the id of the patient whose chart holds the resource; undefined for a type outside patients' charts. */
  ownerOf: (type: string, id: string) => string | undefined;
  /** Returns them in the order of their creation. */
  ofPatient: (type: string, patientId: string) => readonly Stored<Resource>[];
  /** Returns the resources of a type outside patients' charts. */
  shared: (type: string) => readonly Stored<Resource>[];
  readonly patients: readonly Stored<Patient>[];
}

/** Returns the seeded resources of a type without those that a test replaced, and then the created ones. */
export function withCreated<T extends Resource>(
  seeded: readonly Stored<T>[],
  created: readonly Stored<T>[],
  { find }: Pick<CreatedRecords, 'find'>,
): readonly Stored<T>[] {
  return [...seeded.filter(({ resourceType, id }) => find(resourceType, id) === undefined), ...created];
}
