import type { NoteConverter } from 'clinical-notes';
import { createSealer } from '../auth/sealer.ts';
import type { PatientPanel } from '../config/values.ts';
import type { Grant } from '../auth/grants.ts';
import type { Site } from '../epic/site.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { SharedState } from '../state/shared-state.ts';
import { createMemoryPool, type MemoryPool } from '../limits/memory-pool.ts';
import { createCursors } from './cursors.ts';
import { createSharedCachePool, type SharedCacheShare } from './shared-cache-pool.ts';
import { createSharedResourceCache } from './shared-resource-cache.ts';
import type { Upstream } from './operation.ts';
import { createPanelMembers } from './panel.ts';

/** Enough for 4,000 persons whose panels have a few patients. */
const MAX_GRANT_BYTES = 50_000_000;

/**
 * Creates the limit on the memory of the grants of all sites together. Beyond it, the site with the most loses its largest panel, or the grant that
 * was idle longest. Both come back at their next use.
 */
export function createGrantPool(): MemoryPool {
  return createMemoryPool(MAX_GRANT_BYTES);
}

export interface UpstreamOptions {
  readonly site: Site;
  readonly notes: NoteConverter;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Whether `user/` and `system/` scopes cover only the panel's patients. */
  readonly isPanelOnly: boolean;
  /** How long the ids of the panel's patients stay in memory, in seconds; 0 keeps none. */
  readonly panelCacheSeconds: number;
  /** The limit on the memory of open grants and their panels; by default the limit of an only grant. */
  readonly grants?: MemoryPool;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** The state that replicas share; null if there is none. */
  readonly state: SharedState | null;
  /** How long a resource that is not about patients stays fresh in the cache for all callers, in seconds; 0 disables the cache. */
  readonly sharedCacheSeconds: number;
  /** The limits of that cache; by default the limits of an only site. */
  readonly cacheShare?: SharedCacheShare;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Epic's paging sessions end within minutes, so an hour exceeds the useful life of a cursor. */
const CURSOR_LIFETIME_SECONDS = 3_600;

/** Creates what the operations of a grant share. Nothing of it belongs to another grant. */
export function createUpstream(
  {
    site,
    notes,
    panel,
    idBatchSize,
    mrnSystem,
    siteTimeZone,
    isPanelOnly,
    panelCacheSeconds: cacheSeconds,
    patientSees,
    state,
    sharedCacheSeconds: freshSeconds,
    now,
    cacheShare = createSharedCachePool({ now }).open(),
    grants: memory = createGrantPool(),
  }: UpstreamOptions,
  grant: Grant,
): Upstream {
  const client = site.as(grant);
  const { deriveKey } = site;
  const shared = {
    client,
    notes,
    panel,
    idBatchSize,
    mrnSystem,
    siteTimeZone,
    isPanelOnly,
    patientSees,
    cursors: createCursors(
      createSealer({ lifetimeSeconds: CURSOR_LIFETIME_SECONDS, now, key: deriveKey('cursors') }),
      client.upstream,
    ),
    sharedCache:
      freshSeconds === 0
        ? null
        : createSharedResourceCache({
            client,
            deriveKey,
            grant,
            state,
            share: cacheShare,
            freshSeconds,
            idBatchSize,
            now,
          }),
    now,
  };
  return { ...shared, panelMembers: createPanelMembers(shared, { cacheSeconds, memory, site: site.id }) };
}
