/** Which APIs the app's registration has: read and search of a type are separate ones at Epic. */
import type { Interaction } from './resource-type-row.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

export interface Entitlements {
  allows(resourceType: string, interaction: Interaction): boolean;
  /** Everything that is allowed, as the token endpoint grants it whatever was asked for. */
  readonly scope: string;
}

/** All that is served (a type that is not served may be asked for by anyone), but for `notEntitled`: types (`Binary`) or one interaction of a type (`Patient.search`). */
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
