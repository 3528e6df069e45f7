/** The types of Record: every type of the table of resources. Derives the enum RecordType and its members. */
import { isResourceType, RESOURCE_TYPES, type ResourceType } from './resources.ts';

/** The type of the graph for records of all types. */
export const RECORD = 'Record';

/** The types of FHIR by member of the enum, such as `CARE_PLAN`. */
export const RECORD_TYPES: ReadonlyMap<unknown, ResourceType> = new Map(
  RESOURCE_TYPES.map((type) => [type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), type]),
);

/** Returns whether each object of this type of the graph is a resource. */
export function isTypeOfResources(graphType: string): boolean {
  return graphType === RECORD || isResourceType(graphType);
}
