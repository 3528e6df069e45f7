import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCredential } from '../../src/doctor/credential.ts';
import { findKeyFault } from '../../src/doctor/key-faults.ts';
import { ec, encryptedPem, jwk, pkcs1, pkcs8, rsa, sec1, spki } from '../config/key-material.ts';
import { issueCertificate } from '../support/certificates.ts';
import { siteOf } from './examined-site.ts';

const { privateKey, publicKey } = rsa();
const PEM = pkcs8(privateKey);
/** Too small for any algorithm. */
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

describe('findKeyFault', () => {
  it.each([
    ['PKCS#8', PEM],
    ['PKCS#1', pkcs1(privateKey)],
    ['SEC 1', sec1(ec('secp384r1').privateKey)],
    ['PEM in one line', PEM.trim().replaceAll('\n', String.raw`\n`)],
    ['a JWK', jwk(privateKey)],
  ])('does not apply to a private key in the form %s', async (_what, text) => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: text }, null);
    expect(finding.found[0]).toMatch(/^(The private key \()?(RSA|EC), /);
  });

  it.each<[what: string, text: string, cause: RegExp, remedy: RegExp]>([
    ['nothing', ' \n', /is empty/, /keys create/],
    ['quotes around it', `"${PEM.trim()}"`, /quotes around it/, /Remove the quotes/],
    ['a passphrase', encryptedPem(privateKey, 'MARKED'), /passphrase/, /openssl pkey/],
    [
      'an old passphrase',
      PEM.replace('KEY-----', 'KEY-----\nProc-Type: 4,ENCRYPTED'),
      /passphrase/,
      /openssl/,
    ],
    ['a key of OpenSSH', PEM.replaceAll('PRIVATE', 'OPENSSH PRIVATE'), /OpenSSH/, /ssh-keygen/],
    ['a certificate', issueCertificate({ name: 'x' }).certificate, /a certificate/, /matching private key/],
    ['a public key', spki(publicKey), /a public key/, /matching private key/],
    ['a public JWK', jwk(publicKey), /public JWK/, /private JWK/],
    ['a JWK Set', `{"keys":[${jwk(privateKey)}]}`, /JWK Set/, /a "d"/],
    ['half of it', PEM.slice(0, 400), /cut off/, /Copy all of it/],
    ['spaces for line breaks', PEM.trim().replaceAll('\n', ' '), /become spaces/, /EPIC_PRIVATE_KEY_FILE/],
    ['base64 of it', Buffer.from(PEM).toString('base64'), /base64-encoded/, /base64 -d/],
    ['the path of it', './MARKED/key.pem', /path of a file/, /EPIC_PRIVATE_KEY_FILE/],
    [
      'DER',
      privateKey.export({ type: 'pkcs8', format: 'der' }).toString('utf8'),
      /binary \(DER\)/,
      /-inform der/,
    ],
    [
      'parameters',
      '-----BEGIN EC PARAMETERS-----\nBgUr\n-----END EC PARAMETERS-----',
      /parameters/,
      /create/,
    ],
    ['damage', PEM.replace(/\n.{20}/, '\nMARKED'), /content is damaged/, /Copy it again/],
    ['a word', 'MARKED', /neither PEM nor a JWK/, /create/],
  ])('recognizes %s in place of a private key', (_what, text, cause, remedy) => {
    const fault = findKeyFault(text);
    expect(fault.cause).toMatch(cause);
    expect(fault.remedy).toMatch(remedy);
    expect(JSON.stringify(fault)).not.toContain('MARKED');
  });
});

