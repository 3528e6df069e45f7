/** What the writes of one operation work with. */
import type { Audit } from '../audit/audit.ts';
import type { AccessLog } from '../audit/access-log.ts';
import type { RequestOrigin } from '../audit/request-origin.ts';
import type { Caller } from '../access/caller.ts';
import type { EpicClient } from '../epic/client.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Observer } from '../observability/observer.ts';
import type { Idempotency } from './idempotency.ts';

export interface WriteContext {
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly budget: RequestBudget;
  readonly loaders: Loaders;
  /** Of the whole operation: what it reads, and what it is refused. */
  readonly accessLog: AccessLog;
  readonly client: EpicClient;
  readonly idempotency: Idempotency;
  /** Null: nothing is recorded. */
  readonly audit: Audit | null;
  readonly observer: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
