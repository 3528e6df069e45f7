/** Creates the writes of each operation. All operations share one idempotency store. Exists only if writing is enabled. */
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, observeSite, type Observer } from '../observability/observer.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { createIdempotency } from './idempotency.ts';
import type { WriteContext } from './write-context.ts';
import { createWrites, type Writes } from './writes.ts';

/** The part of the context that belongs to one operation. */
type OperationWriteContext = Omit<WriteContext, 'idempotency' | 'observer' | 'now'>;

export interface WriteService {
  writesFor(operation: OperationWriteContext): Writes;
  /**
   * Waits up to `withinMs` until the writes in flight are recorded, even if their callers have disconnected, and then closes the store. The outcome of
   * a write that is not recorded by then is unknown to the next process.
   */
  close(withinMs: number): Promise<void>;
}

interface WriteServiceOptions {
  readonly store: IdempotencyStore;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export function createWriteService({
  store,
  log,
  observer = NOOP_OBSERVER,
  now = Date.now,
}: WriteServiceOptions): WriteService {
  const idempotency = createIdempotency({ store, log, now });
  return {
    writesFor: (operation) =>
      createWrites({
        ...operation,
        idempotency,
        observer: observeSite(observer, operation.caller.site),
        now,
      }),
    async close(withinMs) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const late = setTimeout(() => resolve(undefined), withinMs);
      await Promise.race([idempotency.drain(), promise]);
      clearTimeout(late);
      await store.close();
    },
  };
}
