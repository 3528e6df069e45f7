/** The key that signs assertions, and the public key set that verifies them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JSONWebKeySet, type JWK } from 'jose';
import type { KeyAuthentication } from '../config/authentication.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly keyId: string;
  readonly algorithm: string;
}

export type PublicKeySet = JSONWebKeySet;

export interface SigningKeys {
  readonly signing: SigningKey;
  /** The JWK Set to publish, with public parts only (RFC 7517 §5). */
  readonly published: PublicKeySet;
}

export async function createSigningKeys(authentication: KeyAuthentication): Promise<SigningKeys> {
  const { privateKey, signingAlgorithm: algorithm, secondPublicKey: second } = authentication;
  const current = await exportPublicJwk(createPublicKey(privateKey), authentication.keyId, algorithm);
  const others = second === null ? [] : [await exportPublicJwk(second.key, second.keyId)];
  return {
    signing: { privateKey, keyId: current.kid, algorithm },
    published: { keys: [current, ...others] },
  };
}

/** Returns the public JWK to publish. The default `kid` is the RFC 7638 thumbprint, which is the same on every replica. */
export async function exportPublicJwk(
  key: KeyObject,
  keyId: string | null,
  algorithm?: string,
): Promise<JWK & { kid: string }> {
  const jwk = await exportJWK(key);
  const kid = keyId ?? (await calculateJwkThumbprint(jwk));
  return { ...jwk, kid, use: 'sig', ...(algorithm === undefined ? {} : { alg: algorithm }) };
}
