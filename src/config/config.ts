/** Reads the environment, and the files that it names, into a frozen configuration, or reports every problem. */
import { servesApolloSandbox, servesExplorer } from './browser-pages.ts';
import { type EpicConnection, readConnection, warnOfOpenServer } from './connection.ts';
import { findKeySetProblems } from './local-issuer.ts';
import { warnOfNodeEnvironment } from './problems.ts';
import {
  chooseAuditSink,
  readVariables,
  type ServerSettings,
  type TokenVerification,
  toServerSettings,
  toTokenVerification,
} from './server-settings.ts';
import { nameKeys } from './site-keys.ts';
import { type SessionSettings, toSessionSettings } from './smart.ts';
import { readSitesFile, refuseConnection, type SiteConfig, type SitesConfig } from './sites.ts';
import { type TelemetryConfig, readTelemetryConfig } from './telemetry.ts';
import { findUnknownSettings } from './unknown-settings.ts';
import { type AuditSink, isProductionEnvironment, type LogLevel, type StateLocation } from './values.ts';
import type { Environment } from './variables.ts';

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

export interface Config extends ServerSettings {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  readonly shutdownTimeoutMs: number;
  /** The sites of the sites file; null: the gateway serves the one FHIR server of the environment. */
  readonly sites: SitesConfig | null;
  /** How callers authenticate; null: they do not. */
  readonly callers: TokenVerification | null;
  /** The secrets of routers, if the gateway serves only routers; null: it serves every client. */
  readonly routerSecrets: readonly string[] | null;
  readonly sessions: SessionSettings;
  /** Whether `user/` and `system/` scopes cover only the panel's patients. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality (v3-Confidentiality) that `patient/` scopes cover. */
  readonly patientSees: Environment['PATIENT_SEES_CONFIDENTIALITY'];
  readonly budgets: OperationBudgets;
  readonly noteConversion: NoteConversionLimits;
  /** How long document links are valid; 0: there are none. */
  readonly documentLinkSeconds: number;
  /** The manifests of trusted documents; null: every operation is served. */
  readonly trustedDocuments: readonly string[] | null;
  readonly canIntrospect: boolean;
  readonly hasSubgraphScopes: boolean;
  readonly hasApolloSandbox: boolean;
  /** Whether the offline explorer is served if the installation contains it. Never in production. */
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
  const set = readSetVariables(env);
  const sitesPath = set['SITES_FILE'];
  const isWhole = sitesPath === undefined;
  const read = readVariables(set, isWhole ? readConnection : refuseConnection, isWhole);
  const { values, epic } = read;
  const file = sitesPath === undefined ? null : readSitesFile(sitesPath, { set, values, env });
  const isSetting = (name: string): boolean => file?.secretNames.has(name) !== true;
  const unknown = findUnknownSettings(
    Object.fromEntries(Object.entries(set).filter(([name]) => isSetting(name))),
    envFileNames.filter(isSetting),
  );
  const doubtfulSettings = [...unknown.nearMisses, ...warnOfNodeEnvironment(set['NODE_ENV'])];
  const { AUTH_LOCAL_ISSUER: localIssuer } = set;
  // In production, it is a problem whatever its key set is.
  const keySetProblems =
    localIssuer === undefined || isProductionEnvironment(set['NODE_ENV'])
      ? []
      : findKeySetProblems(localIssuer);
  const problems = [
    ...new Set([...unknown.fatal, ...read.problems, ...(file?.problems ?? []), ...keySetProblems]),
  ];
  // A misspelled name can be the cause of a problem.
  if (values === null || problems.length > 0) throw new ConfigError([...problems, ...doubtfulSettings]);
  const isProduction = isProductionEnvironment(values.NODE_ENV);
  const anyServer = epic ?? anyServerOf(file?.config ?? null);
  return deepFreeze({
    ...toServerSettings(values, epic),
    isProduction,
    host: values.HOST,
    port: values.PORT,
    corsOrigins: values.CORS_ORIGINS ?? [],
    logLevel: values.LOG_LEVEL,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    sites: file?.config ?? null,
    callers: values.AUTH_MODE === 'jwt' ? toTokenVerification(values) : null,
    routerSecrets: values.ROUTER_SECRET ?? null,
    sessions: toSessionSettings(values),
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
    hasApolloSandbox: servesApolloSandbox(values),
    hasExplorer: servesExplorer(values),
    telemetry: readTelemetryConfig(values),
    audit: {
      // With a sites file, this is the destination for requests that reach no site.
      sink: chooseAuditSink(values, anyServer),
      isRequired: values.AUDIT_REQUIRED,
      spool: { path: values.AUDIT_SPOOL, maxEvents: values.AUDIT_SPOOL_MAX_EVENTS },
      tokenFile: values.AUDIT_TOKEN_FILE ?? null,
    },
    canWrite: values.WRITES_ENABLED,
    state: chooseStateLocation(values, anyServer),
    sharedCacheSeconds: values.SHARED_CACHE_SECONDS,
    warnings: [
      ...doubtfulSettings,
      ...unknown.others,
      ...(file?.warnings ?? []),
      ...warnOfOpenServer(epic, isProduction),
      ...warnOfLocalIssuer(values, anyServer),
      ...warnOfDefaultSite(values, file?.config ?? null),
      ...warnOfSites(values, Object.values(file?.config.byId ?? {}), isProduction),
    ],
  });
}

