/** Resolves lookups by id, for every type of the graph except Patient. */
import type { GraphQLResolveInfo } from 'graphql';
import { parseId } from '../../epic/patient-search.ts';
import { LOOKUP_TYPES, lookupFieldOf, type LookupType } from '../../fhir/graph-types.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import type { QueryResolvers } from '../../generated/resolver-types.ts';
import type { Context } from '../context.ts';
import { membersFrom } from './members-from.ts';
import { pathOf } from './selection.ts';

const createLookup =
  <T extends ResourceType>(type: T) =>
  (_query: object, { id }: { readonly id: string }, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.byId.load(type, parseId('id', id), pathOf(info));

type Lookups = { [T in LookupType as Uncapitalize<T>]: ReturnType<typeof createLookup<T>> };

export const lookups = membersFrom<Lookups>(
  LOOKUP_TYPES.map((type) => [lookupFieldOf(type), createLookup(type)]),
) satisfies Partial<QueryResolvers>;
