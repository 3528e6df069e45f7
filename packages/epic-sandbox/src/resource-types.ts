/** The sandbox's table of resource types, and how each is searched. */
import { PANEL_PATIENTS, PATIENT_LIST } from './data/panels.ts';
import { SERVED } from './data/served-types.ts';
import { SPECIAL_PATIENTS } from './data/special-patients.ts';
import { servedList } from './data/clinical/list.ts';
import { searchLists } from './list-search.ts';
import { PATIENT_PARAMETERS, searchPatients } from './patient-search.ts';
import { addCreate, createRow } from './resource-type-kinds.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';

const CHARTED_LISTS = createRow(servedList);

/** Lists of records by patient, and the patient list by its code and identifier. */
const LISTS: ResourceTypeRow = {
  ...CHARTED_LISTS,
  find: (id) => (id === PATIENT_LIST.id ? PATIENT_LIST : CHARTED_LISTS.find(id)),
  search: (query, created) =>
    query.has('code') && !query.has('patient') && !query.has('subject')
      ? searchLists([PATIENT_LIST], query)
      : CHARTED_LISTS.search(query, created),
};

const ROWS: readonly ResourceTypeRow[] = [
  ...SERVED.map((served) => (served.type === 'List' ? LISTS : createRow(served))),
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
