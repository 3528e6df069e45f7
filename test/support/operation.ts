/** The loaders of an operation without a server in front: what the graph has no way to say, such as another caller. */
import { createAccesses } from '../../src/audit/accesses.ts';
import { ANONYMOUS, type Caller } from '../../src/caller.ts';
import { createEpicClient } from '../../src/fhir/client.ts';
import { createNoteConverter, type NoteConverterOptions } from 'clinical-notes';
import { createUsage, type Usage } from '../../src/fhir/usage.ts';
import { createLoaders, type Loaders } from '../../src/loaders/index.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createReach } from '../../src/loaders/reach.ts';
import { createUpstream, type UpstreamOptions } from '../../src/loaders/upstream.ts';
import { createLog } from '../../src/log.ts';
import { unmeasured } from '../../src/size/answer-size.ts';
import { connectionTo, type FhirServer } from './gateway.ts';

export interface Begun {
  readonly operation: Operation;
  readonly loaders: Loaders;
  readonly usage: Usage;
}

export interface Operations {
  /** Begins an operation, with fresh loaders. */
  begin(caller?: Caller): Begun;
  close(): Promise<void>;
}

export async function startOperations(
  fhirServer: FhirServer,
  options: Partial<Omit<UpstreamOptions, 'client' | 'notes'>> & {
    notes?: Partial<NoteConverterOptions>;
  } = {},
): Promise<Operations> {
  const client = await createEpicClient({
    connection: connectionTo(fhirServer),
    limits: {
      timeoutMs: 5_000,
      maxConcurrency: 8,
      maxRps: 0,
      idBatchSize: 10,
      binaryTimeoutMs: 5_000,
      binaryMaxBytes: 10_000_000,
    },
    log: createLog('silent'),
  });
  const { notes: noteOptions, ...rest } = options;
  const notes = createNoteConverter({ maxBytes: 2_000_000, timeoutMs: 10_000, ...noteOptions });
  const upstream = createUpstream({
    client,
    notes,
    panel: { kind: 'none' },
    idBatchSize: 10,
    mrnSystem: fhirServer.mrnSystem ?? 'MRN',
    siteTimeZone: 'UTC',
    panelOnly: false,
    patientSees: 'N',
    documentLinkSeconds: 120,
    state: null,
    sharedCacheSeconds: 0,
    now: Date.now,
    ...rest,
  });
  return {
    begin(caller = ANONYMOUS) {
      const asking = {
        caller,
        usage: createUsage(),
        size: unmeasured(),
        accesses: createAccesses(client.urls),
      };
      const reach = createReach({ caller, members: null, patientSees: 'N', server: client.urls });
      const operation = { ...upstream, ...asking, reach: async () => reach };
      return { operation, usage: asking.usage, loaders: createLoaders(upstream, asking) };
    },
    async close() {
      client.close();
      await notes.close();
    },
  };
}
