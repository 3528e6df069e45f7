/** What the resolvers of one operation work with. */
import { type AccessLog, createAccessLog } from '../audit/access-log.ts';
import type { RequestOrigin } from '../audit/request-origin.ts';
import { type Caller, personKey } from '../access/caller.ts';
import { type UpstreamTrace, createUpstreamTrace } from '../epic/upstream-trace.ts';
import { type SiteTime, siteTime } from '../fhir/site-time.ts';
import { createRequestBudget, type RequestBudget } from '../epic/request-budget.ts';
import type { DocumentLinks } from '../loaders/document-links.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import type { Upstream } from '../loaders/operation.ts';
import { combineScopes, type OperationObserver } from '../observability/observer.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { Writes } from '../writes/writes.ts';
import type { WriteService } from '../writes/write-service.ts';

export interface Context {
  readonly requestId: string;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly loaders: Loaders;
  /** Links to contents of documents; null: this gateway gives none. */
  readonly links: DocumentLinks | null;
  readonly budget: RequestBudget;
  /** How large the answer gets. */
  readonly responseBudget: ResponseBudget;
  /** What is told of the operation. */
  readonly watch: OperationObserver;
  /** What was asked of the FHIR server; null: nobody asks about it. */
  readonly upstreamTrace: UpstreamTrace | null;
  /** What was read, and for whom. */
  readonly accessLog: AccessLog;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** Null: this gateway does not write. */
  readonly writes: Writes | null;
  /** The date and time at the site, which decide ages and choose names. */
  readonly siteTime: SiteTime;
}

export interface ContextOptions {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  /** What watches the operation. */
  readonly watch: OperationObserver;
  /** Null: this gateway does not write. */
  readonly writing: WriteService | null;
  /** How many FHIR requests the operation may send. */
  readonly maxUpstreamCalls: number;
  /** Whether the answer tells what was asked of the FHIR server. */
  readonly isExplained: boolean;
  /** Aborted when the caller hangs up or the gateway stops waiting. */
  readonly signal: AbortSignal;
  readonly responseBudget: ResponseBudget;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function createContext(options: ContextOptions): Context {
  const { upstream, caller, origin, watch, signal, responseBudget, now } = options;
  const upstreamTrace = options.isExplained ? createUpstreamTrace() : null;
  const scope = upstreamTrace === null ? watch : combineScopes(watch, upstreamTrace.scope);
  const budget = createRequestBudget(signal, options.maxUpstreamCalls, scope, personKey(caller), (memory) =>
    responseBudget.hold(memory),
  );
  const accessLog = createAccessLog(upstream.client.urls);
  const loaders = createLoaders(upstream, { caller, budget, responseBudget, accessLog });
  return {
    requestId: origin.requestId,
    caller,
    origin,
    budget,
    responseBudget,
    watch,
    upstreamTrace,
    accessLog,
    mrnSystem: upstream.mrnSystem,
    loaders,
    links: upstream.links,
    writes: options.writing?.writesFor({ caller, origin, budget, loaders, accessLog }) ?? null,
    siteTime: siteTime(now, upstream.siteTimeZone),
  };
}
