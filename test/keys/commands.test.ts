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
import { runCreate, runJwks, runRotate, settingsIn } from './keys-environment.ts';

let folder: Folder;
let path: string;

beforeEach(() => {
  folder = newFolder();
  path = join(folder.path, 'key.pem');
});
afterEach(() => folder.remove());

const SMALL = { kind: { type: 'rsa', bits: 2048 } } as const;
/** The JWK members that only private keys have. */
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);

function withConnection(env: Readonly<Record<string, string>>): Record<string, string> {
  return { EPIC_BASE_URL: 'https://fhir.example.org/R4', EPIC_CLIENT_ID: 'client-1', ...env };
}

function privatePartsIn(...texts: string[]): string[] {
  const output = texts.join('\n');
  const { d = '', p = '', q = '' } = createPrivateKey(readFileSync(path)).export({ format: 'jwk' });
  const lines = readFileSync(path, 'utf8').split('\n').slice(1, -2);
  return [d, p, q, ...lines].filter((part) => part !== '' && output.includes(part));
}

async function createKeyInUse(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const { messages } = await runCreate(folder.path, SMALL);
  return withConnection({ ...settingsIn(messages, 1), ...more });
}

/** Returns the path of the next key on the test's date. */
function nextKeyPath(): string {
  return join(folder.path, 'key-2026-06-01.pem');
}

