/** Reads the environment into the frozen configuration, or reports every problem in it. */
import { type EpicConnection, warnOfOpenServer, readConnection } from './connection.ts';
import { findContradictions } from './contradictions.ts';
import { warnOfNodeEnvironment, describeUnexpectedValue } from './problems.ts';
import { type TelemetryConfig, readTelemetryConfig } from './telemetry.ts';
import { findUnknownSettings } from './unknown-settings.ts';
import {
  type AuditSink,
  isProductionEnvironment,
  type LogLevel,
  type PatientPanel,
  type StateLocation,
  readProcessTimeZone,
} from './values.ts';
import { type Environment, environmentSchema } from './variables.ts';

/** How hard the FHIR server may be worked. */
export interface EpicLimits {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  /** Requests in a second; 0: no limit. */
  readonly maxRps: number;
  /** How many ids one `_id` search asks for; 1: reads only. */
  readonly idBatchSize: number;
  /** How long the content of a document may take. */
  readonly binaryTimeoutMs: number;
  /** How large the content of a document may be, in bytes. */
  readonly binaryMaxBytes: number;
}

/** How the bearer tokens of callers are checked, and where they hold what is wanted of them. */
export interface TokenVerification {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** The key set of the one issuer; null: found in the OpenID configuration of each. */
  readonly jwksUrl: string | null;
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly claims: { readonly scope: string; readonly patient: string; readonly client: string };
}

/** What one operation, and one caller, may cost. */
export interface OperationBudgets {
  /** FHIR requests of one operation. */
  readonly maxUpstreamCalls: number;
  /** FHIR requests of one caller in a minute; 0: no limit. */
  readonly maxUpstreamCallsPerMinute: number;
  /** Bytes of one answer. */
  readonly maxResponseBytes: number;
  readonly operationTimeoutMs: number;
}

/** The bounds of one conversion of a note to text or HTML. */
export interface NoteConversionLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface AuditConfig {
  readonly sink: AuditSink;
  /** Whether an operation is answered only once its events are safe. */
  readonly isRequired: boolean;
  readonly spool: { readonly path: string; readonly maxEvents: number };
  /** Holds the bearer token for the FHIR server of the audit. */
  readonly tokenFile: string | null;
}

export interface Config {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  readonly shutdownTimeoutMs: number;
  /** The FHIR server to use; null: the embedded sandbox. */
  readonly epic: EpicConnection | null;
  /** Where the FHIR server finds the public key set; null: nothing was said. */
  readonly keySetUrl: string | null;
  readonly limits: EpicLimits;
  /** The configured panel; null: nothing was said, so the upstream's own default holds. */
  readonly panel: PatientPanel | null;
  /** Which identifier is the medical record number: its system, or the text of its type; null: the default of the server. */
  readonly mrnSystem: string | null;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** How callers sign in; null: not at all. */
  readonly callers: TokenVerification | null;
  /** What a router shows that it is one, where routers alone are served; null: anyone is. */
  readonly routerSecrets: readonly string[] | null;
  /** Whether `user/` and `system/` scopes reach the panel's patients alone. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality (v3-Confidentiality) that `patient/` scopes reach. */
  readonly patientSees: Environment['PATIENT_SEES_CONFIDENTIALITY'];
  readonly budgets: OperationBudgets;
  readonly noteConversion: NoteConversionLimits;
  /** How long links to contents of documents work; 0: there are none. */
  readonly documentLinkSeconds: number;
  /** The manifest of the operations that are served; null: any. */
  readonly trustedDocuments: string | null;
  readonly canIntrospect: boolean;
  readonly hasSubgraphScopes: boolean;
  readonly hasLandingPage: boolean;
  /** Whether the offline explorer is served: never in production. */
  readonly hasExplorer: boolean;
  readonly audit: AuditConfig;
  readonly telemetry: TelemetryConfig;
  /** Whether mutations are carried out. */
  readonly canWrite: boolean;
  /** Where idempotency keys are kept, and what replicas share, where it is a place that they can. */
  readonly state: StateLocation;
  /** How long the shared cache keeps resources that are not about patients, in seconds; 0: there is none. */
  readonly sharedCacheSeconds: number;
  /** Probable mistakes that do not stop the start, such as a name that no setting has. */
  readonly warnings: readonly string[];
}

