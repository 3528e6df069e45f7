/** Writing as a whole, made once where it is enabled: what the writes of all operations share. */
import type { Audit } from '../audit/audit.ts';
import type { EpicClient } from '../fhir/client.ts';
import type { Log } from '../log.ts';
import { type Observer, UNWATCHED } from '../observer.ts';
import { createIdempotency } from './idempotency.ts';
import type { StateStore } from './state-store.ts';
import { createWrites, type Writes } from './writes.ts';
import type { WritingOperation } from './writing-operation.ts';

/** What an operation brings with it. */
export type Writer = Pick<WritingOperation, 'caller' | 'origin' | 'usage' | 'loaders' | 'accesses'>;

export interface Writing {
  writesOf(writer: Writer): Writes;
  /**
   * Waits until what is on its way is there and recorded, though its callers have left, but no longer than so many milliseconds; then
   * closes the store. What is not recorded by then is unknown to the next process.
   */
  close(withinMs: number): Promise<void>;
}

export interface WritingOptions {
  readonly client: EpicClient;
  readonly store: StateStore;
  /** Null: nothing is recorded. */
  readonly audit: Audit | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export function createWriting({
  client,
  store,
  audit,
  log,
  observer = UNWATCHED,
  now = Date.now,
}: WritingOptions): Writing {
  const idempotency = createIdempotency({ store, log, now });
  return {
    writesOf: (writer) => createWrites({ ...writer, client, idempotency, audit, observer, now }),
    async close(withinMs) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const late = setTimeout(() => resolve(undefined), withinMs);
      await Promise.race([idempotency.settled(), promise]);
      clearTimeout(late);
      await store.close();
    },
  };
}
