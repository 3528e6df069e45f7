/** Signs the client assertion: the JWT that authenticates this gateway (RFC 7523 §3, SMART Backend Services). */
import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { SigningKey } from './signing-keys.ts';

/** Epic refuses an `exp` more than 5 minutes ahead of its own clock; a minute is left for clocks that differ. */
export const ASSERTION_LIFETIME_SECONDS = 240;
/** `iat` and `nbf` are a little in the past, so that they are not in the future for a server whose clock is behind. */
export const ASSERTION_BACKDATING_SECONDS = 10;

interface AssertionClaims {
  readonly clientId: string;
  /** The token URL as the server knows it. */
  readonly audience: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Signs a new assertion with a `jti` of its own, since Epic refuses one that it has seen. `jku` is left out: Epic
 * refuses one that differs from the registered URL.
 */
export function signAssertion(
  key: SigningKey,
  { clientId, audience, now }: AssertionClaims,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: key.algorithm, kid: key.keyId, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(seconds - ASSERTION_BACKDATING_SECONDS)
    .setNotBefore(seconds - ASSERTION_BACKDATING_SECONDS)
    .setExpirationTime(seconds + ASSERTION_LIFETIME_SECONDS)
    .sign(key.privateKey);
}

/** Returns the header and the claims of an assertion, without its signature. */
export function decodeAssertion(assertion: string): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
} {
  return { header: { ...decodeProtectedHeader(assertion) }, claims: decodeJwt(assertion) };
}
