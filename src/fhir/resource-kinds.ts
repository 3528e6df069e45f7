/** What kind of resource a type is: of the directory, of a patient, or Patient itself. */
import type { ResourceFacts } from './resource-facts.ts';
import { factsOf, isResourceType, type ResourceType, type SharedType } from './resources.ts';

/** True for the types of the directory, whose resources all callers may be answered from one copy. */
export function isSharedType(type: string): type is SharedType {
  return isResourceType(type) && factsOf(type).isShared === true;
}

/** FHIR R4's types of the directory and of drugs that the gateway does not read. */
const OTHER_DIRECTORY_TYPES: ReadonlySet<string> = new Set(['Endpoint', 'HealthcareService', 'Substance']);

/** True for the types of the directory and of drugs, those included that the gateway does not read. */
export function isDirectoryType(type: unknown): boolean {
  return typeof type === 'string' && (isSharedType(type) || OTHER_DIRECTORY_TYPES.has(type));
}

/** True for the type that compartments are named after. */
export function isPatientType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isPatient === true;
}

/** True for types whose resources belong to patients; of the others, such as Location, all callers may see the same. */
export function isAboutPatients({ patient, isPatient }: ResourceFacts): boolean {
  return isPatient === true || patient.length > 0;
}

/** True for types of which callers are shown nothing. */
export function helpsToFind(type: ResourceType): boolean {
  return factsOf(type).helpsToFind === true;
}
