/** Checks the environment, and reports the settings that the gateway uses. */
import type { Authentication } from '../config/authentication.ts';
import { type Config, ConfigError } from '../config/config.ts';
import { OPEN_SERVER } from '../config/connection.ts';
import type { SmartSettings } from '../config/smart.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { nameKeys } from '../config/site-keys.ts';
import type { SiteConfig } from '../config/sites.ts';
import { DEFAULT_MRN_SYSTEM } from '../config/variables.ts';
import type { ConnectedServer } from '../epic/connected-server.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { ThrottlePool } from '../resilience/throttle-pool.ts';
import {
  type Cause,
  cause,
  type Checked,
  checked,
  compact,
  type Facts,
  failed,
  type Finding,
  rewriteCause,
} from './finding.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A FHIR server and the settings to use it with. */
export interface ExaminedSite
  extends
    ConnectedServer,
    Pick<
      Config,
      | 'limits'
      | 'siteTimeZone'
      | 'keySetUrl'
      | 'isPanelOnly'
      | 'patientSees'
      | 'canWrite'
      | 'smart'
      | 'sessions'
    > {
  readonly isSandbox: boolean;
}

/** The configuration, or every problem of it. */
export type ReadConfiguration = { readonly config: Config } | { readonly problems: readonly string[] };

export interface ConfigurationSources {
  readonly configuration: ReadConfiguration;
  /** The site of the sites file to check; null to check the FHIR server of the environment. */
  readonly siteId: string | null;
  /** Describes the sources, as in "reading the environment and .env". */
  readonly readFrom: string;
  /** Replaces EPIC_JWKS_URL. */
  readonly keySetUrl: string | null;
  /** Starts the embedded sandbox of a profile, or the default one for an environment that names no FHIR server. */
  readonly openSandbox: (profile: string | null, smart: SmartSettings | null) => Promise<ConnectedServer>;
  /** How people sign in at an embedded sandbox without settings for it; absent if they do not. */
  readonly sandboxSignIn?: SmartSettings;
}

/** Shared by all checks. */
export interface CheckTools {
  readonly env: ProcessEnvironment;
  readonly http: HttpClient;
  readonly throttles: ThrottlePool;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
}

export function readConfiguration(load: () => Config): ReadConfiguration {
  try {
    return { config: load() };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems };
    throw error;
  }
}

export async function checkConfiguration(sources: ConfigurationSources): Promise<Checked<ExaminedSite>> {
  const { configuration, siteId } = sources;
  const tried = `reading ${sources.readFrom}`;
  if ('problems' in configuration) return failed(describeProblems(configuration.problems, tried));
  const { config } = configuration;
  const settings = findSettings(config, siteId);
  if (settings === null) return failed(describeProblems([`SITES_FILE has no site ${siteId}`], tried));
  const { epic, sandbox } = settings;
  const smart = settings.smart ?? (epic === null ? (sources.sandboxSignIn ?? null) : null);
  const server: ConnectedServer =
    epic === null
      ? await sources.openSandbox(sandbox, smart)
      : { connection: epic, panel: { kind: 'none' }, mrnSystem: DEFAULT_MRN_SYSTEM };
  const site: ExaminedSite = {
    ...config,
    ...settings,
    smart,
    connection: server.connection,
    panel: settings.panel ?? server.panel,
    mrnSystem: settings.mrnSystem ?? server.mrnSystem,
    keySetUrl: sources.keySetUrl ?? settings.keySetUrl,
    isSandbox: epic === null,
  };
  const name = siteId === null ? (text: string): string => text : nameKeysOfSite;
  const unlikely = site.isSandbox ? null : unlikelyBaseUrl(site.connection.baseUrl);
  // The warnings are about variables of the environment, which keep their names.
  const causes = compact<Cause>(warningsOf(config), unlikely !== null && rewriteCause(unlikely, name));
  const found = [...describeSite(site, sandbox).map(name), ...describeLocalIssuer(config)];
  return checked(site, { tried, found, causes, facts: factsOf(site) });
}

/** Checks a whole sites file. */
export function checkSitesFile(configuration: ReadConfiguration, readFrom: string): Finding {
  const tried = `reading ${readFrom}`;
  if ('problems' in configuration) return failed(describeProblems(configuration.problems, tried)).finding;
  const { config } = configuration;
  const ids = Object.keys(config.sites?.byId ?? {});
  const found = [
    ids.length === 1 ? 'The sites file has one site.' : `The sites file has ${ids.length} sites.`,
    ...describeLocalIssuer(config),
  ];
  return checked(true, { tried, found, causes: warningsOf(config), facts: { sites: ids } }).finding;
}

function describeLocalIssuer({ callers }: Config): readonly string[] {
  const isLocal = (callers?.keySetFile ?? null) !== null;
  return isLocal
    ? [
        'Callers need a token of the local issuer, for development (AUTH_LOCAL_ISSUER): npm run gateway -- token.',
      ]
    : [];
}

function findSettings(
  { sites, ...only }: Config,
  siteId: string | null,
): (ServerSettings & Pick<SiteConfig, 'sandbox'>) | null {
  return siteId === null ? { ...only, sandbox: null } : (sites?.byId[siteId] ?? null);
}

function warningsOf({ warnings }: Config): Cause[] {
  return warnings.map((warning) => ({ cause: warning, remedy: SEE_THE_DOCS }));
}

