/** The settings of one FHIR server and of its callers, from the variables that are set. */
import type { EpicConnection, readConnection } from './connection.ts';
import { findContradictions } from './contradictions.ts';
import { keySetFileOf, LOCAL_AUDIENCE, LOCAL_ISSUER } from './local-issuer.ts';
import { describeUnexpectedValue } from './problems.ts';
import { type SmartSettings, toSmartSettings } from './smart.ts';
import { type AuditSink, type PatientPanel, readProcessTimeZone } from './values.ts';
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
  /** Empty: tokens must have no audience, and `clients` decides. */
  readonly audiences: readonly string[];
  /** The ids of the client applications that may call; null: all of the issuers. */
  readonly clients: readonly string[] | null;
  /** The JWKS of the only issuer; null: discovered from each issuer's OpenID configuration. */
  readonly jwksUrl: string | null;
  /** The file with the JWKS of the local issuer, which is then the only one; null: the keys are fetched. */
  readonly keySetFile: string | null;
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  /** The SMART scopes that each word of the scope claim grants; null: the words are SMART scopes. */
  readonly scopeMap: ReadonlyMap<string, readonly string[]> | null;
  readonly claims: {
    /** The first of these claims that a token has. */
    readonly scope: readonly string[];
    readonly patient: string;
    readonly client: string;
    /** The sites that the caller may use, if the gateway serves several. */
    readonly sites: string;
  };
}

export interface ServerSettings {
  /** The FHIR server to use; null: an embedded sandbox. */
  readonly epic: EpicConnection | null;
  /** The URL at which the FHIR server fetches the gateway's JWKS; null if not configured. */
  readonly keySetUrl: string | null;
  readonly limits: EpicLimits;
  /** The configured panel; null: the default of the FHIR server or the sandbox applies. */
  readonly panel: PatientPanel | null;
  /** How long the ids of the panel's patients stay in memory, in seconds; 0 keeps none. */
  readonly panelCacheSeconds: number;
  /** The system of medical record numbers, or the text of their type; null: the default of the FHIR server or the sandbox applies. */
  readonly mrnSystem: string | null;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** How people sign in at the FHIR server; null: they do not. */
  readonly smart: SmartSettings | null;
}

/** The variables that are set, trimmed. */
export type SetVariables = Readonly<Record<string, string>>;

export interface ReadVariables {
  /** Null if a value is invalid. */
  readonly values: Environment | null;
  readonly epic: EpicConnection | null;
  readonly problems: readonly string[];
}

/**
 * @param chooseConnection reads the connection; null for a sandbox
 * @param isWhole whether to look for contradictions; each site of a sites file has its own
 */
export function readVariables(
  set: SetVariables,
  chooseConnection: typeof readConnection,
  isWhole = true,
): ReadVariables {
  const parsed = environmentSchema.safeParse(set);
  const refused = new Set((parsed.error?.issues ?? []).map((issue) => String(issue.path[0])));
  const problems = Array.from(refused, (name) => describeUnexpectedValue(name, set[name] ?? ''));
  const epic = chooseConnection(set, parsed.data ?? {}, problems);
  if (!parsed.success) return { values: null, epic, problems };
  const values = parsed.data;
  if (isWhole) problems.push(...findContradictions(values, epic, chooseAuditSink(values, epic)));
  return { values, epic, problems };
}

/** @param site the id of the site; absent without a sites file */
export function toServerSettings(
  values: Environment,
  epic: EpicConnection | null,
  site?: string,
): ServerSettings {
  return {
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
    panelCacheSeconds: values.PANEL_CACHE_SECONDS,
    mrnSystem: values.MRN_SYSTEM ?? null,
    siteTimeZone: values.SITE_TIME_ZONE ?? readProcessTimeZone(),
    smart: toSmartSettings(values, site),
  };
}

export function toTokenVerification(values: Environment): TokenVerification {
  const { AUTH_LOCAL_ISSUER: local } = values;
  return {
    issuers: local === undefined ? (values.AUTH_ISSUER ?? []) : [LOCAL_ISSUER],
    audiences: values.AUTH_AUDIENCE ?? (local === undefined ? [] : [LOCAL_AUDIENCE]),
    clients: values.AUTH_CLIENTS ?? null,
    jwksUrl: values.AUTH_JWKS_URL ?? null,
    keySetFile: local === undefined ? null : keySetFileOf(local),
    algorithms: values.AUTH_ALGORITHMS,
    clockToleranceSeconds: values.AUTH_CLOCK_TOLERANCE_SECONDS,
    scopeMap: values.AUTH_SCOPE_MAP === undefined ? null : toScopeMap(values.AUTH_SCOPE_MAP),
    claims: {
      scope: values.AUTH_SCOPE_CLAIM,
      patient: values.AUTH_PATIENT_CLAIM,
      client: values.AUTH_CLIENT_CLAIM,
      sites: values.AUTH_SITE_CLAIM,
    },
  };
}

/** @param entries a word and a scope each; a word can have several entries */
function toScopeMap(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const scopes = new Map<string, readonly string[]>();
  for (const entry of entries) {
    const end = entry.indexOf('=');
    const word = entry.slice(0, end);
    scopes.set(word, [...(scopes.get(word) ?? []), entry.slice(end + 1)]);
  }
  return scopes;
}

/** The default depends on the data: the sandbox's is synthetic and needs no audit. */
export function chooseAuditSink(values: Environment, epic: EpicConnection | null): AuditSink {
  return values.AUDIT_LOG ?? { kind: epic === null ? 'none' : 'stdout' };
}
