/** Checks the environment, and reports the settings that the gateway uses. */
import type { Authentication } from '../config/authentication.ts';
import { type Config, ConfigError, loadConfig } from '../config/config.ts';
import { type EpicConnection, OPEN_SERVER } from '../config/connection.ts';
import type { PatientPanel } from '../config/values.ts';
import { DEFAULT_MRN_SYSTEM } from '../config/variables.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type Cause, cause, type Checked, checked, compact, type Facts, failed } from './finding.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A FHIR server and the settings to use it with. */
interface ExaminedServer {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  readonly mrnSystem: string;
}

export interface ExaminedSite
  extends
    ExaminedServer,
    Pick<Config, 'limits' | 'siteTimeZone' | 'keySetUrl' | 'isPanelOnly' | 'patientSees' | 'canWrite'> {
  readonly isSandbox: boolean;
}

export interface ConfigurationSources {
  readonly env: ProcessEnvironment;
  /** The names that `.env` added to the environment. */
  readonly fileNames: readonly string[];
  /** Problems from before the environment was read, such as an unreadable file. */
  readonly problems: readonly string[];
  /** Describes the sources, as in "reading the environment and .env". */
  readonly readFrom: string;
  /** Replaces EPIC_JWKS_URL. */
  readonly keySetUrl: string | null;
  /** Starts the embedded sandbox, for an environment that names no FHIR server. */
  readonly openSandbox: () => Promise<ExaminedServer>;
}

/** Shared by all checks. */
export interface CheckTools {
  readonly env: ProcessEnvironment;
  readonly http: HttpClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
}

const SEE_THE_DOCS = 'See docs/configuration.md for each variable, and .env.example for an example.';

export async function checkConfiguration(sources: ConfigurationSources): Promise<Checked<ExaminedSite>> {
  const tried = `reading ${sources.readFrom}`;
  try {
    if (sources.problems.length > 0) throw new ConfigError(sources.problems);
    const config = loadConfig(sources.env, sources.fileNames);
    const { epic } = config;
    const server: ExaminedServer =
      epic === null
        ? await sources.openSandbox()
        : { connection: epic, panel: { kind: 'none' }, mrnSystem: DEFAULT_MRN_SYSTEM };
    const site: ExaminedSite = {
      ...config,
      connection: server.connection,
      panel: config.panel ?? server.panel,
      mrnSystem: config.mrnSystem ?? server.mrnSystem,
      keySetUrl: sources.keySetUrl ?? config.keySetUrl,
      isSandbox: epic === null,
    };
    const causes = compact<Cause>(
      config.warnings.map((warning) => ({ cause: warning, remedy: SEE_THE_DOCS })),
      !site.isSandbox && unlikelyBaseUrl(site.connection.baseUrl),
    );
    return checked(site, { tried, found: describeSite(site), causes, facts: factsOf(site) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    return failed({
      tried,
      found: [
        `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}.`,
      ],
      causes: problems.map((problem) => ({
        cause: /[.?]$/.test(problem) ? problem : `${problem}.`,
        remedy: problem.startsWith('.env:')
          ? 'Make sure that the user who runs the gateway can read the file.'
          : SEE_THE_DOCS,
      })),
      certain: true,
      facts: { problems },
    });
  }
}

function describeSite({ connection, panel, siteTimeZone, isSandbox }: ExaminedSite): string[] {
  const { baseUrl, linkBaseUrl, authentication } = connection;
  const { kind, tokenAudience, scope } = { ...NO_CLIENT, ...authentication };
  return compact<string>(
    isSandbox
      ? 'No EPIC_ variable is set, so the doctor checks the embedded sandbox with its synthetic data.'
      : `${baseUrl}${asClient(authentication)}`,
    isSandbox && `The sandbox listens on ${baseUrl} while the doctor runs.`,
    `Panel: ${panel.kind === 'none' ? 'not set (PATIENT_PANEL)' : panel.kind}. ${describeTokenSource(authentication)}`,
    linkBaseUrl !== null && `The server's links start with ${linkBaseUrl} (EPIC_LINK_BASE_URL).`,
    kind.startsWith('client_secret') && `Client authentication: ${kind} (EPIC_AUTH).`,
    tokenAudience !== null && `Audience: ${tokenAudience} (EPIC_TOKEN_AUDIENCE).`,
    scope !== null && `Scope: ${scope} (EPIC_SCOPE).`,
    `Time zone of the site: ${siteTimeZone} (SITE_TIME_ZONE).`,
  );
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
