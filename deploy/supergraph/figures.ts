/** The limits of a router in front of the subgraph; e2e/supergraph/deployment.test.ts compares them with the subgraph's own. */

/** The limits of src/graphql/plugins/validation-rules.ts: the subgraph rejects no operation that the router accepts. */
export const LIMITS = { tokens: 10_000, depth: 16, aliases: 100, bodyBytes: 256 * 1024 } as const;

/** The default of OPERATION_TIMEOUT_MS, plus a second for the partial response. */
export const SUBGRAPH_TIMEOUT_MS = 31_000;

/** Twice the timeout, because one subgraph may wait for another. */
export const OPERATION_DEADLINE_MS = 62_000;
