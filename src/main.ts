/** `npm start`: reads the configuration, starts the gateway, and stops it on a signal. */
import './v8-flags.ts';
import { type Config, ConfigError, loadConfig } from './config/config.ts';
import { readEnvFile } from './config/env-file.ts';
import { closeToOthers, FileOpenToOthers } from './config/private-files.ts';
import type { TokenVerification } from './config/server-settings.ts';
import { nameKeys } from './config/site-keys.ts';
import { loginUrlOf } from './config/sign-in-urls.ts';
import { readSiteEnvironments } from './config/sites.ts';
import { defaultAudienceOf } from './config/smart.ts';
import { isLoopback, type PatientPanel } from './config/values.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createLog, type Log, stackFrames } from './observability/log.ts';
import { getStandardOutput } from './observability/buffered-output.ts';
import { FIRST_QUERY } from './graphql/plugins/first-query.ts';

/** More would not fit on a screen. */
const MAX_LISTED_SITES = 20;

/** The package has no npm scripts. It contains JavaScript. */
const TOKEN_COMMAND = import.meta.url.endsWith('.ts')
  ? 'npm run --silent gateway -- token'
  : 'npx epic-fhir-graphql-gateway token';

const DOCTOR_HINT =
  'To find the cause of each problem and its fix, run the doctor: npm run doctor (in the package or the image: doctor)';

