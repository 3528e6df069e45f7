/** Keys for tests. Each key pair is generated on first use, then reused. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const pairs = new Map<string, KeyPair>();

function generateOnce(name: string, generate: () => KeyPair): KeyPair {
  const pair = pairs.get(name) ?? generate();
  pairs.set(name, pair);
  return pair;
}

/** Returns the same pair for the same length and label. */
export function rsa(modulusLength = 2048, label = 'first'): KeyPair {
  return generateOnce(`rsa ${modulusLength} ${label}`, () => generateKeyPairSync('rsa', { modulusLength }));
}

/** Returns the same pair for the same curve, given by its OpenSSL name. */
export function ec(namedCurve: 'prime256v1' | 'secp384r1' | 'secp521r1'): KeyPair {
  return generateOnce(`ec ${namedCurve}`, () => generateKeyPairSync('ec', { namedCurve }));
}

export function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Returns PEM as OpenSSL 1.x `genrsa` writes it. */
export function pkcs1(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** Returns PEM as OpenSSL `ecparam -genkey` writes it. */
export function sec1(key: KeyObject): string {
  return key.export({ type: 'sec1', format: 'pem' }).toString();
}

export function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export function encryptedPem(key: KeyObject, passphrase: string): string {
  return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
}

/** Returns the JWK as JSON, with these members added. */
export function jwk(key: KeyObject, members: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...key.export({ format: 'jwk' }), ...members });
}
