import { isResourceType, RESOURCE_TYPES, RESOURCES, type ResourceType, type TypeWith } from './resources.ts';

export type GraphType = TypeWith<{ readonly inGraph: true }>;
/** The types of the graph with a derived lookup by id. */
export type LookupType = TypeWith<{ readonly words: object }>;
/** The types that a patient has lists of. */
export type ListedType = TypeWith<{ readonly words: { readonly plural: string } }>;

export const GRAPH_TYPES: readonly GraphType[] = RESOURCE_TYPES.filter((type) => isGraphType(type));
export const LOOKUP_TYPES: readonly LookupType[] = RESOURCE_TYPES.filter((type) => isLookupType(type));
export const LISTED_TYPES: readonly ListedType[] = LOOKUP_TYPES.filter((type) => isListedType(type));

function isGraphType(type: string): type is GraphType {
  return isResourceType(type) && RESOURCES[type].inGraph;
}

function isLookupType(type: ResourceType): type is LookupType {
  return 'words' in RESOURCES[type];
}

function isListedType(type: LookupType): type is ListedType {
  return 'plural' in RESOURCES[type].words;
}

/** Returns the field of `Query` that looks up a type by id. */
export function lookupFieldOf(type: LookupType): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}
