/** The context that the loaders of one operation share, and that of all operations. */
import type { NoteConverter } from 'clinical-notes';
import type { AccessLog } from '../audit/access-log.ts';
import type { Caller } from '../access/caller.ts';
import type { PatientPanel } from '../config/values.ts';
import type { EpicClient } from '../epic/client.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { Cursors } from './cursors.ts';
import type { SharedResourceCache } from './shared-resource-cache.ts';
import type { ListCosts } from './list-costs.ts';
import type { DocumentLinks } from './document-links.ts';
import type { Authorization } from '../access/authorization.ts';
import type { SearchRefusals } from './search-refusals.ts';

/** The context that all operations share. */
export interface Upstream {
  readonly client: EpicClient;
  readonly notes: NoteConverter;
  readonly panel: PatientPanel;
  /** How many ids one `_id` search requests; 1: reads only. */
  readonly idBatchSize: number;
  readonly cursors: Cursors;
  /** Links to contents of documents; null: there are none. */
  readonly links: DocumentLinks | null;
  /** Resources that are cached for all callers; null: none are. */
  readonly sharedCache: SharedResourceCache | null;
  /** Types that the server does not search by `_id`. */
  readonly refusals: SearchRefusals;
  /** Types that the server does not sort. */
  readonly sortRefusals: SearchRefusals;
  /** Types that the server does not list by patient only. */
  readonly criterionRefusals: SearchRefusals;
  /** How many requests the lists of each type usually take. */
  readonly listCosts: ListCosts;
  /** Types that the server does not search by lists of identifiers. */
  readonly identifierListRefusals: SearchRefusals;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** The patients whom `user/` and `system/` scopes cover; null: all. */
  readonly members: (() => Promise<readonly string[]>) | null;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The context of one request. */
export interface RequestScope {
  readonly caller: Caller;
  readonly budget: RequestBudget;
  /** Counts the memory of the records and documents that the operation holds. */
  readonly responseBudget: ResponseBudget;
  /** Records what is read, and for whom. */
  readonly accessLog: AccessLog;
}

export interface Operation extends Upstream, RequestScope {
  /** Returns the caller's authorization: one for the whole operation. */
  readonly authorize: () => Promise<Authorization>;
}
