/** The sandbox's table of resource types, and how each is searched. */
import type { List } from './types.ts';
import { PANEL_PATIENTS, PATIENT_LIST } from './data/panels.ts';
import { SERVED } from './data/served-types.ts';
import { SPECIAL_PATIENTS } from './data/special-patients.ts';
import type { SharedType } from './data/served-type.ts';
import { LIST_PARAMETERS, searchLists } from './list-search.ts';
import { PATIENT_PARAMETERS, searchPatients } from './patient-search.ts';
import { addCreate, createRow } from './resource-type-kinds.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';

const LISTS: SharedType<List> = { type: 'List', resources: [PATIENT_LIST], criteria: [] };

const ROWS: readonly ResourceTypeRow[] = [
  ...SERVED.map(createRow),
  { ...createRow(LISTS), parameters: LIST_PARAMETERS, search: (query) => searchLists([PATIENT_LIST], query) },
  addCreate({
    ...createRow({ type: 'Patient', resources: PANEL_PATIENTS, criteria: [] }),
    special: SPECIAL_PATIENTS,
    parameters: PATIENT_PARAMETERS,
    search: (query, created) => searchPatients([...PANEL_PATIENTS, ...created.patients], query),
  }),
];

/** The rows by resource type, in the order of the CapabilityStatement. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceTypeRow> = new Map(
  ROWS.toSorted((one, other) => (one.type < other.type ? -1 : 1)).map((row) => [row.type, row]),
);
