/** Keys for tests of whatever reads or signs with them; made once, and only those that are asked for. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const made = new Map<string, KeyPair>();

function once(name: string, make: () => KeyPair): KeyPair {
  const pair = made.get(name) ?? make();
  made.set(name, pair);
  return pair;
}

/** The same pair for the same length and label. */
export function rsa(modulusLength = 2048, label = 'first'): KeyPair {
  return once(`rsa ${modulusLength} ${label}`, () => generateKeyPairSync('rsa', { modulusLength }));
}

/** The same pair for the same curve, by OpenSSL's name for it. */
export function ec(namedCurve: 'prime256v1' | 'secp384r1' | 'secp521r1'): KeyPair {
  return once(`ec ${namedCurve}`, () => generateKeyPairSync('ec', { namedCurve }));
}

export function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** As OpenSSL 1.x `genrsa` writes it. */
export function pkcs1(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** As OpenSSL `ecparam -genkey` writes it. */
export function sec1(key: KeyObject): string {
  return key.export({ type: 'sec1', format: 'pem' }).toString();
}

export function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export function encryptedPem(key: KeyObject, passphrase: string): string {
  return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
}

/** The JWK as JSON, with more members where given. */
export function jwk(key: KeyObject, members: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...key.export({ format: 'jwk' }), ...members });
}
