/** Opens the parts that all operations at a site share. */
import type { NoteConverter } from 'clinical-notes';
import { createRateQuota } from '../access/rate-quota.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { Audit } from '../audit/audit.ts';
import type { PatientPanel } from '../config/values.ts';
import type { Site } from '../epic/site.ts';
import type { ServedSite } from '../graphql/context.ts';
import type { MemoryPool } from '../limits/memory-pool.ts';
import type { SharedCacheShare } from '../loaders/shared-cache-pool.ts';
import { createDocumentLinks } from '../loaders/document-links.ts';
import { createUpstreams } from '../loaders/upstreams.ts';
import type { SharedState } from '../state/shared-state.ts';

/** What all sites share. */
export interface ServingOptions {
  readonly notes: NoteConverter;
  /** Null if replicas share nothing. */
  readonly state: SharedState | null;
  /** How long shared resources are cached, in seconds; 0 disables the cache. */
  readonly sharedCacheSeconds: number;
  /** The limits of that cache; by default the limits of an only site. */
  readonly cacheShare?: SharedCacheShare;
  /** The limit on the grants of all sites together; by default the limit of an only site. */
  readonly grants?: MemoryPool;
  /** Whether `user/` and `system/` scopes cover only patients of the panel. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** The limit on FHIR requests per caller and minute; 0: unlimited. */
  readonly maxUpstreamCallsPerMinute: number;
  /** The lifetime of document links, in seconds; 0 disables them. */
  readonly documentLinkSeconds: number;
  /** By default no person signs in. */
  readonly findGrant?: ServedSite['findGrant'];
  /** The secrets that authenticate routers, if the gateway serves only routers; null if it serves any client. */
  readonly routerSecrets: readonly string[] | null;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface ServedSiteOptions extends ServingOptions {
  readonly site: Site;
  /** The name of the site for people; absent without one. */
  readonly name?: string | null;
  /** By default true. */
  readonly inheritsKeys?: boolean;
  /** Null if the audit is disabled. */
  readonly audit: Audit | null;
  readonly panel: PatientPanel;
  /** How long the ids of the panel's patients stay in memory, in seconds; 0 keeps none. */
  readonly panelCacheSeconds: number;
  readonly idBatchSize: number;
  /** Selects the identifier that is the medical record number: by its system, or by the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
}

export function serveSite(options: ServedSiteOptions): ServedSite {
  const { site, audit, state, routerSecrets, maxUpstreamCallsPerMinute: limit, now = Date.now } = options;
  // A router forwards GraphQL requests and no other path.
  const linkSeconds = routerSecrets === null ? options.documentLinkSeconds : 0;
  return {
    inheritsKeys: options.inheritsKeys ?? true,
    named: site.id === undefined ? null : { id: site.id, name: options.name ?? null },
    site,
    upstreams: createUpstreams({ ...options, now }),
    findGrant: options.findGrant ?? (async () => null),
    links: linkSeconds === 0 ? null : createDocumentLinks(site, linkSeconds, now),
    audit,
    quota: createRateQuota({ limit, state, deriveKey: site.deriveKey }),
  };
}
