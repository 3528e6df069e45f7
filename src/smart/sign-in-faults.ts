/** Why a sign-in fails. The person sees the text, which contains nothing from a request or from a server. */
export const SIGN_IN_FAULTS = {
  return_unlisted: 'The return URL is not one of SMART_RETURN_URLS.',
  no_app: 'People of this kind cannot sign in here: no app is configured for them.',
  state_unknown:
    'The sign-in is unknown here: it took more than ten minutes, was already completed, or began in another browser.',
  declined: 'The authorization server did not grant access, or the person declined.',
  wrong_issuer: 'The response does not name the authorization server that was asked.',
  invalid_response: 'The authorization server sent a response that is not valid.',
  code_refused: 'The authorization server did not accept the authorization code.',
  client_refused: 'The authorization server did not accept the credentials of this gateway.',
  no_id_token: 'The authorization server did not say who signed in (no id_token).',
  wrong_signature: 'The id_token is not signed with a key of the authorization server.',
  wrong_nonce: 'The id_token belongs to another sign-in.',
  wrong_audience: 'The id_token is for another app.',
  wrong_token_issuer: 'The id_token is of another issuer.',
  expired: 'The id_token has expired, or the clock of this machine is wrong.',
} as const satisfies Record<string, string>;

export type SignInFault = keyof typeof SIGN_IN_FAULTS;

/** A sign-in that failed for good. It has no cause, because causes contain codes and tokens. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly fault: SignInFault;

  constructor(fault: SignInFault) {
    super(SIGN_IN_FAULTS[fault]);
    this.fault = fault;
  }
}
