/** WunderGraph's composition. It is in this folder because it brings its own copy of `graphql`, so callers can only exchange text with it. */
import { federateSubgraphs, LATEST_ROUTER_COMPATIBILITY_VERSION } from '@wundergraph/composition';
import { parse } from 'graphql';

export interface SubgraphText {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Composes subgraphs as `wgc` does. Returns the composition errors. */
export function composeByWunderGraph(subgraphs: readonly SubgraphText[]): string[] {
  const result = federateSubgraphs({
    subgraphs: subgraphs.map(({ sdl, ...subgraph }) => ({ ...subgraph, definitions: parse(sdl) })),
    version: LATEST_ROUTER_COMPATIBILITY_VERSION,
  });
  return result.success ? [] : result.errors.map(({ message }) => message);
}
