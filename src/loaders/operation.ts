/** The context of the loaders: the parts that all operations share, and the parts of one operation. */
import type { NoteConverter } from 'clinical-notes';
import type { AccessLog } from '../audit/access-log.ts';
import type { Caller } from '../access/caller.ts';
import type { PatientPanel } from '../config/values.ts';
import type { EpicClient } from '../epic/client.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { Warning } from '../epic/warnings.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import type { Cursors } from './cursors.ts';
import type { SharedResourceCache } from './shared-resource-cache.ts';
import type { Authorization } from '../access/authorization.ts';
import type { Trials } from './trials.ts';

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
  readonly trials: Trials;
  /** Returns the caller's authorization, the same for the whole operation. */
  readonly authorize: () => Promise<Authorization>;
  /**
   * Returns the ids of the panel's patients, to list them, and reports the warnings of their read. Reads them once per operation at most.
   * @throws GatewayError PANEL_UNAVAILABLE
   */
  readonly readPanel: () => Promise<readonly string[]>;
}

/** The part of an operation that reads the panel. */
export type PanelReader = Omit<Operation, 'authorize' | 'accessLog' | 'readPanel' | 'trials'>;

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
