import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, parse, visit } from 'graphql';
import { z } from 'zod';

export interface Subgraph {
  readonly name: string;
  /** Where routers send its requests. */
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

const SDL_RESPONSE = z.object({ data: z.object({ service: z.object({ sdl: z.string() }) }) });

/** Queries the SDL of a subgraph, as routers and their tools do. @param headers credentials for a subgraph that requires sign-in */
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
  const body = SDL_RESPONSE.safeParse(await response.json().catch(() => null));
  if (!body.success) throw new Error(`The subgraph ${name} returned HTTP ${response.status} and no SDL.`);
  return { name, url, typeDefs: parse(body.data.data.service.sdl) };
}

/** Returns the SDL of the supergraph. @throws Error with every composition error */
export function composeSupergraph(subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors = [] } = composeServices([...subgraphs]);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(['The subgraphs do not compose.', ...errors.map(({ message }) => message)].join('\n'));
}

/**
 * Removes `@requiresScopes` from the SDL, because Apollo Gateway refuses a supergraph with these directives. The gateway checks scopes
 * anyway.
 */
export function withoutScopes(subgraph: Subgraph): Subgraph {
  const typeDefs = visit(subgraph.typeDefs, {
    Directive: ({ name }) => (name.value === 'requiresScopes' ? null : undefined),
  });
  return { ...subgraph, typeDefs };
}
