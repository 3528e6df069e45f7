import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readImageSettings } from '../bench/contenders.ts';

const run = promisify(execFile);

async function runProgram(text: string) {
  const program = `import { collectStartGarbage } from './src/v8-flags.ts';\n${text}`;
  return run(process.execPath, ['--input-type=module', '--eval', program]);
}

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
    expect([...flags]).toEqual(['allocation-site-pretenuring', 'heap-growing-percent', 'expose-gc']);
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

  it('leave a gateway that is idle after its start with less memory', async () => {
    const { stdout } = await runProgram(`
      const kept = Array.from({ length: 800_000 }, (_, at) => ({ at }));
      await new Promise((resolve) => setTimeout(resolve, 1));
      kept.length = 0;
      const before = process.memoryUsage().heapTotal;
      process.once('beforeExit', () => console.log(process.memoryUsage().heapTotal / before));
      collectStartGarbage(500);
      setTimeout(() => {}, 1_000);`);
    expect(Number(stdout)).toBeLessThan(0.7);
  });

  it('collect nothing in a gateway that works after its start', async () => {
    const { stdout } = await runProgram(`
      const work = setInterval(() => {
        const end = Date.now() + 40;
        while (Date.now() < end);
      }, 1);
      collectStartGarbage(200, async () => console.log('collected'));
      setTimeout(() => {
        clearInterval(work);
        console.log('worked');
      }, 400);`);
    expect(stdout).toBe('worked\n');
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
