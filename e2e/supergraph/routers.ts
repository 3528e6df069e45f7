/** Starts routers in processes of their own, for the tests, the bench and `npm run --prefix e2e supergraph`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../../examples/supergraph/programs.ts';
import { composeSupergraph, type Subgraph, withoutScopes } from './composition.ts';

interface RouterKind {
  readonly program: URL;
  /** Removes the parts of the SDL that the router does not support. */
  readonly adapt: (subgraph: Subgraph) => Subgraph;
}

export const ROUTER_NAMES = ['Hive Gateway', 'Apollo Gateway'] as const;

export type RouterName = (typeof ROUTER_NAMES)[number];

const ROUTERS: Readonly<Record<RouterName, RouterKind>> = {
  'Hive Gateway': {
    program: new URL('../../deploy/supergraph/hive-gateway.ts', import.meta.url),
    adapt: (subgraph) => subgraph,
  },
  'Apollo Gateway': {
    program: new URL('./apollo-gateway.ts', import.meta.url),
    adapt: withoutScopes,
  },
};

/** Composes the subgraphs and starts the router on the supergraph. */
export async function startRouter(
  name: RouterName,
  subgraphs: readonly Subgraph[],
  port = 0,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const { program, adapt } = ROUTERS[name];
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, composeSupergraph(subgraphs.map((subgraph) => adapt(subgraph))));
  try {
    return await startProgram(program, [file, String(port)], { ...environment, NODE_ENV: 'production' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
