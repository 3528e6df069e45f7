/** The types of configuration values, and their parsers. */
import { z } from 'zod';

/** The source of `patients` without a filter. */
export type PatientPanel =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'list'; readonly identifier: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'search' }
  | { readonly kind: 'none' };

/** The destination of audit events. */
export type AuditSink =
  | { readonly kind: 'none' }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'fhir'; readonly baseUrl: string };

/** A Valkey or Redis store that replicas share. URLs are `redis:` or `rediss:` and may contain credentials. */
export type SharedStateLocation =
  | { readonly kind: 'valkey'; readonly url: string }
  /** Seed nodes of a cluster. */
  | { readonly kind: 'valkey-cluster'; readonly urls: readonly string[] };

/** The store of idempotency keys and of the state that replicas share. */
export type StateLocation =
  { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string } | SharedStateLocation;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The facts about a variable in errors and in docs/configuration.md. */
export interface VariableFacts {
  readonly expects: string;
  readonly about: string;
  readonly default?: string;
  /** Whether it controls access, disclosure or audit. A near miss of its name prevents the start. */
  readonly isSecurity?: true;
  /** Whether its value may be a secret or identify a patient. No message repeats it. */
  readonly isConfidential?: true;
}

/** Connects each variable's schema with its facts. */
export const variableFacts = z.registry<VariableFacts>();

export const nonEmptyText = z.string().trim().min(1);

/** Matches the placeholders of examples, such as `<the non-production client id>` or `your-client-id`. */
const PLACEHOLDER = /[<>]|^(?:your|the)[-_ ]|^client[-_ ]?id$|placeholder|change[-_ ]?me/i;

/** Visible ASCII and spaces (RFC 6749 appendix A.1). The id is also sent as a header. */
export const clientId = nonEmptyText.regex(/^[\x20-\x7e]+$/).refine((value) => !PLACEHOLDER.test(value));

export const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));

export const booleanFlag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** An https URL without query, fragment or credentials; http on loopback only. */
export const httpsUrl = nonEmptyText.refine((value) => isSecureUrl(value));
export const HTTPS_URL = 'an https URL without query or fragment (http is accepted on loopback only)';

/** The public URL of the gateway's callback, to which an authorization server redirects. */
export const callbackUrl = httpsUrl.refine((value) => value.endsWith('/auth/callback'));

/** Scopes of a sign-in, separated by single spaces. Without `openid` and `fhirUser`, a session would have no owner. */
export const signInScopes = nonEmptyText
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/)
  .refine((value) => ['openid', 'fhirUser'].every((scope) => value.split(' ').includes(scope)));

