/** Creates the context of an operation: its caller, its budgets, its loaders, and the log of what it accessed. */
import { type Caller, personKey } from '../access/caller.ts';
import { type AccessLog, createAccessLog } from '../audit/access-log.ts';
import type { RequestOrigin } from '../audit/request-origin.ts';
import { createRequestBudget, type RequestBudget } from '../epic/request-budget.ts';
import { createUpstreamTrace, type UpstreamTrace } from '../epic/upstream-trace.ts';
import { type SiteTime, createSiteTime } from '../fhir/site-time.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { DocumentLinks } from '../loaders/document-links.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import type { Upstream } from '../loaders/operation.ts';
import { combineScopes, type OperationObserver } from '../observability/observer.ts';
import type { WriteService } from '../writes/write-service.ts';
import type { Writes } from '../writes/writes.ts';

export interface Context {
  readonly requestId: string;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly loaders: Loaders;
  /** Null if the gateway issues no document links. */
  readonly links: DocumentLinks | null;
  readonly budget: RequestBudget;
  /** Measures the response while it is built. */
  readonly responseBudget: ResponseBudget;
  /** Receives what metrics and traces report about the operation. */
  readonly observer: OperationObserver;
  /** The FHIR requests, for the response to report; null if it does not report them. */
  readonly upstreamTrace: UpstreamTrace | null;
  /** Collects the accesses of the operation, for its audit events. */
  readonly accessLog: AccessLog;
  /** Selects the identifier that is the medical record number: by its system, or by the text of its type. */
  readonly mrnSystem: string;
  /** Null if writing is disabled. */
  readonly writes: Writes | null;
  /** The date and time at the site: determines ages, and which names are in use. */
  readonly siteTime: SiteTime;
}

export interface ContextOptions {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly observer: OperationObserver;
  /** Null if writing is disabled. */
  readonly writeService: WriteService | null;
  /** The limit on FHIR requests. */
  readonly maxUpstreamCalls: number;
  /** Whether the response reports its FHIR requests. */
  readonly isExplained: boolean;
  /** Aborted when the caller disconnects, or when the gateway stops the operation. */
  readonly signal: AbortSignal;
  readonly responseBudget: ResponseBudget;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function createContext(options: ContextOptions): Context {
  const { upstream, caller, origin, observer, signal, responseBudget, now } = options;
  const upstreamTrace = options.isExplained ? createUpstreamTrace() : null;
  const scope = upstreamTrace === null ? observer : combineScopes(observer, upstreamTrace.scope);
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
    observer,
    upstreamTrace,
    accessLog,
    mrnSystem: upstream.mrnSystem,
    loaders,
    links: upstream.links,
    writes: options.writeService?.writesFor({ caller, origin, budget, loaders, accessLog }) ?? null,
    siteTime: createSiteTime(now, upstream.siteTimeZone),
  };
}