/** Every problem of the environment at once; none of the lines holds a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Reads the configuration. A variable that is empty counts as not set; space around a value does not count.
 * @param envFileNames the names that a file such as `.env` has added to the environment, where every one should be a setting
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  envFileNames: readonly string[] = [],
): Config {
  const set = Object.fromEntries(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const unknown = findUnknownSettings(set, envFileNames);
  const doubtfulSettings = [...unknown.nearMisses, ...warnOfNodeEnvironment(set['NODE_ENV'])];
  const parsed = environmentSchema.safeParse(set);
  const refused = new Set((parsed.error?.issues ?? []).map((issue) => String(issue.path[0])));
  const problems = [
    ...unknown.fatal,
    ...Array.from(refused, (name) => describeUnexpectedValue(name, set[name] ?? '')),
  ];
  const epic = readConnection(set, parsed.data ?? {}, problems);
  if (parsed.success)
    problems.push(...findContradictions(parsed.data, epic, chooseAuditSink(parsed.data, epic)));
  // A misspelt name can be the cause of a problem.
  if (!parsed.success || problems.length > 0) throw new ConfigError([...problems, ...doubtfulSettings]);
  const values = parsed.data;
  const isProduction = isProductionEnvironment(values.NODE_ENV);
  return deepFreeze({
    isProduction,
    host: values.HOST,
    port: values.PORT,
    corsOrigins: values.CORS_ORIGINS ?? [],
    logLevel: values.LOG_LEVEL,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    epic,
    keySetUrl: values.EPIC_JWKS_URL ?? null,
    limits: {
      timeoutMs: values.EPIC_TIMEOUT_MS,
      maxConcurrency: values.EPIC_MAX_CONCURRENCY,
      maxRps: values.EPIC_MAX_RPS,
      idBatchSize: values.EPIC_ID_BATCH_SIZE,
      binaryTimeoutMs: values.EPIC_BINARY_TIMEOUT_MS,
      binaryMaxBytes: values.EPIC_BINARY_MAX_BYTES,
    },
    panel: values.PATIENT_PANEL ?? null,
    mrnSystem: values.MRN_SYSTEM ?? null,
    siteTimeZone: values.SITE_TIME_ZONE ?? readProcessTimeZone(),
    callers: values.AUTH_MODE === 'jwt' ? readTokenVerification(values) : null,
    routerSecrets: values.ROUTER_SECRET ?? null,
    isPanelOnly: values.PANEL_ONLY,
    patientSees: values.PATIENT_SEES_CONFIDENTIALITY,
    budgets: {
      maxUpstreamCalls: values.MAX_UPSTREAM_CALLS,
      maxUpstreamCallsPerMinute: values.MAX_UPSTREAM_CALLS_PER_MINUTE,
      maxResponseBytes: values.MAX_RESPONSE_BYTES,
      operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    },
    noteConversion: {
      maxBytes: values.NOTE_CONVERSION_MAX_BYTES,
      timeoutMs: values.NOTE_CONVERSION_TIMEOUT_MS,
    },
    documentLinkSeconds: values.DOCUMENT_LINK_SECONDS,
    trustedDocuments: values.TRUSTED_DOCUMENTS ?? null,
    canIntrospect: values.INTROSPECTION ?? !isProduction,
    hasSubgraphScopes: values.SUBGRAPH_SCOPES,
    hasLandingPage: values.LANDING_PAGE ?? (!isProduction && values.ROUTER_SECRET === undefined),
    hasExplorer: !isProduction && values.ROUTER_SECRET === undefined && values.LANDING_PAGE !== false,
    telemetry: readTelemetryConfig(values),
    audit: {
      sink: chooseAuditSink(values, epic),
      isRequired: values.AUDIT_REQUIRED,
      spool: { path: values.AUDIT_SPOOL, maxEvents: values.AUDIT_SPOOL_MAX_EVENTS },
      tokenFile: values.AUDIT_TOKEN_FILE ?? null,
    },
    canWrite: values.WRITES_ENABLED,
    state: chooseStateLocation(values, epic),
    sharedCacheSeconds: values.SHARED_CACHE_SECONDS,
    warnings: [...doubtfulSettings, ...unknown.others, ...warnOfOpenServer(epic, isProduction)],
  });
}

function readTokenVerification(values: Environment): TokenVerification {
  return {
    issuers: values.AUTH_ISSUER ?? [],
    audiences: values.AUTH_AUDIENCE ?? [],
    jwksUrl: values.AUTH_JWKS_URL ?? null,
    algorithms: values.AUTH_ALGORITHMS,
    clockToleranceSeconds: values.AUTH_CLOCK_TOLERANCE_SECONDS,
    claims: {
      scope: values.AUTH_SCOPE_CLAIM,
      patient: values.AUTH_PATIENT_CLAIM,
      client: values.AUTH_CLIENT_CLAIM,
    },
  };
}

/** What happens in the embedded sandbox happens to nobody, so it need not be recorded. */
function chooseAuditSink(values: Environment, epic: EpicConnection | null): AuditSink {
  return values.AUDIT_LOG ?? { kind: epic === null ? 'none' : 'stdout' };
}

/** What the embedded sandbox holds ends with the process too. */
function chooseStateLocation(values: Environment, epic: EpicConnection | null): StateLocation {
  return (
    values.STATE_URL ??
    (epic === null ? { kind: 'memory' } : { kind: 'sqlite', path: 'gateway-state.sqlite' })
  );
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (isPlainObject(inner)) deepFreeze(inner);
  }
  return Object.freeze(value);
}

/** Keys are not: they cannot be altered, and freezing Node's own objects is not ours to do. */
function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
  );
}
