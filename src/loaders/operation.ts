/** The context of the loaders: the parts that all operations share, and the parts of one operation. */
import type { NoteConverter } from 'clinical-notes';
import type { AccessLog } from '../audit/access-log.ts';
import type { Caller } from '../access/caller.ts';
import type { PatientPanel } from '../config/values.ts';
import type { EpicClient } from '../epic/client.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { Warning } from '../epic/warnings.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { Cursors } from './cursors.ts';
import type { SharedResourceCache } from './shared-resource-cache.ts';
import type { ListCosts } from './list-costs.ts';
import type { Authorization } from '../access/authorization.ts';
import type { IncludeTrials, ListCombinations, SearchRefusals } from './search-refusals.ts';

/** The parts of the context that all operations of one grant share. */
export interface Upstream {
  readonly client: EpicClient;
  readonly notes: NoteConverter;
  readonly panel: PatientPanel;
  /** The number of ids per `_id` search; 1 disables such searches. */
  readonly idBatchSize: number;
  readonly cursors: Cursors;
  /** Resources cached for all callers of the grant; null if the cache is disabled. */
  readonly sharedCache: SharedResourceCache | null;
  /** Types that the server refuses to search by `_id`. */
  readonly refusals: SearchRefusals;
  /** Types that the server refuses to sort. */
  readonly sortRefusals: SearchRefusals;
  /** Types that the server refuses to search with `_include`. */
  readonly includeRefusals: SearchRefusals;
  /** The includes with which the server has answered a search, and that it has not refused since: `[type] [include]`. */
  readonly answeredIncludes: Set<string>;
  /** Types that the server refuses to list by patient without another criterion. */
  readonly criterionRefusals: SearchRefusals;
  /** The types with whose records the server has returned a provenance that its caller may see. */
  readonly typesWithProvenance: Set<ResourceType>;
  /** Remembers the results of searches for several lists. */
  readonly listCombinations: ListCombinations;
  /** How many requests recent lists of each type took. */
  readonly listCosts: ListCosts;
  /** Types that the server does not search by lists of identifiers. */
  readonly identifierListRefusals: SearchRefusals;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** The patients of the panel, in memory for a short time. */
  readonly panelMembers: PanelMembers;
  /** Whether `user/` and `system/` scopes cover only the panel's patients. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The parts of the context that belong to one operation. */
export interface RequestScope {
  readonly caller: Caller;
  readonly budget: RequestBudget;
  /** Counts the memory of the records and documents that the operation holds. */
  readonly responseBudget: ResponseBudget;
  /** Records what the operation reads, and for whom. */
  readonly accessLog: AccessLog;
}

export interface Operation extends Upstream, RequestScope {
  /** The searches that try includes which the server has not answered yet. */
  readonly includeTrials: IncludeTrials;
  /** Returns the caller's authorization, the same for the whole operation. */
  readonly authorize: () => Promise<Authorization>;
  /**
   * Returns the ids of the panel's patients, to list them, and reports the warnings of their read. Reads them once per operation at most.
   * @throws GatewayError PANEL_UNAVAILABLE
   */
  readonly readPanel: () => Promise<readonly string[]>;
}

/** The part of an operation that reads the panel. */
export type PanelReader = Omit<Operation, 'authorize' | 'accessLog' | 'readPanel' | 'includeTrials'>;

export interface PanelReading {
  readonly ids: readonly string[];
  /** For operations that list the panel. Callers did not request the panel that only limits them. */
  readonly warnings: readonly Warning[];
  /** Milliseconds since the read began that brought the ids into memory; null if they do not come from memory. */
  readonly ageMs: number | null;
}

export interface PanelMembers {
  /**
   * Returns the ids of the panel's patients: from memory if they are recent enough, otherwise from a read that counts for the operation.
   * @throws GatewayError PANEL_UNAVAILABLE
   */
  read(operation: PanelReader): Promise<PanelReading>;
  /** Forgets the ids, and keeps none from now on. */
  close(): void;
}
