/** The verification of client assertions (RFC 7523 §3, SMART App Launch 2.2 §4.1), with Epic's limits. */
import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';
import { SIGNING_ALGORITHMS } from './authorization-metadata.ts';
import { createKeySetFetcher, type HostedKeys } from './hosted-keys.ts';

/** A client that signs assertions. */
export interface SigningClient {
  clientId: string;
  /** The public keys, each with a `kid`, or the URL of the client's key set. */
  keys: JWK[] | HostedKeys;
}

export interface AssertionVerifier {
  /** Resolves to whether the client signed the assertion. Accepts each assertion once. */
  verify: (assertion: string, client: SigningClient) => Promise<boolean>;
}

/** Epic accepts an `exp` at most five minutes ahead, and a `jti` of at most 151 characters. */
const LONGEST_ASSERTION_MS = 5 * 60 * 1000;
const LONGEST_JTI = 151;

export function createAssertionVerifier(audience: string, now: () => number): AssertionVerifier {
  const usedAssertions = new Map<string, number>();
  const { keysOf } = createKeySetFetcher(now);

  async function verify(assertion: string, { clientId, keys }: SigningClient): Promise<boolean> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        assertion,
        createLocalJWKSet({ keys: Array.isArray(keys) ? keys : await keysOf(keys) }),
        {
          algorithms: SIGNING_ALGORITHMS,
          issuer: clientId,
          subject: clientId,
          audience,
          requiredClaims: ['exp', 'jti'],
          currentDate: new Date(now()),
        },
      );
      const { kid, jku, typ = 'JWT' } = protectedHeader;
      const { exp = 0, iat = 0, jti = '' } = payload;
      const isAcceptable =
        kid !== undefined &&
        jku === undefined &&
        typ === 'JWT' &&
        iat * 1000 <= now() &&
        exp * 1000 - now() <= LONGEST_ASSERTION_MS &&
        jti !== '' &&
        jti.length <= LONGEST_JTI;
      return isAcceptable && isFirstUse(`${clientId} ${jti}`, exp * 1000);
    } catch {
      return false;
    }
  }

  function isFirstUse(assertion: string, expires: number): boolean {
    for (const [used, expiry] of usedAssertions) if (expiry <= now()) usedAssertions.delete(used);
    if (usedAssertions.has(assertion)) return false;
    usedAssertions.set(assertion, expires);
    return true;
  }

  return { verify };
}

/** Returns the `iss` of an assertion without verifying it; null if the text is no JWT. */
export function issuerOfAssertion(assertion: string): string | null {
  try {
    return decodeJwt(assertion).iss ?? null;
  } catch {
    return null;
  }
}
