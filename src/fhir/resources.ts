/** THE TABLE: every resource type that this gateway reads. A type without a row cannot be read. */
import type { ExtractResource, Resource } from './types.ts';

export interface ResourceFacts {
  /** True where the type is a type of the graph; false where it only helps to find others. */
  readonly inGraph: boolean;
}

export const RESOURCES = {
  Patient: { inGraph: true },
  /** Epic's patient lists (system lists and those of a provider). */
  List: { inGraph: false },
  /** A cohort that the site hands over. */
  Group: { inGraph: false },
} as const satisfies Partial<Record<Resource['resourceType'], ResourceFacts>>;

export type ResourceType = keyof typeof RESOURCES;
export type ResourceOf<T extends ResourceType> = ExtractResource<T>;
