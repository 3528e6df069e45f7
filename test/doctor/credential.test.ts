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
/** 1,024 bits: no algorithm takes it. */
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

describe('a text that is no private key', () => {
  it.each([
    ['PKCS#8', PEM],
    ['PKCS#1', pkcs1(privateKey)],
    ['SEC 1', sec1(ec('secp384r1').privateKey)],
    ['PEM in one line', PEM.trim().replaceAll('\n', String.raw`\n`)],
    ['a JWK', jwk(privateKey)],
  ])('is not meant by %s', async (_what, text) => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: text }, null);
    expect(finding.found[0]).toMatch(/^(It is a private key \()?(RSA|EC), /);
  });

  it.each<[what: string, text: string, cause: RegExp, remedy: RegExp]>([
    ['nothing', ' \n', /is empty/, /keys -- create/],
    ['quotes around it', `"${PEM.trim()}"`, /quotes around it/, /quotes out/],
    ['a passphrase', encryptedPem(privateKey, 'MARKED'), /passphrase/, /openssl pkey/],
    [
      'an old passphrase',
      PEM.replace('KEY-----', 'KEY-----\nProc-Type: 4,ENCRYPTED'),
      /passphrase/,
      /openssl/,
    ],
    ['a key of OpenSSH', PEM.replaceAll('PRIVATE', 'OPENSSH PRIVATE'), /OpenSSH/, /ssh-keygen/],
    [
      'a certificate',
      issueCertificate({ name: 'x' }).certificate,
      /a certificate/,
      /private key that belongs/,
    ],
    ['a public key', spki(publicKey), /a public key/, /private key that belongs/],
    ['a public JWK', jwk(publicKey), /public JWK/, /private JWK/],
    ['a JWK Set', `{"keys":[${jwk(privateKey)}]}`, /JWK Set/, /one JWK/],
    ['half of it', PEM.slice(0, 400), /breaks off/, /whole of it/],
    ['spaces for line breaks', PEM.trim().replaceAll('\n', ' '), /become spaces/, /EPIC_PRIVATE_KEY_FILE/],
    ['base64 of it', Buffer.from(PEM).toString('base64'), /base64 once more/, /base64 -d/],
    ['the path of it', './MARKED/key.pem', /path of a file/, /EPIC_PRIVATE_KEY_FILE/],
    [
      'DER',
      privateKey.export({ type: 'pkcs8', format: 'der' }).toString('utf8'),
      /binary, which is DER/,
      /-inform der/,
    ],
    [
      'parameters',
      '-----BEGIN EC PARAMETERS-----\nBgUr\n-----END EC PARAMETERS-----',
      /parameters/,
      /create/,
    ],
    ['damage', PEM.replace(/\n.{20}/, '\nMARKED'), /something else in it/, /Copy it again/],
    ['a word', 'MARKED', /neither PEM nor a JWK/, /create/],
  ])('is told for what it is: %s', (_what, text, cause, remedy) => {
    const fault = findKeyFault(text);
    expect(fault.cause).toMatch(cause);
    expect(fault.remedy).toMatch(remedy);
    expect(JSON.stringify(fault)).not.toContain('MARKED');
  });
});

