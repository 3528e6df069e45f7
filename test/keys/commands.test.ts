import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSigningKeys } from '../../src/auth/signing-keys.ts';
import { loadConfig } from '../../src/config/config.ts';
import { KEYS_USAGE, parseKeysCommand } from '../../src/keys/arguments.ts';
import { KeysError } from '../../src/keys/commands.ts';
import { ec, jwk, pkcs8, rsa, spki } from '../config/key-material.ts';
import { at, having, namesIn } from '../support/expected.ts';
import { type Folder, newFolder } from '../support/program.ts';
import { created, printed, rotated, settingsIn } from './keys-environment.ts';

let folder: Folder;
let path: string;

beforeEach(() => {
  folder = newFolder();
  path = join(folder.path, 'key.pem');
});
afterEach(() => folder.remove());

const SMALL = { kind: { type: 'rsa', bits: 2048 } } as const;
/** Its members that no public key has. */
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);

function connected(env: Readonly<Record<string, string>>): Record<string, string> {
  return { EPIC_BASE_URL: 'https://fhir.example.org/R4', EPIC_CLIENT_ID: 'client-1', ...env };
}

function privatePartsIn(...texts: string[]): string[] {
  const said = texts.join('\n');
  const { d = '', p = '', q = '' } = createPrivateKey(readFileSync(path)).export({ format: 'jwk' });
  const lines = readFileSync(path, 'utf8').split('\n').slice(1, -2);
  return [d, p, q, ...lines].filter((part) => part !== '' && said.includes(part));
}

async function inUse(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const { told } = await created(folder.path, SMALL);
  return connected({ ...settingsIn(told, 1), ...more });
}

/** Where the next key goes, as the day is. */
function next(): string {
  return join(folder.path, 'key-2026-06-01.pem');
}

