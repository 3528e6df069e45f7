import { describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { newFolder, runProgram } from '../support/program.ts';

const SITES = 'src/sites/main.ts';

describe('npm run gateway -- sites', () => {
  it('reads SITES_FILE from .env, and exits with 1 if the file is invalid', async () => {
    const folder = newFolder({
      '.env': 'SITES_FILE=sites.yaml',
      'sites.yaml': 'sites: { a: { sandbox: standard } }',
    });
    expect(await runProgram(SITES, ['check'], { folder })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'The sites file is valid. 1 site. Requests that name no site reach a.\n',
    });
    expect(await runProgram(SITES, ['check', '.env'], { folder })).toEqual({
      code: 1,
      stdout: '',
      stderr: matching(
        /^The configuration has 1 problem\(s\):\n {2}- SITES_FILE: expected a readable JSON or YAML/,
      ),
    });
    folder.remove();
  });

  it('prints its usage, and rejects unknown options', async () => {
    const folder = newFolder();
    expect(await runProgram(SITES, ['--help'], { folder })).toMatchObject({
      code: 0,
      stdout: matching(/^Usage: npm run gateway -- sites/),
    });
    expect(await runProgram(SITES, ['list', '--all'], { folder })).toMatchObject({
      code: 2,
      stderr: matching(/^Unknown option '--all'/),
    });
    folder.remove();
  });
});
