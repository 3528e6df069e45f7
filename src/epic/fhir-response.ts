/** Interprets a FHIR server's HTTP response as a resource, an absence or an error with a code. */
import { type ErrorCode, GatewayError, RequestFailed } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { parseReference, type ReferenceTarget } from '../fhir/ids.ts';
import { failureOf, isOperationOutcome, findDecisiveMeaning } from './operation-outcome.ts';
import { RESOURCE_TYPES } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import { isDownStatus } from '../resilience/failure-classifier.ts';
import type { Warning } from './warnings.ts';

export type FhirResponse =
  | {
      readonly kind: 'resource';
      readonly resource: { readonly resourceType: string };
      /** The bytes of memory that the resource takes. */
      readonly memory: number;
      /** The record that the final URL names: the requested one, or the target of a redirect; null if the URL names none. */
      readonly from: ReferenceTarget | null;
    }
  /** The id does not exist or was deleted; or a search found nothing, if the server reports just that. */
  | { readonly kind: 'absent'; readonly isEmptySearch?: true }
  /** The record was merged into another one, at `location` if the server gave it. */
  | { readonly kind: 'merged'; readonly location: string | null };

/** The kind of request: a read, a search, a further page of a search, an operation such as `$match`, or the server's capabilities. */
export type FhirInteraction = 'read' | 'search' | 'page' | 'operation' | 'capabilities';

/**
 * Looks at the content type first, because proxies and web servers respond with HTML and any status. A 404 without a more specific code
 * means that a record or a page does not exist (any more). For a search, a 404 means that the server does not support the search, or is no
 * FHIR server: an empty result has another status.
 * @throws GatewayError with the code of the outcome's worst issue, or of the status if there is none
 */
export function interpretResponse(
  response: HttpResponse,
  interaction: FhirInteraction = 'read',
): FhirResponse {
  const { status, headers, isEmpty } = response;
  const json = isJsonContentType(headers['content-type']) ? response.json : undefined;
  const canBeGone = interaction === 'read' || interaction === 'page';
  const isGone = canBeGone && (status === 404 || status === 410);
  if (isOperationOutcome(json)) {
    const meaning = findDecisiveMeaning(json);
    if (meaning?.kind === 'error') throw errorOfOutcome(status, meaning);
    if (meaning?.kind === 'merged') return { kind: 'merged', location: locationOf(response) };
    if (meaning?.kind === 'absent') return { kind: 'absent' };
    if (isGone) return { kind: 'absent' };
    const failure = status < 400 ? failureOf(json) : null;
    if (failure !== null) throw new GatewayError(failure.code, failure.message);
    if (status < 400) return resourceResponse(response, json);
    if (meaning?.kind === 'nothing-found') return { kind: 'absent', isEmptySearch: true };
  }
  if (status >= 200 && status < 300 && isResource(json)) return resourceResponse(response, json);
  if (isGone && isEmpty) return { kind: 'absent' };
  if (isOperationOutcome(json)) throw errorOfOutcome(status, errorOfStatus(status, 'an OperationOutcome'));
  throw errorOfStatus(status, headers['content-type'] === undefined ? 'no content' : 'other content');
}

export const MERGED_WITHOUT_SURVIVOR = {
  code: '4107',
  message: 'The record was merged into another one, which the FHIR server does not name.',
} as const;
const RECORD_ABSENT = { code: '4102', message: 'A requested record does not exist.' } as const;

/**
 * Returns the warning for a search that failed to find records because the patient is unknown or merged, which does not prove that the
 * patient has none. Returns null if the server reported that nothing matches, and for a search by ids, where a missing id already means an
 * absent record.
 */
export function createAbsenceWarning(
  response: Exclude<FhirResponse, { kind: 'resource' }>,
  url: string,
): Pick<Warning, 'code' | 'message'> | null {
  if (response.kind === 'merged') return MERGED_WITHOUT_SURVIVOR;
  return response.isEmptySearch === true || /[?&]_id=/.test(url) ? null : RECORD_ABSENT;
}

