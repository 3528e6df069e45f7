/** What a span may say: an attribute that is not listed here does not exist, and neither does a value that is not of its kind. */
import { RESPONSE_ERROR_CODES } from '../observer.ts';

type AttributeKind = 'name' | 'number' | 'code' | 'codes' | 'host';

interface AttributeFacts {
  readonly kind: AttributeKind;
  /** For docs/observability.md. */
  readonly about: string;
}

/** Names are those of OpenTelemetry's semantic conventions where these have one. */
export const SPAN_ATTRIBUTES = {
  'graphql.operation.type': {
    kind: 'name',
    about: '`query` or `mutation`; `document` where a link opens a content.',
  },
  'graphql.operation.name': {
    kind: 'name',
    about: 'The name of the operation, where it may be told (`TELEMETRY_OPERATION_NAMES`).',
  },
  'http.request.method': { kind: 'name', about: 'Of the FHIR request.' },
  'http.response.status_code': { kind: 'number', about: 'Of the answer; absent where none came.' },
  'http.request.resend_count': {
    kind: 'number',
    about: 'HTTP requests beyond the first for the same FHIR request.',
  },
  'server.address': { kind: 'host', about: 'The host of the FHIR server.' },
  'error.type': { kind: 'code', about: 'The first of the error codes.' },
  'fhir.interaction': { kind: 'name', about: '`read`, `search`, `page`, `capabilities` or `create`.' },
  'fhir.resource_type': { kind: 'name', about: 'The FHIR resource type.' },
  'gateway.batch_size': { kind: 'number', about: 'How many ids, or records, the loader asked for.' },
  'gateway.error_codes': { kind: 'codes', about: 'The codes of the errors of the operation, each once.' },
  'gateway.estimated_requests': { kind: 'number', about: 'FHIR requests that the operation was priced at.' },
  'gateway.fhir_requests': { kind: 'number', about: 'FHIR requests that the operation sent.' },
  'gateway.queue_ms': { kind: 'number', about: 'How long the FHIR request waited for its turn.' },
  'gateway.source': {
    kind: 'name',
    about:
      '`sent`, `shared` (the equal request of another operation was joined, whose trace has it) or `cached`.',
  },
} as const satisfies Record<string, AttributeFacts>;

type AttributeName = keyof typeof SPAN_ATTRIBUTES;
type AttributeValue = string | number | readonly string[];
export type AttributeValues = Readonly<Partial<Record<AttributeName, AttributeValue | null>>>;

const CODES: ReadonlySet<unknown> = new Set(RESPONSE_ERROR_CODES);

/** Types are no guard at run time. */
const KINDS = {
  name: (value) => typeof value === 'string' && /^[A-Za-z_][\w.-]{0,99}$/.test(value),
  number: (value) => Number.isFinite(value),
  code: (value) => CODES.has(value),
  codes: (value) => Array.isArray(value) && value.every((code) => CODES.has(code)),
  host: (value) => typeof value === 'string' && /^[\w.:[\]-]{1,255}$/.test(value),
} as const satisfies Record<AttributeKind, (value: unknown) => boolean>;

/** Keeps what is listed, and is of the kind that it is listed with. */
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
