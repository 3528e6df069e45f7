import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import manifest from '../packages/client/package.json' with { type: 'json' };

vi.setConfig({ hookTimeout: 120_000 });

describe('the client package', () => {
  /** A folder in which only the client kit is installed. */
  let folder: string;
  let files: readonly string[];

  const run = (command: string, ...args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'client-package-'));
    const place = join(folder, 'node_modules', manifest.name);
    mkdirSync(place, { recursive: true });
    // Like `npm publish`, this first builds the package.
    const options = ['--silent', '--workspace', manifest.name, '--pack-destination', folder];
    execFileSync('npm', ['pack', ...options], { encoding: 'utf8' });
    run('tar', '-xzf', `${manifest.name}-${manifest.version}.tgz`, '-C', place, '--strip-components', '1');
    files = readdirSync(place, { recursive: true, encoding: 'utf8' });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('contains only the modules, the README and the license', () => {
    const top = files.filter((path) => !path.includes('/'));
    expect(new Set(top)).toEqual(new Set(['dist', 'LICENSE', 'README.md', 'package.json']));
    expect(files.filter((path) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  it('works in an empty folder, and names what the codegen preset needs', () => {
    writeFileSync(
      join(folder, 'uses.mjs'),
      `import { errorAt } from '${manifest.name}';
       import { cacheConfig } from '${manifest.name}/apollo';
       import { clientPreset } from '${manifest.name}/codegen';
       import { customScalarTypes } from '${manifest.name}/relay';
       const errors = [{ message: 'No.', path: ['a'], extensions: { code: 'FORBIDDEN' } }];
       let problem;
       try { clientPreset({ documents: 'src/**/*.ts' }); } catch ({ message }) { problem = message; }
       const { schema } = clientPreset({ documents: 'src/**/*.ts', schema: 'a.graphql' });
       console.log(JSON.stringify([errorAt({ data: { a: null }, errors }, ['a']).code, Object.keys(cacheConfig()).length, Object.keys(customScalarTypes).length, problem, schema]));`,
    );
    expect(JSON.parse(run(process.execPath, 'uses.mjs'))).toEqual([
      'FORBIDDEN',
      3,
      4,
      expect.stringContaining('Run "npm install --save-dev epic-fhir-graphql-gateway"'),
      'a.graphql',
    ]);
  });

  it('finds the schema of the installed gateway', () => {
    symlinkSync(resolve('.'), join(folder, 'node_modules/epic-fhir-graphql-gateway'));
    const program = `import { clientPreset } from '${manifest.name}/codegen'; console.log(clientPreset({ documents: [] }).schema);`;
    expect(run(process.execPath, '--input-type=module', '--eval', program)).toBe(
      `${resolve('sdl/schema.graphql')}\n`,
    );
  });

  it('has types that compile in a strict program', () => {
    writeFileSync(
      join(folder, 'typed.ts'),
      `import { errorAt, type ErrorCode, isErrorCode, type Scalars } from '${manifest.name}';
       import { cacheConfig } from '${manifest.name}/apollo';
       import { getDataID } from '${manifest.name}/relay';
       export const date: Scalars['FhirDate'] = '1987-09';
       // @ts-expect-error a decimal keeps its digits as text
       export const decimal: Scalars['FhirDecimal'] = 1.5;
       const code = errorAt({}, ['patients', 0])?.code;
       export const known: ErrorCode | null = isErrorCode(code) ? code : null;
       // @ts-expect-error there is no such code
       export const wrong: ErrorCode = 'NO_SUCH_CODE';
       export const key: string | undefined = getDataID({ id: 'a' }, 'Patient');
       export const unions: string[] = Object.keys(cacheConfig().possibleTypes);`,
    );
    const compilerOptions = { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
    const compiler = resolve('node_modules/typescript/bin/tsc');
    expect(spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout).toBe('');
  });
});
