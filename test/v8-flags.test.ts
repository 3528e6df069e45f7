import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Returns the static imports of a file, in its order. */
function specifiersIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^import (?:[^'"]* from )?'([^']+)'/gm)].map(([, specifier = '']) => specifier);
}

describe('the flags that V8 is given', () => {
  const given = [
    ...readFileSync('src/v8-flags.ts', 'utf8').matchAll(/setFlagsFromString\('--(?:no-)?([a-z-]+)/g),
  ].map(([, name]) => name);

  it('are such as this V8 knows, which passes over others without a word', () => {
    const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const names = new Set([...known.matchAll(/^ {2}--(?:no-)?([a-z0-9-]+)/gm)].map(([, name]) => name));
    expect(given).toHaveLength(2);
    expect(given.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each([
    ['src/main.ts', []],
    // The compile cache imports only what Node contains, which is compiled already.
    ['src/cli.ts', ['./compile-cache.js']],
  ])('are given before %s loads anything else', (program, before) => {
    const imported = specifiersIn(program);
    expect(imported.slice(0, before.length + 1)).toEqual([...before, './v8-flags.ts']);
  });

  it('are not preceded by a module that the compile cache imports', () => {
    const imported = specifiersIn('src/compile-cache.js');
    expect(imported.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
  });
});
