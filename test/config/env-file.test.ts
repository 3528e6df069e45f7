import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { readEnvFile } from '../../src/config/env-file.ts';
import { type Folder, newFolder } from '../support/program.ts';

const NAMES = ['ENV_FILE_TEST_ONE', 'ENV_FILE_TEST_TWO', 'ENV_FILE_TEST_LINES'];
let folder: Folder;

afterEach(() => {
  folder.remove();
  for (const name of NAMES) delete process.env[name];
});

describe('the .env file', () => {
  it('adds the settings of the file to the environment, which takes precedence, and returns their names', () => {
    folder = newFolder({
      '.env': '# ONE=\nexport ENV_FILE_TEST_ONE=a\nENV_FILE_TEST_TWO=b\nENV_FILE_TEST_LINES="x\nX_Y=1"\n',
    });
    process.env['ENV_FILE_TEST_TWO'] = 'mine';
    expect(readEnvFile(join(folder.path, '.env')).toSorted()).toEqual(NAMES.toSorted());
    expect(NAMES.map((name) => process.env[name])).toEqual(['a', 'mine', 'x\nX_Y=1']);
  });

  it('accepts a missing file', () => {
    folder = newFolder();
    expect(readEnvFile(join(folder.path, '.env'))).toEqual([]);
  });

  it('refuses a file that it cannot read', () => {
    folder = newFolder();
    expect(() => readEnvFile(folder.path)).toThrow(ConfigError);
  });
});
