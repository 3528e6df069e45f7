/** `npm start`: reads the configuration, starts the gateway, and stops it on a signal. */
import './v8-flags.ts';
import { type Config, ConfigError, loadConfig } from './config/config.ts';
import { readEnvFile } from './config/env-file.ts';
import { closeToOthers, FileOpenToOthers } from './config/private-files.ts';
import { isLoopback } from './config/values.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createLog, stackFrames } from './observability/log.ts';
import { getStandardOutput } from './observability/buffered-output.ts';
import { FIRST_QUERY } from './graphql/plugins/apollo-plugins.ts';

const DOCTOR_HINT =
  'To find the cause of each problem and its fix, run the doctor: npm run doctor (in the package or the image: doctor)';

/** The settings that name a file with a secret, and what to do if other users may have read it. */
const SECRET_FILES = {
  EPIC_PRIVATE_KEY_FILE: {
    event: 'key_file_closed_to_others',
    remedy: 'replace the key (npm run keys -- rotate)',
  },
  EPIC_CLIENT_SECRET_FILE: {
    event: 'secret_file_closed_to_others',
    remedy: 'have the FHIR server issue another secret',
  },
} as const;

/** Null until it is loaded. */
let loaded: Config | null = null;
try {
  const envFileNames = readEnvFile();
  loaded = loadConfig(process.env, envFileNames);
  await run(loaded);
} catch (error) {
  process.stderr.write(`${startError(error, loaded)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  for (const [name, { event, remedy }] of Object.entries(SECRET_FILES)) {
    if (closeSecretFile(name)) {
      const reason = `Other users could read the file of ${name}. The gateway has restricted it to its owner. If others may have read it, ${remedy}.`;
      log.warn(event, { reason });
    }
  }
  const gateway = await createGateway(config, log, { routeSchemas: false });
  const port = await gateway.listen();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info('stopping', { signal });
      // Flush now, because a second signal ends the process at once.
      getStandardOutput().flush();
      void gateway.stop().finally(exitSoon);
    });
  }
  // Log rotation sends SIGHUP. Without an audit file, SIGHUP keeps its default, which ends the process.
  if (config.audit.sink.kind === 'file') process.on('SIGHUP', () => gateway.reopenAudit());
  // Handle signals first, because a program that reads this line can send one at once.
  if (config.isProduction)
    log.info('listening', { host: config.host, port, upstream: new URL(gateway.upstream.baseUrl).host });
  else {
    // Write to the same buffer as the log, after its pending lines.
    getStandardOutput().write(banner(port, gateway.upstream, config));
    getStandardOutput().flush();
  }
}

/** Restricts a secret file to its owner. Returns whether other users could read it. @throws ConfigError if only its owner can restrict it */
function closeSecretFile(name: string): boolean {
  const path = process.env[name]?.trim() ?? '';
  try {
    return path !== '' && closeToOthers(path);
  } catch (error) {
    if (error instanceof FileOpenToOthers) throw new ConfigError([`${name}: expected ${error.message}`]);
    throw error;
  }
}

/** How long writing the last log lines may take, once everything is closed. */
const FLUSH_TIMEOUT_MS = 2_000;

/** Exits even if the reader of standard output has stopped reading. Node would wait forever to write it. */
function exitSoon(): void {
  setTimeout(() => process.exit(), FLUSH_TIMEOUT_MS).unref();
}

function banner(port: number, { baseUrl, panel, isSandbox }: Gateway['upstream'], config: Config): string {
  const origin = `http://localhost:${port}`;
  const source = isSandbox
    ? 'the embedded Epic sandbox: all data is synthetic'
    : `${baseUrl} (${describeCredentials(config)}: treat all data as patient data)`;
  const pages = [
    ...(config.hasLandingPage
      ? [`\n  Apollo     ${origin}/graphql in a browser: Apollo Sandbox, from the internet`]
      : []),
    ...(config.hasExplorer ? [`\n  Explorer   ${origin}/explorer in a browser (needs no internet)`] : []),
  ].join('');
  const credentialFlags =
    (config.routerSecrets === null ? '' : " -H 'router-authorization: <secret>'") +
    (config.callers === null ? '' : " -H 'authorization: Bearer <token>'");
  const first =
    panel.kind === 'none'
      ? 'Panel      none, so `patients` needs a filter. Set PATIENT_PANEL to list patients without one'
      : `Try        curl -s ${origin}/graphql -H 'content-type: application/json'${credentialFlags} -d '{"query":"${FIRST_QUERY}"}'`;
  return `
  Graph      ${origin}/graphql${pages}
  Health     ${origin}/livez and ${origin}/readyz
  Serves     ${source}
  Open to    ${describeAccess(config)}

  ${first}
  Stop       Ctrl+C

`;
}

function describeCredentials({ epic }: Config): string {
  const authentication = epic?.authentication;
  if (authentication?.kind !== 'none') return 'real credentials';
  const end =
    authentication.stateSecret === null
      ? ', and cursors end with this process, because STATE_SECRET is not set'
      : '';
  return `an open server: EPIC_AUTH=none sends no token, so anyone who can reach it can read and change every record${end}`;
}

function describeAccess({ callers, host, routerSecrets }: Config): string {
  const byRouter = routerSecrets === null ? '' : ', through a router with the secret (ROUTER_SECRET)';
  if (callers !== null) return `callers with a token from ${callers.issuers.join(' or ')}${byRouter}`;
  const whom = isLoopback(host) ? 'this machine only' : 'anyone who can reach it';
  return `${whom}${byRouter}: callers do not sign in (AUTH_MODE=none)`;
}

/** The properties of Node's system errors. */
interface SystemError {
  readonly name?: string;
  readonly syscall?: unknown;
  readonly code?: unknown;
  /** The host name of a failed DNS lookup. */
  readonly hostname?: unknown;
}

function startError(error: unknown, config: Config | null): string {
  if (error instanceof ConfigError) {
    const isAboutEpic = error.problems.some((problem) => problem.startsWith('EPIC_'));
    return error.message + (isAboutEpic ? `\n${DOCTOR_HINT}` : '');
  }
  const { syscall, code, hostname }: SystemError = error instanceof Error ? error : {};
  const isAboutHost = syscall === 'listen' || (syscall === 'getaddrinfo' && hostname === config?.host);
  if (config === null || !isAboutHost)
    return ['The gateway could not start.', ...stackFrames(error)].join('\n');
  // Node's error omits the port if the host is the problem.
  const { host, port } = config;
  return code === 'EADDRINUSE'
    ? `Port ${port} of ${host} is already in use. Set PORT to a free port, or to 0 for any free port.`
    : `The gateway cannot listen on port ${port} of ${host} (${String(code)}). Set HOST and PORT to an address and a port that this machine allows.`;
}
