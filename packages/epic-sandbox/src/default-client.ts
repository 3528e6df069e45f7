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

/** Sandboxes of one process share the key, because generating one takes longer than everything else that a sandbox starts with. */
let generated: Promise<{ privateKey: KeyObject; publicKey: KeyObject }> | undefined;

/** Returns the client with a 2048-bit RSA key, which signs RS256, RS384 and RS512. */
export async function createDefaultClient(): Promise<{
  credentials: ClientCredentials;
  keys: JWK[];
}> {
  generated ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { privateKey, publicKey } = await generated;
  const clientId = 'sandbox-client';
  const keyId = 'sandbox-key-1';
  return {
    credentials: { clientId, privateKey, keyId },
    keys: [{ ...(await exportJWK(publicKey)), kid: keyId }],
  };
}
