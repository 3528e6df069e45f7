/**
 * The configuration of Hive Gateway: `hive-gateway supergraph -c gateway.config.ts`, in a folder with figures.ts and
 * `supergraph.graphql`. docs/supergraph.md gives the reasons.
 */
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import type { GatewayConfig, GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { FORWARDED_HEADERS, LIMITS, OPERATION_DEADLINE_MS, SUBGRAPH_TIMEOUT_MS } from './figures.ts';

/** Checks Content-Length. A body without it is rejected, because its size would be unlimited. */
const boundedBody: GatewayPlugin = {
  onRequest: (incoming) => {
    const { method, headers } = incoming.request;
    const length = headers.get('content-length');
    if (method !== 'POST' || (length !== null && Number(length) <= LIMITS.bodyBytes)) return;
    incoming.endResponse(new incoming.fetchAPI.Response(null, { status: length === null ? 411 : 413 }));
  },
};

/** Also for responses of the router itself. */
const neverCached: GatewayPlugin = {
  onResponse: ({ response }) => response.headers.set('cache-control', 'private, no-store'),
};

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  // Hive's default planner reads a patient twice in some operations, because patients have two keys.
  unifiedGraphHandler,
  graphiql: false,
  landingPage: false,
  disableIntrospection: { disableIf: () => true },
  // Lower levels log documents and variables, which contain patient data.
  logging: 'warn',
  batching: false,
  requestDeadline: OPERATION_DEADLINE_MS,
  upstreamTimeout: SUBGRAPH_TIMEOUT_MS,
  // When a client disconnects, cancel its FHIR requests too.
  executionCancellation: true,
  upstreamCancellation: true,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) => ({
      ...Object.fromEntries(FORWARDED_HEADERS.map((name) => [name, request.headers.get(name)])),
      // ROUTER_SECRET of the subgraph, so that no client can bypass the router; if two are set there, either of them.
      'router-authorization': subgraphName === 'fhir' ? process.env['ROUTER_SECRET'] : undefined,
    }),
  },
  plugins: () => [
    boundedBody,
    neverCached,
    maxTokensPlugin({ n: LIMITS.tokens }),
    maxDepthPlugin({ n: LIMITS.depth, flattenFragments: true }),
    maxAliasesPlugin({ n: LIMITS.aliases, allowList: [] }),
  ],
} satisfies GatewayConfig;
