/** Who may see which resource. Loaders ask for every resource that comes back, whatever path led to it. */
import type { Caller } from '../caller.ts';
import type { Resource, Stored } from '../fhir/types.ts';

export interface Policy {
  /** False makes the resource as absent as one that does not exist. */
  permits(caller: Caller, resource: Stored<Resource>): boolean;
  /** True where who may see a patient's records does not depend on the patient's own, so that it need not be read. */
  readonly permitsUnread?: boolean;
}

/** Allows all. The configuration lets the gateway listen on loopback only as long as this is its policy. */
export const ALLOW_ALL: Policy = { permits: () => true, permitsUnread: true };
