/** `npm start`: reads the environment, makes the gateway, listens, and stops on a signal. */
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
  'What is wrong with each, and what to do, says the doctor: npm run doctor (of the package or the image: doctor)';

/** The settings that name a file with a secret, and what to do where others may have read it. */
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

/** Null as long as it could not be read. */
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
      const reason = `Other users could read the file of ${name}. Now only its owner can. If others may have read it, ${remedy}.`;
      log.warn(event, { reason });
    }
  }
  const gateway = await createGateway(config, log, { routeSchemas: false });
  const port = await gateway.listen();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info('stopping', { signal });
      // A second signal ends the process at once.
      getStandardOutput().flush();
      void gateway.stop().finally(exitSoon);
    });
  }
  // What rotates logs says so by this signal; without a file to follow it keeps its meaning, which is to end.
  if (config.audit.sink.kind === 'file') process.on('SIGHUP', () => gateway.reopenAudit());
  // The signals come first, since a program that reads this can send one at once.
  if (config.isProduction)
    log.info('listening', { host: config.host, port, upstream: new URL(gateway.upstream.baseUrl).host });
  else {
    // Behind the lines of the log that wait there.
    getStandardOutput().write(banner(port, gateway.upstream, config));
    getStandardOutput().flush();
  }
}

/** Closes a file that holds a secret to other users. Returns whether they could read it. @throws ConfigError where only its owner can */
function closeSecretFile(name: string): boolean {
  const path = process.env[name]?.trim() ?? '';
  try {
    return path !== '' && closeToOthers(path);
  } catch (error) {
    if (error instanceof FileOpenToOthers) throw new ConfigError([`${name}: expected ${error.message}`]);
    throw error;
  }
}

/** How long the last lines of the log may take, once all else is closed. */
const FLUSH_TIMEOUT_MS = 2_000;

/** Node waits until standard output is written, which never ends where its reader has stopped reading. */
function exitSoon(): void {
  setTimeout(() => process.exit(), FLUSH_TIMEOUT_MS).unref();
}

function banner(port: number, { baseUrl, panel, isSandbox }: Gateway['upstream'], config: Config): string {
  const origin = `http://localhost:${port}`;
  const source = isSandbox
    ? 'the embedded Epic sandbox: all data is synthetic, nobody in it is real'
    : `${baseUrl} (${describeCredentials(config)}: treat what you see as patient data)`;
  const pages = [
    ...(config.hasLandingPage
      ? [`\n  Sandbox    ${origin}/graphql in a browser (Apollo's, from the internet)`]
      : []),
    ...(config.hasExplorer ? [`\n  Explorer   ${origin}/explorer in a browser (needs no internet)`] : []),
  ].join('');
  const credentialFlags =
    (config.routerSecrets === null ? '' : " -H 'router-authorization: <secret>'") +
    (config.callers === null ? '' : " -H 'authorization: Bearer <token>'");
  const first =
    panel.kind === 'none'
      ? 'Panel      none, so `patients` needs a filter: set PATIENT_PANEL to list patients without one'
      : `Try        curl -s ${origin}/graphql -H 'content-type: application/json'${credentialFlags} -d '{"query":"${FIRST_QUERY}"}'`;
  return `
  Graph      ${origin}/graphql${pages}
  Health     ${origin}/livez and ${origin}/readyz
  Serves     ${source}
  Open to    ${openTo(config)}

  ${first}
  Stop       Ctrl+C

`;
}

function describeCredentials({ epic }: Config): string {
  const authentication = epic?.authentication;
  if (authentication?.kind !== 'none') return 'real credentials';
  const end =
    authentication.stateSecret === null
      ? ', and cursors end with this process, since STATE_SECRET is not set'
      : '';
  return `an open server: EPIC_AUTH=none sends no token, so anyone who reaches it can read and change every record${end}`;
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
  /** The name of a failed DNS lookup. */
  readonly hostname?: unknown;
}

function startError(error: unknown, config: Config | null): string {
  if (error instanceof ConfigError) {
    const isOfEpic = error.problems.some((problem) => problem.startsWith('EPIC_'));
    return error.message + (isOfEpic ? `\n${DOCTOR_HINT}` : '');
  }
  const { syscall, code, hostname }: SystemError = error instanceof Error ? error : {};
  const isOfHost = syscall === 'listen' || (syscall === 'getaddrinfo' && hostname === config?.host);
  if (config === null || !isOfHost) return ['The gateway could not start.', ...stackFrames(error)].join('\n');
  // Node leaves the port out of its error if the host is to blame.
  const { host, port } = config;
  return code === 'EADDRINUSE'
    ? `Port ${port} of ${host} is taken. Set PORT to a free one, or to 0 for any.`
    : `The gateway cannot listen on port ${port} of ${host} (${String(code)}). Set HOST and PORT to what this machine allows.`;
}
