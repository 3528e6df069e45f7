/** Signs JWTs. */
import type { KeyObject } from 'node:crypto';
import { type JWTHeaderParameters, SignJWT } from 'jose';

export type TokenClaims = Readonly<Record<string, unknown>>;

/** Returns a JWT with exactly these claims and this header. An undefined member is omitted. */
export function signToken(
  claims: TokenClaims,
  header: JWTHeaderParameters,
  key: KeyObject | Uint8Array,
): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader(header).sign(key);
}
