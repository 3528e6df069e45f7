/** Whether the environment says all that it has to, and what it says. */
import { ConfigError, type Config, type EpicLimits, loadConfig } from '../config.ts';
import type { Authentication, TokenAuthentication } from '../config/authentication.ts';
import { type EpicConnection, OPEN_SERVER } from '../config/connection.ts';
import type { PatientPanel } from '../config/values.ts';
import { DEFAULT_MRN_SYSTEM } from '../config/variables.ts';
import { asClient } from './client-name.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';

/** What is examined: a FHIR server, and how this gateway would use it. */
export interface Subject {
  readonly connection: EpicConnection;
  readonly limits: EpicLimits;
  readonly panel: PatientPanel;
  /** Which identifier is the medical record number. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Where the FHIR server finds the public key set; null: nothing was said. */
  readonly keySetUrl: string | null;
  /** Whether callers reach the panel's patients only. */
  readonly panelOnly: boolean;
  readonly isSandbox: boolean;
  readonly writesEnabled: boolean;
}

/** The embedded sandbox, running. */
export interface EmbeddedServer {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  readonly mrnSystem: string;
}

export interface ConfigurationCheck {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The names that `.env` has added to it. */
  readonly fileNames: readonly string[];
  /** What was wrong before it was read, such as a file that cannot be. */
  readonly problems: readonly string[];
  /** What to call the places that the environment was read from. */
  readonly readFrom: string;
  /** In place of EPIC_JWKS_URL. */
  readonly keySetUrl: string | null;
  /** Starts what stands in for a FHIR server where the environment names none. */
  readonly openSandbox: () => Promise<EmbeddedServer>;
}

export async function checkConfiguration(check: ConfigurationCheck): Promise<Checked<Subject>> {
  const tried = `read ${check.readFrom}`;
  try {
    if (check.problems.length > 0) throw new ConfigError(check.problems);
    const config = loadConfig(check.env, check.fileNames);
    const subject = await subjectOf(config, check);
    const { causes, ...told } = described(subject);
    const doubts = config.warnings.map((warning) => ({ cause: warning, remedy: SEE_THE_DOCS }));
    return { finding: finding({ tried, ...told, causes: [...doubts, ...causes] }), value: subject };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const count = error.problems.length;
    const gist =
      count === 1 ? 'One thing is not as it should be.' : `${count} things are not as they should be.`;
    return {
      finding: failed({
        tried,
        found: [gist],
        causes: error.problems.map((problem) => ({ cause: sentence(problem), remedy: remedyOf(problem) })),
        certain: true,
        facts: { problems: error.problems },
      }),
      value: null,
    };
  }
}

async function subjectOf(
  { epic, limits, panel, mrnSystem, siteTimeZone, panelOnly, keySetUrl, writesEnabled }: Config,
  { openSandbox, keySetUrl: given }: ConfigurationCheck,
): Promise<Subject> {
  const common = { limits, siteTimeZone, keySetUrl: given ?? keySetUrl, panelOnly, writesEnabled };
  const isSandbox = epic === null;
  const server = isSandbox
    ? await openSandbox()
    : { connection: epic, panel: { kind: 'none' } as const, mrnSystem: DEFAULT_MRN_SYSTEM };
  return {
    ...common,
    connection: server.connection,
    panel: panel ?? server.panel,
    mrnSystem: mrnSystem ?? server.mrnSystem,
    isSandbox,
  };
}

