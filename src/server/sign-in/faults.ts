/** Why a sign-in fails, and what the person can do about it. */
import { SIGN_IN_FAULTS, type SignInFault } from '../../smart/sign-in-faults.ts';

/** The faults of requests, which are found before anything is sent. */
const REQUEST_FAULTS = {
  not_found: 'No app for these people signs in at this address.',
  not_navigated: 'Sign-in works only as a page that a person opens.',
  parameter_repeated: 'The address has a parameter more than once.',
  launch_incomplete:
    'The address does not say which FHIR server opened the app, or for what (iss and launch).',
  issuer_unknown: 'The FHIR server that opened the app is not the one of this gateway.',
  other_callback: 'The response arrived at the redirect URL of another site.',
  cookie_blocked: 'The browser did not send the cookie of this sign-in from the frame that shows this page.',
} as const satisfies Record<string, string>;

export type PageFault = SignInFault | keyof typeof REQUEST_FAULTS;

const TEXTS: Readonly<Record<PageFault, string>> = { ...SIGN_IN_FAULTS, ...REQUEST_FAULTS };

/** The way in which the person can go on. */
export type Remedy = 'sign-in-again' | 'open-again' | 'get-help' | 'allow-cookie' | 'wait';

interface FaultPage {
  readonly title: string;
  readonly remedy: Remedy;
}

const FAILED = 'Sign-in failed';
const AGAIN: FaultPage = { title: FAILED, remedy: 'sign-in-again' };
const OPEN_AGAIN: FaultPage = { title: FAILED, remedy: 'open-again' };
const GET_HELP: FaultPage = { title: FAILED, remedy: 'get-help' };

const PAGES: Readonly<Record<PageFault, FaultPage>> = {
  return_unlisted: OPEN_AGAIN,
  no_app: { title: 'You cannot sign in here', remedy: 'get-help' },
  state_unknown: { title: 'This sign-in has ended', remedy: 'sign-in-again' },
  declined: { title: 'You are not signed in', remedy: 'sign-in-again' },
  wrong_issuer: AGAIN,
  invalid_response: AGAIN,
  code_refused: AGAIN,
  client_refused: GET_HELP,
  no_id_token: GET_HELP,
  wrong_signature: GET_HELP,
  wrong_nonce: AGAIN,
  wrong_audience: GET_HELP,
  wrong_token_issuer: GET_HELP,
  expired: AGAIN,
  not_found: { title: 'You cannot sign in here', remedy: 'get-help' },
  not_navigated: OPEN_AGAIN,
  parameter_repeated: OPEN_AGAIN,
  launch_incomplete: OPEN_AGAIN,
  issuer_unknown: OPEN_AGAIN,
  other_callback: AGAIN,
  cookie_blocked: { title: 'This browser blocks sign-in in a frame', remedy: 'allow-cookie' },
};

/** The faults for which the address has no page: people of this kind do not sign in there. */
const NOT_FOUND: ReadonlySet<PageFault> = new Set(['not_found', 'no_app']);

/** A problem for a page, and for the log. It contains nothing from a request. */
export interface SignInProblem extends FaultPage {
  readonly status: number;
  /** The code on the page, in the log, in metrics and in the audit. */
  readonly code: string;
  readonly happened: string;
}

export function problemOf(fault: PageFault): SignInProblem {
  return {
    ...PAGES[fault],
    status: NOT_FOUND.has(fault) ? 404 : 400,
    code: codeOfFault(fault),
    happened: TEXTS[fault],
  };
}

function codeOfFault(fault: string): string {
  return `sign_in_${fault}`;
}

/** The codes of all faults with their meanings, for the documentation. */
export const SIGN_IN_PROBLEM_CODES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TEXTS).map(([fault, text]) => [codeOfFault(fault), text]),
);

/** A sign-in that is refused before anything is sent. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  readonly fault: PageFault;

  constructor(fault: PageFault) {
    super(TEXTS[fault]);
    this.fault = fault;
  }
}
