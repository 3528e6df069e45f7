/** Interprets the response to a create: what the server stored, why it refused, or that the outcome is unknown. */
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
  /** `created`: it is there, under `id`. `accepted`: the server has taken it, and does not (yet) say under which id it will be there. */
  readonly kind: 'created' | 'accepted';
  readonly id: string | null;
  /** As the server has stored it; null where it did not send it along. */
  readonly resource: Stored<ResourceOf<T>> | null;
  /** Of a Patient, whether the server says that it is one who was there before; null where it does not say, and for other types. */
  readonly existing: boolean | null;
}

/** Epic's code for having failed somewhere, before or after it has stored something. */
const INTERNAL_ERROR = '59177';

/**
 * Interprets the response to a create (FHIR R4 §3.1.0.8). A redirect is not followed: 307 and 308 say that nothing was done yet, while others
 * can come after the create was carried out. A 4xx says that nothing was done, except 408, which a proxy can send after it has passed
 * the request on.
 * @throws GatewayError WRITE_OUTCOME_UNKNOWN if the response does not say what was done; otherwise nothing was done, and the code is that
 * of the worst issue or of the status
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
  if (status < 400 || status >= 500 || status === 408) throw writeOutcomeUnknownError(`HTTP ${status} came`);
  if (isOperationOutcome(json) && status !== 401 && status !== 429) {
    if (hasIssue(json, INTERNAL_ERROR))
      throw writeOutcomeUnknownError('the FHIR server had an internal error');
    const refusal = createRefusalOf(json, type);
    if (refusal !== null) throw refusal;
  }
  throw refusalOfStatus(status, type);
}

/** Returns the error for a write that may or may not have been carried out. */
export function writeOutcomeUnknownError(why: string): GatewayError {
  return new GatewayError(
    'WRITE_OUTCOME_UNKNOWN',
    `The write was sent to the FHIR server, and whether it was carried out is not known: ${why}. It was not sent again. Look whether it is ` +
      'there before you write it anew.',
  );
}

/** Reads a 2xx response. Epic sends 201 with a relative `Location` and no body; other servers differ in each of these. */
function readSuccess<T extends ResourceType>(
  { status, headers, isEmpty }: HttpResponse,
  json: unknown,
  type: T,
  warn: (warning: Warning) => void,
): CreateOutcome<T> {
  const named = locatedId(headers, type);
  // An HTML page with 200 comes from a proxy or a login, and a body that breaks off is no response.
  const isUnreadable =
    !isEmpty && !isObject(json) && (isJsonContentType(headers['content-type']) || named === null);
  if (isUnreadable) throw writeOutcomeUnknownError(`HTTP ${status} came, with a body that cannot be read`);
  if (isOperationOutcome(json)) {
    if (createRefusalOf(json, type) !== null || hasIssue(json, INTERNAL_ERROR)) {
      throw writeOutcomeUnknownError(`HTTP ${status} came, with an outcome that tells of an error`);
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

/** FHIR R4 §3.1.0.8.1: 200 for a match and 201 for what is new, which is how a match-or-create can tell. */
function isExisting(status: number): boolean | null {
  if (status === 200) return true;
  return status === 201 ? false : null;
}

/** Relative, or absolute at whatever host: only the id is taken from it. */
function locatedId(headers: HttpResponse['headers'], type: ResourceType): string | null {
  const location = headers['location'] ?? headers['content-location'];
  const target = typeof location === 'string' ? parseReference({ reference: location }) : null;
  return target?.type === type ? target.id : null;
}

function redirectError(status: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_REJECTED',
    `The FHIR server answered the write with HTTP ${status}, a redirect, which is not followed: nothing was written. Check that ` +
      'EPIC_BASE_URL is the FHIR R4 base.',
  );
}

function refusalOfStatus(status: number, type: ResourceType): GatewayError {
  switch (status) {
    case 401:
      return new GatewayError(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The FHIR server does not accept the access token that it has just issued. Nothing was written.',
      );
    case 403:
      return new GatewayError(
        'FORBIDDEN',
        `The FHIR server does not let this gateway create ${type}: the API is not on the app's registration there.`,
      );
    case 413:
      return new GatewayError('BAD_USER_INPUT', `The FHIR server refused the ${type}: it is too large.`);
    case 422:
      return unprocessableError(type);
    case 429:
      return new GatewayError(
        'UPSTREAM_RATE_LIMITED',
        'The FHIR server asks for a pause. Nothing was written. Try again later.',
      );
    default:
      return new GatewayError(
        'UPSTREAM_REJECTED',
        `The FHIR server refused the ${type} with HTTP ${status}, and a reason that this gateway does not know.`,
      );
  }
}
