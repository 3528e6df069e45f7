/** The limits and headers of a router in front of the subgraph; e2e/supergraph/deployment.test.ts compares them with the subgraph's own. */

/** As src/graphql/plugins/validation-rules.ts has them: an operation that passes the router is not refused behind it. */
export const LIMITS = { tokens: 10_000, depth: 16, aliases: 100, bodyBytes: 256 * 1024 } as const;

/** The default of OPERATION_TIMEOUT_MS, and a second more for the answer with what is there by then. */
export const SUBGRAPH_TIMEOUT_MS = 31_000;

/** Two subgraphs, of which one waits for the other. */
export const OPERATION_DEADLINE_MS = 62_000;

/** What subgraphs learn of a client: who it is, what for, and which trace it is part of. Nothing else goes on, cookies least of all. */
export const FORWARDED_HEADERS = [
  'authorization',
  'traceparent',
  'x-purpose-of-use',
  'x-request-id',
] as const;
