/** The gateway without its guards: no sign-in, authorization, cost estimate, limits or audit. Only for comparison. */
import '../../src/v8-flags.ts';
import { ANONYMOUS_CALLERS } from '../../src/access/caller.ts';
import { loadConfig } from '../../src/config/config.ts';
import { DEFAULT_MRN_SYSTEM } from '../../src/config/variables.ts';
import { createEpicClient } from '../../src/epic/client.ts';
import { createNoteConverter } from 'clinical-notes';
import { createLog } from '../../src/observability/log.ts';
import { createServer } from '../../src/server/server.ts';

const config = loadConfig(process.env);
const { epic, panel, limits } = config;
if (epic === null || panel === null)
  throw new Error('The environment has no FHIR server or no PATIENT_PANEL.');
const log = createLog(config.logLevel);
const client = await createEpicClient({ connection: epic, limits, log });
const { app } = await createServer({
  ...config,
  ...config.budgets,
  client,
  notes: createNoteConverter(config.noteConversion),
  panel,
  mrnSystem: config.mrnSystem ?? DEFAULT_MRN_SYSTEM,
  idBatchSize: limits.idBatchSize,
  log,
  routerSecrets: null,
  isLoopbackOnly: true,
  callers: ANONYMOUS_CALLERS,
  audit: null,
  writeService: null,
  state: null,
  trustedDocuments: null,
  explorer: null,
  maxUpstreamCalls: Infinity,
  maxUpstreamCallsPerMinute: 0,
  maxResponseBytes: Infinity,
  maxHeldBytes: Infinity,
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
log.info('listening', { port: typeof address === 'object' ? address?.port : undefined });
