/** Whether the environment says all that it has to, and what it says. */
import type { Authentication } from '../config/authentication.ts';
import { type Config, ConfigError, loadConfig } from '../config/config.ts';
import { type EpicConnection, OPEN_SERVER } from '../config/connection.ts';
import type { PatientPanel } from '../config/values.ts';
import { DEFAULT_MRN_SYSTEM } from '../config/variables.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type Cause, cause, type Checked, checked, type Facts, failed, present } from './finding.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** What is examined: a FHIR server, and how this gateway would use it. */
export interface ExaminedSite extends Pick<
  Config,
  'limits' | 'siteTimeZone' | 'keySetUrl' | 'isPanelOnly' | 'canWrite'
> {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  /** Which identifier is the medical record number. */
  readonly mrnSystem: string;
  readonly isSandbox: boolean;
}

/** The embedded sandbox, running. */
export interface EmbeddedServer {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  readonly mrnSystem: string;
}

export interface ConfigurationSources {
  readonly env: ProcessEnvironment;
  /** The names that `.env` has added to it. */
  readonly fileNames: readonly string[];
  /** What was wrong before it was read, such as an unreadable file. */
  readonly problems: readonly string[];
  /** What to call the places that the environment was read from. */
  readonly readFrom: string;
  /** In place of EPIC_JWKS_URL. */
  readonly keySetUrl: string | null;
  /** Starts what stands in for a FHIR server if the environment names none. */
  readonly openSandbox: () => Promise<EmbeddedServer>;
}

/** What all checks share. */
export interface CheckTools extends ConfigurationSources {
  /** Keeps to the timeout of the configuration, once that is known. */
  readonly http: HttpClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
}
export type HttpTools = Pick<CheckTools, 'http' | 'signal'>;

const SEE_THE_DOCS = 'docs/configuration.md says what each variable is for; .env.example shows them all.';

export async function checkConfiguration(sources: ConfigurationSources): Promise<Checked<ExaminedSite>> {
  const tried = `read ${sources.readFrom}`;
  try {
    if (sources.problems.length > 0) throw new ConfigError(sources.problems);
    const config = loadConfig(sources.env, sources.fileNames);
    const site = await examinedSite(config, sources);
    const { baseUrl } = site.connection;
    const warnings = config.warnings.map((warning) => ({ cause: warning, remedy: SEE_THE_DOCS }));
    const causes = present<Cause>(warnings, !site.isSandbox && unlikelyBaseUrl(baseUrl));
    return checked(site, { tried, found: describeSite(site), causes, facts: factsOf(site) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    const count = problems.length;
    return failed({
      tried,
      found: [
        count === 1 ? 'One thing is not as it should be.' : `${count} things are not as they should be.`,
      ],
      causes: problems.map((problem) => ({
        cause: /[.?]$/.test(problem) ? problem : `${problem}.`,
        remedy: problem.startsWith('.env:')
          ? 'See to it that the user who runs this may read the file.'
          : SEE_THE_DOCS,
      })),
      certain: true,
      facts: { problems },
    });
  }
}

async function examinedSite(
  { epic, limits, panel, mrnSystem, siteTimeZone, isPanelOnly, keySetUrl, canWrite }: Config,
  { openSandbox, keySetUrl: given }: ConfigurationSources,
): Promise<ExaminedSite> {
  const server: EmbeddedServer =
    epic === null
      ? await openSandbox()
      : { connection: epic, panel: { kind: 'none' }, mrnSystem: DEFAULT_MRN_SYSTEM };
  return {
    connection: server.connection,
    limits,
    panel: panel ?? server.panel,
    mrnSystem: mrnSystem ?? server.mrnSystem,
    siteTimeZone,
    keySetUrl: given ?? keySetUrl,
    isPanelOnly,
    isSandbox: epic === null,
    canWrite,
  };
}

function describeSite({ connection, panel, siteTimeZone, isSandbox }: ExaminedSite): [string, ...string[]] {
  const { baseUrl, linkBaseUrl, authentication } = connection;
  const { kind, tokenAudience, scope } = { ...NO_CLIENT, ...authentication };
  const gist = isSandbox
    ? 'No EPIC_ variable names a FHIR server: this is the embedded sandbox, whose data is synthetic.'
    : `${baseUrl}${asClient(authentication)}`;
  const more = present<string>(
    isSandbox && `It listens on ${baseUrl} while the doctor runs.`,
    `Panel: ${panel.kind === 'none' ? 'none (PATIENT_PANEL)' : panel.kind}. ${describeTokenSource(authentication)}`,
    linkBaseUrl !== null && `It names itself ${linkBaseUrl} (EPIC_LINK_BASE_URL).`,
    kind.startsWith('client_secret') && `Sign-in: ${kind} (EPIC_AUTH).`,
    tokenAudience !== null && `Audience: ${tokenAudience} (EPIC_TOKEN_AUDIENCE).`,
    scope !== null && `Scope: ${scope} (EPIC_SCOPE).`,
    `Time zone of the site: ${siteTimeZone} (SITE_TIME_ZONE).`,
  );
  return [gist, ...more];
}

/** Such as `, as client 7f3a0d1e`; empty if the gateway does not sign in. */
export function asClient(authentication: Authentication): string {
  return authentication.kind === 'none' ? '' : `, as client ${authentication.clientId}`;
}

function describeTokenSource(authentication: Authentication): string {
  if (authentication.kind !== 'none')
    return `Token endpoint: ${authentication.tokenUrl ?? 'asked of the server'}.`;
  const end = authentication.stateSecret === null ? ' Cursors end with the process (STATE_SECRET).' : '';
  return `${OPEN_SERVER}${end}`;
}

/** The settings of an authentication that has none of them. */
const NO_CLIENT = { clientId: null, tokenUrl: null, tokenAudience: null, scope: null };

function factsOf({
  connection: { baseUrl, linkBaseUrl, authentication },
  panel: { kind: panel },
  ...site
}: ExaminedSite): Facts {
  const { siteTimeZone, keySetUrl, isSandbox, canWrite } = site;
  const upstream = isSandbox ? 'sandbox' : 'configured';
  const { kind, clientId, tokenUrl, tokenAudience, scope } = { ...NO_CLIENT, ...authentication };
  const client = { authentication: kind, clientId, tokenUrl, tokenAudience, scope };
  return {
    upstream,
    baseUrl,
    linkBaseUrl,
    ...client,
    panel,
    siteTimeZone,
    keySetUrl,
    writesEnabled: canWrite,
  };
}

/** Finds what is allowed in a base URL, and yet hardly ever meant. */
function unlikelyBaseUrl(baseUrl: string): Cause | null {
  const { origin, pathname } = new URL(baseUrl);
  const beyond = /^(?<base>.*)\/(?<more>metadata|\.well-known|Patient)(\/.*)?$/.exec(pathname)?.groups;
  if (beyond !== undefined)
    return cause`EPIC_BASE_URL goes on to /${beyond['more'] ?? ''}, beyond the base of the FHIR API.
      → Set EPIC_BASE_URL=${origin}${beyond['base'] ?? ''}`;
  if (pathname.includes('/oauth2/'))
    return cause`EPIC_BASE_URL is the URL of an OAuth endpoint.
      → Set it to the base of the FHIR API, which at Epic ends in /api/FHIR/R4.`;
  if (/\/api\/FHIR(\/(?!R4$)[^/]*)?$/i.test(pathname))
    return cause`EPIC_BASE_URL is a base of Epic, but not that of R4. → Let it end in /api/FHIR/R4.`;
  return null;
}
