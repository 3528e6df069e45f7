/** The time limit of a test that sets none: it ends a test that hangs, and is many times what a test needs on a busy machine. */
export const TEST_LIMIT_MS = 100_000;

/** So long that a test fails if it waits for it. The configuration accepts no longer timeout. */
export const NEVER_MS = 120_000;

/**
 * Options for `vi.waitFor`, `vi.waitUntil` and `expect.poll`, whose default of one second is too short on a busy machine. Most conditions hold
 * after some milliseconds.
 */
export const PATIENCE = { timeout: 30_000, interval: 10 } as const;

/** The same, until a gateway recovers: a circuit stays open for at most 5 s, and a busy machine needs longer to serve again. */
export const RECOVERY = { timeout: 45_000, interval: 200 } as const;
