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

function connection(variables: Variables): KeyAuthentication {
  const authentication = loadConfig(connectionEnv(variables)).epic?.authentication;
  if (authentication?.kind !== 'private_key_jwt') throw new Error('A connection by a key was expected.');
  return authentication;
}

function file(name: string, content: string): string {
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
    ['PEM with line ends of Windows', pkcs8(privateKey).replaceAll('\n', '\r\n')],
    ['PEM with space around it', `\n  ${pkcs8(privateKey)}\n\n`],
    ['a JWK', jwk(privateKey)],
    ['a JWK over several lines', JSON.stringify(JSON.parse(jwk(privateKey)), null, 2)],
  ])('is read from %s, in the variable or in a file', (name, source) => {
    expect(connection({ EPIC_PRIVATE_KEY: source }).privateKey.equals(privateKey)).toBe(true);
    const path = file(`${name.replaceAll(/\W/g, '-')}.key`, source);
    const fromFile = connection({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
    expect(fromFile.privateKey.equals(privateKey)).toBe(true);
  });

  it('takes the kid of its JWK, unless EPIC_KEY_ID says another', () => {
    const source = jwk(privateKey, { kid: 'from-jwk' });
    expect(connection({ EPIC_PRIVATE_KEY: source }).keyId).toBe('from-jwk');
    expect(connection({ EPIC_PRIVATE_KEY: source, EPIC_KEY_ID: 'from-variable' }).keyId).toBe(
      'from-variable',
    );
    expect(connection({ EPIC_PRIVATE_KEY: jwk(privateKey) }).keyId).toBeNull();
    expect(connection({ EPIC_PRIVATE_KEY: pkcs8(privateKey) }).keyId).toBeNull();
  });

  it.each([
    ['encrypted PEM', encryptedPem(privateKey, 'MARKED')],
    ['a public key', spki(publicKey)],
    ['a public JWK', jwk(publicKey)],
    ['a symmetric JWK', '{"kty":"oct","k":"AAAA"}'],
    ['a JWK whose kid is not text', jwk(privateKey, { kid: 1 })],
    ['a JWK whose kid is empty', jwk(privateKey, { kid: '' })],
    ['a JWK Set', `{"keys":[${jwk(privateKey)}]}`],
    ['half a PEM', pkcs8(privateKey).slice(0, 300)],
    ['PEM of nothing', '-----BEGIN PRIVATE KEY-----\nMARKED\n-----END PRIVATE KEY-----'],
    ['JSON that is cut', jwk(privateKey).slice(0, 100)],
    ['JSON that is no object', '{}'],
    ['base64 of PEM', Buffer.from(pkcs8(privateKey)).toString('base64')],
    ['a path', '/etc/keys/private.pem'],
    ['garbage', 'MARKED \u0000 garbage'],
  ])('is refused as %s, in the variable or in a file', (name, source) => {
    expect(problemsOf(connectionEnv({ EPIC_PRIVATE_KEY: source }))).toEqual([expects('EPIC_PRIVATE_KEY')]);
    const path = file(`bad-${name.replaceAll(/\W/g, '-')}.key`, source);
    const fromFile = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
    expect(problemsOf(fromFile)).toEqual([expects('EPIC_PRIVATE_KEY_FILE')]);
  });

  it('is refused where its file is missing, a folder or empty', () => {
    for (const path of [join(folder, 'missing.pem'), folder, file('empty.pem', '')]) {
      const env = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path });
      expect(problemsOf(env)).toEqual([expects('EPIC_PRIVATE_KEY_FILE')]);
    }
  });

  it('is refused where it is given twice', () => {
    const path = file('twice.pem', pkcs8(privateKey));
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
  ])('fit: %s', (algorithm, source) => {
    const epic = connection({ EPIC_PRIVATE_KEY: source, EPIC_SIGNING_ALG: algorithm });
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
  ])('do not fit: %s and %s', (_name, algorithm, source, needed) => {
    const env = connectionEnv({ EPIC_PRIVATE_KEY: source, EPIC_SIGNING_ALG: algorithm });
    expect(problemsOf(env)).toEqual([
      `EPIC_PRIVATE_KEY: expected ${needed}, to match EPIC_SIGNING_ALG=${algorithm}`,
    ]);
  });

  it('name the file where the key came from one', () => {
    const path = file('ec.pem', pkcs8(ec('secp384r1').privateKey));
    expect(problemsOf(connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_PRIVATE_KEY_FILE: path }))).toEqual([
      `EPIC_PRIVATE_KEY_FILE: expected ${RSA_NEEDED}, to match EPIC_SIGNING_ALG=RS384`,
    ]);
  });

  it('are not held against each other where the algorithm is unknown', () => {
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
  ])('is read from %s', (_name, source, keyId) => {
    const read = connection({ EPIC_SECOND_PUBLIC_KEY: source }).secondPublicKey;
    expect(read?.key.equals(second.publicKey)).toBe(true);
    expect(read?.keyId).toBe(keyId);
  });

  it.each([
    ['PEM', pkcs8(second.privateKey)],
    ['a JWK', jwk(second.privateKey)],
  ])('keeps only the public half of a private key that is given in its place as %s', (_name, source) => {
    const read = connection({ EPIC_SECOND_PUBLIC_KEY: source }).secondPublicKey;
    expect(read?.key.type).toBe('public');
    expect(read?.key.equals(second.publicKey)).toBe(true);
  });

  it.each(['garbage', '{"kty":"RSA"}', '{"kty":"oct","k":"AAAA"}', '{'])('is refused as %s', (source) => {
    expect(problemsOf(connectionEnv({ EPIC_SECOND_PUBLIC_KEY: source }))).toEqual([
      expects('EPIC_SECOND_PUBLIC_KEY'),
    ]);
  });
});
