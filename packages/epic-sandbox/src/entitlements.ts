/** The APIs on the app's registration. At Epic, read and search of a type are separate APIs. */
import type { Interaction } from './resource-type-row.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

export interface Entitlements {
  allows(resourceType: string, interaction: Interaction): boolean;
  /** Every allowed API. The token endpoint grants all of them, whatever scope was requested. */
  readonly scope: string;
}

/** Allows everything that is served, except `notEntitled`: types (`Binary`) or one interaction of a type (`Patient.search`). Types that are not served need no entitlement. */
export function createEntitlements(notEntitled: readonly string[]): Entitlements {
  const refused = new Set(notEntitled);

  function allows(resourceType: string, interaction: Interaction): boolean {
    return (
      RESOURCE_TYPES.get(resourceType)?.interactions.includes(interaction) !== false &&
      !refused.has(resourceType) &&
      !refused.has(`${resourceType}.${interaction}`)
    );
  }

  const interactions: Interaction[] = ['create', 'read', 'search'];
  const scope = [...RESOURCE_TYPES.keys()]
    .flatMap((type) =>
      interactions
        .filter((interaction) => allows(type, interaction))
        .map((interaction) => `system/${type}.${interaction.charAt(0)}`),
    )
    .join(' ');

  return { allows, scope };
}
