/** Resources of each type of the graph, as the sandbox has them on record. */
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { LOCATIONS } from '../../src/sandbox/data/clinical/location.ts';
import { MEDICATIONS } from '../../src/sandbox/data/clinical/medication.ts';
import { PRACTITIONER_ROLES } from '../../src/sandbox/data/clinical/practitioner-role.ts';
import { ORGANIZATIONS } from '../../src/sandbox/data/organizations.ts';
import { ALL_PRACTITIONERS } from '../../src/sandbox/data/practitioners.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** The types of the graph. */
export const GRAPH_TYPES: readonly ResourceType[] = Object.entries<ResourceFacts>(RESOURCES).flatMap(
  ([type, { inGraph }]) => (inGraph && isResourceType(type) ? [type] : []),
);

/** Those of no patient. */
const OTHERS: Partial<Record<ResourceType, readonly Stored<Resource>[]>> = {
  Location: LOCATIONS,
  Medication: MEDICATIONS,
  Organization: ORGANIZATIONS,
  Practitioner: ALL_PRACTITIONERS,
  PractitionerRole: PRACTITIONER_ROLES,
};

/** The charts of the first patients are long, and hold the odd shapes. */
const CHARTS = 12;

export function samplesOf(sandbox: Sandbox, type: ResourceType): readonly Stored<Resource>[] {
  const { patients } = sandbox;
  if (type === 'Patient') return patients;
  return OTHERS[type] ?? patients.slice(0, CHARTS).flatMap(({ id }) => sandbox.chart(id, type));
}
