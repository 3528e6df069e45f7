/** The rights of an access token's holder. */
import type { Patient, Practitioner, Reference, RelatedPerson, Stored } from './types.ts';
import type { Interaction } from './resource-type-row.ts';
import type { ResourceTypes } from './resource-types.ts';

export interface Access {
  /** Who searched. Only the same owner can fetch further pages. */
  readonly owner: string;
  /** The table of resource types, with the resources that the holder may see. */
  readonly types: ResourceTypes;
  /** Returns the patients whom the holder may see, including those created in this sandbox. */
  readonly patients: () => readonly Stored<Patient>[];
  readonly allows: (resourceType: string, interaction: Interaction) => boolean;
  /** Whom the site records as the author of what the holder writes. */
  readonly author: Reference<Patient | Practitioner | RelatedPerson>;
}
