/** What the sandbox knows about one resource type: a row of its table. */
import type { Resource, ResourceType, Stored } from '../fhir/types.ts';
import type { SpecialAnswer } from './data/special-patients.ts';
import type { SearchParameter } from './search-parameters.ts';
import type { SearchResult } from './search-result.ts';

/** The two kinds of API that a type has. */
export type Interaction = 'read' | 'search';

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
  /** A search without `_id`. */
  search: (query: URLSearchParams) => SearchResult;
}
