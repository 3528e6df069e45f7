/** The sandbox's table of resource types, and how each is searched. */
import { createCharts, STANDARD_CHARTS } from './data/charts.ts';
import { SERVED } from './data/served-types.ts';
import { type SiteRecords, STANDARD_RECORDS } from './data/site-records.ts';
import { searchLists } from './list-search.ts';
import { PATIENT_PARAMETERS, searchPatients } from './patient-search.ts';
import { addCreate, createRow, createSharedRow } from './resource-type-kinds.ts';
import { type ResourceTypeRow, withCreated } from './resource-type-row.ts';
import type { List, Resource, Stored } from './types.ts';

/** The rows by resource type, in the order of the CapabilityStatement. */
export type ResourceTypes = ReadonlyMap<string, ResourceTypeRow>;

function isList(resource: Stored<Resource>): resource is Stored<List> {
  return resource.resourceType === 'List';
}

/** Lists of records by patient, and the patient list by its code and identifier. */
function addPatientList(charted: ResourceTypeRow, { list }: SiteRecords): ResourceTypeRow {
  return {
    ...charted,
    find: (id) => (id === list.id ? list : charted.find(id)),
    search: (query, created) =>
      query.has('code') && !query.has('patient') && !query.has('subject')
        ? searchLists(withCreated([list], created.shared('List').filter(isList), created), query)
        : charted.search(query, created),
  };
}

function createPatientRow({ patients, special }: SiteRecords): ResourceTypeRow {
  return addCreate({
    ...createSharedRow({ type: 'Patient', resources: patients, criteria: [] }),
    special,
    parameters: PATIENT_PARAMETERS,
    search: (query, created) => searchPatients(withCreated(patients, created.patients, created), query),
  });
}

export function createResourceTypes(records: SiteRecords, charts = createCharts(records)): ResourceTypes {
  const rows = SERVED.map((served) => {
    if (served.type === 'Group')
      return createSharedRow({ type: 'Group', resources: [records.group], criteria: [] });
    const row = createRow(served, charts, records);
    return served.type === 'List' ? addPatientList(row, records) : row;
  });
  return new Map(
    [...rows, createPatientRow(records)]
      .toSorted((one, other) => (one.type < other.type ? -1 : 1))
      .map((row) => [row.type, row]),
  );
}

/** The table of the standard site. Those of other sites have the same types. */
export const RESOURCE_TYPES: ResourceTypes = createResourceTypes(STANDARD_RECORDS, STANDARD_CHARTS);
