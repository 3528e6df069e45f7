/** What goes wrong, in words for the people who use the app: by the codes of the gateway's docs/errors.md. */
import { CombinedGraphQLErrors, type ErrorLike, ServerError } from '@apollo/client';

export interface Failure {
  readonly code: string;
  /** What happened. */
  readonly title: string;
  /** What to do about it. */
  readonly advice: string;
  /** Whether the same request can go better at another time. */
  readonly canRetry: boolean;
  /** To find it by in the gateway's log. */
  readonly errorId: string | null;
}

type Words = Pick<Failure, 'title' | 'advice' | 'canRetry'>;

const BUSY = 'The hospital’s system is busy.';
const LATER = 'Try again in a minute.';
const TELL = 'Tell whoever runs this system.';

/** Each code that a read can meet. */
export const WORDS: Readonly<Record<string, Words>> = {
  UNAUTHENTICATED: {
    title: 'You are not signed in.',
    advice: 'Sign in, and this loads again.',
    canRetry: false,
  },
  BAD_USER_INPUT: {
    title: 'This cannot be searched for.',
    advice: 'Check what you typed: a search by name wants given name, family name and date of birth.',
    canRetry: false,
  },
  CURSOR_INVALID: { title: 'This list has changed.', advice: 'Load it again from the top.', canRetry: true },
  CURSOR_EXPIRED: {
    title: 'This list was open for too long.',
    advice: 'Load it again from the top.',
    canRetry: true,
  },
  SEARCH_TOO_BROAD: {
    title: 'Too much was found.',
    advice: 'Search for something narrower.',
    canRetry: false,
  },
  PANEL_UNAVAILABLE: {
    title: 'There is no list of your patients here.',
    advice: 'Find the patient by name and date of birth, or by record number.',
    canRetry: false,
  },
  FORBIDDEN: { title: 'You may not see this.', advice: `${TELL} It may need setting up.`, canRetry: false },
  RESTRICTED_RECORD: {
    title: 'This record is restricted.',
    advice: 'It can only be opened in the hospital’s own system.',
    canRetry: false,
  },
  CONTENT_TOO_LARGE: {
    title: 'This document is too large to show.',
    advice: 'Open it in the hospital’s own system.',
    canRetry: false,
  },
  CONVERSION_FAILED: {
    title: 'This document cannot be shown as text.',
    advice: 'Open it in the hospital’s own system.',
    canRetry: false,
  },
  CONVERSION_OVERLOADED: { title: BUSY, advice: LATER, canRetry: true },
  QUOTA_EXCEEDED: {
    title: 'Today’s requests to the hospital’s system are used up.',
    advice: TELL,
    canRetry: false,
  },
  OPERATION_TOO_EXPENSIVE: { title: 'This asks for too much at once.', advice: TELL, canRetry: false },
  RESPONSE_TOO_LARGE: { title: 'This is too much to show at once.', advice: TELL, canRetry: false },
  RATE_LIMITED: { title: 'You have asked for a lot just now.', advice: LATER, canRetry: true },
  DOCUMENT_NOT_TRUSTED: {
    title: 'This version of the app is not registered.',
    advice: `Load the page again. ${TELL}`,
    canRetry: false,
  },
  AUDIT_UNAVAILABLE: {
    title: 'This cannot be shown while access cannot be recorded.',
    advice: LATER,
    canRetry: true,
  },
  GATEWAY_OVERLOADED: { title: BUSY, advice: LATER, canRetry: true },
  UPSTREAM_AUTHENTICATION_FAILED: {
    title: 'The hospital’s system does not let this app in.',
    advice: TELL,
    canRetry: false,
  },
  UPSTREAM_INVALID_RESPONSE: {
    title: 'The hospital’s system gave an answer that cannot be read.',
    advice: LATER,
    canRetry: true,
  },
  UPSTREAM_OVERLOADED: { title: BUSY, advice: LATER, canRetry: true },
  UPSTREAM_RATE_LIMITED: { title: BUSY, advice: LATER, canRetry: true },
  UPSTREAM_REJECTED: {
    title: 'The hospital’s system refused this request.',
    advice: TELL,
    canRetry: false,
  },
  UPSTREAM_TIMEOUT: { title: 'The hospital’s system took too long.', advice: LATER, canRetry: true },
  UPSTREAM_UNAVAILABLE: {
    title: 'The hospital’s system cannot be reached.',
    advice: LATER,
    canRetry: true,
  },
  OPERATION_TIMEOUT: { title: 'This took too long.', advice: LATER, canRetry: true },
  OPERATION_ABORTED: { title: 'This was broken off.', advice: LATER, canRetry: true },
  INTERNAL_SERVER_ERROR: {
    title: 'Something went wrong.',
    advice: `${LATER} If it stays, ${lower(TELL)}`,
    canRetry: true,
  },
};

const UNKNOWN: Words = { title: 'Something went wrong.', advice: LATER, canRetry: true };
const NO_ANSWER: Words = {
  title: 'The server does not answer.',
  advice: 'Check your connection, and try again.',
  canRetry: true,
};

/** Where something is missing and nothing says why: a blank could be taken for an empty list. */
export const NOT_TOLD: Failure = { ...UNKNOWN, code: 'UNKNOWN', errorId: null };

/** The first failure of a request, of all of it or of one field of the patient; null where that is well. */
export function failureOf(error: ErrorLike | undefined, field?: string): Failure | null {
  if (error === undefined) return null;
  if (!CombinedGraphQLErrors.is(error)) {
    // A gateway behind a proxy that fails answers no GraphQL at all.
    const words = ServerError.is(error) && error.statusCode < 500 ? UNKNOWN : NO_ANSWER;
    return { ...words, code: 'NO_ANSWER', errorId: null };
  }
  const found = error.errors.find(
    ({ path }) => field === undefined || path === undefined || path.includes(field),
  );
  if (found === undefined) return null;
  const { code, errorId } = found.extensions ?? {};
  const known = typeof code === 'string' ? code : 'UNKNOWN';
  return { ...(WORDS[known] ?? UNKNOWN), code: known, errorId: typeof errorId === 'string' ? errorId : null };
}

/** Whether a list has to start again from its top, which is no fault of anybody's. */
export function hasLostItsPlace({ code }: Failure): boolean {
  return code === 'CURSOR_EXPIRED' || code === 'CURSOR_INVALID';
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
