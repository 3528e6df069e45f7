/** The allowed attributes of spans, and the allowed kind of each value. */
import { RESPONSE_ERROR_CODES } from '../observer.ts';

type AttributeKind = 'name' | 'number' | 'code' | 'codes' | 'host' | 'site';

interface AttributeFacts {
  readonly kind: AttributeKind;
  /** The description in docs/observability.md. */
  readonly about: string;
}

/** Names follow OpenTelemetry's semantic conventions where they define one. */
export const SPAN_ATTRIBUTES = {
  'graphql.operation.type': {
    kind: 'name',
    about: '`query` or `mutation`; `document` for a document link.',
  },
  'graphql.operation.name': {
    kind: 'name',
    about: 'The operation name, if `TELEMETRY_OPERATION_NAMES` allows it.',
  },
  'http.request.method': { kind: 'name', about: 'The method of the FHIR request.' },
  'http.response.status_code': { kind: 'number', about: 'The HTTP status; absent without a response.' },
  'http.request.resend_count': {
    kind: 'number',
    about: 'HTTP requests beyond the first of the FHIR request.',
  },
  'server.address': { kind: 'host', about: 'The host of the FHIR server.' },
  'error.type': { kind: 'code', about: 'The first error code.' },
  'fhir.interaction': { kind: 'name', about: '`read`, `search`, `page`, `capabilities` or `create`.' },
  'fhir.resource_type': { kind: 'name', about: 'The FHIR resource type.' },
  'gateway.batch_size': { kind: 'number', about: 'The number of ids or records that the loader requested.' },
  'gateway.error_codes': { kind: 'codes', about: 'The distinct error codes of the operation.' },
  'gateway.estimated_requests': { kind: 'number', about: 'The estimated FHIR requests of the operation.' },
  'gateway.fhir_requests': { kind: 'number', about: 'The FHIR requests that the operation sent.' },
  'gateway.queue_ms': { kind: 'number', about: 'How long the FHIR request waited in the queue.' },
  'gateway.site': {
    kind: 'site',
    about: 'The id of the site; absent without a sites file, and for requests that reach no site.',
  },
  'gateway.source': {
    kind: 'name',
    about:
      "`sent`, `shared` (it joined an identical request in flight, whose span is in the sender's trace, or in none if the gateway sent it for itself) or `cached`.",
  },
} as const satisfies Record<string, AttributeFacts>;

type AttributeName = keyof typeof SPAN_ATTRIBUTES;
type AttributeValue = string | number | readonly string[];
export type AttributeValues = Readonly<Partial<Record<AttributeName, AttributeValue | null>>>;

const CODES: ReadonlySet<unknown> = new Set(RESPONSE_ERROR_CODES);

/** Checks values at run time, where TypeScript's types do not guard. */
const KINDS = {
  name: (value) => typeof value === 'string' && /^[A-Za-z_][\w.-]{0,99}$/.test(value),
  number: (value) => Number.isFinite(value),
  code: (value) => CODES.has(value),
  codes: (value) => Array.isArray(value) && value.every((code) => CODES.has(code)),
  site: (value) => typeof value === 'string' && /^[a-z0-9-]{1,63}$/.test(value),
  host: (value) => typeof value === 'string' && /^[\w.:[\]-]{1,255}$/.test(value),
} as const satisfies Record<AttributeKind, (value: unknown) => boolean>;

/** Keeps allowed attributes whose values are of the allowed kind. */
export function keepAllowedAttributes(values: AttributeValues): Record<string, string | number | string[]> {
  const kept: Record<string, string | number | string[]> = {};
  for (const [name, { kind }] of Object.entries(SPAN_ATTRIBUTES)) {
    const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
    if (!KINDS[kind](value)) continue;
    if (typeof value === 'string' || typeof value === 'number') kept[name] = value;
    else if (Array.isArray(value)) kept[name] = value.map(String);
  }
  return kept;
}