/** The sandbox's records are synthetic, so its tokens need no secrecy. */
function warnOfLocalIssuer(values: Environment, anyServer: EpicConnection | null): readonly string[] {
  return values.AUTH_LOCAL_ISSUER === undefined || anyServer === null
    ? []
    : [
        'AUTH_LOCAL_ISSUER: anyone who can read the folder of the local issuer can read every record that the gateway can read. Use it only for development.',
      ];
}

/** A router that drops `x-site` gets records of the default site, whatever site its client named. */
function warnOfDefaultSite(
  { DEFAULT_SITE: id, ROUTER_SECRET: secrets }: Environment,
  sites: SitesConfig | null,
): readonly string[] {
  return id !== undefined && secrets !== undefined && Object.keys(sites?.byId ?? {}).length > 1
    ? [
        `DEFAULT_SITE: a router that does not forward x-site gets the records of ${id}, whatever site its client names. Remove DEFAULT_SITE once the router forwards the header.`,
      ]
    : [];
}

function warnOfSites(
  values: Environment,
  sites: readonly SiteConfig[],
  isProduction: boolean,
): readonly string[] {
  const open = sites.flatMap(({ id, epic }) =>
    warnOfOpenServer(epic, isProduction).map((warning) => `sites.${id}.${nameKeys(warning)}`),
  );
  const repositories = sites.flatMap(({ auditSink }) => (auditSink.kind === 'fhir' ? auditSink.baseUrl : []));
  const hosts = new Set(repositories.map((baseUrl) => new URL(baseUrl).host));
  return values.AUDIT_TOKEN_FILE !== undefined && hosts.size > 1
    ? [...open, describeSharedToken([...hosts])]
    : open;
}

function describeSharedToken(hosts: readonly string[]): string {
  return `AUDIT_TOKEN_FILE: the token is sent to the audit repositories of all sites, at ${hosts.join(', ')}. Each of them can use it at the others. Run a gateway for each if they belong to different organizations.`;
}

/** Returns the FHIR server of a site, or null if all sites have embedded sandboxes. */
function anyServerOf(sites: SitesConfig | null): EpicConnection | null {
  return Object.values(sites?.byId ?? {}).find(({ epic }) => epic !== null)?.epic ?? null;
}

/** Returns the variables that are set: trimmed, and without empty ones. AUTH_LOCAL_ISSUER sets AUTH_MODE too, so that one line suffices. */
function readSetVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const set = Object.fromEntries(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  return 'AUTH_LOCAL_ISSUER' in set ? { AUTH_MODE: 'jwt', ...set } : set;
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
