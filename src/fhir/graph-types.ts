/** The types of the graph, by the rows of the table of resources: those with a lookup, and those that a patient has lists of. */
import { isResourceType, RESOURCE_TYPES, RESOURCES, type ResourceType, type TypeWith } from './resources.ts';

export type GraphType = TypeWith<{ readonly inGraph: true }>;
/** The types of the graph with a lookup by id that is derived. */
export type LookupType = TypeWith<{ readonly words: object }>;
/** The types that a patient has lists of. */
export type ListedType = TypeWith<{ readonly words: { readonly plural: string } }>;

export const GRAPH_TYPES: readonly GraphType[] = RESOURCE_TYPES.filter((type) => isGraphType(type));
export const LOOKUP_TYPES: readonly LookupType[] = RESOURCE_TYPES.filter((type) => isLookupType(type));
export const LISTED_TYPES: readonly ListedType[] = LOOKUP_TYPES.filter((type) => isListedType(type));

/** True for the types of the graph. */
function isGraphType(type: string): type is GraphType {
  return isResourceType(type) && RESOURCES[type].inGraph;
}

function isLookupType(type: ResourceType): type is LookupType {
  return 'words' in RESOURCES[type];
}

function isListedType(type: LookupType): type is ListedType {
  return 'plural' in RESOURCES[type].words;
}

/** The field of `Query` that looks up a type by id. */
export function lookupFieldOf<T extends LookupType>(type: T): Uncapitalize<T>;
export function lookupFieldOf(type: LookupType): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}