/** A URL in the same network: TLS is optional. */
export const endpointUrl = nonEmptyText.refine(
  (value) => /^https?:\/\/[^?#@\s]+$/.test(value) && URL.canParse(value),
);

/** Normalizes a base URL, to which paths are appended. */
export const trimEndSlashes = (value: string): string => value.replace(/(?<!\/)\/+$/, '');

export const ratio = z
  .string()
  .trim()
  .regex(/^(0|1|0?\.\d{1,9}|[01]\.0{1,9})$/)
  .transform(Number);

/** One or more comma-separated items; none is empty. */
export const listOf = (item: z.ZodType<string, string>) =>
  nonEmptyText.transform((value) => value.split(',').map((part) => part.trim())).pipe(z.array(item).min(1));

/** Must accept what `isFhirId` accepts: a patient with any other id could not be read, and would be missing silently. */
const ID = String.raw`(?!_|\.+(?:,|$))[A-Za-z0-9._~-]+`;
/** A list identifier must have a value: a system without one would match every list of that system. */
const PANEL = new RegExp(`^(ids:${ID}(,${ID})*|list:\\S*[^\\s|]|group:${ID}|search|none)$`);

export const patientPanel = nonEmptyText.regex(PANEL).transform(parsePanel);

export const auditSink = nonEmptyText
  .refine((value) => /^(none|stdout|file:.+|fhir:.+)$/s.test(value))
  .refine((value) => !value.startsWith('fhir:') || isSecureUrl(value.slice('fhir:'.length)))
  .transform(parseAuditSink);

/** Rejects `|`, which separates system and value in a FHIR search, and control characters. */
export const identifierSystem = nonEmptyText.max(200).regex(/^[^|\p{Cc}]+$/u);

/** A named time zone: offsets do not follow daylight saving time. */
export const timeZone = nonEmptyText.refine(isTimeZone);

/** The id of a site, which is a segment of paths. */
export const siteId = nonEmptyText.regex(/^[a-z0-9-]{1,63}$/);

export const MIN_SECRET_LENGTH = 32;

/** Long enough to resist guessing; only characters that fit into a header and a comma-separated list. */
export const secret = z
  .string()
  .min(MIN_SECRET_LENGTH)
  .regex(/^[\x21-\x2b\x2d-\x7e]+$/);

export const stateLocation = nonEmptyText
  .refine((value) => /^(memory:|sqlite:.+|rediss?(\+cluster)?:\/\/.+)$/s.test(value))
  .refine((value) => !/^rediss?:/.test(value) || isServerUrl(value))
  .refine((value) => !/^rediss?\+/.test(value) || parseNodeUrls(value).every((url) => isServerUrl(url)))
  .transform(parseStateLocation);

/** The values of NODE_ENV. */
export const NODE_ENVIRONMENTS: readonly string[] = ['production', 'development', 'test'];

/** Returns whether production's defaults apply. A misspelled value must not weaken them, so only `development` and `test` turn them off. */
export function isProductionEnvironment(nodeEnvironment: string | undefined): boolean {
  return nodeEnvironment !== undefined && !['development', 'test'].includes(nodeEnvironment);
}

export const origins = listOf(nonEmptyText.refine((value) => isOrigin(value)));

/** The origins of pages that come over TLS, or from this machine. */
export const secureOrigins = listOf(nonEmptyText.refine((value) => isOrigin(value) && isSecureUrl(value)));

function parsePanel(value: string): PatientPanel {
  const at = value.indexOf(':');
  const rest = value.slice(at + 1);
  if (value.startsWith('ids:')) return { kind: 'ids', ids: [...new Set(rest.split(','))] };
  if (value.startsWith('list:')) return { kind: 'list', identifier: rest };
  if (value.startsWith('group:')) return { kind: 'group', id: rest };
  return { kind: value === 'search' ? 'search' : 'none' };
}

function parseAuditSink(value: string): AuditSink {
  if (value.startsWith('file:')) return { kind: 'file', path: value.slice('file:'.length) };
  if (value.startsWith('fhir:'))
    return { kind: 'fhir', baseUrl: trimEndSlashes(value.slice('fhir:'.length)) };
  return { kind: value === 'stdout' ? 'stdout' : 'none' };
}

function parseStateLocation(value: string): StateLocation {
  if (value.startsWith('sqlite:')) return { kind: 'sqlite', path: value.slice('sqlite:'.length) };
  if (value === 'memory:') return { kind: 'memory' };
  return value.includes('+cluster:')
    ? { kind: 'valkey-cluster', urls: parseNodeUrls(value) }
    : { kind: 'valkey', url: value };
}

/** Returns the URL of each node of `redis+cluster://user:password@one:6379,other:6379`. A cluster has one database, so the URL names none. */
function parseNodeUrls(value: string): string[] {
  const [, scheme = '', credentials = '', hosts = ''] =
    /^(rediss?)\+cluster:\/\/(.*@)?([^@/]*)\/?$/s.exec(value) ?? [];
  return hosts.split(',').map((host) => `${scheme}://${credentials}${host.trim()}`);
}

/** Returns whether replicas can share the location. */
export function isSharedLocation(location: StateLocation): location is SharedStateLocation {
  return location.kind === 'valkey' || location.kind === 'valkey-cluster';
}

/** Returns true for loopback names and addresses, the only ones for which TLS is optional. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function isSecureUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const plain = !/[?#\s]/.test(value) && url.username === '' && url.password === '';
  return plain && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
}

/** Accepts a host, optionally with credentials and a database number. */
function isServerUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#\s]/.test(value)) return false;
  const { hostname, pathname } = new URL(value);
  return hostname !== '' && /^\/?\d*$/.test(pathname);
}

function isOrigin(value: string): boolean {
  return !value.includes('*') && URL.canParse(value) && new URL(value).origin === value;
}

/** Returns true for a time zone name that the runtime supports. Offsets such as `+02:00` do not follow daylight saving time. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Returns the time zone of the process, which `TZ` sets. */
export function readProcessTimeZone(): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isTimeZone(zone) ? zone : 'UTC';
}
