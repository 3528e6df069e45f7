/** Derives keys for what the gateway stores elsewhere from the credential that every replica has already, so that it needs no other secret. */
import { hkdfSync, type KeyObject, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { EpicConnection } from '../config/connection.ts';

/** Returns 32 bytes for a purpose. A key reveals nothing about the others, or about the credential. */
export type DeriveKey = (purpose: string) => Uint8Array;

type InputKey = string | Uint8Array;
type DerivationSource = Pick<EpicConnection, 'baseUrl' | 'authentication'>;

/**
 * HKDF (RFC 5869) with SHA-256. Replicas with the same private key or secret, client id and FHIR server have the same keys. Another private key
 * or secret gives other keys.
 */
export async function createKeyDerivation({ baseUrl, authentication }: DerivationSource): Promise<DeriveKey> {
  const clientId = authentication.kind === 'none' ? '' : authentication.clientId;
  const inputKey = await inputKeyOf({ baseUrl, authentication });
  return (purpose) => {
    const info = JSON.stringify([INFO_PREFIX, purpose, clientId, baseUrl]);
    return new Uint8Array(hkdfSync('sha256', inputKey, '', info, KEY_BYTES));
  };
}

const INFO_PREFIX = 'epic-fhir-graphql-gateway';
const KEY_BYTES = 32;

async function inputKeyOf({ baseUrl, authentication }: DerivationSource): Promise<InputKey> {
  switch (authentication.kind) {
    case 'private_key_jwt':
      return exponentOf(authentication.privateKey);
    case 'client_secret_basic':
    case 'client_secret_post': {
      const { clientSecret, clientId } = authentication;
      return stretchSecret(clientSecret.export(), JSON.stringify([INFO_PREFIX, clientId, baseUrl]));
    }
    case 'none':
      return authentication.stateSecret?.export() ?? randomBytes(KEY_BYTES);
  }
}

/** The private exponent or scalar: the same text whatever form the key was written in (RFC 7518 §6.2.2.1, §6.3.2.1). */
function exponentOf(privateKey: KeyObject): string {
  const { d } = privateKey.export({ format: 'jwk' });
  if (d === undefined) throw new Error('A private key was expected.');
  return d;
}

/** RFC 7914 §2: 32 MiB and some 100 ms, once at the start. Node refuses more than its `maxmem`. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * A client secret can be short, or a word. Every caller holds a cursor that its key has sealed and could try secrets against it, so each
 * try is made expensive.
 */
const stretchSecret = promisify(
  (secret: Buffer, salt: string, done: (error: Error | null, key: Buffer) => void): void =>
    scrypt(secret, salt, KEY_BYTES, SCRYPT, done),
);
