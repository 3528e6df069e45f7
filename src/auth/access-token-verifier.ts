/** Verifies access tokens: currently valid JWTs that a configured issuer has signed for this gateway (RFC 9068, RFC 8725). */
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { TokenVerification } from '../config/server-settings.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import { isAccessToken, isForAudience, readClient } from './access-token-claims.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { createVerifiedTokenCache } from './verified-token-cache.ts';

/** The faults of tokens, as named in the log. The texts contain nothing from the token. */
export const TOKEN_FAULTS = {
  too_long: 'The token is longer than 12 KB.',
  malformed: 'The header is not `Bearer` and a token, or the token is not a signed JWT.',
  unknown_issuer: 'The `iss` is not exactly one of `AUTH_ISSUER`.',
  algorithm_not_allowed: 'The `alg` is not one of `AUTH_ALGORITHMS`.',
  critical_header: 'The token has a `crit` header, and the gateway supports none.',
  unknown_key: 'The issuer has no key with that `kid` and `alg`, or had none up to 30 seconds ago.',
  ambiguous_key: 'The token has no `kid`, and several keys of the issuer match.',
  wrong_signature: 'The token was forged or altered.',
  wrong_type: 'The `typ` is neither `at+jwt` nor `JWT`.',
  wrong_issuer: 'The `iss` is not the issuer whose keys verified the token.',
  not_access_token:
    'The token is an ID token, or another token of the issuer that is not an access token (`token_use`, `typ`, `at_hash`, `c_hash`, `events`).',
  wrong_audience:
    'The `aud` contains none of `AUTH_AUDIENCE`; or there is an `aud`, although only `AUTH_CLIENTS` is set.',
  wrong_client: 'The client is not one of `AUTH_CLIENTS`.',
  no_subject: 'The token has no `sub`.',
  expired: 'The `exp` is in the past, by more than the tolerance.',
  not_valid_yet: 'The `nbf` is in the future, by more than the tolerance.',
  wrong_claim: 'The token has no `exp`, or a time claim that is not a finite number.',
  keys_unavailable:
    'The keys of the issuer could not be fetched, so the token could not be verified. See `issuer_keys_unavailable` in the log.',
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
  /** Fetches the keys of all issuers before the first token arrives. */
  warmUp(): Promise<void>;
}

interface AccessTokenVerifierOptions {
  readonly checks: TokenVerification;
  readonly http: HttpClient;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Node accepts 16 KB of headers in total. A hundred granular scopes take about 6 KB. */
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
  iss: 'wrong_issuer',
  nbf: 'not_valid_yet',
  sub: 'no_subject',
};

export function createAccessTokenVerifier(options: AccessTokenVerifierOptions): AccessTokenVerifier {
  const { issuers, jwksUrl, keySetFile, clockToleranceSeconds } = options.checks;
  const known = createVerifiedTokenCache<VerifiedToken>(options.now);
  const keysOf = new Map(
    issuers.map((issuer) => [issuer, createIssuerKeys({ ...options, issuer, jwksUrl, keySetFile })] as const),
  );
  /** Returns a cached verification if the keys of the issuer are still cached and unchanged. */
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
        if (issuer === null) return rejected('malformed');
        // The unverified claim only selects one of the configured issuers, whose keys must then verify the signature.
        const keys = keysOf.get(issuer);
        return keys === undefined ? rejected('unknown_issuer') : await verifyAndKeep(token, issuer, keys);
      } catch (error) {
        const fault = toTokenFault(error);
        if (fault === null) throw error;
        return rejected(fault);
      }
    },
    async warmUp() {
      await Promise.all([...keysOf.values()].map((keys) => keys.warmUp()));
    },
  };
}

/** Returns the `iss` of a token that is not verified, empty without one; null if the token is not a JWT of an accepted length. */
export function readIssuer(token: string): string | null {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : '';
  } catch {
    return null;
  }
}

async function verifyWithKeys(
  token: string,
  issuer: string,
  { getKey }: IssuerKeys,
  { checks, now }: AccessTokenVerifierOptions,
): Promise<CheckedToken> {
  const { payload: claims, protectedHeader } = await jwtVerify(token, getKey, {
    issuer,
    algorithms: [...checks.algorithms],
    clockTolerance: checks.clockToleranceSeconds,
    currentDate: new Date(now()),
    requiredClaims: ['exp', 'sub'],
  });
  // jose accepts the extensions that it implements, such as `b64`, but an access token needs none.
  if (Object.hasOwn(protectedHeader, 'crit')) return rejected('critical_header');
  const { typ }: { readonly typ?: unknown } = protectedHeader;
  if (!ACCEPTED_TYPES.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) return rejected('wrong_type');
  const misuse = findMisuse(claims, checks);
  if (misuse !== null) return rejected(misuse);
  // The valid JSON `1e999` is parsed as Infinity, which never expires.
  if (!Number.isFinite(claims.exp)) return rejected('wrong_claim');
  const subject: unknown = claims.sub;
  if (typeof subject !== 'string' || subject === '') return rejected('no_subject');
  return { kind: 'good', issuer, subject, claims };
}

/** Returns why a token of the issuer is not meant for this gateway. The kind comes first: an ID token also has another audience. */
function findMisuse(claims: Readonly<JWTPayload>, checks: TokenVerification): TokenFault | null {
  const { audiences, clients } = checks;
  if (!isAccessToken(claims)) return 'not_access_token';
  if (!isForAudience(claims, audiences)) return 'wrong_audience';
  const client = readClient(claims, checks.claims.client);
  return clients === null || (client !== null && clients.includes(client)) ? null : 'wrong_client';
}

function rejected(fault: TokenFault): CheckedToken {
  return { kind: 'bad', fault };
}

/** Returns null if the error is a defect of the gateway. */
function toTokenFault(error: unknown): TokenFault | null {
  // The transport fails only while fetching keys.
  if (error instanceof GatewayError) return 'keys_unavailable';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'wrong_claim';
  return error instanceof errors.JOSEError ? (FAULTS[error.code] ?? 'malformed') : null;
}
