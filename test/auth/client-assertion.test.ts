import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { decodeAssertion, signAssertion } from '../../src/auth/client-assertion.ts';
import { createSigningKeys, type SigningKeys } from '../../src/auth/signing-keys.ts';
import { ec, type KeyPair, pkcs8, rsa } from '../config/key-material.ts';
import { keyAuthentication } from './connection.ts';

const NOW = Date.UTC(2026, 9, 1, 12, 0, 0, 999);
const SECONDS = Math.floor(NOW / 1000);
const CLAIMS = { clientId: 'client-1', audience: 'https://auth.example.org/token', now: NOW };

async function keysFor(algorithm: string, { privateKey }: KeyPair, keyId = 'key-1'): Promise<SigningKeys> {
  return createSigningKeys(
    keyAuthentication({
      EPIC_PRIVATE_KEY: pkcs8(privateKey),
      EPIC_SIGNING_ALG: algorithm,
      EPIC_KEY_ID: keyId,
    }),
  );
}

describe('signAssertion [T3-S3]', () => {
  it('signs an assertion with exactly the header that Epic expects, without jku', async () => {
    const { signing } = await keysFor('RS384', rsa());
    expect(decodeProtectedHeader(await signAssertion(signing, CLAIMS))).toEqual({
      alg: 'RS384',
      kid: 'key-1',
      typ: 'JWT',
    });
  });

  it('decodes an assertion without its signature', async () => {
    const { signing } = await keysFor('RS384', rsa());
    const assertion = await signAssertion(signing, CLAIMS);
    const decoded = decodeAssertion(assertion);
    expect(decoded).toEqual({ header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) });
    expect(JSON.stringify(decoded)).not.toContain(assertion.split('.')[2]);
  });

  it('signs an assertion with exactly the claims that Epic expects, valid from ten seconds ago for four minutes', async () => {
    const { signing } = await keysFor('RS384', rsa());
    const { jti, ...claims } = decodeJwt(await signAssertion(signing, CLAIMS));
    expect(claims).toEqual({
      iss: 'client-1',
      sub: 'client-1',
      aud: 'https://auth.example.org/token',
      iat: SECONDS - 10,
      nbf: SECONDS - 10,
      exp: SECONDS + 240,
    });
    expect(jti).toMatch(/^[\w-]{36}$/);
  });

  it('gives each assertion its own jti of at most 151 characters', async () => {
    const { signing } = await keysFor('RS384', rsa());
    const assertions = await Promise.all(Array.from({ length: 50 }, () => signAssertion(signing, CLAIMS)));
    const ids = assertions.map((assertion) => decodeJwt(assertion).jti ?? '');
    expect(new Set(ids).size).toBe(50);
    expect(ids.filter((jti) => jti === '' || jti.length > 151)).toEqual([]);
  });

  it.each([
    ['RS256', rsa()],
    ['RS384', rsa(3072)],
    ['RS512', rsa()],
    ['ES256', ec('prime256v1')],
    ['ES384', ec('secp384r1')],
  ])('signs an assertion with %s that verifies with the public key', async (algorithm, pair) => {
    const { signing } = await keysFor(algorithm, pair);
    const { protectedHeader } = await jwtVerify(await signAssertion(signing, CLAIMS), pair.publicKey, {
      algorithms: [algorithm],
      issuer: 'client-1',
      subject: 'client-1',
      audience: 'https://auth.example.org/token',
      currentDate: new Date(NOW),
    });
    expect(protectedHeader.alg).toBe(algorithm);
  });

  it('signs an assertion that does not verify with another key', async () => {
    const { signing } = await keysFor('RS384', rsa());
    const verifying = jwtVerify(await signAssertion(signing, CLAIMS), rsa(2048, 'second').publicKey, {
      currentDate: new Date(NOW),
    });
    await expect(verifying).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  it.each([
    ['ten seconds behind', -10_000],
    ['a minute ahead', 60_000],
  ])(
    'signs an assertion that is valid, but not for too long, if the clock of the server is %s',
    async (_name, skew) => {
      const { signing } = await keysFor('RS384', rsa());
      const { payload } = await jwtVerify(await signAssertion(signing, CLAIMS), rsa().publicKey, {
        currentDate: new Date(NOW + skew),
      });
      expect((payload.exp ?? Infinity) - (NOW + skew) / 1000).toBeLessThanOrEqual(300);
    },
  );
});