describe('the step Key', () => {
  it('reports the type, size, algorithm and kid', async () => {
    const { finding, value } = await checkCredential({ EPIC_PRIVATE_KEY: PEM }, siteOf({ privateKey }));
    const kid = value?.kind === 'key' ? value.keys.signing.keyId : null;
    expect(finding).toMatchObject({
      outcome: 'passed',
      tried: 'reading EPIC_PRIVATE_KEY',
      found: [`RSA, 2048 bits. Signs with RS384, kid ${kid} (its thumbprint).`],
      facts: { type: 'RSA, 2048 bits', algorithm: 'RS384', thumbprint: kid },
    });
  });

  it('accepts an EC key with a configured kid', async () => {
    const curve = siteOf({
      privateKey: ec('secp384r1').privateKey,
      signingAlgorithm: 'ES384',
      keyId: 'mine',
    });
    const { finding } = await checkCredential({}, curve);
    expect(finding.found[0]).toBe('EC, P-384. Signs with ES384, kid mine (as configured).');
  });

  it('checks the key even if the configuration is invalid', async () => {
    const { finding, value } = await checkCredential({ EPIC_PRIVATE_KEY: PEM, EPIC_KEY_ID: 'mine' }, null);
    expect([finding.outcome, finding.found, value]).toEqual(['passed', ['RSA, 2048 bits, kid mine.'], null]);
  });

  it.each([
    [
      'an RSA algorithm and an EC key',
      pkcs8(ec('secp384r1').privateKey),
      {},
      'Set EPIC_SIGNING_ALG=ES384, or',
    ],
    ['an EC algorithm and an RSA key', PEM, { EPIC_SIGNING_ALG: 'ES384' }, 'Set EPIC_SIGNING_ALG=RS384, or'],
    ['too few bits', pkcs8(weak), {}, 'npm run gateway -- keys create'],
    ['an unsupported curve', pkcs8(ec('secp521r1').privateKey), {}, 'npm run gateway -- keys create'],
  ])('fails for %s, and proposes a fix', async (_what, text, env, remedy) => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: text, ...env }, null);
    expect(finding).toMatchObject({ outcome: 'failed', certain: false });
    expect(finding.causes[0]?.remedy).toContain(remedy);
  });

  it.each([
    ['does not exist', 'no/such/file.pem', 'The file does not exist.'],
    ['is a folder', tmpdir(), 'The path is a folder.'],
  ])('fails if the key file %s', async (_what, path, cause) => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY_FILE: path }, null);
    expect(finding).toMatchObject({
      outcome: 'failed',
      found: ['The private key cannot be read.'],
      certain: true,
    });
    expect(finding.causes[0]?.cause).toContain(cause);
  });

  it.each([
    ['neither variable is set', {}],
    ['both are set', { EPIC_PRIVATE_KEY: PEM, EPIC_PRIVATE_KEY_FILE: 'x.pem' }],
  ])('is skipped if %s, which the step Configuration reports', async (_what, env) => {
    const { finding } = await checkCredential(env, null);
    expect(finding.outcome).toBe('skipped');
    expect(finding.found[0]).toMatch(/^Exactly one of .* must be set\. See "Configuration"\.$/);
  });

  it('ignores an unknown EPIC_SIGNING_ALG, and does not repeat it', async () => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: PEM, EPIC_SIGNING_ALG: 'MARKED' }, null);
    expect(finding.outcome).toBe('passed');
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('the step Key, with a key file,', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-key-'));
    path = join(folder, 'key.pem');
    writeFileSync(path, PEM);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    [0o600, 'passed', []],
    [0o400, 'passed', []],
    [0o640, 'warning', ['0640']],
    [0o644, 'warning', ['0644']],
  ])('reports mode %o as %s', async (mode, outcome, reported) => {
    chmodSync(path, mode);
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY_FILE: path }, siteOf({ privateKey }));
    expect(finding.outcome).toBe(outcome);
    expect(finding.causes.map(({ cause }) => /mode (\d+)/.exec(cause)?.[1])).toEqual(reported);
  });
});

describe('the step Key with EPIC_SECOND_PUBLIC_KEY', () => {
  const second = rsa(2048, 'second').publicKey;

  it('reports the kid of a second public key', async () => {
    const site = siteOf({ privateKey, secondPublicKey: { key: second, keyId: 'next' } });
    const { finding } = await checkCredential({}, site);
    expect([finding.outcome, finding.found[1]]).toEqual([
      'passed',
      'A second public key is published: kid next (EPIC_SECOND_PUBLIC_KEY).',
    ]);
  });

  it.each([
    [
      'is the signing key',
      { secondPublicKey: { key: publicKey, keyId: 'other' } },
      /same key as the private key/,
    ],
    [
      'has the kid of the signing key',
      { keyId: 'one', secondPublicKey: { key: second, keyId: 'one' } },
      /has the same kid/,
    ],
  ])('warns if the second key %s', async (_what, connection, cause) => {
    const { finding } = await checkCredential({}, siteOf({ privateKey, ...connection }));
    expect(finding.outcome).toBe('warning');
    expect(finding.causes[0]?.cause).toMatch(cause);
  });
});
