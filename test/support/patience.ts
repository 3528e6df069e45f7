/** Options for `vi.waitFor` and `vi.waitUntil`, whose default of one second is too short on a busy machine. */
export const PATIENCE = { timeout: 10_000 } as const;

/** The same, until a gateway recovers: a circuit stays open for at most 5 s, and a busy machine needs longer to serve again. */
export const RECOVERY = { timeout: 30_000, interval: 200 } as const;
