/** Defines the closed set of coded errors. The gateway masks all other errors. */

/** The meaning of each code, for callers. `docs/errors.md` says what to do about each. */
export const ERROR_CODES = {
  UNAUTHENTICATED:
    'The request has no valid bearer token and no session that has not ended, or it does not come from the router in front of this gateway.',
  CREDENTIALS_AMBIGUOUS: 'The request has a bearer token and a session cookie.',
  SESSION_AMBIGUOUS: 'The browser has several sessions, and the request does not say which one it means.',
  ORIGIN_FORBIDDEN:
    'The request has a session cookie, but is no POST request from an app that may use the session.',
  SITE_UNKNOWN: 'The request names no site, or one that does not exist or that the caller may not use.',
  BAD_USER_INPUT:
    'An argument is malformed or out of range, or the FHIR server rejects the combination of arguments or the patient that a record names.',
  CURSOR_INVALID: 'This gateway did not issue the cursor for this caller, field and filter.',
  CURSOR_EXPIRED: 'The cursor has expired, or the FHIR server has ended its paging session.',
  SEARCH_TOO_BROAD: 'The search matches more records than the FHIR server returns.',
  PANEL_UNAVAILABLE:
    'No panel of patients is configured, or the configured panel does not exist or is inactive.',
  FORBIDDEN:
    "The caller's scopes do not cover the access, or the FHIR server does not permit this gateway, or the person, to read, search or create the type of resource.",
  RESTRICTED_RECORD:
    'The record is protected by break-the-glass, and the FHIR server does not release it to this gateway, or to the person.',
  CONTENT_TOO_LARGE:
    'The content of a document exceeds the size limit of this gateway, or the limit for conversion to text or HTML.',
  CONVERSION_FAILED: 'Converting content to text or HTML exceeded the limit on time or memory.',
  CONVERSION_OVERLOADED: 'The queue of contents to convert to text or HTML is full.',
  QUOTA_EXCEEDED: 'A daily quota of the FHIR server is exhausted.',
  ALREADY_EXISTS: 'The record to create already exists on the FHIR server.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was already used for another input.',
  WRITE_OUTCOME_UNKNOWN: 'The gateway sent the write, and whether the FHIR server carried it out is unknown.',
  WRITE_NOT_SENT:
    'Too much time passed between recording the write and sending it, so the gateway did not send it.',
  WRITE_IN_PROGRESS: 'A write with the same idempotency key is in progress.',
  WRITES_DISABLED: 'Writing is disabled on this gateway.',
  STATE_UNAVAILABLE:
    'The store of idempotency keys and sessions is unavailable, so nothing was sent, or the session of the caller could not be found.',
  OPERATION_TOO_EXPENSIVE: 'The operation would send, or has sent, more FHIR requests than the limit.',
  RESPONSE_TOO_LARGE: 'The response would exceed, or has exceeded, the size limit. None of it is sent.',
  RATE_LIMITED: 'The caller has used up its FHIR requests for the current minute.',
  DOCUMENT_NOT_TRUSTED: 'This gateway executes only registered operations, and this is not one.',
  AUDIT_UNAVAILABLE: 'The operation could not be recorded in the audit, so its response is withheld.',
  GATEWAY_OVERLOADED:
    'The gateway ran out of memory for responses and documents, and stopped the operation, or a response it was waiting for, because it held the most.',
  UPSTREAM_AUTHENTICATION_FAILED:
    'The FHIR server does not accept the credentials of this gateway, or the sign-in of the person.',
  UPSTREAM_INVALID_RESPONSE: 'The FHIR server did not respond with the expected FHIR JSON.',
  UPSTREAM_OVERLOADED: "The gateway's queue of requests to the FHIR server is full.",
  UPSTREAM_RATE_LIMITED: 'The FHIR server, or a proxy in front of it, limits the rate of requests.',
  UPSTREAM_REJECTED: 'The FHIR server refused the request for an unknown reason.',
  UPSTREAM_TIMEOUT: 'The FHIR server did not respond in time.',
  UPSTREAM_UNAVAILABLE:
    "The FHIR server, or the issuer of the caller's token, could not be reached or failed.",
  OPERATION_TIMEOUT: 'The operation timed out. The response contains the data that was loaded by then.',
  OPERATION_ABORTED:
    'The operation was aborted because its caller disconnected or the gateway is shutting down.',
  INTERNAL_SERVER_ERROR: 'A defect of this gateway. The log contains more under the error id.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error that a caller may see. The message says what was expected and what to do next, and never contains a URL, a credential or a value that could
 * be patient data. It deliberately has no `cause`, because causes can contain all of these.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** UNAUTHENTICATED, because the session of a person who signed in has ended. */
export class SessionExpired extends GatewayError {
  readonly reason = 'SESSION_EXPIRED';
  /** Where the person signs in again; null if the gateway does not know. */
  readonly loginUrl: string | null;

  constructor(
    loginUrl: string | null = null,
    message = 'The session has ended. Sign in, and send the request again.',
  ) {
    super('UNAUTHENTICATED', message);
    this.loginUrl = loginUrl;
  }
}

/** Returns what an error says in its `extensions`. It contains no value of a request or a record. */
export function extensionsOf(
  error: GatewayError,
): Readonly<Record<string, unknown>> & { readonly code: ErrorCode } {
  const { code } = error;
  if (error instanceof InvalidInput) return { code, problems: error.problems };
  if (!(error instanceof SessionExpired)) return { code };
  const { reason, loginUrl } = error;
  return { code, reason, ...(loginUrl === null ? {} : { loginUrl }) };
}

/** A problem in an input. */
export interface InputProblem {
  /** The path from the argument, with list indices: `input.reactions.0.manifestation.code`. */
  readonly path: string;
  /** Says what was expected, and never quotes the input. */
  readonly message: string;
}

/** BAD_USER_INPUT with all problems at once. */
export class InvalidInput extends GatewayError {
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const details = problems.map(({ path, message }) => `${path} ${message}`).join(' ');
    super('BAD_USER_INPUT', `The input has ${problems.length} problem(s), and nothing was sent. ${details}`);
    this.problems = problems;
  }
}

/** UPSTREAM_UNAVAILABLE, because the FHIR server failed at this request, as its OperationOutcome says. It can still answer others. */
export class RequestFailed extends GatewayError {
  constructor(message: string) {
    super('UPSTREAM_UNAVAILABLE', message);
  }
}

/** Whether the error is a GatewayError with one of the codes. */
export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is GatewayError {
  return error instanceof GatewayError && codes.includes(error.code);
}

/** Whether the FHIR server refused a search that the gateway composed itself. */
export function isRefusedSearch(error: unknown): boolean {
  return hasCode(error, 'UPSTREAM_REJECTED', 'BAD_USER_INPUT');
}

/** Returns the code of a system error, such as ENOENT; null without one. Never quote the message, or a malformed code: both can contain paths. */
export function systemErrorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : null;
}

/** Returns the code in parentheses, to append to a sentence: ` (ENOENT)`; an empty string without a code. */
export function systemCodeSuffix(error: unknown): string {
  const code = systemErrorCode(error);
  return code === null ? '' : ` (${code})`;
}
