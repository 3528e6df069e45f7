/** WunderGraph's composition, apart from the others since it brings a `graphql` of its own: only texts come in and go out. */
import { federateSubgraphs, LATEST_ROUTER_COMPATIBILITY_VERSION } from '@wundergraph/composition';
import { parse } from 'graphql';

export interface SubgraphText {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Composes subgraphs as `wgc` does, and returns what stands in the way. */
export function problemsByWunderGraph(subgraphs: readonly SubgraphText[]): string[] {
  const result = federateSubgraphs({
    subgraphs: subgraphs.map(({ sdl, ...subgraph }) => ({ ...subgraph, definitions: parse(sdl) })),
    version: LATEST_ROUTER_COMPATIBILITY_VERSION,
  });
  return result.success ? [] : result.errors.map(({ message }) => message);
}
