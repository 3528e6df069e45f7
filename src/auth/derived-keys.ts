/** Keys for what this gateway keeps outside: made from its own private key, which every replica has, so that there is no further secret. */
import { hkdfSync, type KeyObject } from 'node:crypto';
import type { EpicConnection } from '../config.ts';

/** The 32 bytes for a purpose. Of one key nothing can be told from another, nor of the private key. */
export type DeriveKey = (purpose: string) => Uint8Array;

/**
 * HKDF (RFC 5869) with SHA-256. Replicas have the same keys where they have the same private key, client id and FHIR server; a private key
 * that was replaced gives others.
 */
export function createDerivedKeys({
  privateKey,
  clientId,
  baseUrl,
}: Pick<EpicConnection, 'privateKey' | 'clientId' | 'baseUrl'>): DeriveKey {
  const secret = secretOf(privateKey);
  return (purpose) => {
    const info = JSON.stringify(['epic-fhir-graphql-gateway', purpose, clientId, baseUrl]);
    return new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
  };
}

/** The private exponent or scalar: the same text whatever form the key was written in (RFC 7518 §6.2.2.1, §6.3.2.1). */
function secretOf(privateKey: KeyObject): string {
  const { d } = privateKey.export({ format: 'jwk' });
  if (d === undefined) throw new Error('A private key was expected.');
  return d;
}
