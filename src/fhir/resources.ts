/** THE TABLE of resources: every type that this gateway reads. It cannot read a type without a row. */
import { INCLUDES } from './defined-targets.ts';
import { isObject } from './lenient-read.ts';
import type { ResourceFacts, ResourceRows } from './resource-facts.ts';
import { ADMINISTRATION_ROWS } from './resource-rows-administration.ts';
import { CARE_ROWS } from './resource-rows-care.ts';
import { FINDINGS_ROWS } from './resource-rows-findings.ts';
import { NURSING_ROWS } from './resource-rows-nursing.ts';
import { RECORD_ROWS } from './resource-rows-records.ts';
import { TREATMENT_ROWS } from './resource-rows-treatment.ts';
import type { ExtractResource, Resource, Stored } from './types.ts';

export const RESOURCES = {
  ...ADMINISTRATION_ROWS,
  ...CARE_ROWS,
  ...FINDINGS_ROWS,
  ...NURSING_ROWS,
  ...RECORD_ROWS,
  ...TREATMENT_ROWS,
} as const satisfies ResourceRows;

export type ResourceType = keyof typeof RESOURCES;
export type ResourceOf<T extends ResourceType> = ExtractResource<T>;
/** The types whose resources are about no patient and may be cached. */
export type SharedType = TypeWith<{ readonly isShared: true }>;
/** The types whose rows have these columns. */
export type TypeWith<F> = {
  [T in ResourceType]: (typeof RESOURCES)[T] extends F ? T : never;
}[ResourceType];

/** Returns true for the types of the table, the only ones that the gateway reads. */
export function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(RESOURCES, type);
}

/** The types of the table, in the order in which the schema lists them. */
export const RESOURCE_TYPES: readonly ResourceType[] = Object.keys(RESOURCES)
  .toSorted()
  .filter((type) => isResourceType(type));

/** Returns the row of a type. */
export function factsOf(type: ResourceType): ResourceFacts {
  return RESOURCES[type];
}

/** Returns the search parameter that names the patient of a type. */
export function patientParameterOf(type: ResourceType): string {
  return factsOf(type).patientParameter ?? 'patient';
}

/** The value of `_revinclude` for the provenances of the records that a search finds (FHIR R4 §3.1.1.4.11). */
export const PROVENANCE_INCLUDE = 'Provenance:target';

/**
 * Returns the includes that save requests, by the path of a selection in the graph: the includes of its references, and for a patient's
 * records the include of their provenances. Servers can ignore an include.
 */
export function includesOf(type: ResourceType): Readonly<Record<string, string>> {
  const includes = INCLUDES[type] ?? {};
  return factsOf(type).patient.length === 0 ? includes : { ...includes, provenances: PROVENANCE_INCLUDE };
}

/** Returns the search parameter for an include: `_include` if its references start at the type itself, otherwise `_revinclude`. */
export function parameterOfInclude(type: string, include: string): '_include' | '_revinclude' {
  return include.startsWith(`${type}:`) ? '_include' : '_revinclude';
}

/** Returns true for a resource of this type with an id. */
export function isStored<T extends ResourceType>(value: unknown, type: T): value is Stored<ResourceOf<T>> {
  return isStoredResource(value) && value.resourceType === type;
}

/** Returns true for a resource of any type with an id. */
export function isStoredResource(value: unknown): value is Stored<Resource> {
  return (
    isObject(value) &&
    typeof value['resourceType'] === 'string' &&
    typeof value['id'] === 'string' &&
    value['id'] !== ''
  );
}

/** The members of the enum RecordType, such as `CARE_PLAN`, with their FHIR types. */
export const RECORD_TYPES: Readonly<Record<string, ResourceType>> = Object.fromEntries(
  RESOURCE_TYPES.map((type) => [type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), type]),
);

/** Returns whether each object of this type of the graph is a resource. */
export function isTypeOfResources(graphType: string): boolean {
  return graphType === 'Record' || isResourceType(graphType);
}
