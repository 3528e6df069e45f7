/** Starts operations without a GraphQL server, so that a test can call the loaders directly, for example as any caller. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll } from 'vitest';
import { createNoteConverter, type NoteConverterOptions } from 'clinical-notes';
import { createAuthorization } from '../../src/access/authorization.ts';
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { createAccessLog } from '../../src/audit/access-log.ts';
import { SYSTEM_GRANT } from '../../src/auth/grants.ts';
import { openSiteClient, type SiteClient } from './site.ts';
import { createRequestBudget, type RequestBudget } from '../../src/epic/request-budget.ts';
import { createUnlimitedBudget } from '../../src/limits/response-budget.ts';
import { createLoaders, type Loaders } from '../../src/loaders/index.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createTrials } from '../../src/loaders/trials.ts';
import { createUpstream, type UpstreamOptions } from '../../src/loaders/upstream.ts';
import { createLog } from '../../src/observability/log.ts';
import { connectionTo, type FhirServer } from './gateway.ts';
import { borrowSandbox } from './sandbox.ts';

export interface StartedOperation {
  readonly operation: Operation;
  readonly loaders: Loaders;
  readonly budget: RequestBudget;
}

export interface Operations {
  readonly site: SiteClient;
  /** Begins an operation with new loaders. */
  begin(caller?: Caller): StartedOperation;
  close(): Promise<void>;
}

export async function startOperations(
  fhirServer: FhirServer,
  options: Partial<Omit<UpstreamOptions, 'site' | 'notes'>> & {
    notes?: Partial<NoteConverterOptions>;
  } = {},
): Promise<Operations> {
  const client = await openSiteClient({
    connection: connectionTo(fhirServer),
    log: createLog('silent'),
  });
  const { notes: noteOptions, ...rest } = options;
  const notes = createNoteConverter({ maxBytes: 2_000_000, timeoutMs: 10_000, ...noteOptions });
  const settings: UpstreamOptions = {
    site: client,
    notes,
    panel: { kind: 'none' },
    idBatchSize: 10,
    mrnSystem: fhirServer.mrnSystem ?? 'MRN',
    siteTimeZone: 'UTC',
    isPanelOnly: false,
    panelCacheSeconds: 300,
    patientSees: 'N',
    state: null,
    sharedCacheSeconds: 0,
    now: Date.now,
    ...rest,
  };
  const upstream = createUpstream(settings, SYSTEM_GRANT);
  return {
    site: client,
    begin(caller = ANONYMOUS_CALLER) {
      const requestScope = {
        caller,
        budget: createRequestBudget(),
        responseBudget: createUnlimitedBudget(),
        accessLog: createAccessLog(client.urls),
      };
      const authorization = createAuthorization({
        caller,
        members: null,
        patientSees: 'N',
        server: client.urls,
      });
      const readPanel = async () => (await upstream.panelMembers.read({ ...upstream, ...requestScope })).ids;
      const authorize = async () => authorization;
      const operation = { ...upstream, ...requestScope, authorize, readPanel, trials: createTrials() };
      return { operation, budget: requestScope.budget, loaders: createLoaders(upstream, requestScope) };
    },
    async close() {
      client.close();
      await notes.close();
    },
  };
}

/** Operations at the worker's sandbox. */
interface UsedOperations {
  readonly sandbox: Sandbox;
  readonly operations: Operations;
}

/** Starts operations before the tests, and closes them after. Call it while the tests are collected. The result has its values once they run. */
export function useOperations(): UsedOperations {
  let used: UsedOperations | undefined;
  const running = (): UsedOperations => {
    if (used === undefined) throw new Error('The operations start before the first test.');
    return used;
  };
  beforeAll(async () => {
    const sandbox = await borrowSandbox();
    used = { sandbox, operations: await startOperations(sandbox) };
  });
  afterAll(async () => {
    await running().operations.close();
    await running().sandbox.close();
  });
  return {
    get sandbox() {
      return running().sandbox;
    },
    get operations() {
      return running().operations;
    },
  };
}
