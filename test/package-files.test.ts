/** Compares the files of the npm package with the paths that its messages name, without packing it. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { withoutComments } from './support/exported-names.ts';

/** The sources that run in the package, except generated ones, whose texts come from the schema. */
const SOURCES = globSync(['src/**/*.{ts,js}', 'explorer/src/**/*.{ts,tsx}', 'pages/*.{js,md}'], {
  exclude: ['src/generated/**'],
});
const NAMED_PATH = /(?<![/\w])(?:docs|examples|deploy|sdl|pages)\/[\w./-]*\w\.\w+/g;

function isShipped(path: string): boolean {
  return manifest.files.some((entry) => matchesGlob(path, entry) || path.startsWith(`${entry}/`));
}

describe('the files of the npm package', () => {
  it('include every file that a message of the gateway names', () => {
    const named = new Set(
      SOURCES.flatMap((source) => withoutComments(readFileSync(source, 'utf8')).match(NAMED_PATH) ?? []),
    );
    expect(named).toContain('docs/signing-in-with-epic.md');
    expect(named.size).toBeGreaterThan(8);
    expect([...named].filter((path) => !existsSync(path) || !isShipped(path))).toEqual([]);
  });

  it('include every page of docs/ that the README names', () => {
    const named = readFileSync('README.md', 'utf8').match(/\bdocs\/[\w-]+\.md/g) ?? [];
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !isShipped(path))).toEqual([]);
  });
});
