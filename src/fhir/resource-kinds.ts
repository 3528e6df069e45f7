/** Classifies resource types: directory, records about patients, or Patient itself. */
import type { ResourceFacts } from './resource-facts.ts';
import { factsOf, isResourceType, type SharedType } from './resources.ts';

/** Returns true for shared resources: directory types, whose cached copies may be served to all callers. */
export function isSharedType(type: string): type is SharedType {
  return isResourceType(type) && factsOf(type).isShared === true;
}

/** A FHIR R4 directory type that the gateway does not read. */
const OTHER_DIRECTORY_TYPE = 'HealthcareService';

/** Returns true for shared types, and for directory types that the gateway does not read. */
export function isDirectoryType(type: unknown): boolean {
  return typeof type === 'string' && (isSharedType(type) || type === OTHER_DIRECTORY_TYPE);
}

/** Returns true for definitions, which unlike directory resources can contain references to anyone. */
export function isDefinitionType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isDefinition === true;
}

/** Returns true for Patient, the type that defines the compartment. */
export function isPatientType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isPatient === true;
}

/** Returns true for types whose resources belong to patients. Resources of other types, such as Location, look the same to all callers. */
export function isAboutPatients({ patient, isPatient }: ResourceFacts): boolean {
  return isPatient === true || patient.length > 0;
}
