/** A new key pair for an app at Epic, and the file of its private half. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { exportPublicJwk } from '../auth/signing-keys.ts';
import type { SigningAlgorithm } from '../config/variables.ts';
import type { KeyKind } from './arguments.ts';

/** As the public half is published. */
export type PublicJwk = Awaited<ReturnType<typeof exportPublicJwk>>;

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
  readonly algorithm: SigningAlgorithm;
  /** Its kind and size in words. */
  readonly description: string;
}

/** Strong enough until 2030 and beyond (NIST SP 800-57 part 1, table 2: 128 bits). */
export const DEFAULT_KEY_KIND: KeyKind = { type: 'rsa', bits: 3072 };

/** Epic, like SMART Backend Services, takes RS384 and ES384 everywhere; ES256 is for what has nothing else. */
const CURVES = {
  'P-256': { namedCurve: 'prime256v1', algorithm: 'ES256' },
  'P-384': { namedCurve: 'secp384r1', algorithm: 'ES384' },
} as const;

export async function createKeyPair(kind: KeyKind): Promise<KeyPair> {
  if (kind.type === 'rsa') {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: kind.bits });
    return keyPairOf(privateKey, publicKey, 'RS384', `RSA, ${kind.bits} bits`);
  }
  const { namedCurve, algorithm } = CURVES[kind.curve];
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve });
  return keyPairOf(privateKey, publicKey, algorithm, `EC, ${kind.curve}`);
}

async function keyPairOf(
  privateKey: KeyObject,
  publicKey: KeyObject,
  algorithm: SigningAlgorithm,
  description: string,
): Promise<KeyPair> {
  return { privateKey, publicJwk: await exportPublicJwk(publicKey, null, algorithm), algorithm, description };
}

/** The kind of a key that is there already; what is of another kind is replaced by one of the usual kind. */
export function keyKindOf(key: KeyObject): KeyKind {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (namedCurve === CURVES['P-256'].namedCurve) return { type: 'ec', curve: 'P-256' };
  if (namedCurve === CURVES['P-384'].namedCurve) return { type: 'ec', curve: 'P-384' };
  return modulusLength > 3072 ? { type: 'rsa', bits: 4096 } : DEFAULT_KEY_KIND;
}

/**
 * Writes PKCS#8 PEM that its owner alone can read, and never over a file that is there.
 * @throws what the system throws
 */
export function writePrivateKey(path: string, key: KeyObject): void {
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
}
