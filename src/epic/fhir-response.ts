/** Interprets the HTTP response of a FHIR server: as a resource, an absence, or an error with a code. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { parseReference, type ReferenceTarget } from '../fhir/ids.ts';
import { failureOf, isOperationOutcome, findDecisiveMeaning } from './operation-outcome.ts';
import { RESOURCE_TYPES } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Warning } from './warnings.ts';

export type FhirResponse =
  | {
      readonly kind: 'resource';
      readonly resource: { readonly resourceType: string };
      /** The bytes of memory that it takes. */
      readonly memory: number;
      /** The record that the answer is from: the one that was requested, or redirected to; null where the URL names none. */
      readonly from: ReferenceTarget | null;
    }
  /** There is nothing (any more) under this id; or a search found nothing, if the server says just that. */
  | { readonly kind: 'absent'; readonly isEmptySearch?: true }
  /** The record lives on under another id; `location` tells where, if the server did. */
  | { readonly kind: 'merged'; readonly location: string | null };

/** What a request was for: one resource, a search, a further page of one, or the server's capabilities. */
export type FhirInteraction = 'read' | 'search' | 'page' | 'capabilities';

/**
 * Reads an answer by its content type first, since proxies and web servers answer in HTML with any status. A 404 without a
 * code that says more means that a record, or a page, is not there (any more). A search that finds nothing is no 404: there
 * it means that the server has no such search, or is no FHIR server.
 * @throws GatewayError with the code of the outcome's worst issue, or of the status where there is none
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
    if (meaning?.kind === 'error') throw new GatewayError(meaning.code, meaning.message);
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
  if (isOperationOutcome(json)) throw errorOfStatus(status, 'an outcome');
  throw errorOfStatus(status, headers['content-type'] === undefined ? 'nothing' : 'something else');
}

export const MERGED_WITHOUT_SURVIVOR = {
  code: '4107',
  message: 'The record was merged into another, and the FHIR server does not say which.',
};
const RECORD_ABSENT = { code: '4102', message: 'A record that was asked for does not exist.' };

/**
 * Returns the warning for a search that ended without records because the patient is unknown or merged, which does not prove that nothing is
 * on record. Null where the server said that nothing matches, and for a search by ids, where a missing id already means an absent record.
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

/** The codes for responses without an OperationOutcome, such as Epic's 403 with an empty body. */
const STATUS_ERRORS: Readonly<Record<number, GatewayErrorFacts>> = {
  401: {
    code: 'UPSTREAM_AUTHENTICATION_FAILED',
    message: 'The FHIR server does not accept the access token that it has just issued.',
  },
  403: {
    code: 'FORBIDDEN',
    message:
      "The FHIR server does not let this gateway do that: the API is not on the app's registration there.",
  },
  408: { code: 'UPSTREAM_TIMEOUT', message: 'The FHIR server gave up on the request. Try again later.' },
  429: { code: 'UPSTREAM_RATE_LIMITED', message: 'The FHIR server asks for a pause. Try again later.' },
};

interface GatewayErrorFacts {
  readonly code: ConstructorParameters<typeof GatewayError>[0];
  readonly message: string;
}

function errorOfStatus(status: number, what: 'an outcome' | 'nothing' | 'something else'): GatewayError {
  const known = STATUS_ERRORS[status];
  if (known !== undefined) return new GatewayError(known.code, known.message);
  if (status >= 500) {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `The FHIR server answered HTTP ${status}. Try again later.`,
    );
  }
  if (status >= 400 && (status !== 404 || what === 'an outcome')) {
    return new GatewayError(
      'UPSTREAM_REJECTED',
      `The FHIR server refused the request with HTTP ${status}, and a reason that this gateway does not know.`,
    );
  }
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `FHIR JSON was expected, and HTTP ${status} with ${what} came. Check that EPIC_BASE_URL is the FHIR R4 base.`,
  );
}

/**
 * Returns the answer to a read if its record is the requested one, or the one that the server redirected the request to. Otherwise the graph would
 * show another record as this one. Records without an id pass.
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
    `The FHIR server sent another ${type} than the one requested.`,
  );
}

/** The types that an error may name. Any other name comes from the server, and can be a word of the chart. */
const NAMEABLE_TYPES: ReadonlySet<string> = new Set([
  ...RESOURCE_TYPES,
  'Bundle',
  'CapabilityStatement',
  'OperationOutcome',
]);

/** Returns the error for a response with a resource of another type than the requested one. */
export function unexpectedTypeError(expected: string, came: string): GatewayError {
  const named = NAMEABLE_TYPES.has(came) ? came : 'something else';
  const what = came === expected ? `${came} without an id` : named;
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `The FHIR server was asked for ${expected} and sent ${what}.`,
  );
}
