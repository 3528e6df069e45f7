import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pkcs8, rsa } from '../config/key-material.ts';
import { at, matching } from '../support/expected.ts';
import { type Folder, newFolder, runProgram } from '../support/program.ts';

const KEYS = 'src/keys/main.ts';
let folder: Folder;

beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

describe('npm run gateway -- keys', () => {
  it('prints the key set on stdout and messages on stderr, and never creates the same key twice', async () => {
    const args = ['create', '--bits', '2048'];
    const created = await runProgram(KEYS, args, { folder });
    expect(created.code).toBe(0);
    expect(at(JSON.parse(created.stdout), 'keys')).toHaveLength(1);
    expect(created.stderr).toContain('A new private key is in ./epic-private-key.pem (RSA, 2048 bits)');
    const path = join(folder.path, 'epic-private-key.pem');
    const key = readFileSync(path, 'utf8');
    const again = await runProgram(KEYS, args, { folder });
    expect(again).toEqual({
      code: 1,
      stdout: '',
      stderr: matching(/^\.\/epic-private-key\.pem exists already\./),
    });
    expect(readFileSync(path, 'utf8')).toBe(key);
  });

  it('reads the settings of .env', async () => {
    folder.remove();
    folder = newFolder({
      '.env':
        'EPIC_BASE_URL=https://fhir.example.org/R4\nEPIC_CLIENT_ID=x\nEPIC_PRIVATE_KEY_FILE=k.pem\nEPIC_KEY_ID=mine',
      'k.pem': pkcs8(rsa().privateKey),
    });
    const { code, stdout } = await runProgram(KEYS, ['jwks'], { folder });
    expect([code, at(JSON.parse(stdout), 'keys', 0, 'kid')]).toEqual([0, 'mine']);
  });

  it('rejects a misspelled security setting of .env', async () => {
    folder.remove();
    folder = newFolder({ '.env': 'AUDIT_REQUIERD=MARKED' });
    expect(await runProgram(KEYS, ['jwks'], { folder })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The configuration has 1 problem(s):\n  - Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?\n',
    });
  });

  it('prints its usage, and rejects unknown options', async () => {
    expect(await runProgram(KEYS, ['--help'], { folder })).toMatchObject({
      code: 0,
      stdout: matching(/^Usage: npm run gateway -- keys/),
    });
    const wrong = await runProgram(KEYS, ['create', '--force'], { folder });
    expect(wrong).toEqual({ code: 2, stdout: '', stderr: matching(/^Unknown option '--force'/) });
    expect(existsSync(join(folder.path, 'epic-private-key.pem'))).toBe(false);
  });
});