describe('keys create', () => {
  it('writes a private key that only its owner can read, and prints the public key set', async () => {
    const { stdout: set, messages } = await runCreate(folder.path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(createPrivateKey(readFileSync(path)).asymmetricKeyDetails?.modulusLength).toBe(3072);
    const key = at(JSON.parse(set), 'keys', 0);
    expect(key).toEqual(having({ kty: 'RSA', use: 'sig', alg: 'RS384' }));
    expect(namesIn(key).filter((member) => PRIVATE_MEMBERS.has(member))).toEqual([]);
    expect(privatePartsIn(set, messages)).toEqual([]);
    expect(messages).toContain(`Its kid is ${String(at(key, 'kid'))}`);
  });

  it.each([
    [{ type: 'rsa', bits: 2048 }, 'RS384', {}],
    [{ type: 'ec', curve: 'P-384' }, 'ES384', { EPIC_SIGNING_ALG: 'ES384' }],
    [{ type: 'ec', curve: 'P-256' }, 'ES256', { EPIC_SIGNING_ALG: 'ES256' }],
  ] as const)(
    'creates a key of %j and the settings with which the gateway signs with it',
    async (kind, alg, more) => {
      const { stdout: set, messages } = await runCreate(folder.path, { kind });
      expect(settingsIn(messages, 1)).toEqual({ EPIC_PRIVATE_KEY_FILE: path, ...more });
      const { epic } = loadConfig(withConnection(settingsIn(messages, 1)));
      if (epic?.authentication.kind !== 'private_key_jwt') throw new Error('A FHIR server was expected.');
      // The gateway publishes exactly the printed key set, including its kid.
      expect((await createSigningKeys(epic.authentication)).published).toEqual(JSON.parse(set));
      expect(at(JSON.parse(set), 'keys', 0, 'alg')).toBe(alg);
    },
  );

  it('never overwrites an existing file', async () => {
    writeFileSync(path, 'the only copy');
    await expect(runCreate(folder.path, SMALL)).rejects.toThrow(/exists already\. It was not overwritten/);
    expect(readFileSync(path, 'utf8')).toBe('the only copy');
  });

  it('names a file that cannot be written', async () => {
    const out = join(folder.path, 'no', 'such', 'key.pem');
    await expect(runCreate(folder.path, { ...SMALL, out })).rejects.toThrow(/cannot be written \(ENOENT\)/);
  });

  it('writes the public key set to the file of --jwks', async () => {
    const keySetFile = join(folder.path, 'jwks.json');
    const { stdout: set, messages } = await runCreate(folder.path, { ...SMALL, keySetFile });
    expect(set).toBe('');
    expect(messages).toContain(`put ${keySetFile} on any such host`);
    expect(at(JSON.parse(readFileSync(keySetFile, 'utf8')), 'keys')).toHaveLength(1);
  });

  it('names the places where the operator enters the key set', async () => {
    const { messages } = await runCreate(folder.path, SMALL);
    for (const place of ['fhir.epic.com', '"Non-Production JWK Set URL"', '"Production JWK Set URL"']) {
      expect(messages).toContain(place);
    }
  });
});

describe('keys rotate', () => {
  it('writes the next key and the steps next to the key in use, and prints both public keys', async () => {
    const env = await createKeyInUse();
    const { stdout: set, messages } = await runRotate(env);
    expect(statSync(nextKeyPath()).mode & 0o777).toBe(0o600);
    const steps = readFileSync(join(folder.path, 'key-2026-06-01.txt'), 'utf8');
    expect(messages).toContain(steps);
    expect(at(JSON.parse(set), 'keys')).toHaveLength(2);
    expect(privatePartsIn(set, messages)).toEqual([]);
    const [older, newer] = [1, 3].map((step) => settingsIn(steps, step));
    expect(Object.keys({ ...older })).toEqual(['EPIC_SECOND_PUBLIC_KEY']);
    expect(newer).toMatchObject({ EPIC_PRIVATE_KEY_FILE: nextKeyPath() });
    // In .env, the value is one line that needs no escaping.
    const line = `EPIC_SECOND_PUBLIC_KEY=${older?.['EPIC_SECOND_PUBLIC_KEY']}`;
    expect(parseEnv(line)).toEqual({ ...older });
  });

  it('keeps the configured kid of the old key', async () => {
    const { messages } = await runRotate(await createKeyInUse({ EPIC_KEY_ID: 'mine' }));
    expect(messages).toContain('Remove EPIC_KEY_ID.');
    expect(JSON.parse(settingsIn(messages, 3)['EPIC_SECOND_PUBLIC_KEY'] ?? '')).toMatchObject({
      kid: 'mine',
    });
  });

  it('changes the type of the key on request', async () => {
    const { messages } = await runRotate(await createKeyInUse(), { kind: { type: 'ec', curve: 'P-384' } });
    expect(settingsIn(messages, 3)).toMatchObject({ EPIC_SIGNING_ALG: 'ES384' });
    expect(settingsIn(messages, 1)).not.toHaveProperty('EPIC_SIGNING_ALG');
  });

  it('creates a key of the type in use by default', async () => {
    const env = withConnection({
      EPIC_PRIVATE_KEY: pkcs8(ec('secp384r1').privateKey),
      EPIC_SIGNING_ALG: 'ES384',
    });
    const out = nextKeyPath();
    const { messages } = await runRotate(env, { out });
    expect(createPrivateKey(readFileSync(out)).asymmetricKeyDetails?.namedCurve).toBe('secp384r1');
    expect(messages).toContain('Remove EPIC_PRIVATE_KEY.');
  });

  it('replaces the date in the key’s file name by the current date', async () => {
    const older = join(folder.path, 'key-2025-01-01.pem');
    await runCreate(folder.path, { ...SMALL, out: older });
    await runRotate(withConnection({ EPIC_PRIVATE_KEY_FILE: older }));
    expect(existsSync(nextKeyPath())).toBe(true);
  });

  it('does not start a second rotation before the first is finished', async () => {
    const env = await createKeyInUse({ EPIC_SECOND_PUBLIC_KEY: spki(rsa(2048, 'second').publicKey) });
    await expect(runRotate(env)).rejects.toThrow(/A rotation is in progress/);
    expect(existsSync(nextKeyPath())).toBe(false);
  });

  it('never overwrites the next key', async () => {
    const env = await createKeyInUse();
    await runRotate(env);
    const before = readFileSync(nextKeyPath(), 'utf8');
    await expect(runRotate(env)).rejects.toThrow(/exists already/);
    expect(readFileSync(nextKeyPath(), 'utf8')).toBe(before);
  });

  it.each([
    ['nothing is configured', {}, /create a key: npm run gateway -- keys create/],
    ['the configuration is incomplete', { EPIC_CLIENT_ID: 'x' }, /EPIC_BASE_URL is required/],
    ['a security setting is misspelled', withConnection({ AUTH_MODES: 'jwt' }), /Did you mean AUTH_MODE\?/],
  ])('throws a KeysError with the missing piece if %s', async (_what, env, message) => {
    await expect(runRotate(env)).rejects.toThrow(message);
    await expect(runRotate(env)).rejects.toBeInstanceOf(KeysError);
  });
});

describe('keys jwks', () => {
  it('prints the key set that the gateway publishes', async () => {
    const env = withConnection({
      EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
      EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey, { kid: 'next' }),
    });
    const { stdout: set } = await runJwks(env);
    const { epic } = loadConfig(env);
    if (epic?.authentication.kind !== 'private_key_jwt') throw new Error('A FHIR server was expected.');
    expect(JSON.parse(set)).toEqual((await createSigningKeys(epic.authentication)).published);
  });

  it('prints the public keys of the given private or public keys without a configuration', async () => {
    writeFileSync(path, pkcs8(rsa().privateKey));
    const other = join(folder.path, 'other.json');
    writeFileSync(other, jwk(rsa(2048, 'second').publicKey, { kid: 'mine' }));
    const { stdout: set } = await runJwks({}, [path, other]);
    expect(at(JSON.parse(set), 'keys')).toEqual([
      having({ kty: 'RSA', use: 'sig' }),
      having({ kid: 'mine' }),
    ]);
    expect(privatePartsIn(set)).toEqual([]);
  });

  it('warns about unknown settings outside the printed key set', async () => {
    const env = withConnection({
      EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
      EPIC_KEY_IDS: 'k',
      FAVOURITE: 'MARKED',
    });
    const { stdout: set, messages } = await runJwks(env, [], ['FAVOURITE']);
    expect(at(JSON.parse(set), 'keys')).toHaveLength(1);
    expect(messages).toBe(
      'Unknown setting EPIC_KEY_IDS. Did you mean EPIC_KEY_ID?\nUnknown setting FAVOURITE.\n',
    );
  });

  it('says what to do with a sites file, whose keys it does not read', async () => {
    const sitesFile = join(folder.path, 'sites.json');
    writeFileSync(sitesFile, '{"sites": {"a": {"sandbox": "standard"}}}');
    const env = { SITES_FILE: sitesFile };
    for (const run of [runJwks, runRotate])
      await expect(run(env)).rejects.toThrow(
        /^SITES_FILE is set.* keys jwks --key FILE\..* keys create --out FILE/,
      );
  });

  it('names a file that is not a key', async () => {
    writeFileSync(path, 'MARKED');
    await expect(runJwks({}, [path])).rejects.toThrow(`${path} does not contain a key`);
    rmSync(path);
    await expect(runJwks({}, [path])).rejects.toThrow(`${path} cannot be read (ENOENT)`);
  });
});

describe('parseKeysCommand', () => {
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
  ])('parses the arguments %j', (args, command) => {
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
  ])('rejects the arguments %j', (args, fault) => {
    const parsed = parseKeysCommand(args);
    expect('fault' in parsed ? parsed.fault : parsed).toContain(fault);
  });

  it('lists every option in the usage', () => {
    for (const option of ['--type', '--bits', '--curve', '--out', '--key', '--jwks', '--help']) {
      expect(KEYS_USAGE).toContain(option);
    }
  });
});
