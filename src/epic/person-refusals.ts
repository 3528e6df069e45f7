/** Explains refusals of the FHIR server to a person who signed in there. The gateway's texts are for those who run it. */
import { type ErrorCode, GatewayError } from '../errors.ts';

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN:
    "The FHIR server does not permit this to you: your account there may not use it, or the app's registration does not include the API. Ask the " +
    'administrators of the EHR.',
  RESTRICTED_RECORD:
    'The record is behind break-the-glass, and the FHIR server did not release it to you. Open the record in the EHR, give your reason there, and try ' +
    'again.',
  UPSTREAM_AUTHENTICATION_FAILED:
    'The FHIR server does not accept your sign-in for this. Sign out, sign in again, and repeat the operation. If it fails again, ask the administrators ' +
    'of the EHR about your account.',
};

/** Returns the error of a response, with what the person can do if the server refused. */
export function explainToPerson(error: unknown): unknown {
  const message = error instanceof GatewayError ? REFUSALS[error.code] : undefined;
  return error instanceof GatewayError && message !== undefined
    ? new GatewayError(error.code, message)
    : error;
}
