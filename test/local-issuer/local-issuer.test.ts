import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, readLocalKeySet } from '../../src/config/local-issuer.ts';
import { LocalIssuerError, openLocalIssuer } from '../../src/local-issuer/local-issuer.ts';
import { pkcs8, rsa } from '../config/key-material.ts';
import { having, matching } from '../support/expected.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'local-issuer-'));
  folder = join(parent, '.local-issuer');
});

afterEach(() => rmSync(parent, { recursive: true }));

const keyFile = (): string => join(folder, 'private-key.pem');
const keySetFile = (): string => join(folder, 'jwks.json');
const modeOf = (path: string): number => statSync(path).mode & 0o777;

async function openingError(): Promise<string> {
  const failure = await openLocalIssuer(folder).catch((error: unknown) => error);
  return failure instanceof LocalIssuerError ? failure.message : `unexpected: ${String(failure)}`;
}

/** The remedy never asks to remove keys that could belong to something else. */
const startOver = (path: string): string =>
  `Name another folder with --folder. If ${path} contains only the keys of a local issuer, you can remove it instead and run the command again: it creates new keys, and tokens of the old ones stop working.`;

describe('the folder of a local issuer [T6-S3]', () => {
  it('is created once, and only its owner can access it', async () => {
    expect(await openLocalIssuer(folder)).toMatchObject({ folder, isNew: true });
    const key = readFileSync(keyFile(), 'utf8');
    expect(await openLocalIssuer(folder)).toMatchObject({ folder, isNew: false });
    expect(readFileSync(keyFile(), 'utf8')).toBe(key);
    expect([folder, keyFile(), keySetFile()].map(modeOf)).toEqual([0o700, 0o600, 0o600]);
    expect(readdirSync(parent)).toEqual(['.local-issuer']);
  });

  it('contains no private key in the key set, and keeps itself out of repositories', async () => {
    await openLocalIssuer(folder);
    expect(readLocalKeySet(keySetFile()).keys.map((key) => Object.keys(key).toSorted())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is created once even if several processes need it at the same time', async () => {
    const issuers = await Promise.all(Array.from({ length: 5 }, () => openLocalIssuer(folder)));
    const tokens = await Promise.all(issuers.map((issuer) => issuer.issue({ as: 'service' })));
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(1);
    expect(readdirSync(parent)).toEqual(['.local-issuer']);
  });

  it.each<[what: string, spoil: () => void, reason: string]>([
    ['readable by its group', () => chmodSync(keyFile(), 0o640), 'other users can access private-key.pem'],
    ['readable by everyone', () => chmodSync(keyFile(), 0o644), 'other users can access private-key.pem'],
    [
      'in a folder that others can change',
      () => chmodSync(folder, 0o777),
      'other users can change the folder .local-issuer',
    ],
    [
      'a symbolic link',
      () => {
        renameSync(keyFile(), join(parent, 'elsewhere.pem'));
        symlinkSync(join(parent, 'elsewhere.pem'), keyFile());
      },
      'private-key.pem is a symbolic link',
    ],
    [
      'in a folder that is a symbolic link',
      () => {
        renameSync(folder, join(parent, 'elsewhere'));
        symlinkSync(join(parent, 'elsewhere'), folder);
      },
      'the folder .local-issuer is a symbolic link',
    ],
    [
      'a folder',
      () => {
        rmSync(keyFile());
        mkdirSync(keyFile(), { mode: 0o700 });
      },
      'private-key.pem is not a file',
    ],
    ['not a key', () => writeFileSync(keyFile(), 'secret'), 'private-key.pem is not a P-256 key'],
    [
      'of another kind',
      () => writeFileSync(keyFile(), pkcs8(rsa().privateKey)),
      'private-key.pem is not a P-256 key',
    ],
  ])('refuses a private key that is %s, and says what to do', async (_what, spoil, reason) => {
    await openLocalIssuer(folder);
    spoil();
    expect(await openingError()).toBe(
      `The local issuer was not used, because ${reason}. ${startOver(folder)}`,
    );
  });

  it('refuses a key set of another private key', async () => {
    await openLocalIssuer(folder);
    const other = await openLocalIssuer(join(parent, 'other'));
    copyFileSync(join(other.folder, 'jwks.json'), keySetFile());
    expect(await openingError()).toBe(`jwks.json does not belong to private-key.pem. ${startOver(folder)}`);
  });

  it('never overwrites files that are no keys', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(await openingError()).toBe(
      `${folder} contains no private-key.pem, but other files. Name another folder with --folder, or remove it.`,
    );
    expect(readdirSync(parent)).toEqual(['.local-issuer']);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('a token of the local issuer', () => {
  const NOW = Date.UTC(2026, 9, 1);

  /** Returns the header and the claims of a token, after checking its signature and its expiry. */
  async function read(token: string): Promise<{ header: object; claims: object }> {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createLocalJWKSet({ keys: readLocalKeySet(keySetFile()).keys }),
      { currentDate: new Date(NOW) },
    );
    return { header: protectedHeader, claims: payload };
  }

  it('follows RFC 9068', async () => {
    const issuer = await openLocalIssuer(folder, () => NOW);
    const { header, claims } = await read(await issuer.issue({ as: 'clinician' }));
    expect(header).toEqual({ alg: 'ES256', kid: matching(/^[\w-]{43}$/), typ: 'at+jwt' });
    expect(claims).toEqual({
      iss: LOCAL_ISSUER,
      aud: LOCAL_AUDIENCE,
      sub: 'local-clinician',
      client_id: 'local-app',
      iat: NOW / 1000,
      exp: NOW / 1000 + 3_600,
      jti: matching(/^[\da-f-]{36}$/),
      scope: 'user/*.rs',
    });
  });

  it('grants a patient their own records, and a service everything', async () => {
    const issuer = await openLocalIssuer(folder, () => NOW);
    const patient = await read(await issuer.issue({ as: 'patient:eLocal-1' }));
    expect(patient.claims).toMatchObject({
      sub: 'local-patient-eLocal-1',
      patient: 'eLocal-1',
      scope: 'patient/*.rs',
    });
    const service = await read(await issuer.issue({ as: 'service' }));
    expect(service.claims).toMatchObject({ client_id: 'local-service', scope: 'system/*.rs' });
    expect(service.claims).not.toHaveProperty('patient');
  });

  it('has the scopes, audience, lifetime and sites that were requested', async () => {
    const issuer = await openLocalIssuer(folder, () => NOW);
    const token = await issuer.issue({
      as: 'clinician',
      scope: 'user/*.cruds',
      audience: 'https://gateway.example.org',
      minutes: 5,
      sites: ['st-marys', 'community'],
    });
    expect((await read(token)).claims).toMatchObject({
      aud: 'https://gateway.example.org',
      exp: NOW / 1000 + 300,
      scope: 'user/*.cruds',
      sites: 'st-marys community',
    });
  });

  it('can have any claims and header', async () => {
    const issuer = await openLocalIssuer(folder, () => NOW);
    const token = await issuer.sign({ iss: 'https://id.example.org', sub: 'user-1' }, { typ: 'JWT' });
    expect(await read(token)).toEqual({
      header: having({ typ: 'JWT' }),
      claims: { iss: 'https://id.example.org', sub: 'user-1' },
    });
  });
});
