/**
 * Translates the errors of openid-client. They hold responses, tokens and claims in their properties and causes, so nothing of them leaves this
 * module but a code.
 */
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { GatewayError } from '../errors.ts';
import { SignInError, type SignInFault } from './sign-in-faults.ts';

/** The faults of an `id_token`, by the claim that does not match. */
const CLAIM_FAULTS: ReadonlyMap<string, SignInFault> = new Map([
  ['nonce', 'wrong_nonce'],
  ['aud', 'wrong_audience'],
  ['azp', 'wrong_audience'],
  ['iss', 'wrong_token_issuer'],
  ['exp', 'expired'],
  ['iat', 'expired'],
  ['nbf', 'expired'],
]);

/** Returns the error of a sign-in: an outage as a GatewayError, which can pass, and everything else as a SignInError. */
export function toSignInError(error: unknown): GatewayError | SignInError {
  const outage = outageOf(error);
  if (outage !== null) return outage;
  if (error instanceof AuthorizationResponseError) return new SignInError('declined');
  if (error instanceof ResponseBodyError) {
    return new SignInError(error.error === 'invalid_grant' ? 'code_refused' : 'client_refused');
  }
  return new SignInError(faultOf(error));
}

/** Returns whether an error of a renewal ends the session; otherwise it can pass. */
export function endsSession(error: unknown): boolean {
  if (outageOf(error) !== null) return false;
  if (error instanceof ResponseBodyError) return error.error === 'invalid_grant';
  // The response had tokens, but not of this person or not of this server.
  return faultOf(error) !== 'invalid_response';
}

/** Returns the error of a renewal after which the session stays. */
export function toRenewalError(error: unknown): GatewayError {
  const outage = outageOf(error);
  if (outage !== null) return outage;
  return error instanceof ResponseBodyError
    ? new GatewayError(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The authorization server refused to renew the token of the session. Check SMART_CLIENT_ID, SMART_CLIENT_AUTH and the app registration.',
      )
    : new GatewayError(
        'UPSTREAM_INVALID_RESPONSE',
        'The authorization server sent no valid response when the gateway renewed the token of the session. Try again later.',
      );
}

/** Returns the code of a revocation that failed. */
export function revocationFailureOf(error: unknown): string {
  return outageOf(error)?.code ?? (error instanceof ResponseBodyError ? 'refused' : 'invalid_response');
}

/** Finds the error of the gateway's own transport, which openid-client wraps. */
function outageOf(error: unknown): GatewayError | null {
  if (error instanceof GatewayError) return error;
  return error instanceof ClientError && error.cause instanceof GatewayError ? error.cause : null;
}

function faultOf(error: unknown): SignInFault {
  const details = error instanceof ClientError ? detailsOf(error.cause) : {};
  const { claim } = details;
  const fault = typeof claim === 'string' ? CLAIM_FAULTS.get(claim) : undefined;
  if (fault !== undefined) return fault;
  return SIGNATURE_DETAILS.some((name) => name in details) ? 'wrong_signature' : 'invalid_response';
}

/** The details of an `id_token` whose algorithm, key or signature is wrong. */
const SIGNATURE_DETAILS = ['header', 'signature'] as const;

/** Returns the details that oauth4webapi's error has as its own cause. */
function detailsOf(error: unknown): Readonly<Record<string, unknown>> {
  const details: unknown = error instanceof Error ? error.cause : null;
  return typeof details === 'object' && details !== null ? { ...details } : {};
}
