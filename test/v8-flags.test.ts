import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readImageSettings } from '../scripts/image-settings.ts';

/** Returns the static imports of a file in their order. */
function specifiersIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^import (?:[^'"]* from )?'([^']+)'/gm)].map(([, specifier = '']) => specifier);
}

describe('the V8 flags', () => {
  const flags = new Set(
    [...readFileSync('src/v8-flags.ts', 'utf8').matchAll(/setFlagsFromString\('--(?:no-)?([a-z-]+)/g)].map(
      ([, name]) => name,
    ),
  );
  const onCommandLine = readImageSettings(new URL('../', import.meta.url)).flags;

  it('are known to this version of V8, which silently ignores unknown ones', () => {
    const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const names = new Set([...known.matchAll(/^ {2}--(?:no-)?([a-z0-9-]+)/gm)].map(([, name]) => name));
    expect([...flags]).toEqual([
      'allocation-site-pretenuring',
      'heap-growing-percent',
      'semi-space-growth-factor',
    ]);
    expect([...flags].filter((name) => !names.has(name))).toEqual([]);
    for (const flag of onCommandLine) expect(names).toContain(/^--([a-z-]+)/.exec(flag)?.[1]);
  });

  it('on the command line are the same in the image, its compile cache and npm start', () => {
    expect(onCommandLine).toEqual(['--max-semi-space-size=16']);
    const flag = onCommandLine.join(' ');
    const { scripts } = z
      .object({ scripts: z.object({ start: z.string() }) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(scripts.start).toContain(`node ${flag} `);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`${flag} scripts/fill-compile-cache.ts`);
  });

  it('keep the young generation small during the start, and let it grow afterward', () => {
    const program = `
      import { getHeapSpaceStatistics } from 'node:v8';
      import { startInSmallYoungGeneration } from './src/v8-flags.ts';
      const kept = [];
      const readMegabytes = () => {
        for (let i = 0; i < 200_000; i += 1) kept.push({ i });
        return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size / 2 ** 20;
      };
      let atStart;
      await startInSmallYoungGeneration(async () => (atStart = readMegabytes()));
      console.log(JSON.stringify([atStart, readMegabytes()]));`;
    const output = execFileSync(
      process.execPath,
      [...onCommandLine, '--no-warnings', '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    const [atStart, afterward] = z.tuple([z.number(), z.number()]).parse(JSON.parse(output));
    expect(atStart).toBeLessThan(4);
    expect(afterward).toBeGreaterThan(24);
  });

  it.each([
    ['src/main.ts', []],
    // The compile cache imports only modules of Node, which are already compiled.
    ['src/cli.ts', ['./compile-cache.js']],
  ])('are set before %s loads any other module', (program, before) => {
    const imported = specifiersIn(program);
    expect(imported.slice(0, before.length + 1)).toEqual([...before, './v8-flags.ts']);
  });

  it('are set before any module outside Node, as the compile cache imports none', () => {
    const imported = specifiersIn('src/compile-cache.js');
    expect(imported.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
  });
});
