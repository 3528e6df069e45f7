/** What the sandbox knows about one resource type: a row of its table. */
import type { Patient, Resource, ResourceType, Stored } from './types.ts';
import type { SpecialAnswer } from './data/special-patients.ts';
import type { SearchParameter } from './search-parameters.ts';
import type { SearchResult } from './search-result.ts';

/** The kinds of API that a type has. */
export type Interaction = 'create' | 'read' | 'search';

export interface ResourceTypeRow {
  type: ResourceType;
  interactions: readonly Interaction[];
  find: (id: string) => Stored<Resource> | undefined;
  /** Those that are of one patient; none where the type is of no patient. */
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  /** Whose it is; undefined where the type is of no patient. */
  ownerOf: (id: string) => string | undefined;
  /** Ids that exist and are not simply answered with their resource. */
  special: ReadonlyMap<string, SpecialAnswer>;
  /** Beside the common ones. */
  parameters: readonly SearchParameter[];
  /** By the name that `_include` has for it, the path of a reference that the server follows. */
  includes: Readonly<Record<string, string>>;
  /** A sub-type whose resources Epic leaves out of every search, with a 59204 to say so; null: it says nothing. */
  withheld: string | null;
  /** A search without `_id`, beside what is seeded in what was created as well. */
  search: (query: URLSearchParams, created: CreatedRecords) => SearchResult;
}

/** What was created in one sandbox, as far as searches look at it. */
export interface CreatedRecords {
  /** In the order in which they were created. */
  ofPatient: (type: string, patientId: string) => readonly Stored<Resource>[];
  readonly patients: readonly Stored<Patient>[];
}
