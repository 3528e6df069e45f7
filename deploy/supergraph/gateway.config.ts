/**
 * The configuration of Hive Gateway: `hive-gateway supergraph -c gateway.config.ts`, in a folder with figures.ts and the
 * `supergraph.graphql`. docs/supergraph.md says why it is as it is.
 */
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import type { GatewayConfig, GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { FORWARDED_HEADERS, LIMITS, OPERATION_DEADLINE_MS, SUBGRAPH_TIMEOUT_MS } from './figures.ts';

/** By the length that the client tells; a body without one is refused, since nothing would bound it. */
const boundedBody: GatewayPlugin = {
  onRequest: (incoming) => {
    const { method, headers } = incoming.request;
    const length = headers.get('content-length');
    if (method !== 'POST' || (length !== null && Number(length) <= LIMITS.bodyBytes)) return;
    incoming.endResponse(new incoming.fetchAPI.Response(null, { status: length === null ? 411 : 413 }));
  },
};

/** Also where the router refuses by itself, and no subgraph has said so. */
const neverCached: GatewayPlugin = {
  onResponse: ({ response }) => response.headers.set('cache-control', 'private, no-store'),
};

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  // The planner by default reads a patient twice for some operations, since patients have two keys.
  unifiedGraphHandler,
  graphiql: false,
  landingPage: false,
  disableIntrospection: { disableIf: () => true },
  // Lower levels log documents and variables, and these hold patient data.
  logging: 'warn',
  batching: false,
  requestDeadline: OPERATION_DEADLINE_MS,
  upstreamTimeout: SUBGRAPH_TIMEOUT_MS,
  // A client that hangs up stops the FHIR requests too.
  executionCancellation: true,
  upstreamCancellation: true,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) => ({
      ...Object.fromEntries(FORWARDED_HEADERS.map((name) => [name, request.headers.get(name)])),
      // So that nobody goes round the router; where two are set at the subgraph, either of them.
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
