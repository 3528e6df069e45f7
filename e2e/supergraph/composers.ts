/** The common composition libraries. Each takes the SDL of the subgraphs and returns the composition errors. */
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByTheGuild } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { composeByWunderGraph, type SubgraphText } from '../clients/wundergraph.ts';

export const COMPOSERS: readonly (readonly [
  name: string,
  findErrors: (subgraphs: readonly SubgraphText[]) => string[],
])[] = [
  ['Apollo', (subgraphs) => getMessages(composeByApollo(parseSubgraphs(subgraphs)).errors)],
  ['The Guild', (subgraphs) => getMessages(composeByTheGuild(parseSubgraphs(subgraphs)).errors)],
  ['WunderGraph', composeByWunderGraph],
];

function parseSubgraphs(subgraphs: readonly SubgraphText[]) {
  return subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
}

function getMessages(errors: readonly { readonly message: string }[] = []): string[] {
  return errors.map(({ message }) => message);
}
