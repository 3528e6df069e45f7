/** Signs the client assertion: the JWT that authenticates this gateway (RFC 7523 §3, SMART Backend Services). */
import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { SigningKey } from './signing-keys.ts';

/** Epic refuses an `exp` more than 5 minutes ahead of its own clock. This leaves a minute for clock skew. */
export const ASSERTION_LIFETIME_SECONDS = 240;
/** Backdates `iat` and `nbf`, so that they are not in the future for a server whose clock is behind. */
export const ASSERTION_BACKDATING_SECONDS = 10;

interface AssertionClaims {
  readonly clientId: string;
  /** The token URL, as configured at the server. */
  readonly audience: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Signs a client assertion. Each has a new `jti`, because Epic refuses repeated ones. It has no `jku`, because Epic refuses one that differs
 * from the registered URL.
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
