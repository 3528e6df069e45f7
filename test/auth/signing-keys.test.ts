import { calculateJwkThumbprint, exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSigningKeys } from '../../src/auth/signing-keys.ts';
import { ec, jwk, pkcs8, rsa, spki } from '../config/key-material.ts';
import { keyAuthentication } from './connection.ts';

const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

describe('the published key set', () => {
  it('publishes only the public half of the signing key, with its use and algorithm', async () => {
    const { published } = await createSigningKeys(keyAuthentication({ EPIC_KEY_ID: 'key-1' }));
    const { n, e } = await exportJWK(rsa().publicKey);
    expect(published).toEqual({ keys: [{ kty: 'RSA', n, e, kid: 'key-1', use: 'sig', alg: 'RS384' }] });
  });

  it('publishes an EC key with its curve', async () => {
    const { privateKey, publicKey } = ec('secp384r1');
    const { published } = await createSigningKeys(
      keyAuthentication({ EPIC_PRIVATE_KEY: jwk(privateKey, { kid: 'ec-1' }), EPIC_SIGNING_ALG: 'ES384' }),
    );
    const { x, y } = await exportJWK(publicKey);
    expect(published.keys).toEqual([
      { kty: 'EC', crv: 'P-384', x, y, kid: 'ec-1', use: 'sig', alg: 'ES384' },
    ]);
  });

  it('publishes the second key as well during a rotation', async () => {
    const second = rsa(2048, 'second').publicKey;
    const { published } = await createSigningKeys(
      keyAuthentication({ EPIC_KEY_ID: 'old', EPIC_SECOND_PUBLIC_KEY: jwk(second, { kid: 'new' }) }),
    );
    expect(published.keys.map(({ kid, use }) => [kid, use])).toEqual([
      ['old', 'sig'],
      ['new', 'sig'],
    ]);
    expect(published.keys[1]?.n).toBe((await exportJWK(second)).n);
  });

  it.each([
    ['PEM', pkcs8(rsa(2048, 'second').privateKey)],
    ['a JWK', jwk(rsa(2048, 'second').privateKey, { kid: 'new' })],
  ])(
    'never publishes a private member, even if the second key is a private key: %s [T3-S3]',
    async (_name, source) => {
      const { published } = await createSigningKeys(keyAuthentication({ EPIC_SECOND_PUBLIC_KEY: source }));
      expect(published.keys).toHaveLength(2);
      const members = published.keys.flatMap((key) => Object.keys(key));
      expect(members.filter((member) => PRIVATE_MEMBERS.has(member))).toEqual([]);
    },
  );
});

describe('the id of a key', () => {
  it('uses the RFC 7638 thumbprint, the same on every replica, for a key without a configured id', async () => {
    const one = await createSigningKeys(
      keyAuthentication({ EPIC_SECOND_PUBLIC_KEY: spki(rsa(2048, 'second').publicKey) }),
    );
    const other = await createSigningKeys(keyAuthentication({ EPIC_PRIVATE_KEY: jwk(rsa().privateKey) }));
    const thumbprint = await calculateJwkThumbprint(await exportJWK(rsa().publicKey));
    expect(one.signing.keyId).toBe(thumbprint);
    expect(other.signing.keyId).toBe(thumbprint);
    expect(one.published.keys.map(({ kid }) => kid)).toEqual([
      thumbprint,
      await calculateJwkThumbprint(await exportJWK(rsa(2048, 'second').publicKey)),
    ]);
  });

  it('uses the same key id in the key set and in the assertions', async () => {
    const { signing, published } = await createSigningKeys(keyAuthentication({ EPIC_KEY_ID: 'key-1' }));
    expect(signing).toEqual({ privateKey: rsa().privateKey, keyId: 'key-1', algorithm: 'RS384' });
    expect(published.keys[0]?.kid).toBe('key-1');
  });
});
