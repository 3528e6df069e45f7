/** Resolves lookups by id, for every type of the graph except Patient. */
import type { GraphQLResolveInfo } from 'graphql';
import { parseId } from '../../epic/patient-search.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import type { Context } from '../context.ts';
import { pathOf } from './selection.ts';

/** Returns the resolver that looks up a resource of the type by its id. */
export const createLookup =
  <T extends ResourceType>(type: T) =>
  (_query: object, { id }: { readonly id: string }, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.byId.load(type, parseId('id', id), pathOf(info));
