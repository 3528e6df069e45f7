/** Resolves connections and edges, which are the same for every paged type. */
import type { ResourceOf, ResourceType } from '../../fhir/resources.ts';
import type { Stored } from '../../fhir/types.ts';
import type { ConnectionEdge, ConnectionPage } from '../../loaders/pages.ts';

type Paged<T extends ResourceType> = Stored<ResourceOf<T>>;

export const createConnectionResolvers = <T extends ResourceType>() => ({
  nodes: ({ edges }: ConnectionPage<Paged<T>>) => edges.map(({ node }) => node),
  edges: ({ edges }: ConnectionPage<Paged<T>>) => edges,
  pageInfo: (page: ConnectionPage<Paged<T>>) => page,
});

export const createEdgeResolvers = <T extends ResourceType>() => ({
  node: ({ node }: ConnectionEdge<Paged<T>>) => node,
  cursor: ({ cursor }: ConnectionEdge<Paged<T>>) => cursor(),
});