describe('the key', () => {
  it('that signs is told with its kind, size, algorithm and kid', async () => {
    const { finding, value } = await checkCredential({ EPIC_PRIVATE_KEY: PEM }, siteOf({ privateKey }));
    const kid = value?.kind === 'key' ? value.keys.signing.keyId : null;
    expect(finding).toMatchObject({
      outcome: 'passed',
      tried: 'read EPIC_PRIVATE_KEY',
      found: [`RSA, 2048 bits, signs RS384, kid ${kid} (its thumbprint)`],
      facts: { type: 'RSA, 2048 bits', algorithm: 'RS384', thumbprint: kid },
    });
  });

  it('may be one of a curve, with a kid of its own', async () => {
    const curve = siteOf({
      privateKey: ec('secp384r1').privateKey,
      signingAlgorithm: 'ES384',
      keyId: 'mine',
    });
    const { finding } = await checkCredential({}, curve);
    expect(finding.found[0]).toBe('EC, P-384, signs ES384, kid mine (as configured)');
  });

  it('is looked at also where the configuration is not as it should be', async () => {
    const { finding, value } = await checkCredential({ EPIC_PRIVATE_KEY: PEM, EPIC_KEY_ID: 'mine' }, null);
    expect([finding.outcome, finding.found, value]).toEqual(['passed', ['RSA, 2048 bits, kid mine'], null]);
  });

  it.each([
    [
      'an algorithm that is not its own',
      pkcs8(ec('secp384r1').privateKey),
      {},
      'Set EPIC_SIGNING_ALG=ES384, or',
    ],
    ['an algorithm of curves', PEM, { EPIC_SIGNING_ALG: 'ES384' }, 'Set EPIC_SIGNING_ALG=RS384, or'],
    ['too few bits', pkcs8(weak), {}, 'npm run keys -- create'],
    ['a curve that nobody takes', pkcs8(ec('secp521r1').privateKey), {}, 'npm run keys -- create'],
  ])('cannot sign by %s', async (_what, text, env, remedy) => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: text, ...env }, null);
    expect(finding).toMatchObject({ outcome: 'failed', certain: false });
    expect(finding.causes[0]?.remedy).toContain(remedy);
  });

  it.each([
    ['neither variable is set', {}, 'Neither is set.'],
    ['both are', { EPIC_PRIVATE_KEY: PEM, EPIC_PRIVATE_KEY_FILE: 'x.pem' }, 'Both are set.'],
    ['the file is not there', { EPIC_PRIVATE_KEY_FILE: 'no/such/file.pem' }, 'There is no such file here'],
    ['the file is a folder', { EPIC_PRIVATE_KEY_FILE: tmpdir() }, 'It is a folder.'],
  ])('is missing where %s', async (_what, env, cause) => {
    const { finding } = await checkCredential(env, null);
    expect(finding).toMatchObject({
      outcome: 'failed',
      found: ['There is no key to sign with.'],
      certain: true,
    });
    expect(finding.causes[0]?.cause).toContain(cause);
  });

  it('is looked at also as EPIC_SIGNING_ALG says, whatever that is', async () => {
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY: PEM, EPIC_SIGNING_ALG: 'MARKED' }, null);
    expect(finding.outcome).toBe('passed');
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('the file of the key', () => {
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
  ])('of mode %o: %s', async (mode, outcome, told) => {
    chmodSync(path, mode);
    const { finding } = await checkCredential({ EPIC_PRIVATE_KEY_FILE: path }, siteOf({ privateKey }));
    expect(finding.outcome).toBe(outcome);
    expect(finding.causes.map(({ cause }) => /mode (\d+)/.exec(cause)?.[1])).toEqual(told);
  });
});

describe('a second key', () => {
  const second = rsa(2048, 'second').publicKey;

  it('is told with its kid', async () => {
    const site = siteOf({ privateKey, secondPublicKey: { key: second, keyId: 'next' } });
    const { finding } = await checkCredential({}, site);
    expect([finding.outcome, finding.found[1]]).toEqual([
      'passed',
      'A second public key is published beside it: kid next (EPIC_SECOND_PUBLIC_KEY).',
    ]);
  });

  it.each([
    [
      'is the first once more',
      { secondPublicKey: { key: publicKey, keyId: 'other' } },
      /very key that signs/,
    ],
    [
      'has the kid of the first',
      { keyId: 'one', secondPublicKey: { key: second, keyId: 'one' } },
      /have one kid/,
    ],
  ])('that %s is a warning', async (_what, connection, cause) => {
    const { finding } = await checkCredential({}, siteOf({ privateKey, ...connection }));
    expect(finding.outcome).toBe('warning');
    expect(finding.causes[0]?.cause).toMatch(cause);
  });
});
