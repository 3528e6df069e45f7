/** THE TABLE of the sandbox: the resource types that it serves, and how each is searched. */
import type { Resource, ResourceType, Stored } from '../fhir/types.ts';
import { ORGANIZATIONS } from './data/organizations.ts';
import { PANEL_PATIENTS, PATIENT_GROUP, PATIENT_LIST } from './data/panels.ts';
import { PRACTITIONERS } from './data/practitioners.ts';
import { SPECIAL_PATIENTS, type SpecialAnswer } from './data/special-patients.ts';
import { LIST_PARAMETERS, searchLists } from './list-search.ts';
import { issue } from './outcomes.ts';
import { PATIENT_PARAMETERS, searchPatients } from './patient-search.ts';
import type { SearchParameter } from './search-parameters.ts';
import { refused, type SearchResult } from './search-result.ts';

/** All that the sandbox knows about a resource type. */
export interface ResourceTypeRow {
  type: ResourceType;
  resources: ReadonlyMap<string, Stored<Resource>>;
  /** Ids that exist and are not simply answered with their resource. */
  special: ReadonlyMap<string, SpecialAnswer>;
  /** Beside the common ones. */
  parameters: readonly SearchParameter[];
  /** A search without `_id`. */
  search: (query: URLSearchParams) => SearchResult;
}

const ROWS: readonly ResourceTypeRow[] = [
  byIdOnly('Group', [PATIENT_GROUP]),
  {
    ...byIdOnly('List', [PATIENT_LIST]),
    parameters: LIST_PARAMETERS,
    search: (query) => searchLists([PATIENT_LIST], query),
  },
  byIdOnly('Organization', ORGANIZATIONS),
  {
    ...byIdOnly('Patient', PANEL_PATIENTS),
    special: SPECIAL_PATIENTS,
    parameters: PATIENT_PARAMETERS,
    search: (query) => searchPatients(PANEL_PATIENTS, query),
  },
  byIdOnly('Practitioner', PRACTITIONERS),
];

/** By resource type, in the order of the CapabilityStatement. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceTypeRow> = new Map(
  ROWS.map((row) => [row.type, row]),
);

/** epic-behaviour: Medication, Organization and others are searched by `_id` alone. */
function byIdOnly(type: ResourceType, resources: readonly Stored<Resource>[]): ResourceTypeRow {
  return {
    type,
    resources: new Map(resources.map((resource) => [resource.id, resource])),
    special: new Map(),
    parameters: [],
    search: () => refused(issue(4111, { diagnostics: 'Parameter _id is required.', expression: '_id' })),
  };
}
