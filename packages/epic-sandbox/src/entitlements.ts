/** The APIs on the app's registration. Epic registers read and search of a type separately. */
import type { Interaction } from './resource-type-row.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

export interface Entitlements {
  allows(resourceType: string, interaction: Interaction): boolean;
  /** The codes of the categories that a search of the type withholds. */
  withheldCategories(resourceType: string): readonly string[];
  /** Every allowed API as a scope. The token endpoint grants all of them, whatever the client requested. */
  readonly scope: string;
}

/**
 * Allows everything except `notEntitled`: whole types (`Binary`), one interaction of a type (`Patient.search`), or one category of a search
 * (`Observation.search?category=survey`). Types that the sandbox
 * does not serve need no entitlement.
 */
export function createEntitlements(notEntitled: readonly string[]): Entitlements {
  const refused = new Set(notEntitled);

  function allows(resourceType: string, interaction: Interaction): boolean {
    return (
      RESOURCE_TYPES.get(resourceType)?.interactions.includes(interaction) !== false &&
      !refused.has(resourceType) &&
      !refused.has(`${resourceType}.${interaction}`)
    );
  }

  const withheldCategories = (resourceType: string): string[] => {
    const api = `${resourceType}.search?category=`;
    return notEntitled.flatMap((one) => (one.startsWith(api) ? [one.slice(api.length)] : []));
  };

  const interactions: Interaction[] = ['create', 'read', 'search'];
  const scope = [...RESOURCE_TYPES.keys()]
    .flatMap((type) =>
      interactions
        .filter((interaction) => allows(type, interaction))
        .map((interaction) => `system/${type}.${interaction.charAt(0)}`),
    )
    .join(' ');

  return { allows, withheldCategories, scope };
}
