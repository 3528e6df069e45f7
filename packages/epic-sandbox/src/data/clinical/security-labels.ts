/** Labels a few records of several types, as a site does. Documents have Epic's `securityLabel` instead. */
import type { Meta, Patient, Resource, Stored } from '../../types.ts';
import { createRandom } from '../random.ts';
import type { ChartedType } from '../served-type.ts';
import { hl7System } from './code-systems.ts';
import { coding } from './elements.ts';
import { storyOf } from './stories.ts';

export const NOPAT_LABEL = coding(
  hl7System('v3-ActCode'),
  'NOPAT',
  "no disclosure to patient, family or caregivers without attending provider's authorization",
);
export const RESTRICTED_LABEL = coding(hl7System('v3-Confidentiality'), 'R', 'restricted');
export const VERY_RESTRICTED_LABEL = coding(hl7System('v3-Confidentiality'), 'V', 'very restricted');
export const NORMAL_LABEL = coding(hl7System('v3-Confidentiality'), 'N', 'normal');

/** Uses a separate random stream, which leaves the rest of each record unchanged. A story has no confidential records. */
export function withSecurityLabels<T extends Resource>(
  resources: readonly Stored<T>[],
  { id }: Stored<Patient>,
  { type, labels }: Pick<ChartedType<T>, 'type' | 'labels'>,
): readonly Stored<T>[] {
  const random = createRandom(`${id} ${type} labels`);
  const given = storyOf(id) === undefined ? labels : labels.filter(([, label]) => label === NOPAT_LABEL);
  return resources.map((resource) => {
    const security = given.filter(([percent]) => random.chance(percent)).map(([, label]) => label);
    const meta: Meta = { ...resource.meta, security };
    return security.length === 0 ? resource : { ...resource, meta };
  });
}
