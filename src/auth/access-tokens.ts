/** Verifies access tokens: JWTs that a configured issuer has signed for this gateway, and that are valid now (RFC 9068, RFC 8725). */
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { TokenChecks } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { createKnownTokens } from './known-tokens.ts';

/** The faults of tokens, as the log names them. The texts contain nothing of the token. */
export const TOKEN_FAULTS = {
  too_long: 'The token is longer than 12 KB.',
  malformed: 'The header is not `Bearer` and one token, or the token is no signed JWT.',
  unknown_issuer: 'The `iss` is none of `AUTH_ISSUER`, to the letter.',
  algorithm_not_allowed: 'The `alg` is none of `AUTH_ALGORITHMS`.',
  critical_header: 'The token has a `crit` header. The gateway accepts none.',
  unknown_key: 'The issuer has no key of that `kid` and `alg`, or did not have it half a minute ago.',
  ambiguous_key: 'The token has no `kid`, and several keys of the issuer fit.',
  wrong_signature: 'The token was forged, or changed on its way.',
  wrong_type: 'The `typ` is neither `at+jwt` nor `JWT`.',
  wrong_issuer: 'The `iss` is not the one whose keys the token was checked with.',
  wrong_audience: 'The `aud` has none of `AUTH_AUDIENCE`.',
  no_subject: 'The token has no `sub`.',
  expired: 'The `exp` is over, by more than the tolerance.',
  not_valid_yet: 'The `nbf` is still to come, by more than the tolerance.',
  wrong_claim: 'The token has no `exp`, or a claim of time that is not a finite number.',
  keys_unavailable:
    'The issuer does not tell its keys: nothing is known of the token. `issuer_keys_unavailable` in the log says more.',
} as const satisfies Record<string, string>;

export type TokenFault = keyof typeof TOKEN_FAULTS;

interface GoodToken {
  readonly kind: 'good';
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Readonly<JWTPayload>;
}

export type CheckedToken = GoodToken | { readonly kind: 'bad'; readonly fault: TokenFault };

export interface AccessTokens {
  check(token: string): Promise<CheckedToken>;
  /** Fetches the issuers' keys before a token comes. */
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
/** RFC 9068 §2.1, and the types of issuers that predate it. Other types, such as `logout+jwt`, are not access tokens (RFC 8725 §3.11). */
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
  const { issuers, jwksUrl, clockToleranceSeconds } = options.checks;
  const known = createKnownTokens<GoodToken>(options.now);
  const keysOf = new Map(
    issuers.map((issuer) => [issuer, createIssuerKeys({ ...options, issuer, jwksUrl })] as const),
  );
  /** Returns a cached verification if the issuer's keys are still the same, and need not be fetched again. */
  const recall = (token: string): GoodToken | null => {
    const found = known.find(token);
    return found !== null && keysOf.get(found.value.issuer)?.current() === found.keys ? found.value : null;
  };
  const verifyAndKeep = async (token: string, issuer: string, keys: IssuerKeys): Promise<CheckedToken> => {
    const before = keys.current();
    const checked = await verified(token, issuer, keys, options);
    if (checked.kind === 'bad' || before === null || before !== keys.current()) return checked;
    const ends = ((checked.claims.exp ?? 0) + clockToleranceSeconds) * 1000;
    known.keep(token, { value: checked, keys: before, ends });
    return checked;
  };
  return {
    async check(token) {
      if (token.length > LONGEST_TOKEN) return bad('too_long');
      const recalled = recall(token);
      if (recalled !== null) return recalled;
      try {
        const issuer = claimedIssuer(token);
        // The token's claim only selects one of the configured issuers, and the token has to be signed with that issuer's keys.
        const keys = keysOf.get(issuer);
        return keys === undefined ? bad('unknown_issuer') : await verifyAndKeep(token, issuer, keys);
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
  // jose accepts the extensions that it implements, such as `b64`; an access token needs none of them.
  if (Object.hasOwn(protectedHeader, 'crit')) return bad('critical_header');
  const { typ }: { readonly typ?: unknown } = protectedHeader;
  if (!TYPES.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) return bad('wrong_type');
  // `1e999` is valid JSON and is parsed as Infinity, which never expires.
  if (!Number.isFinite(claims.exp)) return bad('wrong_claim');
  const subject: unknown = claims.sub;
  if (typeof subject !== 'string' || subject === '') return bad('no_subject');
  return { kind: 'good', issuer, subject, claims };
}

function bad(fault: TokenFault): CheckedToken {
  return { kind: 'bad', fault };
}

/** Returns the fault that an error means; null for a defect. */
function faultOf(error: unknown): TokenFault | null {
  // Any error of the transport means that there are no keys.
  if (error instanceof GatewayError) return 'keys_unavailable';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'wrong_claim';
  return error instanceof errors.JOSEError ? (FAULTS[error.code] ?? 'malformed') : null;
}
