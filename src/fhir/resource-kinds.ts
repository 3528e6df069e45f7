/** Classifies resource types: directory, records about patients, or Patient itself. */
import type { ResourceFacts } from './resource-facts.ts';
import { factsOf, isResourceType, type ResourceType, type SharedType } from './resources.ts';

/** Returns true for shared resources: directory types, whose cached copies may be served to all callers. */
export function isSharedType(type: string): type is SharedType {
  return isResourceType(type) && factsOf(type).isShared === true;
}

/** FHIR R4 directory and drug types that the gateway does not read. */
const OTHER_DIRECTORY_TYPES: ReadonlySet<string> = new Set(['Endpoint', 'HealthcareService', 'Substance']);

/** Returns true for directory and drug types, including those that the gateway does not read. */
export function isDirectoryType(type: unknown): boolean {
  return typeof type === 'string' && (isSharedType(type) || OTHER_DIRECTORY_TYPES.has(type));
}

/** Returns true for Patient, the type that defines the compartment. */
export function isPatientType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isPatient === true;
}

/** Returns true for types whose resources belong to patients. Resources of other types, such as Location, look the same to all callers. */
export function isAboutPatients({ patient, isPatient }: ResourceFacts): boolean {
  return isPatient === true || patient.length > 0;
}

/** Returns true for types that the gateway reads only to find others, and never shows. */
export function helpsToFind(type: ResourceType): boolean {
  return factsOf(type).helpsToFind === true;
}
