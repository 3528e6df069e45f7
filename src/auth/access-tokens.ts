/** Whether an access token is one: a JWT that a configured issuer has signed for this gateway, and that is good now (RFC 9068, RFC 8725). */
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { TokenChecks } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';

/** What is wrong with a token, in words that hold nothing of it; `keys_unavailable` says nothing of the token. */
export type TokenFault =
  | 'too_long'
  | 'malformed'
  | 'unknown_issuer'
  | 'algorithm_not_allowed'
  | 'critical_header'
  | 'unknown_key'
  | 'ambiguous_key'
  | 'wrong_signature'
  | 'wrong_type'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'no_subject'
  | 'expired'
  | 'not_valid_yet'
  | 'wrong_claim'
  | 'keys_unavailable';

export type CheckedToken =
  | {
      readonly kind: 'good';
      readonly issuer: string;
      readonly subject: string;
      readonly claims: Readonly<JWTPayload>;
    }
  | { readonly kind: 'bad'; readonly fault: TokenFault };

export interface AccessTokens {
  check(token: string): Promise<CheckedToken>;
  /** Asks the issuers for their keys before a token comes. */
  warmUp(): Promise<void>;
}

export interface AccessTokenOptions {
  readonly checks: TokenChecks;
  readonly http: Http;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Node takes 16 KB of headers in all. A hundred granular scopes are about 6 KB. */
const LONGEST_TOKEN = 12 * 1024;
/** RFC 9068 §2.1, and what issuers from before it say. Others are no access tokens: `logout+jwt`, for one (RFC 8725 §3.11). */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

const FAULTS: Readonly<Record<string, TokenFault>> = {
  ERR_JWS_INVALID: 'malformed',
  ERR_JWT_INVALID: 'malformed',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm_not_allowed',
  ERR_JOSE_NOT_SUPPORTED: 'critical_header',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown_key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'ambiguous_key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'wrong_signature',
  ERR_JWT_EXPIRED: 'expired',
};

const CLAIM_FAULTS: Readonly<Record<string, TokenFault>> = {
  aud: 'wrong_audience',
  iss: 'wrong_issuer',
  nbf: 'not_valid_yet',
  sub: 'no_subject',
};

export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { issuers, jwksUrl } = options.checks;
  const keysOf = new Map(
    issuers.map((issuer) => [issuer, createIssuerKeys({ ...options, issuer, jwksUrl })] as const),
  );
  return {
    async check(token) {
      if (token.length > LONGEST_TOKEN) return bad('too_long');
      try {
        const issuer = claimedIssuer(token);
        // The token's own word only picks one of the configured issuers, whose keys it then has to be signed with.
        const keys = keysOf.get(issuer);
        return keys === undefined ? bad('unknown_issuer') : await verified(token, issuer, keys, options);
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null) throw error;
        return bad(fault);
      }
    },
    async warmUp() {
      await Promise.all([...keysOf.values()].map((keys) => keys.warmUp()));
    },
  };
}

function claimedIssuer(token: string): string {
  const { iss } = decodeJwt(token);
  return typeof iss === 'string' ? iss : '';
}

async function verified(
  token: string,
  issuer: string,
  { keyFor }: IssuerKeys,
  { checks, now }: AccessTokenOptions,
): Promise<CheckedToken> {
  const { payload: claims, protectedHeader } = await jwtVerify(token, keyFor, {
    issuer,
    audience: [...checks.audiences],
    algorithms: [...checks.algorithms],
    clockTolerance: checks.clockToleranceSeconds,
    currentDate: new Date(now()),
    requiredClaims: ['exp', 'sub'],
  });
  if (!TYPES.has(protectedHeader.typ?.toLowerCase())) return bad('wrong_type');
  const subject: unknown = claims.sub;
  if (typeof subject !== 'string' || subject === '') return bad('no_subject');
  return { kind: 'good', issuer, subject, claims };
}

function bad(fault: TokenFault): CheckedToken {
  return { kind: 'bad', fault };
}

/** What an error says of the token; null for a defect. */
function faultOf(error: unknown): TokenFault | null {
  // Whatever of the transport it is: the keys are not there.
  if (error instanceof GatewayError) return 'keys_unavailable';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'wrong_claim';
  return error instanceof errors.JOSEError ? (FAULTS[error.code] ?? null) : null;
}
