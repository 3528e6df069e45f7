/** A row of the sandbox's table of resource types. */
import type { Patient, Resource, ResourceType, Stored } from './types.ts';
import type { ChartedType } from './data/served-type.ts';
import type { SpecialAnswer } from './data/special-patients.ts';
import type { SearchParameter, SearchResult } from './searches.ts';

/** The interactions for which a type has an API. */
export type Interaction = 'create' | 'read' | 'search';

export interface ResourceTypeRow {
  type: ResourceType;
  interactions: readonly Interaction[];
  find: (id: string) => Stored<Resource> | undefined;
  /** Returns a patient's resources; none for a type that belongs to no patient. */
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  /** Returns the id of the patient to whom a resource belongs; undefined for a type that belongs to no patient. */
  ownerOf: (id: string) => string | undefined;
  /** How the type is registered; null for a type that belongs to no patient. */
  readonly charted: ChartedType | null;
  /** Existing ids for which the response is not simply the resource. */
  special: ReadonlyMap<string, SpecialAnswer>;
  /** Search parameters in addition to the common ones. */
  parameters: readonly SearchParameter[];
  /** The paths of references that the server can include, by the name of the `_include`. */
  includes: Readonly<Record<string, string>>;
  /** A sub-type that Epic leaves out of every search and reports with 59204; null if none. */
  withheld: string | null;
  /** Searches without `_id`, in seeded and created resources. */
  search: (query: URLSearchParams, created: CreatedRecords) => SearchResult;
}

/** The created resources of one sandbox, as searches read them. */
export interface CreatedRecords {
  /** In the order of their creation. */
  ofPatient: (type: string, patientId: string) => readonly Stored<Resource>[];
  readonly patients: readonly Stored<Patient>[];
}