describe('keys create', () => {
  it('writes the private key for its owner alone, and prints the public key set', async () => {
    const { printed: set, told } = await created(folder.path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(createPrivateKey(readFileSync(path)).asymmetricKeyDetails?.modulusLength).toBe(3072);
    const key = at(JSON.parse(set), 'keys', 0);
    expect(key).toEqual(having({ kty: 'RSA', use: 'sig', alg: 'RS384' }));
    expect(namesIn(key).filter((member) => PRIVATE_MEMBERS.has(member))).toEqual([]);
    expect(privatePartsIn(set, told)).toEqual([]);
    expect(told).toContain(`Its kid is ${String(at(key, 'kid'))}`);
  });

  it.each([
    [{ type: 'rsa', bits: 2048 }, 'RS384', {}],
    [{ type: 'ec', curve: 'P-384' }, 'ES384', { EPIC_SIGNING_ALG: 'ES384' }],
    [{ type: 'ec', curve: 'P-256' }, 'ES256', { EPIC_SIGNING_ALG: 'ES256' }],
  ] as const)('of %j makes one that the gateway signs with, as it was told to', async (kind, alg, more) => {
    const { printed: set, told } = await created(folder.path, { kind });
    expect(settingsIn(told, 1)).toEqual({ EPIC_PRIVATE_KEY_FILE: path, ...more });
    const { epic } = loadConfig(connected(settingsIn(told, 1)));
    if (epic?.authentication.kind !== 'private_key_jwt') throw new Error('A FHIR server was expected.');
    // What the gateway publishes is what was printed, kid and all.
    expect((await createSigningKeys(epic.authentication)).published).toEqual(JSON.parse(set));
    expect(at(JSON.parse(set), 'keys', 0, 'alg')).toBe(alg);
  });

  it('never writes over a file that is there', async () => {
    writeFileSync(path, 'the only copy');
    await expect(created(folder.path, SMALL)).rejects.toThrow(/exists already\. It was not overwritten/);
    expect(readFileSync(path, 'utf8')).toBe('the only copy');
  });

  it('says where it cannot write', async () => {
    const out = join(folder.path, 'no', 'such', 'key.pem');
    await expect(created(folder.path, { ...SMALL, out })).rejects.toThrow(/cannot be written \(ENOENT\)/);
  });

  it('writes the public key set to a file where it is told to', async () => {
    const keySetFile = join(folder.path, 'jwks.json');
    const { printed: set, told } = await created(folder.path, { ...SMALL, keySetFile });
    expect(set).toBe('');
    expect(told).toContain(`put ${keySetFile} on any such host`);
    expect(at(JSON.parse(readFileSync(keySetFile, 'utf8')), 'keys')).toHaveLength(1);
  });

  it('says what to paste where', async () => {
    const { told } = await created(folder.path, SMALL);
    for (const place of ['fhir.epic.com', '"Non-Production JWK Set URL"', '"Production JWK Set URL"']) {
      expect(told).toContain(place);
    }
  });
});

describe('keys rotate', () => {
  it('writes the next key and the steps beside the one in use, and prints both public keys', async () => {
    const env = await inUse();
    const { printed: set, told } = await rotated(env);
    expect(statSync(next()).mode & 0o777).toBe(0o600);
    const steps = readFileSync(join(folder.path, 'key-2026-06-01.txt'), 'utf8');
    expect(told).toContain(steps);
    expect(at(JSON.parse(set), 'keys')).toHaveLength(2);
    expect(privatePartsIn(set, told)).toEqual([]);
    const [older, newer] = [1, 3].map((step) => settingsIn(steps, step));
    expect(Object.keys({ ...older })).toEqual(['EPIC_SECOND_PUBLIC_KEY']);
    expect(newer).toMatchObject({ EPIC_PRIVATE_KEY_FILE: next() });
    // As .env has it: the value is one line, with nothing to escape.
    const line = `EPIC_SECOND_PUBLIC_KEY=${older?.['EPIC_SECOND_PUBLIC_KEY']}`;
    expect(parseEnv(line)).toEqual({ ...older });
  });

  it('keeps the kid that the old key has by configuration', async () => {
    const { told } = await rotated(await inUse({ EPIC_KEY_ID: 'mine' }));
    expect(told).toContain('Remove EPIC_KEY_ID.');
    expect(JSON.parse(settingsIn(told, 3)['EPIC_SECOND_PUBLIC_KEY'] ?? '')).toMatchObject({ kid: 'mine' });
  });

  it('may change the kind of the key', async () => {
    const { told } = await rotated(await inUse(), { kind: { type: 'ec', curve: 'P-384' } });
    expect(settingsIn(told, 3)).toMatchObject({ EPIC_SIGNING_ALG: 'ES384' });
    expect(settingsIn(told, 1)).not.toHaveProperty('EPIC_SIGNING_ALG');
  });

  it('makes a key of the kind in use, where nothing is said', async () => {
    const env = connected({
      EPIC_PRIVATE_KEY: pkcs8(ec('secp384r1').privateKey),
      EPIC_SIGNING_ALG: 'ES384',
    });
    const out = next();
    const { told } = await rotated(env, { out });
    expect(createPrivateKey(readFileSync(out)).asymmetricKeyDetails?.namedCurve).toBe('secp384r1');
    expect(told).toContain('Remove EPIC_PRIVATE_KEY.');
  });

  it('has the day of today in the name, in place of an earlier one', async () => {
    const older = join(folder.path, 'key-2025-01-01.pem');
    await created(folder.path, { ...SMALL, out: older });
    await rotated(connected({ EPIC_PRIVATE_KEY_FILE: older }));
    expect(existsSync(next())).toBe(true);
  });

  it('does not start a second rotation before the first is finished', async () => {
    const env = await inUse({ EPIC_SECOND_PUBLIC_KEY: spki(rsa(2048, 'second').publicKey) });
    await expect(rotated(env)).rejects.toThrow(/A rotation is in progress/);
    expect(existsSync(next())).toBe(false);
  });

  it('does not write over the next key either', async () => {
    const env = await inUse();
    await rotated(env);
    const before = readFileSync(next(), 'utf8');
    await expect(rotated(env)).rejects.toThrow(/exists already/);
    expect(readFileSync(next(), 'utf8')).toBe(before);
  });

  it.each([
    ['nothing is configured', {}, /create a key: npm run keys -- create/],
    ['the configuration is not as it should be', { EPIC_CLIENT_ID: 'x' }, /EPIC_BASE_URL is required/],
    ['a security setting is misspelt', connected({ AUTH_MODES: 'jwt' }), /Did you mean AUTH_MODE\?/],
  ])('says what is missing where %s', async (_what, env, message) => {
    await expect(rotated(env)).rejects.toThrow(message);
    await expect(rotated(env)).rejects.toBeInstanceOf(KeysError);
  });
});

describe('keys jwks', () => {
  it('prints what the gateway publishes', async () => {
    const env = connected({
      EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
      EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey, { kid: 'next' }),
    });
    const { printed: set } = await printed(env);
    const { epic } = loadConfig(env);
    if (epic?.authentication.kind !== 'private_key_jwt') throw new Error('A FHIR server was expected.');
    expect(JSON.parse(set)).toEqual((await createSigningKeys(epic.authentication)).published);
  });

  it('prints the public halves of keys that are given, private or not, without a configuration', async () => {
    writeFileSync(path, pkcs8(rsa().privateKey));
    const other = join(folder.path, 'other.json');
    writeFileSync(other, jwk(rsa(2048, 'second').publicKey, { kid: 'mine' }));
    const { printed: set } = await printed({}, [path, other]);
    expect(at(JSON.parse(set), 'keys')).toEqual([
      having({ kty: 'RSA', use: 'sig' }),
      having({ kid: 'mine' }),
    ]);
    expect(privatePartsIn(set)).toEqual([]);
  });

  it('warns of settings that it does not know, apart from the key set', async () => {
    const env = connected({
      EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
      EPIC_KEY_IDS: 'k',
      FAVOURITE: 'MARKED',
    });
    const { printed: set, told } = await printed(env, [], ['FAVOURITE']);
    expect(at(JSON.parse(set), 'keys')).toHaveLength(1);
    expect(told).toBe(
      'Unknown setting EPIC_KEY_IDS. Did you mean EPIC_KEY_ID?\nUnknown setting FAVOURITE.\n',
    );
  });

  it('says which file is not a key', async () => {
    writeFileSync(path, 'MARKED');
    await expect(printed({}, [path])).rejects.toThrow(`${path} does not contain a key`);
    rmSync(path);
    await expect(printed({}, [path])).rejects.toThrow(`${path} cannot be read (ENOENT)`);
  });
});

