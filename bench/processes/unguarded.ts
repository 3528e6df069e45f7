/** The gateway without its guards: no sign-in, authorization, cost estimate, limits or audit. Only for comparison. */
import { startInSmallYoungGeneration } from '../../src/v8-flags.ts';
import { ANONYMOUS_CALLERS } from '../../src/access/caller.ts';
import { loadConfig } from '../../src/config/config.ts';
import { DEFAULT_MRN_SYSTEM } from '../../src/config/variables.ts';
import { openSite } from '../../src/epic/site.ts';
import { createNoteConverter } from 'clinical-notes';
import { createLog } from '../../src/observability/log.ts';
import { createThrottle } from '../../src/resilience/throttle.ts';
import { serveSite } from '../../src/server/served-site.ts';
import { createServer } from '../../src/server/server.ts';
import { createOnlySite } from '../../src/server/sites.ts';

await startInSmallYoungGeneration(start);

async function start(): Promise<void> {
  const config = loadConfig(process.env);
  const { epic, panel, limits } = config;
  if (epic === null || panel === null)
    throw new Error('The environment has no FHIR server or no PATIENT_PANEL.');
  const log = createLog(config.logLevel);
  const throttle = createThrottle({ limits, upstream: epic.baseUrl, state: null });
  const site = await openSite({ connection: epic, limits, throttle, log });
  const settings = {
    ...config,
    ...config.budgets,
    routerSecrets: null,
    audit: null,
    state: null,
    maxUpstreamCallsPerMinute: 0,
  };
  const served = serveSite({
    ...settings,
    site,
    notes: createNoteConverter(config.noteConversion),
    panel,
    mrnSystem: config.mrnSystem ?? DEFAULT_MRN_SYSTEM,
    idBatchSize: limits.idBatchSize,
  });
  const { app } = await createServer({
    ...settings,
    sites: createOnlySite(served, ANONYMOUS_CALLERS),
    log,
    isLoopbackOnly: true,
    writeService: null,
    trustedDocuments: null,
    explorer: null,
    landing: null,
    maxUpstreamCalls: Infinity,
    maxResponseBytes: Infinity,
    maxHeldBytes: Infinity,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  log.info('listening', { port: typeof address === 'object' ? address?.port : undefined });
}
