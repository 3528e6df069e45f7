import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Names that Node has exported since version 14. Files that run before `src/cli.ts` checks the version of Node may import only these: a Node
 * without a name fails to link the file, before the gateway can print which version it requires.
 */
const EXPORTED_BY_EVERY_NODE: Readonly<Record<string, readonly string[]>> = {
  'node:fs': ['lstatSync', 'mkdirSync', 'readFileSync'],
  'node:path': ['dirname'],
  'node:url': ['fileURLToPath'],
  'node:v8': ['setFlagsFromString'],
};

const STATIC_IMPORT = /^import (?:(?!type )(?<bindings>[^'"]*?) from )?'(?<specifier>[^']+)'/gm;

interface Import {
  readonly bindings: string;
  readonly specifier: string;
}

function staticImportsOf(file: string): Import[] {
  return [...readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)].map(({ groups = {} }) => ({
    bindings: groups['bindings'] ?? '',
    specifier: groups['specifier'] ?? '',
  }));
}

/** Returns the files that Node links before it runs this one. */
function filesLinkedWith(file: string): string[] {
  const linked = new Set([file]);
  for (const path of linked)
    for (const { specifier } of staticImportsOf(path))
      if (specifier.startsWith('.')) linked.add(join(path, '..', specifier));
  return [...linked];
}

function namesIn({ bindings }: Import): string[] {
  const [, named = ''] = /\{([^}]*)\}/.exec(bindings) ?? [];
  return named
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}

describe('the files that run before the command checks the Node version', () => {
  const files = filesLinkedWith('src/cli.ts');

  it('are few, and include the one that enables the compile cache', () => {
    expect(files).toContain('src/compile-cache.js');
    expect(files.length).toBeLessThan(8);
  });

  it('import only names that every Node version exports', () => {
    const others = files
      .flatMap(staticImportsOf)
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .flatMap((found) =>
        namesIn(found)
          .filter((name) => EXPORTED_BY_EVERY_NODE[found.specifier]?.includes(name) !== true)
          .map((name) => `${found.specifier}: ${name}`),
      );
    expect(others).toEqual([]);
  });
});
