/** What the loaders of one operation share. */
import type { Caller } from '../caller.ts';
import type { PatientPanel } from '../config/variables.ts';
import type { EpicClient } from '../fhir/client.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Usage } from '../fhir/usage.ts';
import type { Cursors } from './cursors.ts';
import type { Policy } from './policy.ts';
import type { SearchRefusals } from './search-refusals.ts';

/** What all operations share. */
export interface Upstream {
  readonly client: EpicClient;
  readonly panel: PatientPanel;
  /** How many ids one `_id` search asks for; 1: reads only. */
  readonly idBatchSize: number;
  readonly policy: Policy;
  readonly cursors: Cursors;
  readonly refusals: SearchRefusals;
}

export interface Operation extends Upstream {
  readonly caller: Caller;
  readonly usage: Usage;
}

export function isVisible({ policy, caller }: Operation, resource: Stored<Resource>): boolean {
  return policy.permits(caller, resource);
}
