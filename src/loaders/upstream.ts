import type { NoteConverter } from 'clinical-notes';
import { createSealer } from '../auth/sealer.ts';
import type { PatientPanel } from '../config/values.ts';
import type { EpicClient } from '../epic/client.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { SharedState } from '../state/shared-state.ts';
import { createCursors } from './cursors.ts';
import { createSharedResourceCache } from './shared-resource-cache.ts';
import { createListCosts } from './list-costs.ts';
import { createDocumentLinks } from './document-links.ts';
import type { Upstream } from './operation.ts';
import { createPanelMembers } from './panel.ts';
import { createSearchRefusals } from './search-refusals.ts';

export interface UpstreamOptions {
  readonly client: EpicClient;
  readonly notes: NoteConverter;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Whether `user/` and `system/` scopes cover only the panel's patients. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** The lifetime of links to the contents of documents, in seconds; 0 disables links. */
  readonly documentLinkSeconds: number;
  /** The state that replicas share; null if there is none. */
  readonly state: SharedState | null;
  /** How long a resource that is not about patients stays fresh in the cache for all callers, in seconds; 0 disables the cache. */
  readonly sharedCacheSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Epic's paging sessions end within minutes, so an hour exceeds the useful life of a cursor. */
const CURSOR_LIFETIME_SECONDS = 3_600;

export function createUpstream({
  client,
  notes,
  panel,
  idBatchSize,
  mrnSystem,
  siteTimeZone,
  isPanelOnly,
  patientSees,
  documentLinkSeconds,
  state,
  sharedCacheSeconds: freshSeconds,
  now,
}: UpstreamOptions): Upstream {
  const refusals = createSearchRefusals(now);
  const sortRefusals = createSearchRefusals(now);
  const shared = {
    client,
    notes,
    panel,
    idBatchSize,
    mrnSystem,
    siteTimeZone,
    patientSees,
    cursors: createCursors(
      createSealer({ lifetimeSeconds: CURSOR_LIFETIME_SECONDS, now, key: client.deriveKey('cursors') }),
      client.upstream,
    ),
    links:
      documentLinkSeconds === 0
        ? null
        : createDocumentLinks(
            createSealer({
              lifetimeSeconds: documentLinkSeconds,
              now,
              key: client.deriveKey('document links'),
            }),
            client.upstream,
            now,
          ),
    sharedCache:
      freshSeconds === 0
        ? null
        : createSharedResourceCache({ client, state, refusals, freshSeconds, idBatchSize, now }),
    refusals,
    sortRefusals,
    criterionRefusals: createSearchRefusals(now),
    typesWithProvenance: new Set<ResourceType>(),
    listCosts: createListCosts(),
    identifierListRefusals: createSearchRefusals(now),
    now,
  };
  return { ...shared, members: isPanelOnly ? createPanelMembers(shared) : null };
}
