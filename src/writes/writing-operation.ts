/** What the writes of one operation work with. */
import type { Audit } from '../audit/audit.ts';
import type { Accesses } from '../audit/accesses.ts';
import type { Origin } from '../audit/origin.ts';
import type { Caller } from '../caller.ts';
import type { EpicClient } from '../fhir/client.ts';
import type { Usage } from '../fhir/usage.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Observer } from '../observer.ts';
import type { Idempotency } from './idempotency.ts';

export interface WritingOperation {
  readonly caller: Caller;
  readonly origin: Origin;
  readonly usage: Usage;
  readonly loaders: Loaders;
  /** Of the whole operation: what it reads, and what it is refused. */
  readonly accesses: Accesses;
  readonly client: EpicClient;
  readonly idempotency: Idempotency;
  /** Null: nothing is recorded. */
  readonly audit: Audit | null;
  readonly observer: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
