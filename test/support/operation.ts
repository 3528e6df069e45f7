/** The loaders of an operation without a server in front: what the graph has no way to say, such as another policy or caller. */
import { createSealer } from '../../src/auth/sealer.ts';
import { ANONYMOUS, type Caller } from '../../src/caller.ts';
import { createEpicClient } from '../../src/fhir/client.ts';
import { createUsage, type Usage } from '../../src/fhir/usage.ts';
import { createCursors } from '../../src/loaders/cursors.ts';
import { createLoaders, type Loaders } from '../../src/loaders/index.ts';
import type { Operation, Upstream } from '../../src/loaders/operation.ts';
import { ALLOW_ALL } from '../../src/loaders/policy.ts';
import { createSearchRefusals } from '../../src/loaders/search-refusals.ts';
import { createLog } from '../../src/log.ts';
import { connectionTo, type FhirServer } from './gateway.ts';

export interface Begun {
  readonly operation: Operation;
  readonly loaders: Loaders;
  readonly usage: Usage;
}

export interface Operations {
  /** Begins an operation, with fresh loaders. */
  begin(caller?: Caller): Begun;
  close(): void;
}

export async function startOperations(
  fhirServer: FhirServer,
  options: Partial<Omit<Upstream, 'client' | 'cursors' | 'refusals'>> = {},
): Promise<Operations> {
  const client = await createEpicClient({
    connection: connectionTo(fhirServer),
    limits: {
      timeoutMs: 5_000,
      maxConcurrency: 8,
      idBatchSize: 10,
      binaryTimeoutMs: 5_000,
      binaryMaxBytes: 10_000_000,
    },
    log: createLog('silent'),
  });
  const upstream: Upstream = {
    panel: { kind: 'none' },
    idBatchSize: 10,
    policy: ALLOW_ALL,
    ...options,
    client,
    cursors: createCursors(createSealer({ lifetimeSeconds: 60, now: Date.now }), client.upstream),
    refusals: createSearchRefusals(Date.now),
  };
  return {
    begin(caller = ANONYMOUS) {
      const usage = createUsage();
      const operation = { ...upstream, caller, usage };
      return { operation, usage, loaders: createLoaders(operation) };
    },
    close: () => client.close(),
  };
}
