/**
 * The configuration of Hive Gateway: `hive-gateway supergraph -c gateway.config.ts`, in a folder with figures.ts, headers.ts
 * and `supergraph.graphql`. docs/supergraph.md gives the reasons.
 */
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import type { GatewayConfig, GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { LIMITS, OPERATION_DEADLINE_MS, SUBGRAPH_TIMEOUT_MS } from './figures.ts';
import { ALLOWED_HEADERS, APP_ORIGINS, headersFor } from './headers.ts';

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
  // By default, the pages of any origin could call the router with the cookies of its visitors, and read the response.
  cors({ headers }) {
    const origin = headers.get('origin');
    if (origin === null || !APP_ORIGINS.includes(origin)) return false;
    return { origin, credentials: true, methods: ['POST'], allowedHeaders: [...ALLOWED_HEADERS] };
  },
  // By default, clients that send the same request at once share one response, and the first to disconnect cancels it for the others.
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  requestDeadline: OPERATION_DEADLINE_MS,
  upstreamTimeout: SUBGRAPH_TIMEOUT_MS,
  // When a client disconnects, cancel its FHIR requests too.
  executionCancellation: true,
  upstreamCancellation: true,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) =>
      headersFor(subgraphName, (name) => request.headers.get(name)),
  },
  plugins: () => [
    boundedBody,
    neverCached,
    maxTokensPlugin({ n: LIMITS.tokens }),
    maxDepthPlugin({ n: LIMITS.depth, flattenFragments: true }),
    maxAliasesPlugin({ n: LIMITS.aliases, allowList: [] }),
  ],
} satisfies GatewayConfig;
