/** The grants of tokens, and the claims that state them (RFC 9068 §2.2). */
import { randomUUID } from 'node:crypto';
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../config/local-issuer.ts';
import type { TokenVerification } from '../config/server-settings.ts';
import { isFhirId } from '../fhir/ids.ts';
import type { TokenClaims } from './signed-token.ts';

/** Who holds a token. The id is the FHIR id of a patient. */
export type TokenHolder = 'clinician' | 'service' | `patient:${string}`;

export interface TokenGrant {
  readonly as: TokenHolder;
  /** SMART scopes, separated by spaces. By default the holder may read everything that the scopes of their context cover. */
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  /** The lifetime; 60 by default. */
  readonly minutes?: number | undefined;
  /** The ids of the sites that the token reaches. Without them, it reaches the only site. */
  readonly sites?: readonly string[] | undefined;
}

export const DEFAULT_MINUTES = 60;
export const MAX_MINUTES = 12 * 60;

/** The scopes of each kind of holder, as people get them who sign in at Epic by default (SMART_SCOPES, SMART_PATIENT_SCOPES). */
const SCOPES = { clinician: 'user/*.rs', patient: 'patient/*.rs', service: 'system/*.rs' } as const;

/** The claims that the gateway reads by default. */
const CLAIM_NAMES: TokenVerification['claims'] = {
  scope: ['scope'],
  patient: 'patient',
  client: 'client_id',
  sites: 'sites',
};

/** Returns null unless the text is `clinician`, `service` or `patient:` and a FHIR id. */
export function parseHolder(text: string): TokenHolder | null {
  if (text === 'clinician' || text === 'service') return text;
  const id = patientOf(text);
  return id !== null && isFhirId(id) ? `patient:${id}` : null;
}

/** Returns the id of the patient who holds the token; null if someone else does. */
export function patientOf(holder: string): string | null {
  return /^patient:(?<id>.*)$/s.exec(holder)?.groups?.['id'] ?? null;
}

/** Returns the scopes of a grant. */
export function scopeOf({ as, scope }: Pick<TokenGrant, 'as' | 'scope'>): string {
  return scope ?? SCOPES[as === 'clinician' || as === 'service' ? as : 'patient'];
}

/**
 * @param now epoch milliseconds
 * @param names the claims that the gateway reads, if they are not the default ones
 */
export function claimsOf(grant: TokenGrant, now: number, names = CLAIM_NAMES): TokenClaims {
  const { as, audience = LOCAL_AUDIENCE, minutes = DEFAULT_MINUTES, sites } = grant;
  const seconds = Math.floor(now / 1000);
  const patient = patientOf(as);
  return {
    iss: LOCAL_ISSUER,
    aud: audience,
    // Each patient is another person, with limits and idempotency keys of their own.
    sub: `local-${as.replace(':', '-')}`,
    iat: seconds,
    exp: seconds + minutes * 60,
    jti: randomUUID(),
    [names.client]: as === 'service' ? 'local-service' : 'local-app',
    [names.scope[0] ?? 'scope']: scopeOf(grant),
    ...(patient === null ? {} : { [names.patient]: patient }),
    ...(sites === undefined ? {} : { [names.sites]: sites.join(' ') }),
  };
}
