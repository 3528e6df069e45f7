/** Creates the context of an operation: its caller, its budgets, its loaders, and the log of what it accessed. */
import { type Caller, personKey } from '../access/caller.ts';
import type { RateQuota } from '../access/rate-quota.ts';
import { mayLabelsHideFrom } from '../access/security-labels.ts';
import { type AccessLog, createAccessLog } from '../audit/access-log.ts';
import type { Audit } from '../audit/audit.ts';
import type { RequestOrigin } from '../audit/request-origin.ts';
import type { Grant, LaunchContext, PersonGrant } from '../auth/grants.ts';
import { createRequestBudget, type RequestBudget } from '../epic/request-budget.ts';
import type { Site } from '../epic/site.ts';
import { createUpstreamTrace, type UpstreamTrace } from '../epic/upstream-trace.ts';
import { type SiteTime, createSiteTime } from '../fhir/site-time.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { DocumentLinks } from '../loaders/document-links.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import type { Upstream } from '../loaders/operation.ts';
import type { Upstreams } from '../loaders/upstreams.ts';
import { addSite, combineScopes, type OperationObserver } from '../observability/observer.ts';
import type { WriteService } from '../writes/write-service.ts';
import type { Writes } from '../writes/writes.ts';

/** A site of the sites file. */
export interface NamedSite {
  readonly id: string;
  /** The name for people; null without one. */
  readonly name: string | null;
}

/** A site with the parts that its operations share. */
export interface ServedSite {
  /** Null if the gateway serves one FHIR server without a sites file. */
  readonly named: NamedSite | null;
  readonly site: Site;
  /** Whether it finds the idempotency keys that were stored for its FHIR server without a site. */
  readonly inheritsKeys: boolean;
  /** The client, caches and limits of each grant. */
  readonly upstreams: Upstreams;
  /**
   * Returns the grant of a session that has not ended; null if there is none, or if the request does not carry its cookie.
   * @param id of the grant
   * @param cookies the values of the session cookies of the request
   */
  readonly findGrant: (id: string, cookies: readonly string[]) => Promise<PersonGrant | null>;
  /** Null if the gateway issues no document links. */
  readonly links: DocumentLinks | null;
  /** Null if the audit is disabled. */
  readonly audit: Audit | null;
  /** Null without a limit on FHIR requests per caller and minute. */
  readonly quota: RateQuota | null;
}

export interface Context {
  readonly site: ServedSite;
  readonly requestId: string;
  readonly caller: Caller;
  /** The launch of the person whose token sends the FHIR requests; null if the gateway reads as itself. */
  readonly launch: LaunchContext | null;
  readonly origin: RequestOrigin;
  /** The client, caches and limits of the caller's grant. */
  readonly upstream: Upstream;
  readonly loaders: Loaders;
  readonly budget: RequestBudget;
  /** Measures the response while it is built. */
  readonly responseBudget: ResponseBudget;
  /** Receives what metrics and traces report about the operation. */
  readonly observer: OperationObserver;
  readonly explanation: Explanation;
  /** The FHIR requests, for the response to report; null if it does not report them, such as where they would show how many records are hidden. */
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

/**
 * How the response explains the operation: not at all, by its FHIR requests, or by its price, without executing it. `unavailable`: the gateway
 * does not offer the requested explanation, and refuses the operation.
 */
export type Explanation = 'none' | 'requests' | 'price' | 'unavailable';

export interface ContextOptions {
  readonly site: ServedSite;
  /** Keeps the site open until the work has ended, which can be after the operation. */
  readonly keepSiteOpen: (work: Promise<unknown>) => void;
  readonly caller: Caller;
  /** Whose token sends the FHIR requests. */
  readonly grant: Grant;
  readonly origin: RequestOrigin;
  readonly observer: OperationObserver;
  /** Null if writing is disabled. */
  readonly writeService: WriteService | null;
  /** The limit on FHIR requests. */
  readonly maxUpstreamCalls: number;
  readonly explanation: Explanation;
  /** Aborted when the caller disconnects, or when the gateway stops the operation. */
  readonly signal: AbortSignal;
  readonly responseBudget: ResponseBudget;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function createContext(options: ContextOptions): Context {
  const { site, keepSiteOpen, caller, grant, origin, observer, signal, responseBudget, now } = options;
  // Otherwise a person could get the cursors and keys of another grant.
  if (caller.grant !== (grant.kind === 'person' ? grant.id : undefined))
    throw new Error('The caller has another grant.');
  const upstream = site.upstreams.of(grant);
  const { client } = upstream;
  if (site.named !== null) responseBudget.setSite(site.named.id);
  const upstreamTrace =
    options.explanation === 'requests' && !mayLabelsHideFrom(caller) ? createUpstreamTrace() : null;
  const reported = addSite(observer, site.named?.id);
  const scope = upstreamTrace === null ? reported : combineScopes(reported, upstreamTrace.scope);
  const budget = createRequestBudget(signal, options.maxUpstreamCalls, scope, personKey(caller), (memory) =>
    responseBudget.hold(memory),
  );
  const accessLog = createAccessLog(client.urls);
  const loaders = createLoaders(upstream, { caller, budget, responseBudget, accessLog });
  return {
    site,
    requestId: origin.requestId,
    caller,
    launch: grant.kind === 'person' ? grant.launch : null,
    origin,
    budget,
    responseBudget,
    observer,
    explanation: options.explanation,
    upstreamTrace,
    accessLog,
    upstream,
    loaders,
    mrnSystem: upstream.mrnSystem,
    writes:
      options.writeService?.writesFor({
        caller,
        origin,
        budget,
        loaders,
        accessLog,
        client,
        audit: site.audit,
        inheritsKeys: site.inheritsKeys,
        keepSiteOpen,
      }) ?? null,
    siteTime: createSiteTime(now, upstream.siteTimeZone),
  };
}
