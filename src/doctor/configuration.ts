/** Whether the environment says all that it has to, and what it says. */
import { ConfigError, type Config, type EpicConnection, type EpicLimits, loadConfig } from '../config.ts';
import type { PatientPanel } from '../config/values.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';

/** What is examined: a FHIR server, and how this gateway would use it. */
export interface Subject {
  readonly connection: EpicConnection;
  readonly limits: EpicLimits;
  readonly panel: PatientPanel;
  /** Which identifier is the medical record number. */
  readonly mrnSystem: string;
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
  { epic, limits, panel, mrnSystem, panelOnly, keySetUrl, writesEnabled }: Config,
  { openSandbox, keySetUrl: given }: ConfigurationCheck,
): Promise<Subject> {
  const common = { limits, mrnSystem, keySetUrl: given ?? keySetUrl, panelOnly, writesEnabled };
  if (epic !== null) {
    return { ...common, connection: epic, panel: panel ?? { kind: 'none' }, isSandbox: false };
  }
  const sandbox = await openSandbox();
  return { ...common, connection: sandbox.connection, panel: panel ?? sandbox.panel, isSandbox: true };
}

function described({ connection, panel, keySetUrl, isSandbox, writesEnabled }: Subject): {
  readonly found: [string, ...string[]];
  readonly causes: Cause[];
  readonly facts: Record<string, string | boolean | null>;
} {
  const { baseUrl, linkBaseUrl, clientId, tokenUrl, tokenAudience, scope } = connection;
  const gist = isSandbox
    ? 'No EPIC_ variable names a FHIR server: this is the embedded sandbox, whose data is synthetic.'
    : `${baseUrl}, as client ${clientId}`;
  return {
    found: [
      gist,
      ...(isSandbox ? [`It listens on ${baseUrl} while the doctor runs.`] : []),
      `Panel: ${panel.kind === 'none' ? 'none (PATIENT_PANEL)' : panel.kind}. Token endpoint: ${tokenUrl ?? 'asked of the server'}.`,
      ...(linkBaseUrl === null ? [] : [`It names itself ${linkBaseUrl} (EPIC_LINK_BASE_URL).`]),
      ...(tokenAudience === null ? [] : [`Audience: ${tokenAudience} (EPIC_TOKEN_AUDIENCE).`]),
      ...(scope === null ? [] : [`Scope: ${scope} (EPIC_SCOPE).`]),
    ],
    causes: isSandbox ? [] : oddities(baseUrl),
    facts: {
      upstream: isSandbox ? 'sandbox' : 'configured',
      baseUrl,
      linkBaseUrl,
      clientId,
      tokenUrl,
      tokenAudience,
      scope,
      panel: panel.kind,
      keySetUrl,
      writesEnabled,
    },
  };
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
