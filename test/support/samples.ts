/** Returns the sandbox's resources of each type of the graph. */
import type { Sandbox } from 'epic-fhir-sandbox';
import {
  ALL_PRACTITIONERS,
  LOCATIONS,
  MEDICATIONS,
  MOOD_SCREENING,
  ORGANIZATIONS,
  PRACTITIONER_ROLES,
  VISIT_PREPARATION,
} from 'epic-fhir-sandbox/data';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';

/** The types of the graph. */
export const GRAPH_TYPES: readonly ResourceType[] = Object.entries<ResourceFacts>(RESOURCES).flatMap(
  ([type, { inGraph }]) => (inGraph && isResourceType(type) ? [type] : []),
);

/** Shared resources. */
const OTHERS: Partial<Record<ResourceType, readonly Stored<Resource>[]>> = {
  Location: LOCATIONS,
  Medication: MEDICATIONS,
  Organization: ORGANIZATIONS,
  Practitioner: ALL_PRACTITIONERS,
  PractitionerRole: PRACTITIONER_ROLES,
  Questionnaire: [MOOD_SCREENING, VISIT_PREPARATION],
};

/** The charts of the first patients are the longest, and contain the odd shapes. */
const CHARTS = 12;

export function samplesOf(sandbox: Sandbox, type: ResourceType): readonly Stored<Resource>[] {
  const { patients } = sandbox;
  if (type === 'Patient') return patients;
  return OTHERS[type] ?? patients.slice(0, CHARTS).flatMap(({ id }) => sandbox.chart(id, type));
}
