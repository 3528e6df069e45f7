import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Returns the static imports of a file in their order. */
function specifiersIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^import (?:[^'"]* from )?'([^']+)'/gm)].map(([, specifier = '']) => specifier);
}

describe('the V8 flags', () => {
  const flags = [
    ...readFileSync('src/v8-flags.ts', 'utf8').matchAll(/setFlagsFromString\('--(?:no-)?([a-z-]+)/g),
  ].map(([, name]) => name);

  it('are known to this version of V8, which silently ignores unknown ones', () => {
    const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const names = new Set([...known.matchAll(/^ {2}--(?:no-)?([a-z0-9-]+)/gm)].map(([, name]) => name));
    expect(flags).toHaveLength(2);
    expect(flags.filter((name) => !names.has(name))).toEqual([]);
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
