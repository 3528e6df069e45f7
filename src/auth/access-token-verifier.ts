/** Verifies access tokens: JWTs that a configured issuer has signed for this gateway, and that are valid now (RFC 9068, RFC 8725). */
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { TokenVerification } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { createVerifiedTokenCache } from './verified-token-cache.ts';

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

type TokenFault = keyof typeof TOKEN_FAULTS;

interface VerifiedToken {
  readonly kind: 'good';
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Readonly<JWTPayload>;
}

type CheckedToken = VerifiedToken | { readonly kind: 'bad'; readonly fault: TokenFault };

export interface AccessTokenVerifier {
  verify(token: string): Promise<CheckedToken>;
  /** Fetches the issuers' keys before a token comes. */
  warmUp(): Promise<void>;
}

interface AccessTokenVerifierOptions {
  readonly checks: TokenVerification;
  readonly http: HttpClient;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Node takes 16 KB of headers in all. A hundred granular scopes are about 6 KB. */
const MAX_TOKEN_LENGTH = 12 * 1024;
/** RFC 9068 §2.1, and the types of issuers that predate it. Other types, such as `logout+jwt`, are not access tokens (RFC 8725 §3.11). */
const ACCEPTED_TYPES: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

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

export function createAccessTokenVerifier(options: AccessTokenVerifierOptions): AccessTokenVerifier {
  const { issuers, jwksUrl, clockToleranceSeconds } = options.checks;
  const known = createVerifiedTokenCache<VerifiedToken>(options.now);
  const keysOf = new Map(
    issuers.map((issuer) => [issuer, createIssuerKeys({ ...options, issuer, jwksUrl })] as const),
  );
  /** Returns a cached verification if the issuer's keys are still the same, and need not be fetched again. */
  const recall = (token: string): VerifiedToken | null => {
    const found = known.find(token);
    return found !== null && keysOf.get(found.value.issuer)?.current() === found.keys ? found.value : null;
  };
  const verifyAndKeep = async (token: string, issuer: string, keys: IssuerKeys): Promise<CheckedToken> => {
    const before = keys.current();
    const checked = await verifyWithKeys(token, issuer, keys, options);
    if (checked.kind === 'bad' || before === null || before !== keys.current()) return checked;
    const ends = ((checked.claims.exp ?? 0) + clockToleranceSeconds) * 1000;
    known.store(token, { value: checked, keys: before, ends });
    return checked;
  };
  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) return rejected('too_long');
      const recalled = recall(token);
      if (recalled !== null) return recalled;
      try {
        const issuer = readIssuer(token);
        // The token's claim only selects one of the configured issuers, and the token has to be signed with that issuer's keys.
        const keys = keysOf.get(issuer);
        return keys === undefined ? rejected('unknown_issuer') : await verifyAndKeep(token, issuer, keys);
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null) throw error;
        return rejected(fault);
      }
    },
    async warmUp() {
      await Promise.all([...keysOf.values()].map((keys) => keys.warmUp()));
    },
  };
}

function readIssuer(token: string): string {
  const { iss } = decodeJwt(token);
  return typeof iss === 'string' ? iss : '';
}

async function verifyWithKeys(
  token: string,
  issuer: string,
  { getKey }: IssuerKeys,
  { checks, now }: AccessTokenVerifierOptions,
): Promise<CheckedToken> {
  const { payload: claims, protectedHeader } = await jwtVerify(token, getKey, {
    issuer,
    audience: [...checks.audiences],
    algorithms: [...checks.algorithms],
    clockTolerance: checks.clockToleranceSeconds,
    currentDate: new Date(now()),
    requiredClaims: ['exp', 'sub'],
  });
  // jose accepts the extensions that it implements, such as `b64`; an access token needs none of them.
  if (Object.hasOwn(protectedHeader, 'crit')) return rejected('critical_header');
  const { typ }: { readonly typ?: unknown } = protectedHeader;
  if (!ACCEPTED_TYPES.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) return rejected('wrong_type');
  // `1e999` is valid JSON and is parsed as Infinity, which never expires.
  if (!Number.isFinite(claims.exp)) return rejected('wrong_claim');
  const subject: unknown = claims.sub;
  if (typeof subject !== 'string' || subject === '') return rejected('no_subject');
  return { kind: 'good', issuer, subject, claims };
}

function rejected(fault: TokenFault): CheckedToken {
  return { kind: 'bad', fault };
}

/** Returns the fault that an error means; null for a defect. */
function faultOf(error: unknown): TokenFault | null {
  // Any error of the transport means that there are no keys.
  if (error instanceof GatewayError) return 'keys_unavailable';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'wrong_claim';
  return error instanceof errors.JOSEError ? (FAULTS[error.code] ?? 'malformed') : null;
}
