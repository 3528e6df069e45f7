/** Interprets the response to a create: created, refused, or outcome unknown. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { isJsonContentType } from './fhir-response.ts';
import { createRefusalOf, unprocessableError } from './create-refusals.ts';
import { parseReference } from '../fhir/ids.ts';
import { hasIssue, isOperationOutcome, warningsOf } from './operation-outcome.ts';
import { type ResourceOf, type ResourceType, isStored } from '../fhir/resources.ts';
import { isObject } from '../fhir/lenient-read.ts';
import type { Stored } from '../fhir/types.ts';
import type { Warning } from './warnings.ts';

export interface CreateOutcome<T extends ResourceType> {
  /** `created`: the resource exists under `id`. `accepted`: the server has taken it, but has not (yet) reported its id. */
  readonly kind: 'created' | 'accepted';
  readonly id: string | null;
  /** The resource as the server stored it; null if the response does not contain it. */
  readonly resource: Stored<ResourceOf<T>> | null;
  /** For a Patient, whether the server reports that it existed before; null if the server does not say, and for other types. */
  readonly existing: boolean | null;
}

/** Epic's code for an internal error, before or after it stored the resource. */
const INTERNAL_ERROR = '59177';

/**
 * Interprets the response to a create (FHIR R4 §3.1.0.8). Does not follow redirects: 307 and 308 mean that nothing was done yet, but other
 * redirects can follow a create that was carried out. A 4xx means that nothing was done, except 408, which a proxy can send after it has
 * forwarded the request.
 * @throws GatewayError WRITE_OUTCOME_UNKNOWN if the response does not show what was done. With any other code nothing was done: the code of
 * the worst issue, or of the status
 */
export function interpretCreateResponse<T extends ResourceType>(
  response: HttpResponse,
  type: T,
  warn: (warning: Warning) => void,
): CreateOutcome<T> {
  const { status, headers } = response;
  const json = isJsonContentType(headers['content-type']) ? response.json : undefined;
  if (status >= 200 && status < 300) return readSuccess(response, json, type, warn);
  if (status === 307 || status === 308) throw redirectError(status);
  if (status < 400 || status >= 500 || status === 408)
    throw writeOutcomeUnknownError(`the server responded with HTTP ${status}`);
  if (isOperationOutcome(json) && status !== 401 && status !== 429) {
    if (hasIssue(json, INTERNAL_ERROR))
      throw writeOutcomeUnknownError('the server reported an internal error');
    const refusal = createRefusalOf(json, type);
    if (refusal !== null) throw refusal;
  }
  throw refusalOfStatus(status, type);
}

/** Returns the error for a write that may or may not have been carried out. */
export function writeOutcomeUnknownError(why: string): GatewayError {
  return new GatewayError(
    'WRITE_OUTCOME_UNKNOWN',
    `The gateway sent the write to the FHIR server, but does not know whether it was carried out: ${why}. The write was not repeated. Check whether ` +
      'the record exists before you write it again.',
  );
}

/** Reads a 2xx response. Epic sends 201 with a relative `Location` and no body. Other servers differ in each respect. */
function readSuccess<T extends ResourceType>(
  { status, headers, isEmpty }: HttpResponse,
  json: unknown,
  type: T,
  warn: (warning: Warning) => void,
): CreateOutcome<T> {
  const named = locatedId(headers, type);
  // An HTML page with status 200 comes from a proxy or a sign-in page, and a truncated body is no response.
  const isUnreadable =
    !isEmpty && !isObject(json) && (isJsonContentType(headers['content-type']) || named === null);
  if (isUnreadable)
    throw writeOutcomeUnknownError(`the server responded with HTTP ${status} and an unreadable body`);
  if (isOperationOutcome(json)) {
    if (createRefusalOf(json, type) !== null || hasIssue(json, INTERNAL_ERROR)) {
      throw writeOutcomeUnknownError(
        `the server responded with HTTP ${status} and an outcome that reports an error`,
      );
    }
    warningsOf(json, type).forEach(warn);
  }
  const sent = isStored(json, type) ? json : null;
  const id = named ?? sent?.id ?? null;
  return {
    kind: id === null || status === 202 ? 'accepted' : 'created',
    id,
    resource: sent?.id === id ? sent : null,
    existing: type === 'Patient' ? isExisting(status) : null,
  };
}

/** A match-or-create returns 200 for an existing resource and 201 for a new one (FHIR R4 §3.1.0.8.1). */
function isExisting(status: number): boolean | null {
  if (status === 200) return true;
  return status === 201 ? false : null;
}

/** Returns the id in the `Location`, relative or absolute. Ignores the host. */
function locatedId(headers: HttpResponse['headers'], type: ResourceType): string | null {
  const location = headers['location'] ?? headers['content-location'];
  const target = typeof location === 'string' ? parseReference({ reference: location }) : null;
  return target?.type === type ? target.id : null;
}

function redirectError(status: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_REJECTED',
    `The FHIR server responded to the write with a redirect (HTTP ${status}), which the gateway does not follow. Nothing was written. Check that ` +
      'EPIC_BASE_URL is the FHIR R4 base URL.',
  );
}

function refusalOfStatus(status: number, type: ResourceType): GatewayError {
  switch (status) {
    case 401:
      return new GatewayError(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The FHIR server rejected the access token that it just issued. Nothing was written.',
      );
    case 403:
      return new GatewayError(
        'FORBIDDEN',
        `The FHIR server does not permit creating ${type}: the app's registration there does not include the API, or the person may not use it.`,
      );
    case 413:
      return new GatewayError('BAD_USER_INPUT', `The FHIR server refused the ${type}: it is too large.`);
    case 422:
      return unprocessableError(type);
    case 429:
      return new GatewayError(
        'UPSTREAM_RATE_LIMITED',
        'The FHIR server is limiting requests. Nothing was written. Try again later.',
      );
    default:
      return new GatewayError(
        'UPSTREAM_REJECTED',
        `The FHIR server refused the ${type} with HTTP ${status}, for a reason that the gateway does not recognize.`,
      );
  }
}
