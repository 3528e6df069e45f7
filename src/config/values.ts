/** The kinds of values that variables hold, and how each is read. */
import { z } from 'zod';

/** Where the ids of `patients` without a filter come from. */
export type PatientPanel =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'list'; readonly identifier: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'search' }
  | { readonly kind: 'none' };

/** Where audit events go. */
export type AuditSink =
  | { readonly kind: 'none' }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'fhir'; readonly baseUrl: string };

/** Valkey or Redis, which several replicas share; URLs are `redis:` or `rediss:`, with credentials where there are any. */
export type SharedStateLocation =
  | { readonly kind: 'valkey'; readonly url: string }
  /** Some of the nodes of a cluster, which name the others. */
  | { readonly kind: 'valkey-cluster'; readonly urls: readonly string[] };

/** Where idempotency keys are kept, and what replicas share. */
export type StateLocation =
  { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string } | SharedStateLocation;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is said of a variable in errors and in docs/configuration.md. */
export interface VariableFacts {
  readonly expects: string;
  readonly about: string;
  readonly default?: string;
  /** Whether it decides who may see or do what, what leaves the gateway, or what is recorded: a near miss of its name stops the start. */
  readonly isSecurity?: true;
  /** Whether its value can be a secret or name a patient, so that no message repeats it. */
  readonly isConfidential?: true;
}

/** What each variable's schema is registered with. */
export const variableFacts = z.registry<VariableFacts>();

export const nonEmptyText = z.string().trim().min(1);

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

/** Of a server in the same network, which need not have TLS. */
export const endpointUrl = nonEmptyText.refine(
  (value) => /^https?:\/\/[^?#@\s]+$/.test(value) && URL.canParse(value),
);

/** A base URL, to which paths are added. */
export const trimEndSlashes = (value: string): string => value.replace(/\/+$/, '');

export const ratio = z
  .string()
  .trim()
  .regex(/^(0|1|0?\.\d{1,9}|[01]\.0{1,9})$/)
  .transform(Number);

/** One or more, with commas between; none empty. */
export const listOf = (item: z.ZodType<string, string>) =>
  nonEmptyText.transform((value) => value.split(',').map((part) => part.trim())).pipe(z.array(item).min(1));

/** An id is what `isFhirId` takes for one: another could never be read, and its patient would be missing without a word. */
const ID = String.raw`(?!\.+(?:,|$))[A-Za-z0-9._~-]+`;
/** Without a value behind the system, an identifier would name every list of that system. */
const PANEL = new RegExp(`^(ids:${ID}(,${ID})*|list:\\S*[^\\s|]|group:${ID}|search|none)$`);

export const patientPanel = nonEmptyText.regex(PANEL).transform(parsePanel);

export const auditSink = nonEmptyText
  .refine((value) => /^(none|stdout|file:.+|fhir:.+)$/s.test(value))
  .refine((value) => !value.startsWith('fhir:') || isSecureUrl(value.slice('fhir:'.length)))
  .transform(parseAuditSink);

/** Names of FHIR do not hold what separates a system from a value in a search; what controls a terminal names nothing. */
export const identifierSystem = nonEmptyText.max(200).regex(/^[^|\p{Cc}]+$/u);

/** A time zone by name, which follows daylight saving time. */
export const timeZone = nonEmptyText.refine(isTimeZone);

export const MIN_SECRET_LENGTH = 32;

/** Long enough not to be guessed, of characters that a header and a list of two can hold. */
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

/** Whether production's defaults apply. A misspelt value must not weaken them, so any but `development` and `test` counts. */
export function isProductionEnvironment(nodeEnvironment: string | undefined): boolean {
  return nodeEnvironment !== undefined && !['development', 'test'].includes(nodeEnvironment);
}

export const origins = listOf(nonEmptyText.refine((value) => isOrigin(value)));

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

/** The URL of each node of `redis+cluster://user:password@one:6379,other:6379`. A cluster has one database, so it is not named. */
function parseNodeUrls(value: string): string[] {
  const [, scheme = '', credentials = '', hosts = ''] =
    /^(rediss?)\+cluster:\/\/(.*@)?([^@/]*)\/?$/s.exec(value) ?? [];
  return hosts.split(',').map((host) => `${scheme}://${credentials}${host.trim()}`);
}

/** Whether replicas share the location. */
export function isSharedLocation(location: StateLocation): location is SharedStateLocation {
  return location.kind === 'valkey' || location.kind === 'valkey-cluster';
}

/** True for loopback names and addresses, the only ones that may be spoken to without TLS. */
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

/** A host, maybe with credentials and the number of a database. */
function isServerUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#\s]/.test(value)) return false;
  const { hostname, pathname } = new URL(value);
  return hostname !== '' && /^\/?\d*$/.test(pathname);
}

function isOrigin(value: string): boolean {
  return !value.includes('*') && URL.canParse(value) && new URL(value).origin === value;
}

/** True for a time zone that the runtime knows by name; offsets such as `+02:00` don't follow daylight saving time. */
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
