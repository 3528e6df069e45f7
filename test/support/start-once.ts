/**
 * Returns a function that starts something in its first call and gives the same to all callers. A start that fails is forgotten, so the next
 * call starts again.
 */
export function startOnce<Started>(start: () => Promise<Started>): () => Promise<Started> {
  let started: Promise<Started> | undefined;
  return () =>
    (started ??= start().catch((error: unknown) => {
      started = undefined;
      throw error;
    }));
}
