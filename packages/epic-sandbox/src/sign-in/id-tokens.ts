/** ID tokens (OpenID Connect Core §2), signed with a key of the issuer. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface IdTokenIssuer {
  /** Returns the public key set. */
  keySet: () => Promise<{ keys: JWK[] }>;
  sign: (claims: JWTPayload) => Promise<string>;
}

/** Replaces an ID token, for tests of clients that must refuse forged ones. */
export type IdTokenForger = (idToken: string, claims: JWTPayload) => string | Promise<string>;

const KEY_ID = 'sandbox-issuer-1';

/** Generated on first use, because most sandboxes need none, and shared by the sandboxes of a process. */
let generated: Promise<{ privateKey: KeyObject; publicKey: KeyObject }> | undefined;

function keys(): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return (generated ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));
}

export function createIdTokenIssuer(forge: IdTokenForger = (idToken) => idToken): IdTokenIssuer {
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