function describeProblems(problems: readonly string[], tried: string) {
  return {
    tried,
    found: [`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}.`],
    causes: problems.map((problem) => ({
      cause: /[.?]$/.test(problem) ? problem : `${problem}.`,
      remedy: remedyOf(problem),
    })),
    certain: true,
    facts: { problems },
  };
}

const SEE_THE_DOCS = 'See docs/configuration.md for each variable, and .env.example for an example.';
const SEE_SITES = 'See docs/sites.md, and docs/sites.schema.json for each key.';

function remedyOf(problem: string): string {
  if (problem.startsWith('.env:')) return 'Make sure that the user who runs the gateway can read the file.';
  return /^(sites\.|every site:|defaults\b|SITES_FILE\b)/.test(problem) ? SEE_SITES : SEE_THE_DOCS;
}

/** Names the keys of the sites file in place of the variables of the same meaning. */
export function nameKeysOfSite(text: string): string {
  const named = nameKeys(
    text.replaceAll(
      /\bEPIC_(PRIVATE_KEY|CLIENT_SECRET)\b(?!_)/g,
      (name) => `the variable of ${nameKeys(name)}`,
    ),
  );
  // Capitalize the beginning of a sentence, but not a key.
  return text.startsWith('EPIC_') ? named.replace(/^the /, 'The ') : named;
}

function describeSite(
  { connection, panel, siteTimeZone, isSandbox, smart }: ExaminedSite,
  profile: string | null,
): string[] {
  const { baseUrl, linkBaseUrl, authentication } = connection;
  const { kind, tokenAudience, scope } = { ...NO_CLIENT, ...authentication };
  return compact<string>(
    isSandbox ? describeSandbox(profile) : `${baseUrl}${asClient(authentication)}`,
    isSandbox && `The sandbox listens on ${baseUrl} while the doctor runs.`,
    `Panel: ${panel.kind === 'none' ? 'not set (PATIENT_PANEL)' : panel.kind}. ${describeTokenSource(authentication)}`,
    linkBaseUrl !== null && `The server's links start with ${linkBaseUrl} (EPIC_LINK_BASE_URL).`,
    kind.startsWith('client_secret') && `Client authentication: ${kind} (EPIC_AUTH).`,
    tokenAudience !== null && `Audience: ${tokenAudience} (EPIC_TOKEN_AUDIENCE).`,
    scope !== null && `Scope: ${scope} (EPIC_SCOPE).`,
    `Time zone of the site: ${siteTimeZone} (SITE_TIME_ZONE).`,
    smart !== null && 'People sign in here, which --launch checks.',
  );
}

function describeSandbox(profile: string | null): string {
  return profile === null
    ? 'No EPIC_ variable is set, so the doctor checks the embedded sandbox with its synthetic data.'
    : `The embedded sandbox ${profile}, with synthetic data.`;
}

/** Returns text such as `, as client 7f3a0d1e`; empty if the gateway sends no client id. */
export function asClient(authentication: Authentication): string {
  return authentication.kind === 'none' ? '' : `, as client ${authentication.clientId}`;
}

function describeTokenSource(authentication: Authentication): string {
  if (authentication.kind !== 'none')
    return `Token endpoint: ${authentication.tokenUrl ?? 'discovered from the server'}.`;
  return (
    OPEN_SERVER +
    (authentication.stateSecret === null ? ' Cursors expire when the process ends (STATE_SECRET).' : '')
  );
}

/** The client settings of EPIC_AUTH=none. */
const NO_CLIENT = { clientId: null, tokenUrl: null, tokenAudience: null, scope: null };

function factsOf({ connection, panel, ...site }: ExaminedSite): Facts {
  const { baseUrl, linkBaseUrl } = connection;
  const { siteTimeZone, keySetUrl, isSandbox, canWrite } = site;
  const { kind, clientId, tokenUrl, tokenAudience, scope } = { ...NO_CLIENT, ...connection.authentication };
  const upstream = isSandbox ? 'sandbox' : 'configured';
  const client = { authentication: kind, clientId, tokenUrl, tokenAudience, scope };
  return {
    upstream,
    baseUrl,
    linkBaseUrl,
    ...client,
    panel: panel.kind,
    siteTimeZone,
    keySetUrl,
    writesEnabled: canWrite,
  };
}

/** Returns a warning for a base URL that is valid but probably a mistake. */
function unlikelyBaseUrl(baseUrl: string): Cause | null {
  const { origin, pathname } = new URL(baseUrl);
  const beyond = /^(?<base>.*)\/(?<more>metadata|\.well-known|Patient)(\/.*)?$/.exec(pathname)?.groups;
  if (beyond !== undefined)
    return cause`EPIC_BASE_URL contains /${beyond['more'] ?? ''}, which is not part of the base URL.
      → Set EPIC_BASE_URL=${origin}${beyond['base'] ?? ''}`;
  if (pathname.includes('/oauth2/'))
    return cause`EPIC_BASE_URL is the URL of an OAuth endpoint.
      → Set it to the base URL of the FHIR API. Epic's ends in /api/FHIR/R4.`;
  if (/\/api\/FHIR(\/(?!R4$)[^/]*)?$/i.test(pathname))
    return cause`EPIC_BASE_URL is an Epic base URL, but not for R4. → Use the one that ends in /api/FHIR/R4.`;
  return null;
}
