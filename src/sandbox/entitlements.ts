/** Which APIs the app's registration has: read and search of a type are separate ones at Epic. */
import { RESOURCE_TYPES } from './resource-types.ts';

/** The two kinds of API that a type has. */
export type Interaction = 'read' | 'search';

export interface Entitlements {
  allows(resourceType: string, interaction: Interaction): boolean;
  /** Everything that is allowed, as the token endpoint grants it whatever was asked for. */
  readonly scope: string;
}

/** All that is served, but for `notEntitled`: types (`Binary`) or one interaction of a type (`Patient.search`). */
export function createEntitlements(notEntitled: readonly string[]): Entitlements {
  const refused = new Set(notEntitled);

  function allows(resourceType: string, interaction: Interaction): boolean {
    return !refused.has(resourceType) && !refused.has(`${resourceType}.${interaction}`);
  }

  const interactions: Interaction[] = ['read', 'search'];
  const scope = [...RESOURCE_TYPES.keys()]
    .flatMap((type) =>
      interactions
        .filter((interaction) => allows(type, interaction))
        .map((interaction) => `system/${type}.${interaction.charAt(0)}`),
    )
    .join(' ');

  return { allows, scope };
}
