/** The client that is registered by default. */
import type { KeyObject } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import type { RsaKeyPair } from './key-pairs.ts';

/** The values with which a client signs its assertions. */
export interface ClientCredentials {
  clientId: string;
  privateKey: KeyObject;
  keyId: string;
}

/** Returns the client whose key pair signs RS256, RS384 and RS512. */
export async function createDefaultClient({ privateKey, publicKey }: RsaKeyPair): Promise<{
  credentials: ClientCredentials;
  keys: JWK[];
}> {
  const clientId = 'sandbox-client';
  const keyId = 'sandbox-key-1';
  return {
    credentials: { clientId, privateKey, keyId },
    keys: [{ ...(await exportJWK(publicKey)), kid: keyId }],
  };
}
