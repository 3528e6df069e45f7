/** The composition root: reads the environment, puts the parts together, listens, and stops on a signal. */
import { openAudit } from './audit/open-audit.ts';
import { createCallers } from './caller.ts';
import { type Config, ConfigError, type EpicConnection, loadConfig } from './config.ts';
import { bareConnection } from './config/connection.ts';
import { readEnvFile } from './config/env-file.ts';
import { readTrustedDocuments } from './config/trusted-documents.ts';
import { isLoopback, type PatientPanel } from './config/values.ts';
import { GatewayError } from './errors.ts';
import { createEpicClient } from './fhir/client.ts';
import { createLog, type Log, stackFrames } from './log.ts';
import { FIRST_QUERY } from './plugins/landing-page.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { createServer } from './server.ts';
import { openStateStore } from './writes/open-store.ts';
import { createWriting, type Writing, type WritingOptions } from './writes/writing.ts';

/** For waiting in the queue, and for the record of it. */
const LEASE_MARGIN_MS = 15_000;

interface Upstream {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  /** The embedded sandbox, where it is what is served. */
  readonly sandbox: Sandbox | null;
}

try {
  readEnvFile();
  await run(loadConfig(process.env));
} catch (error) {
  process.stderr.write(`${startError(error)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const { connection, panel, sandbox } = await chooseUpstream(config);
  const client = await createEpicClient({ connection, limits: config.limits, log });
  const callers = createCallers({ checks: config.callers, log });
  const audit = await openAudit({
    config: config.audit,
    upstream: client.upstream,
    log,
    output: process.stdout,
  });
  const writing = await openWriting(config, { client, audit, log });
  const server = await createServer({
    client,
    callers,
    audit,
    writing,
    routerSecrets: config.routerSecrets,
    loopbackNamesOnly: config.callers === null && isLoopback(config.host),
    panel,
    idBatchSize: config.limits.idBatchSize,
    mrnSystem: config.mrnSystem,
    panelOnly: config.panelOnly,
    trustedDocuments: config.trustedDocuments === null ? null : readTrustedDocuments(config.trustedDocuments),
    introspection: config.introspection,
    landingPage: config.landingPage,
    ...config.budgets,
    corsOrigins: config.corsOrigins,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    log,
  });
  await server.app.listen({ host: config.host, port: config.port });
  const address = server.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  if (config.production)
    log.info('listening', { host: config.host, port, upstream: new URL(client.upstream).host });
  else process.stdout.write(banner(port, { connection, panel, sandbox }, config));
  void checkUpstream(client, log);
  void callers.warmUp();

  const shutDown = (signal: string): void => {
    log.info('stopping', { signal });
    void server
      .stop()
      .then(() => writing?.close(config.limits.timeoutMs))
      .then(() => audit?.close())
      .then(() => callers.close())
      .then(() => sandbox?.close())
      .then(() => client.close());
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, shutDown);
  // What rotates logs says so by this signal; without a file to follow it keeps its meaning, which is to end.
  if (config.audit.sink.kind === 'file') process.on('SIGHUP', () => audit?.reopen());
}

/** The lease is longer than any one write takes, and begins anew with each. */
async function openWriting(
  { writes: { enabled, state }, limits }: Config,
  parts: Pick<WritingOptions, 'client' | 'audit' | 'log'>,
): Promise<Writing | null> {
  if (!enabled) return null;
  const store = await openStateStore(state, limits.timeoutMs + LEASE_MARGIN_MS);
  return createWriting({ ...parts, store });
}

/** With no Epic configured it is the embedded sandbox, with keys made for this run. */
async function chooseUpstream({ epic, panel }: Config): Promise<Upstream> {
  if (epic !== null) return { connection: epic, panel: panel ?? { kind: 'none' }, sandbox: null };
  const sandbox = await startSandbox();
  const connection = bareConnection({ baseUrl: sandbox.baseUrl, ...sandbox.credentials });
  return { connection, panel: panel ?? { kind: 'list', identifier: sandbox.panels.list }, sandbox };
}

/** Tells early, in the log, when the FHIR server cannot be used; the gateway goes on and /readyz says so too. */
async function checkUpstream(client: Awaited<ReturnType<typeof createEpicClient>>, log: Log): Promise<void> {
  try {
    await client.probe();
    log.debug('upstream_ready');
  } catch (error) {
    // Only our own words are fit for the log.
    const reason = error instanceof GatewayError ? error.message : 'An unexpected error happened.';
    log.warn('upstream_not_ready', {
      reason,
      stack: error instanceof GatewayError ? [] : stackFrames(error),
    });
  }
}

function banner(port: number, { connection, panel, sandbox }: Upstream, config: Config): string {
  const origin = `http://localhost:${port}`;
  const source =
    sandbox === null
      ? `${connection.baseUrl} (real credentials: treat what you see as patient data)`
      : 'the embedded Epic sandbox: all data is synthetic, nobody in it is real';
  const explorer = config.landingPage ? `\n  Explorer   ${origin}/graphql in a browser (Apollo Sandbox)` : '';
  const signIn =
    (config.routerSecrets === null ? '' : " -H 'router-authorization: <secret>'") +
    (config.callers === null ? '' : " -H 'authorization: Bearer <token>'");
  const first =
    panel.kind === 'none'
      ? 'Panel      none, so `patients` needs a filter: set PATIENT_PANEL to list patients without one'
      : `Try        curl -s ${origin}/graphql -H 'content-type: application/json'${signIn} -d '{"query":"${FIRST_QUERY}"}'`;
  return `
  Graph      ${origin}/graphql${explorer}
  Health     ${origin}/livez and ${origin}/readyz
  Serves     ${source}
  Open to    ${openTo(config)}

  ${first}
  Stop       Ctrl+C

`;
}

function openTo({ callers, host, routerSecrets }: Config): string {
  const byRouter = routerSecrets === null ? '' : ', by a router with the secret (ROUTER_SECRET)';
  if (callers !== null) return `callers with a token of ${callers.issuers.join(' or ')}${byRouter}`;
  const whom = isLoopback(host) ? 'this machine only' : 'whoever reaches it';
  return `${whom}${byRouter}: callers do not sign in (AUTH_MODE=none)`;
}

/** What Node tells of an error of the system. */
interface SystemError {
  readonly name?: string;
  readonly syscall?: unknown;
  readonly code?: unknown;
  readonly port?: unknown;
}

function startError(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { syscall, code, port }: SystemError = error instanceof Error ? error : {};
  if (syscall !== 'listen') return ['The gateway could not start.', ...stackFrames(error)].join('\n');
  return code === 'EADDRINUSE'
    ? `Port ${String(port)} is taken. Set PORT to a free one, or to 0 for any.`
    : `The gateway cannot listen on port ${String(port)} (${String(code)}). Set HOST and PORT to what this machine allows.`;
}
