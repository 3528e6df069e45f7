/** Resolves connections and edges, which are the same for every paged type. */
import { LISTED_TYPES, type ListedType } from '../../fhir/graph-types.ts';
import type { ResourceOf } from '../../fhir/resources.ts';
import type { Stored } from '../../fhir/types.ts';
import type { Resolvers } from '../../generated/resolver-types.ts';
import type { ConnectionEdge, ConnectionPage } from '../../loaders/pages.ts';
import { membersFrom } from './members-from.ts';

const createConnectionResolvers = <N>() => ({
  nodes: ({ edges }: ConnectionPage<N>) => edges.map(({ node }) => node),
  edges: ({ edges }: ConnectionPage<N>) => edges,
  pageInfo: (page: ConnectionPage<N>) => page,
});

const createEdgeResolvers = <N>() => ({
  node: ({ node }: ConnectionEdge<N>) => node,
  cursor: ({ cursor }: ConnectionEdge<N>) => cursor(),
});

type PagedType = ListedType | 'Patient';
type Connections = {
  [T in PagedType as `${T}Connection`]: ReturnType<typeof createConnectionResolvers<Stored<ResourceOf<T>>>>;
} & { [T in PagedType as `${T}Edge`]: ReturnType<typeof createEdgeResolvers<Stored<ResourceOf<T>>>> };

const PAGED_TYPES: readonly PagedType[] = [...LISTED_TYPES, 'Patient'];

export const connections = membersFrom<Connections>(
  PAGED_TYPES.flatMap(
    (type) =>
      [
        [`${type}Connection`, createConnectionResolvers()],
        [`${type}Edge`, createEdgeResolvers()],
      ] as const,
  ),
) satisfies Partial<Resolvers>;
