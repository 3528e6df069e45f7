/** Who asks: all that loaders, cursors, limits and the audit need to know of a caller. */
import { parseScopes, type SmartScope } from './fhir/scopes.ts';

export interface Caller {
  /** Who issued the caller's token; null where callers do not sign in. */
  readonly issuer: string | null;
  /** Who it is at the issuer: a person, or a program. */
  readonly subject: string;
  /** The application that asks. */
  readonly client: string | null;
  readonly scopes: readonly SmartScope[];
  /** The FHIR id of the patient whom `patient/` scopes are about; null where the token names none, so that they give nothing. */
  readonly patient: string | null;
}

/** Where callers do not sign in, which is on loopback and with the embedded sandbox alone, whoever asks may see all. */
export const ANONYMOUS: Caller = {
  issuer: null,
  subject: 'anonymous',
  client: null,
  scopes: parseScopes('system/*.cruds'),
  patient: null,
};

/** Names a caller in cursors and limits: two who may see different things have different names. */
export function callerKey({ issuer, subject, client, patient }: Caller): string {
  return JSON.stringify([issuer, subject, client, patient]);
}
