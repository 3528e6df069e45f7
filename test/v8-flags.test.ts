import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

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

  it('are given before all else is loaded', () => {
    const [first] = readFileSync('src/main.ts', 'utf8').match(/^import .*$/m) ?? [];
    expect(first).toBe("import './v8-flags.ts';");
  });
});
