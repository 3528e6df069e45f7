/** Messages for clinicians, by the error codes of the gateway's docs/errors.md. */
import { CombinedGraphQLErrors, type ErrorLike, ServerError } from '@apollo/client';
import { isRecord } from './records.ts';

export interface Failure {
  readonly code: string;
  /** What happened. */
  readonly title: string;
  /** What to do about it. */
  readonly advice: string;
  /** Whether the same request may succeed later. */
  readonly canRetry: boolean;
  /** The id of the error in the gateway's log. */
  readonly errorId: string | null;
}

type Message = Pick<Failure, 'title' | 'advice' | 'canRetry'>;

const BUSY = 'The EHR is busy.';
const RETRY_LATER = 'Try again in a minute.';
const CONTACT_SUPPORT = 'Contact your system administrator.';

/** Every code that a read can return. */
export const MESSAGES: Readonly<Record<string, Message>> = {
  UNAUTHENTICATED: {
    title: 'You are not signed in.',
    advice: 'Sign in to load this.',
    canRetry: false,
  },
  CREDENTIALS_AMBIGUOUS: {
    title: 'This app signs you in twice.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  SESSION_AMBIGUOUS: {
    title: 'You are signed in several times.',
    advice: 'Open the app again from the EHR.',
    canRetry: false,
  },
  ORIGIN_FORBIDDEN: {
    title: 'This app may not use your session.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  STATE_UNAVAILABLE: {
    title: 'The server cannot check that you are signed in.',
    advice: RETRY_LATER,
    canRetry: true,
  },
  SITE_UNKNOWN: {
    title: 'You do not have access to this site, or it does not exist.',
    advice: `Choose another site. ${CONTACT_SUPPORT} Access may not be set up.`,
    canRetry: false,
  },
  BAD_USER_INPUT: {
    title: 'This search is not valid.',
    advice: 'Check what you entered. A search by name needs given name, family name and date of birth.',
    canRetry: false,
  },
  CURSOR_INVALID: { title: 'This list has changed.', advice: 'Reload it from the start.', canRetry: true },
  CURSOR_EXPIRED: {
    title: 'This list has expired.',
    advice: 'Reload it from the start.',
    canRetry: true,
  },
  SEARCH_TOO_BROAD: {
    title: 'Too many results.',
    advice: 'Narrow your search.',
    canRetry: false,
  },
  PANEL_UNAVAILABLE: {
    title: 'Your patient list is not available.',
    advice: 'Find the patient by name and date of birth, or by MRN.',
    canRetry: false,
  },
  FORBIDDEN: {
    title: 'You do not have access to this.',
    advice: `${CONTACT_SUPPORT} Access may not be set up.`,
    canRetry: false,
  },
  RESTRICTED_RECORD: {
    title: 'This record is restricted.',
    advice: 'Open it in the EHR.',
    canRetry: false,
  },
  CONTENT_TOO_LARGE: {
    title: 'This document is too large to display.',
    advice: 'Open it in the EHR.',
    canRetry: false,
  },
  CONVERSION_FAILED: {
    title: 'This document cannot be displayed as text.',
    advice: 'Open it in the EHR.',
    canRetry: false,
  },
  CONVERSION_OVERLOADED: { title: BUSY, advice: RETRY_LATER, canRetry: true },
  QUOTA_EXCEEDED: {
    title: 'The daily limit of requests to the EHR is used up.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  OPERATION_TOO_EXPENSIVE: { title: 'This request is too large.', advice: CONTACT_SUPPORT, canRetry: false },
  RESPONSE_TOO_LARGE: {
    title: 'This is too much data to display at once.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  RATE_LIMITED: { title: 'Too many requests.', advice: RETRY_LATER, canRetry: true },
  DOCUMENT_NOT_TRUSTED: {
    title: 'This version of the app is not registered.',
    advice: `Reload the page. If that does not help, ${decapitalize(CONTACT_SUPPORT)}`,
    canRetry: false,
  },
  AUDIT_UNAVAILABLE: {
    title: 'Access cannot be recorded right now, so this cannot be displayed.',
    advice: RETRY_LATER,
    canRetry: true,
  },
  GATEWAY_OVERLOADED: { title: BUSY, advice: RETRY_LATER, canRetry: true },
  UPSTREAM_AUTHENTICATION_FAILED: {
    title: 'The EHR rejected this app’s credentials.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  UPSTREAM_INVALID_RESPONSE: {
    title: 'The EHR returned a response that cannot be read.',
    advice: RETRY_LATER,
    canRetry: true,
  },
  UPSTREAM_OVERLOADED: { title: BUSY, advice: RETRY_LATER, canRetry: true },
  UPSTREAM_RATE_LIMITED: { title: BUSY, advice: RETRY_LATER, canRetry: true },
  UPSTREAM_REJECTED: {
    title: 'The EHR rejected this request.',
    advice: CONTACT_SUPPORT,
    canRetry: false,
  },
  UPSTREAM_TIMEOUT: { title: 'The EHR took too long to respond.', advice: RETRY_LATER, canRetry: true },
  UPSTREAM_UNAVAILABLE: {
    title: 'The EHR cannot be reached.',
    advice: RETRY_LATER,
    canRetry: true,
  },
  OPERATION_TIMEOUT: { title: 'This took too long.', advice: RETRY_LATER, canRetry: true },
  OPERATION_ABORTED: { title: 'This was interrupted.', advice: RETRY_LATER, canRetry: true },
  INTERNAL_SERVER_ERROR: {
    title: 'Something went wrong.',
    advice: `${RETRY_LATER} If the problem persists, ${decapitalize(CONTACT_SUPPORT)}`,
    canRetry: true,
  },
};

const UNKNOWN: Message = { title: 'Something went wrong.', advice: RETRY_LATER, canRetry: true };
/** The command that starts the gateway on this machine; set by `npm run example`. */
const START_COMMAND: unknown = import.meta.env['VITE_START_COMMAND'];

export const NO_RESPONSE: Failure = {
  code: 'NO_ANSWER',
  ...(typeof START_COMMAND === 'string'
    ? { title: 'The gateway has stopped.', advice: `Start it again with ${START_COMMAND}. Then try again.` }
    : { title: 'The server does not respond.', advice: 'Check your connection and try again.' }),
  canRetry: true,
  errorId: null,
};

/** Shown when data is missing without an error: a blank could be mistaken for an empty list. */
export const UNEXPLAINED: Failure = { ...UNKNOWN, code: 'UNKNOWN', errorId: null };

/** Returns the first failure of a request, or of one of its fields; null if there is none. */
export function failureOf(error: ErrorLike | undefined, field?: string): Failure | null {
  if (error === undefined) return null;
  if (!CombinedGraphQLErrors.is(error)) {
    // A failing proxy in front of the gateway returns no GraphQL response.
    const isRefused = ServerError.is(error) && error.statusCode < 500;
    return isRefused ? { ...NO_RESPONSE, ...UNKNOWN } : NO_RESPONSE;
  }
  const found = error.errors.find(
    ({ path }) => field === undefined || path === undefined || path.includes(field),
  );
  return found === undefined ? null : failureOfCode(found.extensions ?? {});
}

/** Returns the failure that the extensions of a GraphQL error describe. */
export function failureOfCode({ code, errorId }: Readonly<Record<string, unknown>>): Failure {
  const errorCode = typeof code === 'string' ? code : 'UNKNOWN';
  return {
    ...(MESSAGES[errorCode] ?? UNKNOWN),
    code: errorCode,
    errorId: typeof errorId === 'string' ? errorId : null,
  };
}

/** Returns the extensions of the first error in a response that is not GraphQL; none if there is no error. */
export function errorExtensionsOf(body: unknown): Readonly<Record<string, unknown>> {
  const errors = isRecord(body) ? body['errors'] : null;
  const error: unknown = Array.isArray(errors) ? errors[0] : null;
  const extensions = isRecord(error) ? error['extensions'] : null;
  return isRecord(extensions) ? extensions : {};
}

/** Returns whether the list must be reloaded from its first page. */
export function isCursorLost({ code }: Failure): boolean {
  return code === 'CURSOR_EXPIRED' || code === 'CURSOR_INVALID';
}

function decapitalize(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
