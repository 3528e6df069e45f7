/** The composition root: reads the environment, puts the parts together, listens, and stops on a signal. */
import { existsSync } from 'node:fs';
import { type Config, ConfigError, type EpicConnection, loadConfig } from './config.ts';
import type { PatientPanel } from './config/variables.ts';
import { createEpicClient } from './fhir/client.ts';
import { createLog, type Log, stackFrames } from './log.ts';
import { FIRST_QUERY } from './plugins/landing-page.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { createServer } from './server.ts';

interface Upstream {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  /** The embedded sandbox, where it is what is served. */
  readonly sandbox: Sandbox | null;
}

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  await run(loadConfig(process.env));
} catch (error) {
  process.stderr.write(`${startError(error)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const { connection, panel, sandbox } = await chooseUpstream(config);
  const client = await createEpicClient({ connection, limits: config.limits, log });
  const server = await createServer({
    client,
    panel,
    idBatchSize: config.limits.idBatchSize,
    production: config.production,
    corsOrigins: config.corsOrigins,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    log,
  });
  await server.app.listen({ host: config.host, port: config.port });
  const address = server.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const synthetic = sandbox !== null;
  if (config.production)
    log.info('listening', { host: config.host, port, upstream: new URL(client.upstream).host });
  else process.stdout.write(banner(port, client.upstream, synthetic));
  void checkUpstream(client, log);

  const shutDown = (signal: string): void => {
    log.info('stopping', { signal });
    void server
      .stop()
      .then(() => sandbox?.close())
      .then(() => client.close());
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, shutDown);
}

/** With no Epic configured it is the embedded sandbox, with keys made for this run. */
async function chooseUpstream({ epic, panel }: Config): Promise<Upstream> {
  if (epic !== null) return { connection: epic, panel: panel ?? { kind: 'none' }, sandbox: null };
  const sandbox = await startSandbox();
  const connection: EpicConnection = {
    baseUrl: sandbox.baseUrl,
    tokenUrl: null,
    clientId: sandbox.credentials.clientId,
    privateKey: sandbox.credentials.privateKey,
    keyId: sandbox.credentials.keyId,
    secondPublicKey: null,
    signingAlgorithm: 'RS384',
    tokenAudience: null,
    scope: null,
  };
  return { connection, panel: panel ?? { kind: 'list', identifier: sandbox.panels.list }, sandbox };
}

/** Tells early, in the log, when the FHIR server cannot be used; the gateway goes on and /readyz says so too. */
async function checkUpstream(client: Awaited<ReturnType<typeof createEpicClient>>, log: Log): Promise<void> {
  try {
    await client.probe();
    log.debug('upstream_ready');
  } catch (error) {
    log.warn('upstream_not_ready', { reason: error instanceof Error ? error.message : 'unknown' });
  }
}

function banner(port: number, upstream: string, synthetic: boolean): string {
  const origin = `http://localhost:${port}`;
  const source = synthetic
    ? 'the embedded Epic sandbox: all data is synthetic, nobody in it is real'
    : `${upstream} (real credentials: treat what you see as patient data)`;
  return `
  Graph      ${origin}/graphql
  Explorer   ${origin}/graphql in a browser (Apollo Sandbox)
  Health     ${origin}/livez and ${origin}/readyz
  Serves     ${source}
  Open to    this machine only, until callers can sign in

  Try        curl -s ${origin}/graphql -H 'content-type: application/json' -d '{"query":"${FIRST_QUERY}"}'
  Stop       Ctrl+C

`;
}

function startError(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken. Set PORT to a free one, or to 0 for any.';
  }
  return ['The gateway could not start.', ...stackFrames(error)].join('\n');
}
