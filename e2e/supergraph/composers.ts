/** The composers that companies use. Each takes the SDL of the subgraphs, and returns what keeps them from composing. */
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByTheGuild } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { problemsByWunderGraph, type SubgraphText } from '../clients/wundergraph.ts';

export const COMPOSERS: readonly (readonly [
  name: string,
  problemsIn: (subgraphs: readonly SubgraphText[]) => string[],
])[] = [
  ['Apollo', (subgraphs) => messagesOf(composeByApollo(parsed(subgraphs)).errors)],
  ['The Guild', (subgraphs) => messagesOf(composeByTheGuild(parsed(subgraphs)).errors)],
  ['WunderGraph', problemsByWunderGraph],
];

function parsed(subgraphs: readonly SubgraphText[]) {
  return subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
}

function messagesOf(errors: readonly { readonly message: string }[] = []): string[] {
  return errors.map(({ message }) => message);
}