describe('the arguments', () => {
  const pair = { kind: null, out: null, keySetFile: null };

  it.each<[args: string[], command: unknown]>([
    [[], { name: 'help' }],
    [['create', '--help'], { name: 'help' }],
    [['create'], { name: 'create', ...pair }],
    [
      ['rotate', '--out', 'x.pem', '--jwks', 'y.json'],
      { name: 'rotate', ...pair, out: 'x.pem', keySetFile: 'y.json' },
    ],
    [['create', '--type', 'rsa'], { name: 'create', ...pair, kind: { type: 'rsa', bits: 3072 } }],
    [['create', '--bits', '4096'], { name: 'create', ...pair, kind: { type: 'rsa', bits: 4096 } }],
    [['create', '--type', 'ec'], { name: 'create', ...pair, kind: { type: 'ec', curve: 'P-384' } }],
    [['create', '--curve', 'P-256'], { name: 'create', ...pair, kind: { type: 'ec', curve: 'P-256' } }],
    [['jwks', '--key', 'a', '--key', 'b'], { name: 'jwks', keyFiles: ['a', 'b'], keySetFile: null }],
  ])('%j are understood', (args, command) => {
    expect(parseKeysCommand(args)).toEqual(command);
  });

  it.each([
    [['make'], 'Expected a command'],
    [['--jwks', 'x'], 'Expected a command'],
    [['create', 'now'], 'Expected one command'],
    [['create', '--bits', '1024'], '--bits expects'],
    [['create', '--type', 'dsa'], '--type expects'],
    [['create', '--type', 'ec', '--curve', 'P-521'], '--curve expects'],
    [['create', '--type', 'ec', '--bits', '2048'], '--bits works only with'],
    [['create', '--type', 'rsa', '--curve', 'P-384'], '--curve works only with'],
    [['create', '--key', 'x'], '--key works only with jwks'],
    [['jwks', '--out', 'x'], 'jwks creates no key'],
    [['create', '--force'], "Unknown option '--force'"],
  ])('%j are not', (args, fault) => {
    const parsed = parseKeysCommand(args);
    expect('fault' in parsed ? parsed.fault : parsed).toContain(fault);
  });

  it('are all in the usage', () => {
    for (const option of ['--type', '--bits', '--curve', '--out', '--key', '--jwks', '--help']) {
      expect(KEYS_USAGE).toContain(option);
    }
  });
});
