/** The client that is registered by default, with a generated key. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK } from 'jose';

/** The values with which a client signs its assertions. */
export interface ClientCredentials {
  clientId: string;
  privateKey: KeyObject;
  keyId: string;
}

/** Generates a 2048-bit RSA key, which signs RS256, RS384 and RS512. */
export async function createDefaultClient(): Promise<{
  credentials: ClientCredentials;
  keys: JWK[];
}> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const clientId = 'sandbox-client';
  const keyId = 'sandbox-key-1';
  return {
    credentials: { clientId, privateKey, keyId },
    keys: [{ ...(await exportJWK(publicKey)), kid: keyId }],
  };
}