/** The settings that name a file with a secret, and what to do if other users may have read it. */
const SECRET_FILES = {
  EPIC_PRIVATE_KEY_FILE: {
    event: 'key_file_closed_to_others',
    remedy: 'replace the key (docs/keys.md)',
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
  await run(loaded, envFileNames);
} catch (error) {
  process.stderr.write(`${startError(error, loaded)}\n`);
  process.exit(1);
}

async function run(config: Config, envFileNames: readonly string[]): Promise<void> {
  const log = createLog(config.logLevel);
  closeSecretFiles(config, log);
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
  // Log rotation and changes of the sites file send SIGHUP. Without either, it keeps its default, which ends the process.
  if (config.audit.sink.kind === 'file' || config.sites !== null)
    process.on('SIGHUP', () => {
      gateway.reopenAudit();
      gateway.reloadSites(() => {
        const changed = loadConfig(process.env, envFileNames);
        closeSecretFiles(changed, log);
        return changed;
      });
    });
  // Handle signals first, because a program that reads this line can send one at once.
  if (config.isProduction)
    log.info('listening', {
      host: config.host,
      port,
      ...(gateway.upstream && { upstream: new URL(gateway.upstream.baseUrl).host }),
    });
  else {
    // Write to the same buffer as the log, after its pending lines.
    getStandardOutput().write(
      banner(port, gateway.upstream, { ...config, hasExplorer: gateway.hasExplorer }),
    );
    getStandardOutput().flush();
  }
}

/** Restricts the files with keys and secrets to their owner. @throws ConfigError if only their owner can restrict them */
function closeSecretFiles(config: Config, log: Log): void {
  const problems: string[] = [];
  for (const [path, { setting, event, remedy }] of listSecretFiles(config)) {
    try {
      if (!closeToOthers(path)) continue;
      const reason = `Other users could read the file of ${setting}. The gateway has restricted it to its owner. If others may have read it, ${remedy}.`;
      log.warn(event, { reason });
    } catch (error) {
      if (!(error instanceof FileOpenToOthers)) throw error;
      problems.push(`${setting}: expected ${error.message}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

interface SecretFile {
  /** The setting that names the file, such as `sites.st-marys.privateKeyFile`. */
  readonly setting: string;
  readonly event: string;
  readonly remedy: string;
}

/** Returns the secret files of the environment and of the sites by path, because sites can share a file. */
function listSecretFiles({ sites }: Config): ReadonlyMap<string, SecretFile> {
  const { env } = process;
  const files = new Map<string, SecretFile>();
  const add = (set: typeof env, nameOf: (variable: string) => string): void => {
    for (const [variable, advice] of Object.entries(SECRET_FILES)) {
      const path = set[variable]?.trim() ?? '';
      if (path !== '') files.set(path, { setting: nameOf(variable), ...advice });
    }
  };
  if (sites === null) add(env, (variable) => variable);
  else {
    const environmentOf = readSiteEnvironments(env['SITES_FILE']?.trim() ?? '', env);
    for (const id of Object.keys(sites.byId))
      add(environmentOf(id), (variable) => `sites.${id}.${nameKeys(variable)}`);
  }
  return files;
}

/** How long writing the last log lines may take, once everything is closed. */
const FLUSH_TIMEOUT_MS = 2_000;

/** Exits even if the reader of standard output has stopped reading. Node would wait forever to write it. */
function exitSoon(): void {
  setTimeout(() => process.exit(), FLUSH_TIMEOUT_MS).unref();
}

function banner(port: number, upstream: Gateway['upstream'], config: Config): string {
  const origin = `http://localhost:${port}`;
  if (upstream === null) return sitesBanner(origin, config);
  const { baseUrl, panel, isSandbox } = upstream;
  const source = isSandbox
    ? 'the embedded Epic sandbox: all data is synthetic'
    : `${baseUrl} (${describeCredentials(config)}: treat all data as patient data)`;
  const explorer = config.hasExplorer ? `\n  Explorer   ${origin}/explorer in a browser` : '';
  const apollo = config.hasApolloSandbox ? ' (in a browser: Apollo Sandbox, which needs the internet)' : '';
  const launcher =
    isSandbox && config.smart !== null
      ? `\n  EHR        ${new URL('/launcher', baseUrl).href} in a browser: a simulator that launches your app`
      : '';
  const first = describeFirstStep(origin, panel, config);
  return `${describeStartPage(origin, config)}
  Graph      ${origin}/graphql${apollo}${explorer}
  Health     ${origin}/livez and ${origin}/readyz
  Serves     ${source}${launcher}
  Open to    ${describeAccess(config)}${describeWrites(config)}

  ${first}
  Stop       Ctrl+C

`;
}

function describeStartPage(origin: string, { hasExplorer }: Config): string {
  return hasExplorer ? `\n  Open       ${origin}/ in a browser: start here` : '';
}

function describeFirstStep(
  origin: string,
  panel: PatientPanel,
  { smart, callers, routerSecrets }: Config,
): string {
  if (smart !== null && callers === null) {
    const loginUrl = loginUrlOf(smart.redirectUrl, undefined, defaultAudienceOf(smart));
    const query = new URLSearchParams({ return: smart.returnUrls[0] ?? '' });
    return `Sign in    ${loginUrl}?${query.toString()} in a browser`;
  }
  if (panel.kind === 'none')
    return 'Panel      none, so `patients` needs a filter. Set PATIENT_PANEL to list patients without one';
  const credentialFlags =
    (routerSecrets === null ? '' : " -H 'router-authorization: <secret>'") +
    (callers === null ? '' : ` -H ${describeTokenHeader(callers)}`);
  return `Try        curl -s ${origin}/graphql -H 'content-type: application/json'${credentialFlags} -d '{"query":"${FIRST_QUERY}"}'`;
}

function describeTokenHeader({ keySetFile }: TokenVerification): string {
  return keySetFile === null
    ? "'authorization: Bearer <token>'"
    : `"authorization: Bearer $(${TOKEN_COMMAND} --as clinician)"`;
}

function sitesBanner(origin: string, config: Config): string {
  const sites = Object.values(config.sites?.byId ?? {}).map(
    ({ id, name }) => `\n  Site       ${origin}/sites/${id}/graphql${name === null ? '' : `  ${name}`}`,
  );
  const explorer = config.hasExplorer ? `\n  Explorer   ${origin}/sites/<id>/explorer in a browser` : '';
  const others = sites.length - MAX_LISTED_SITES;
  const more = others > 0 ? `\n  Sites      ${others} more: npm run gateway -- sites list` : '';
  return `${describeStartPage(origin, config)}${sites.slice(0, MAX_LISTED_SITES).join('')}${more}${explorer}
  Health     ${origin}/livez and ${origin}/readyz
  Open to    ${describeAccess(config)}${describeWrites(config)}
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

function describeAccess({ callers, smart, host, routerSecrets, sites }: Config): string {
  const byRouter = routerSecrets === null ? '' : ', through a router with the secret (ROUTER_SECRET)';
  const bySite = Object.values(sites?.byId ?? {});
  const hasOwnIssuers = bySite.some((site) => site.callers !== null);
  if ((callers?.keySetFile ?? null) !== null)
    return `callers with a token of the local issuer, for development (AUTH_LOCAL_ISSUER)${byRouter}`;
  const issuers = [...(callers?.issuers ?? []), ...(hasOwnIssuers ? ['the issuer of the site'] : [])];
  if (issuers.length > 0) return `callers with a token from ${issuers.join(' or ')}${byRouter}`;
  if (smart !== null) return `people who sign in at the FHIR server${byRouter}`;
  const whom = isLoopback(host) ? 'this machine only' : 'anyone who can reach it';
  const exceptions = bySite.some((site) => site.smart !== null)
    ? ', except at sites where people sign in at the FHIR server'
    : '';
  return `${whom}${byRouter}: callers do not sign in (AUTH_MODE=none)${exceptions}`;
}

function describeWrites({ canWrite }: Config): string {
  return canWrite ? '\n  Writes     enabled (WRITES_ENABLED): mutations create and change records' : '';
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
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'The gateway could not start: a package is missing. Run "npm ci", also after an update.';
  const isAboutHost = syscall === 'listen' || (syscall === 'getaddrinfo' && hostname === config?.host);
  if (config === null || !isAboutHost)
    return ['The gateway could not start.', ...stackFrames(error)].join('\n');
  // Node's error omits the port if the host is the problem.
  const { host, port } = config;
  return code === 'EADDRINUSE'
    ? `Port ${port} of ${host} is already in use. Set PORT to a free port, or to 0 for any free port.`
    : `The gateway cannot listen on port ${port} of ${host} (${String(code)}). Set HOST and PORT to an address and a port that this machine allows.`;
}
