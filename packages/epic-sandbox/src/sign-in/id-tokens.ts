/** ID tokens (OpenID Connect Core §2), signed with a key of the issuer. */
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { KeyPairs, RsaKeyPair } from '../key-pairs.ts';

export interface IdTokenIssuer {
  /** Returns the public key set. */
  keySet: () => Promise<{ keys: JWK[] }>;
  sign: (claims: JWTPayload) => Promise<string>;
}

/** Replaces an ID token, for tests of clients that must refuse forged ones. */
export type IdTokenForger = (idToken: string, claims: JWTPayload) => string | Promise<string>;

const KEY_ID = 'sandbox-issuer-1';

/** Takes its key pair on first use, because most sandboxes need none. */
export function createIdTokenIssuer(
  takeKeyPair: KeyPairs['take'],
  forge: IdTokenForger = (idToken) => idToken,
): IdTokenIssuer {
  let taken: Promise<RsaKeyPair> | null = null;
  const keys = (): Promise<RsaKeyPair> => (taken ??= takeKeyPair());
  return {
    keySet: async () => {
      const { publicKey } = await keys();
      return { keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, use: 'sig', alg: 'RS256' }] };
    },
    sign: async (claims) => {
      const { privateKey } = await keys();
      const signed = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
        .sign(privateKey);
      return forge(signed, claims);
    },
  };
}