function described({ connection, panel, siteTimeZone, keySetUrl, isSandbox, writesEnabled }: Subject): {
  readonly found: [string, ...string[]];
  readonly causes: Cause[];
  readonly facts: Record<string, string | boolean | null>;
} {
  const { baseUrl, linkBaseUrl, authentication } = connection;
  const gist = isSandbox
    ? 'No EPIC_ variable names a FHIR server: this is the embedded sandbox, whose data is synthetic.'
    : `${baseUrl}${asClient(authentication)}`;
  return {
    found: [
      gist,
      ...(isSandbox ? [`It listens on ${baseUrl} while the doctor runs.`] : []),
      `Panel: ${panel.kind === 'none' ? 'none (PATIENT_PANEL)' : panel.kind}. ${signInWords(authentication)}`,
      ...(linkBaseUrl === null ? [] : [`It names itself ${linkBaseUrl} (EPIC_LINK_BASE_URL).`]),
      ...settingsWords(authentication),
      `Time zone of the site: ${siteTimeZone} (SITE_TIME_ZONE).`,
    ],
    causes: isSandbox ? [] : oddities(baseUrl),
    facts: {
      upstream: isSandbox ? 'sandbox' : 'configured',
      baseUrl,
      linkBaseUrl,
      authentication: authentication.kind,
      ...NO_CLIENT,
      ...clientFacts(authentication),
      panel: panel.kind,
      siteTimeZone,
      keySetUrl,
      writesEnabled,
    },
  };
}

function signInWords(authentication: Authentication): string {
  if (authentication.kind !== 'none')
    return `Token endpoint: ${authentication.tokenUrl ?? 'asked of the server'}.`;
  const end = authentication.stateSecret === null ? ' Cursors end with the process (STATE_SECRET).' : '';
  return `${OPEN_SERVER}${end}`;
}

/** The settings beyond the client and the key or secret. */
function settingsWords(authentication: Authentication): string[] {
  if (authentication.kind === 'none') return [];
  const { scope } = authentication;
  const audience = audienceOf(authentication);
  return [
    ...(authentication.kind === 'private_key_jwt' ? [] : [`Sign-in: ${authentication.kind} (EPIC_AUTH).`]),
    ...(audience === null ? [] : [`Audience: ${audience} (EPIC_TOKEN_AUDIENCE).`]),
    ...(scope === null ? [] : [`Scope: ${scope} (EPIC_SCOPE).`]),
  ];
}

const NO_CLIENT = { clientId: null, tokenUrl: null, tokenAudience: null, scope: null };

function clientFacts(authentication: Authentication): Record<string, string | null> {
  if (authentication.kind === 'none') return {};
  const { clientId, tokenUrl, scope } = authentication;
  return { clientId, tokenUrl, tokenAudience: audienceOf(authentication), scope };
}

function audienceOf(authentication: TokenAuthentication): string | null {
  return authentication.kind === 'private_key_jwt' ? authentication.tokenAudience : null;
}

/** What is allowed, and yet is hardly ever what was meant. */
function oddities(baseUrl: string): Cause[] {
  const { pathname } = new URL(baseUrl);
  const beyond = /^(?<base>.*)\/(?<more>metadata|\.well-known|Patient)(\/.*)?$/.exec(pathname)?.groups;
  if (beyond !== undefined) {
    return [
      {
        cause: `EPIC_BASE_URL goes on to /${beyond['more']}, beyond the base of the FHIR API.`,
        remedy: `Set EPIC_BASE_URL=${new URL(baseUrl).origin}${beyond['base']}`,
      },
    ];
  }
  if (pathname.includes('/oauth2/')) {
    return [
      {
        cause: 'EPIC_BASE_URL is the URL of an OAuth endpoint.',
        remedy: 'Set it to the base of the FHIR API, which at Epic ends in /api/FHIR/R4.',
      },
    ];
  }
  if (/\/api\/FHIR(\/(?!R4$)[^/]*)?$/i.test(pathname)) {
    return [
      {
        cause: 'EPIC_BASE_URL is a base of Epic, but not that of R4.',
        remedy: 'Let it end in /api/FHIR/R4.',
      },
    ];
  }
  return [];
}

function sentence(problem: string): string {
  return /[.?]$/.test(problem) ? problem : `${problem}.`;
}

const SEE_THE_DOCS = 'docs/configuration.md says what each variable is for; .env.example shows them all.';

function remedyOf(problem: string): string {
  return problem.startsWith('.env:')
    ? 'See to it that the user who runs this may read the file.'
    : SEE_THE_DOCS;
}
