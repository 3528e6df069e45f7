/** Returns the public JWK that a client registers with a token endpoint. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';

export async function publicKeyOf({
  privateKey,
  keyId,
}: {
  readonly privateKey: KeyObject;
  readonly keyId: string;
}): Promise<JWK> {
  return { ...(await exportJWK(createPublicKey(privateKey))), kid: keyId };
}