function resourceResponse(
  { url, memory }: HttpResponse,
  resource: { readonly resourceType: string },
): FhirResponse {
  return { kind: 'resource', resource, memory, from: parseReference({ reference: new URL(url).pathname }) };
}

export function isJsonContentType(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^[^;]*[/+]json\s*(;|$)/i.test(contentType);
}

function isResource(value: unknown): value is { resourceType: string } {
  return isObject(value) && typeof value['resourceType'] === 'string';
}

function locationOf({ headers }: HttpResponse): string | null {
  const location = headers['location'] ?? headers['content-location'];
  return typeof location === 'string' ? location : null;
}

/** The errors for responses without an OperationOutcome, such as Epic's 403 with an empty body. */
const STATUS_ERRORS: Readonly<Record<number, GatewayErrorFacts>> = {
  401: {
    code: 'UPSTREAM_AUTHENTICATION_FAILED',
    message: 'The FHIR server rejected the access token that it just issued.',
  },
  403: {
    code: 'FORBIDDEN',
    message:
      "The FHIR server does not permit this: the app's registration there does not include the API, or the person may not use it.",
  },
  408: { code: 'UPSTREAM_TIMEOUT', message: 'The FHIR server timed out. Try again later.' },
  429: { code: 'UPSTREAM_RATE_LIMITED', message: 'The FHIR server is limiting requests. Try again later.' },
};

interface GatewayErrorFacts {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Distinguishes a server that failed at this request from one that is down. */
function errorOfOutcome(status: number, { code, message }: GatewayErrorFacts): GatewayError {
  return code === 'UPSTREAM_UNAVAILABLE' && !isDownStatus(status)
    ? new RequestFailed(message)
    : new GatewayError(code, message);
}

function errorOfStatus(
  status: number,
  what: 'an OperationOutcome' | 'no content' | 'other content',
): GatewayError {
  const known = STATUS_ERRORS[status];
  if (known !== undefined) return new GatewayError(known.code, known.message);
  if (status >= 500) {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The FHIR server responded with HTTP ${status}. Try again later.`,
    );
  }
  if (status >= 400 && (status !== 404 || what === 'an OperationOutcome')) {
    return new GatewayError(
      'UPSTREAM_REJECTED',
      `The FHIR server refused the request with HTTP ${status}, for a reason that the gateway does not recognize.`,
    );
  }
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `Expected FHIR JSON, but the FHIR server responded with HTTP ${status} and ${what}. Check that EPIC_BASE_URL is the FHIR R4 base URL.`,
  );
}

/**
 * Returns the response to a read if it contains the requested record, or the one to which the server redirected. Otherwise the graph would
 * present another record as this one. Accepts records without an id.
 * @throws GatewayError UPSTREAM_INVALID_RESPONSE
 */
export function requireSameRecord(response: FhirResponse, type: string, id: string): FhirResponse {
  if (response.kind !== 'resource') return response;
  const { resource, from } = response;
  const came: unknown = 'id' in resource ? resource.id : undefined;
  const isRedirected = from?.type === type && came === from.id;
  if (resource.resourceType !== type || came === undefined || came === id || isRedirected) return response;
  throw new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `The FHIR server sent a different ${type} than the one requested.`,
  );
}

/** The types that an error may name. Any other name comes from the server, and could be a word from the chart. */
const NAMEABLE_TYPES: ReadonlySet<string> = new Set([
  ...RESOURCE_TYPES,
  'Bundle',
  'CapabilityStatement',
  'OperationOutcome',
]);

export function unexpectedTypeError(expected: string, came: string): GatewayError {
  const named = NAMEABLE_TYPES.has(came) ? came : 'something else';
  const what = came === expected ? `${came} without an id` : named;
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `Expected ${expected} from the FHIR server, but it sent ${what}.`,
  );
}
