/** Writing as a whole, made once where it is enabled: what the writes of all operations share. */
import type { Audit } from '../audit/audit.ts';
import type { EpicClient } from '../epic/client.ts';
import type { Log } from '../observability/log.ts';
import { type Observer, NOOP_OBSERVER } from '../observability/observer.ts';
import { createIdempotency } from './idempotency.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { createWrites, type Writes } from './writes.ts';
import type { WriteContext } from './write-context.ts';

/** What an operation brings with it. */
type OperationWriteContext = Pick<WriteContext, 'caller' | 'origin' | 'budget' | 'loaders' | 'accessLog'>;

export interface WriteService {
  writesFor(writer: OperationWriteContext): Writes;
  /**
   * Waits until what is on its way is there and recorded, though its callers have left, but no longer than so many milliseconds; then
   * closes the store. What is not recorded by then is unknown to the next process.
   */
  close(withinMs: number): Promise<void>;
}

interface WriteServiceOptions {
  readonly client: EpicClient;
  readonly store: IdempotencyStore;
  /** Null: nothing is recorded. */
  readonly audit: Audit | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export function createWriteService({
  client,
  store,
  audit,
  log,
  observer = NOOP_OBSERVER,
  now = Date.now,
}: WriteServiceOptions): WriteService {
  const idempotency = createIdempotency({ store, log, now });
  return {
    writesFor: (writer) => createWrites({ ...writer, client, idempotency, audit, observer, now }),
    async close(withinMs) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const late = setTimeout(() => resolve(undefined), withinMs);
      await Promise.race([idempotency.drain(), promise]);
      clearTimeout(late);
      await store.close();
    },
  };
}
