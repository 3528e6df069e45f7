/** Replicas with a cache of locations, and what they read from the sandbox. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { LOCATIONS } from 'epic-fhir-sandbox/data';
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { fhirCalls } from '../support/upstream.ts';

/** The ids of three locations. */
export const LOCATION_IDS = LOCATIONS.slice(0, 3).map(({ id }) => id);

export interface CacheReplicas {
  start(options?: Parameters<typeof startOperations>[1]): Promise<Operations>;
  /** Reads locations in a new operation. Returns their ids, the reported cost, and the requests sent. */
  read(
    replica: Operations,
    asked: readonly string[],
    caller?: Caller,
  ): Promise<{ found: (string | undefined)[]; requests: number; calls: string[] }>;
  close(): Promise<void>;
}

export function createCacheReplicas(sandbox: Sandbox, now: () => number = Date.now): CacheReplicas {
  const replicas: Operations[] = [];
  return {
    async start(options) {
      const replica = await startOperations(sandbox, { sharedCacheSeconds: 300, now, ...options });
      replicas.push(replica);
      return replica;
    },
    async read(replica, asked, caller = ANONYMOUS_CALLER) {
      const since = sandbox.requests.length;
      const { loaders, budget } = replica.begin(caller);
      const found = await Promise.all(asked.map((id) => loaders.byId.load('Location', id)));
      return {
        found: found.map((location) => location?.id),
        requests: budget.usage.requests,
        calls: fhirCalls(sandbox, since),
      };
    },
    async close() {
      for (const replica of replicas) await replica.close();
    },
  };
}
