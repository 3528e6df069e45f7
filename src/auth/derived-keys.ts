/** Derives encryption keys from the credential that every replica has already, so that the gateway needs no further secret. */
import { hkdfSync, type KeyObject, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { EpicConnection } from '../config/connection.ts';

/** Returns 32 bytes for a purpose. A key reveals nothing about other keys or the credential. */
export type DeriveKey = (purpose: string) => Uint8Array;

type InputKey = string | Uint8Array;
interface DerivationSource extends Pick<EpicConnection, 'baseUrl' | 'authentication'> {
  /** The id of the site; absent without a sites file. */
  readonly site?: string | undefined;
}

/**
 * Derives keys by HKDF (RFC 5869) with SHA-256. Replicas with the same private key or secret, client id, FHIR server
 * and site derive the same keys. A new private key or secret changes all of them.
 */
export async function createKeyDerivation({
  baseUrl,
  authentication,
  site,
}: DerivationSource): Promise<DeriveKey> {
  const clientId = authentication.kind === 'none' ? '' : authentication.clientId;
  const inputKey = await readInputKey({ baseUrl, authentication });
  return (purpose) => {
    const parts = [INFO_PREFIX, purpose, clientId, baseUrl];
    const info = JSON.stringify(site === undefined ? parts : [...parts, site]);
    return new Uint8Array(hkdfSync('sha256', inputKey, '', info, KEY_BYTES));
  };
}

const INFO_PREFIX = 'epic-fhir-graphql-gateway';
const KEY_BYTES = 32;

async function readInputKey({ baseUrl, authentication }: DerivationSource): Promise<InputKey> {
  switch (authentication.kind) {
    case 'private_key_jwt':
      return readExponent(authentication.privateKey);
    case 'client_secret_basic':
    case 'client_secret_post': {
      const { clientSecret, clientId } = authentication;
      return stretchSecret(clientSecret.export(), JSON.stringify([INFO_PREFIX, clientId, baseUrl]));
    }
    case 'none':
      return authentication.stateSecret?.export() ?? randomBytes(KEY_BYTES);
  }
}

/** Returns the private exponent or scalar, which does not depend on the format of the key (RFC 7518 §6.2.2.1, §6.3.2.1). */
function readExponent(privateKey: KeyObject): string {
  const { d } = privateKey.export({ format: 'jwk' });
  if (d === undefined) throw new Error('Expected a private key.');
  return d;
}

/** RFC 7914 §2. Takes 32 MiB and some 100 ms, once at startup. Node refuses to use more memory than `maxmem`. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Derives an input key from a client secret. A secret can be short, or a word, and every caller has cursors sealed with a derived key to test
 * guesses on. So each guess must be expensive.
 */
const stretchSecret = promisify(
  (secret: Buffer, salt: string, done: (error: Error | null, key: Buffer) => void): void =>
    scrypt(secret, salt, KEY_BYTES, SCRYPT, done),
);
