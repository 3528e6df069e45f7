/** Reads the environment into a frozen configuration, or reports every problem. */
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

/** The limits of FHIR requests. */
export interface EpicLimits {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  /** Requests per second; 0: no limit. */
  readonly maxRps: number;
  /** Ids per `_id` search; 1: reads only. */
  readonly idBatchSize: number;
  /** The timeout of document contents. */
  readonly binaryTimeoutMs: number;
  /** The maximum size of a document content, in bytes. */
  readonly binaryMaxBytes: number;
}

/** How bearer tokens are verified, and the claims that are read. */
export interface TokenVerification {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** The JWKS of the only issuer; null: discovered from each issuer's OpenID configuration. */
  readonly jwksUrl: string | null;
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly claims: { readonly scope: string; readonly patient: string; readonly client: string };
}

/** The limits of one operation and of one caller. */
export interface OperationBudgets {
  /** FHIR requests per operation. */
  readonly maxUpstreamCalls: number;
  /** FHIR requests per caller and minute; 0: no limit. */
  readonly maxUpstreamCallsPerMinute: number;
  /** Bytes per response. */
  readonly maxResponseBytes: number;
  readonly operationTimeoutMs: number;
}

/** The limits of one conversion of a note to text or HTML. */
export interface NoteConversionLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface AuditConfig {
  readonly sink: AuditSink;
  /** Whether the gateway responds only after an operation's audit events are stored. */
  readonly isRequired: boolean;
  readonly spool: { readonly path: string; readonly maxEvents: number };
  /** The file with the bearer token of the audit repository. */
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
  /** The URL at which the FHIR server fetches the gateway's JWKS; null if not configured. */
  readonly keySetUrl: string | null;
  readonly limits: EpicLimits;
  /** The configured panel; null: the default of the FHIR server or the sandbox applies. */
  readonly panel: PatientPanel | null;
  /** The system of medical record numbers, or the text of their type; null: the default of the FHIR server or the sandbox applies. */
  readonly mrnSystem: string | null;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** How callers authenticate; null: they do not. */
  readonly callers: TokenVerification | null;
  /** The secrets of routers, if the gateway serves only routers; null: it serves every client. */
  readonly routerSecrets: readonly string[] | null;
  /** Whether `user/` and `system/` scopes cover only the panel's patients. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality (v3-Confidentiality) that `patient/` scopes cover. */
  readonly patientSees: Environment['PATIENT_SEES_CONFIDENTIALITY'];
  readonly budgets: OperationBudgets;
  readonly noteConversion: NoteConversionLimits;
  /** How long document links are valid; 0: there are none. */
  readonly documentLinkSeconds: number;
  /** The manifest of trusted documents; null: every operation is served. */
  readonly trustedDocuments: string | null;
  readonly canIntrospect: boolean;
  readonly hasSubgraphScopes: boolean;
  readonly hasLandingPage: boolean;
  /** Whether the offline explorer is served. Never in production. */
  readonly hasExplorer: boolean;
  readonly audit: AuditConfig;
  readonly telemetry: TelemetryConfig;
  /** Whether mutations are executed. */
  readonly canWrite: boolean;
  /** The store of idempotency keys, and of the state that replicas share if the store is shared. */
  readonly state: StateLocation;
  /** How long shared resources are cached, in seconds; 0: not at all. */
  readonly sharedCacheSeconds: number;
  /** Probable mistakes that do not prevent the start, such as unknown settings. */
  readonly warnings: readonly string[];
}

/** Reports every problem of the environment at once. No line contains a secret. */
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
 * Reads the configuration. An empty variable counts as not set. Values are trimmed.
 * @param envFileNames the names that a file such as `.env` added to the environment; each should be a setting
 * @throws ConfigError with every problem
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
  // A misspelled name can be the cause of a problem.
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

/** The default depends on the data: the sandbox's is synthetic and needs no audit. */
function chooseAuditSink(values: Environment, epic: EpicConnection | null): AuditSink {
  return values.AUDIT_LOG ?? { kind: epic === null ? 'none' : 'stdout' };
}

/** The sandbox's data ends with the process, so its state may too. */
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

/** Returns false for keys: they are immutable, and Node's own objects must not be frozen. */
function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
  );
}
