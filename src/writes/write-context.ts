import type { Caller } from '../access/caller.ts';
import type { AccessLog } from '../audit/access-log.ts';
import type { Audit } from '../audit/audit.ts';
import type { RequestOrigin } from '../audit/request-origin.ts';
import type { EpicClient } from '../epic/client.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Observer } from '../observability/observer.ts';
import type { Idempotency } from './idempotency.ts';

/** The context of the writes of one operation. */
export interface WriteContext {
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly budget: RequestBudget;
  readonly loaders: Loaders;
  /** The access log of the whole operation, with its reads and refusals. */
  readonly accessLog: AccessLog;
  readonly client: EpicClient;
  /** Whether the site finds idempotency keys that were stored without a site. */
  readonly inheritsKeys: boolean;
  /** Keeps the site open until a write in flight is recorded, even if the caller has disconnected. */
  readonly keepSiteOpen: (work: Promise<unknown>) => void;
  readonly idempotency: Idempotency;
  /** Null if the audit is disabled. */
  readonly audit: Audit | null;
  readonly observer: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
