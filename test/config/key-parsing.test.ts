import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyAuthentication } from '../../src/config/authentication.ts';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, expects, problemsOf, type Variables } from './environment.ts';
import { ec, encryptedPem, jwk, pkcs1, pkcs8, rsa, sec1, spki } from './key-material.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-keys-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function keyAuthentication(variables: Variables): KeyAuthentication {
  const authentication = loadConfig(connectionEnv(variables)).epic?.authentication;
  if (authentication?.kind !== 'private_key_jwt') throw new Error('Expected authentication by a key.');
  return authentication;
}

function writeFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const { privateKey, publicKey } = rsa();
const oneLine = (pem: string): string => pem.trim().replaceAll('\n', String.raw`\n`);

describe('the private key', () => {
  it.each([
    ['PKCS#8 PEM', pkcs8(privateKey)],
    ['PKCS#1 PEM', pkcs1(privateKey)],
    ['PKCS#8 PEM on one line with literal \\n', oneLine(pkcs8(privateKey))],
    ['PKCS#1 PEM on one line with literal \\n', oneLine(pkcs1(privateKey))],
    ['PEM with Windows line ends', pkcs8(privateKey).replaceAll('\n', '\r\n')],
    ['PEM with surrounding whitespace', `\n  ${pkcs8(privateKey)}\n\n`],
    ['a JWK', jwk(privateKey)],
    ['a JWK over several lines', JSON.stringify(JSON.parse(jwk(privateKey)), null, 2)],
  ])('reads the private key from %s, in the variable or in a file', (name, source) => {
    expect(keyAuthentication({ EPIC_PRIVATE_KEY: source }).privateKey.equals(privateKey)).toBe(true);
    const path = writeFile(`${name.replaceAll(/\W/g, '-')}.key`, source);
    const fromFile = keyAuthentication({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
    expect(fromFile.privateKey.equals(privateKey)).toBe(true);
  });

  it('uses the kid of a JWK unless EPIC_KEY_ID is set', () => {
    const source = jwk(privateKey, { kid: 'from-jwk' });
    expect(keyAuthentication({ EPIC_PRIVATE_KEY: source }).keyId).toBe('from-jwk');
    expect(keyAuthentication({ EPIC_PRIVATE_KEY: source, EPIC_KEY_ID: 'from-variable' }).keyId).toBe(
      'from-variable',
    );
    expect(keyAuthentication({ EPIC_PRIVATE_KEY: jwk(privateKey) }).keyId).toBeNull();
    expect(keyAuthentication({ EPIC_PRIVATE_KEY: pkcs8(privateKey) }).keyId).toBeNull();
  });

  it.each([
    ['encrypted PEM', encryptedPem(privateKey, 'CANARY')],
    ['a public key', spki(publicKey)],
    ['a public JWK', jwk(publicKey)],
    ['a symmetric JWK', '{"kty":"oct","k":"AAAA"}'],
    ['a JWK whose kid is not a string', jwk(privateKey, { kid: 1 })],
    ['a JWK whose kid is empty', jwk(privateKey, { kid: '' })],
    ['a JWK Set', `{"keys":[${jwk(privateKey)}]}`],
    ['half a PEM', pkcs8(privateKey).slice(0, 300)],
    ['PEM without a key', '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----'],
    ['truncated JSON', jwk(privateKey).slice(0, 100)],
    ['an empty JSON object', '{}'],
    ['base64 of PEM', Buffer.from(pkcs8(privateKey)).toString('base64')],
    ['a path', '/etc/keys/private.pem'],
    ['garbage', 'CANARY \u0000 garbage'],
  ])('refuses %s as the private key, in the variable or in a file', (name, source) => {
    expect(problemsOf(connectionEnv({ EPIC_PRIVATE_KEY: source }))).toEqual([expects('EPIC_PRIVATE_KEY')]);
    const path = writeFile(`bad-${name.replaceAll(/\W/g, '-')}.key`, source);
    const fromFile = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
    expect(problemsOf(fromFile)).toEqual([expects('EPIC_PRIVATE_KEY_FILE')]);
  });

  it('refuses a key file that is missing, a folder or empty', () => {
    for (const path of [join(folder, 'missing.pem'), folder, writeFile('empty.pem', '')]) {
      const env = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
      expect(problemsOf(env)).toEqual([expects('EPIC_PRIVATE_KEY_FILE')]);
    }
  });

  it('refuses two private keys', () => {
    const path = writeFile('twice.pem', pkcs8(privateKey));
    expect(problemsOf(connectionEnv({ EPIC_PRIVATE_KEY_FILE: path }))).toEqual([
      'EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE are both set: expected only one of them',
    ]);
  });
});

describe('the key and the algorithm', () => {
  const RSA_NEEDED = 'an RSA key of 2048 bits or more';

  it.each([
    ['RS256', pkcs8(privateKey)],
    ['RS384', pkcs8(rsa(3072).privateKey)],
    ['RS512', pkcs8(privateKey)],
    ['ES256', pkcs8(ec('prime256v1').privateKey)],
    ['ES256', sec1(ec('prime256v1').privateKey)],
    ['ES384', pkcs8(ec('secp384r1').privateKey)],
    ['ES384', jwk(ec('secp384r1').privateKey)],
  ])('accepts a matching key for %s', (algorithm, source) => {
    const epic = keyAuthentication({ EPIC_PRIVATE_KEY: source, EPIC_SIGNING_ALG: algorithm });
    expect(epic.signingAlgorithm).toBe(algorithm);
  });

  it.each([
    ['an EC key', 'RS384', pkcs8(ec('secp384r1').privateKey), RSA_NEEDED],
    ['an EC key', 'RS256', jwk(ec('prime256v1').privateKey), RSA_NEEDED],
    ['an RSA key of 1024 bits', 'RS384', pkcs1(rsa(1024).privateKey), RSA_NEEDED],
    [
      'an RSA-PSS key',
      'RS384',
      pkcs8(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
      RSA_NEEDED,
    ],
    ['an Ed25519 key', 'RS384', pkcs8(generateKeyPairSync('ed25519').privateKey), RSA_NEEDED],
    ['a P-256 key', 'ES384', pkcs8(ec('prime256v1').privateKey), 'an EC key on the curve P-384 (secp384r1)'],
    ['a P-384 key', 'ES256', pkcs8(ec('secp384r1').privateKey), 'an EC key on the curve P-256 (prime256v1)'],
    ['a P-521 key', 'ES384', jwk(ec('secp521r1').privateKey), 'an EC key on the curve P-384 (secp384r1)'],
    ['an RSA key', 'ES256', pkcs8(privateKey), 'an EC key on the curve P-256 (prime256v1)'],
  ])('refuses %s for %s', (_name, algorithm, source, needed) => {
    const env = connectionEnv({ EPIC_PRIVATE_KEY: source, EPIC_SIGNING_ALG: algorithm });
    expect(problemsOf(env)).toEqual([
      `EPIC_PRIVATE_KEY: expected ${needed}, to match EPIC_SIGNING_ALG=${algorithm}`,
    ]);
  });

  it('names the file of a key that does not match', () => {
    const path = writeFile('ec.pem', pkcs8(ec('secp384r1').privateKey));
    expect(problemsOf(connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path }))).toEqual([
      `EPIC_PRIVATE_KEY_FILE: expected ${RSA_NEEDED}, to match EPIC_SIGNING_ALG=RS384`,
    ]);
  });

  it('reports an unknown algorithm without checking the key against it', () => {
    expect(problemsOf(connectionEnv({ EPIC_SIGNING_ALG: 'HS256' }))).toEqual([
      `${expects('EPIC_SIGNING_ALG')}, got HS256`,
    ]);
  });
});

describe('the second public key', () => {
  const second = rsa(2048, 'second');

  it.each([
    ['PEM', spki(second.publicKey), null],
    ['PEM on one line', oneLine(spki(second.publicKey)), null],
    ['a JWK', jwk(second.publicKey), null],
    ['a JWK with a kid', jwk(second.publicKey, { kid: 'next' }), 'next'],
  ])('reads the second public key from %s', (_name, source, keyId) => {
    const read = keyAuthentication({ EPIC_SECOND_PUBLIC_KEY: source }).secondPublicKey;
    expect(read?.key.equals(second.publicKey)).toBe(true);
    expect(read?.keyId).toBe(keyId);
  });

  it.each([
    ['PEM', pkcs8(second.privateKey)],
    ['a JWK', jwk(second.privateKey)],
  ])('keeps only the public half of a private key given as %s', (_name, source) => {
    const read = keyAuthentication({ EPIC_SECOND_PUBLIC_KEY: source }).secondPublicKey;
    expect(read?.key.type).toBe('public');
    expect(read?.key.equals(second.publicKey)).toBe(true);
  });

  it.each(['garbage', '{"kty":"RSA"}', '{"kty":"oct","k":"AAAA"}', '{'])(
    'refuses %s as the second public key',
    (source) => {
      expect(problemsOf(connectionEnv({ EPIC_SECOND_PUBLIC_KEY: source }))).toEqual([
        expects('EPIC_SECOND_PUBLIC_KEY'),
      ]);
    },
  );
});
