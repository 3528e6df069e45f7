/** Labels a few records of several types, as a site does. Documents have Epic's `securityLabel` instead. */
import type { Coding, Meta, Patient, Resource, ResourceType, Stored } from '../../types.ts';
import { createRandom } from '../random.ts';
import { hl7System } from './code-systems.ts';
import { coding } from './elements.ts';

const NOT_FOR_THE_PATIENT = coding(
  hl7System('v3-ActCode'),
  'NOPAT',
  "no disclosure to patient, family or caregivers without attending provider's authorization",
);
const RESTRICTED = coding(hl7System('v3-Confidentiality'), 'R', 'restricted');
const VERY_RESTRICTED = coding(hl7System('v3-Confidentiality'), 'V', 'very restricted');
const NORMAL = coding(hl7System('v3-Confidentiality'), 'N', 'normal');

/** The percentage of a type's records that have each label. */
const LABELS: Partial<Record<ResourceType, readonly (readonly [percent: number, label: Coding])[]>> = {
  CarePlan: [[10, NOT_FOR_THE_PATIENT]],
  Condition: [
    [4, RESTRICTED],
    [2, VERY_RESTRICTED],
    [10, NORMAL],
  ],
  DiagnosticReport: [[4, NOT_FOR_THE_PATIENT]],
  Encounter: [[4, RESTRICTED]],
  MedicationDispense: [[4, RESTRICTED]],
  MedicationRequest: [[4, RESTRICTED]],
  Observation: [[2, NOT_FOR_THE_PATIENT]],
  Procedure: [[5, VERY_RESTRICTED]],
};

/** Uses a separate random stream, which leaves the rest of each record unchanged. */
export function withSecurityLabels<T extends Resource>(
  resources: readonly Stored<T>[],
  { id }: Stored<Patient>,
  type: ResourceType,
): readonly Stored<T>[] {
  const random = createRandom(`${id} ${type} labels`);
  const kinds = LABELS[type] ?? [];
  return resources.map((resource) => {
    const security = kinds.filter(([percent]) => random.chance(percent)).map(([, label]) => label);
    const meta: Meta = { ...resource.meta, security };
    return security.length === 0 ? resource : { ...resource, meta };
  });
}
