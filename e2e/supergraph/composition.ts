/** The supergraph: the SDL of each subgraph, and what they come to together. */
import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, parse, visit } from 'graphql';
import { z } from 'zod';

export interface Subgraph {
  readonly name: string;
  /** Where the router reaches it. */
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

const SDL_ANSWER = z.object({ data: z.object({ service: z.object({ sdl: z.string() }) }) });

/** Asks a subgraph for its own SDL, as routers and their tools do; one that wants its callers to sign in gets a header for it. */
export async function readSubgraph(
  name: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Subgraph> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ service: _service { sdl } }' }),
  });
  const answer = SDL_ANSWER.safeParse(await response.json().catch(() => null));
  if (!answer.success) throw new Error(`${name} is expected to tell its SDL; HTTP ${response.status} came.`);
  return { name, url, typeDefs: parse(answer.data.data.service.sdl) };
}

/** The SDL of the supergraph. @throws Error with all that stands in the way of composition */
export function composeSupergraph(subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors = [] } = composeServices([...subgraphs]);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(['The subgraphs do not compose.', ...errors.map(({ message }) => message)].join('\n'));
}

/**
 * The subgraph for a router that cannot check scopes. Apollo Gateway refuses a supergraph with these directives; who may see what
 * is decided by the subgraph regardless.
 */
export function withoutScopes(subgraph: Subgraph): Subgraph {
  const typeDefs = visit(subgraph.typeDefs, {
    Directive: ({ name }) => (name.value === 'requiresScopes' ? null : undefined),
  });
  return { ...subgraph, typeDefs };
}
