/** Creates key pairs for an app at Epic, and writes their private keys. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { exportPublicJwk } from '../auth/signing-keys.ts';
import type { SigningAlgorithm } from '../config/variables.ts';
import type { KeyKind } from './arguments.ts';

export type PublicJwk = Awaited<ReturnType<typeof exportPublicJwk>>;

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
  readonly algorithm: SigningAlgorithm;
  /** The type and size, for messages. */
  readonly description: string;
}

/** Strong enough until 2030 and beyond (NIST SP 800-57 part 1, table 2: 128 bits). */
export const DEFAULT_KEY_KIND: KeyKind = { type: 'rsa', bits: 3072 };

/** Epic and SMART Backend Services accept RS384 and ES384 everywhere. ES256 is for servers that accept neither. */
const CURVES = {
  'P-256': { namedCurve: 'prime256v1', algorithm: 'ES256' },
  'P-384': { namedCurve: 'secp384r1', algorithm: 'ES384' },
} as const;

export async function createKeyPair(kind: KeyKind): Promise<KeyPair> {
  if (kind.type === 'rsa') {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: kind.bits });
    return toKeyPair(privateKey, publicKey, 'RS384', `RSA, ${kind.bits} bits`);
  }
  const { namedCurve, algorithm } = CURVES[kind.curve];
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve });
  return toKeyPair(privateKey, publicKey, algorithm, `EC, ${kind.curve}`);
}

async function toKeyPair(
  privateKey: KeyObject,
  publicKey: KeyObject,
  algorithm: SigningAlgorithm,
  description: string,
): Promise<KeyPair> {
  return { privateKey, publicJwk: await exportPublicJwk(publicKey, null, algorithm), algorithm, description };
}

/** Returns the kind of the key that replaces this one: the same curve, or RSA with at least 3072 bits. */
export function chooseSuccessorKind(key: KeyObject): KeyKind {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (namedCurve === CURVES['P-256'].namedCurve) return { type: 'ec', curve: 'P-256' };
  if (namedCurve === CURVES['P-384'].namedCurve) return { type: 'ec', curve: 'P-384' };
  return modulusLength > 3072 ? { type: 'rsa', bits: 4096 } : DEFAULT_KEY_KIND;
}

/**
 * Writes PKCS#8 PEM that only its owner can read. Never overwrites a file.
 * @throws the error of the file system
 */
export function writePrivateKey(path: string, key: KeyObject): void {
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
}
