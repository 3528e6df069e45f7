/** The types of Record: every type of the table of resources. */
import { isResourceType, RESOURCE_TYPES, type ResourceType } from './resources.ts';

/** The members of the enum RecordType, such as `CARE_PLAN`, with their FHIR types. */
export const RECORD_TYPES: Readonly<Record<string, ResourceType>> = Object.fromEntries(
  RESOURCE_TYPES.map((type) => [type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), type]),
);

/** Returns whether each object of this type of the graph is a resource. */
export function isTypeOfResources(graphType: string): boolean {
  return graphType === 'Record' || isResourceType(graphType);
}
