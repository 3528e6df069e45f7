/** The closed set of coded errors that this gateway answers with; everything else is masked. */

/** What each code tells the caller. `docs/errors.md` says what to do about it. */
export const ERROR_CODES = {
  UNAUTHENTICATED:
    'The request has no bearer token, or one that this gateway does not accept; or it does not come from the router in front of it.',
  BAD_USER_INPUT: 'An argument is malformed, out of range or not a combination that the FHIR server accepts.',
  CURSOR_INVALID: 'The cursor was not issued by this gateway for this caller, field and filter.',
  CURSOR_EXPIRED: 'The cursor was valid and is too old, or its paging session ended at the FHIR server.',
  SEARCH_TOO_BROAD: 'The search matches more than the FHIR server is willing to return.',
  PANEL_UNAVAILABLE:
    'No panel of patients is configured, or the configured one was not found or is not in use.',
  FORBIDDEN:
    'The scopes of the caller do not cover this, or the FHIR server does not let this gateway see, search or create this type of resource.',
  RESTRICTED_RECORD: 'The record is behind break-the-glass and is not released to this gateway.',
  CONTENT_TOO_LARGE:
    'The content of a document is larger than this gateway passes on, or converts to text or HTML.',
  CONVERSION_FAILED: 'Converting a content to text or HTML took more time or memory than one conversion may.',
  CONVERSION_OVERLOADED:
    'More contents wait to be converted to text or HTML than this gateway keeps waiting.',
  QUOTA_EXCEEDED: 'A daily quota of the FHIR server is used up.',
  ALREADY_EXISTS: 'The FHIR server already holds what was to be created.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before, for another input.',
  WRITE_OUTCOME_UNKNOWN:
    'The write may have been carried out or not: it was sent, and no answer came that tells which.',
  WRITE_NOT_SENT:
    'Too much time passed between recording the write and sending it, so the gateway did not send it.',
  WRITE_IN_PROGRESS: 'A write with the same idempotency key is under way.',
  WRITES_DISABLED: 'This gateway is not set up to write.',
  STATE_UNAVAILABLE: 'The place where idempotency keys are kept could not be used, so nothing was sent.',
  OPERATION_TOO_EXPENSIVE: 'The operation would cost, or has cost, more FHIR requests than one may.',
  RESPONSE_TOO_LARGE: 'The answer would be, or has become, larger than one may be. None of it is sent.',
  RATE_LIMITED: 'The caller has used up the FHIR requests that it may cause in a minute.',
  DOCUMENT_NOT_TRUSTED: 'Only registered operations are served here, and this is none of them.',
  AUDIT_UNAVAILABLE: 'The operation could not be recorded, so it is not answered.',
  GATEWAY_OVERLOADED:
    'The gateway had no memory left for answers and documents, and the operation, or an answer that it waited for, held the most of it.',
  UPSTREAM_AUTHENTICATION_FAILED: 'The FHIR server does not accept the credentials of this gateway.',
  UPSTREAM_INVALID_RESPONSE: 'The FHIR server answered with something that is not the FHIR JSON asked for.',
  UPSTREAM_OVERLOADED: 'More is waiting for the FHIR server than this gateway keeps waiting.',
  UPSTREAM_RATE_LIMITED: 'The FHIR server, or a proxy in front of it, asks to be left alone for a while.',
  UPSTREAM_REJECTED: 'The FHIR server refused the request for a reason that this gateway does not know.',
  UPSTREAM_TIMEOUT: 'The FHIR server did not answer in time.',
  UPSTREAM_UNAVAILABLE:
    'The FHIR server, or the issuer of the token that the caller has, could not be reached or failed.',
  OPERATION_TIMEOUT: 'The operation took longer than one may; what is there so far is answered.',
  OPERATION_ABORTED: 'The operation was given up: its caller hung up, or the gateway is stopping.',
  INTERNAL_SERVER_ERROR: 'A defect of this gateway; the error id leads to it in the log.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error that a caller may see. Its message is written for callers: it says what was expected and what to do,
 * and never holds a value that may be patient data, a URL or a credential. It has no `cause`, on purpose:
 * what it would carry is not fit to travel.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is wrong with an input, where. */
export interface InputProblem {
  /** The names from the argument on, and the indices of lists: `input.reactions.0.manifestation.code`. */
  readonly path: string;
  /** Like the message of a GatewayError: what was expected, and nothing of what came. */
  readonly message: string;
}

/** BAD_USER_INPUT with all that is wrong at once. */
export class InvalidInput extends GatewayError {
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const details = problems.map(({ path, message }) => `${path} ${message}`).join(' ');
    super('BAD_USER_INPUT', `The input has ${problems.length} problem(s), and nothing was sent. ${details}`);
    this.problems = problems;
  }
}

/** True for a GatewayError with one of the given codes. */
export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is GatewayError {
  return error instanceof GatewayError && codes.includes(error.code);
}

/** True where the FHIR server refused a search of the gateway's own making. */
export function isRefusedSearch(error: unknown): boolean {
  return hasCode(error, 'UPSTREAM_REJECTED', 'BAD_USER_INPUT');
}

/**
 * Returns the code of an error of the system, such as ENOENT; null without one. The message can hold paths and more, and so can what is not
 * a code, so neither may be repeated.
 */
export function systemErrorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : null;
}

/** Returns that code in parentheses, to end a sentence with: ` (ENOENT)`; nothing without one. */
export function systemCodeSuffix(error: unknown): string {
  const code = systemErrorCode(error);
  return code === null ? '' : ` (${code})`;
}
