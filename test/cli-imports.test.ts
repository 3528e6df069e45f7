import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Names that Node has exported since version 14. The files that run before `src/cli.ts` checks the version of Node import no others: a Node that
 * lacks a name refuses to link the file, before anything can say which Node is expected.
 */
const IN_EVERY_NODE: Readonly<Record<string, readonly string[]>> = {
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

describe('the files that run before the command checks the version of Node', () => {
  const files = filesLinkedWith('src/cli.ts');

  it('are few, and one of them turns the compile cache on', () => {
    expect(files).toContain('src/compile-cache.js');
    expect(files.length).toBeLessThan(8);
  });

  it('import by name only what every Node exports', () => {
    const others = files
      .flatMap(staticImportsOf)
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .flatMap((found) =>
        namesIn(found)
          .filter((name) => IN_EVERY_NODE[found.specifier]?.includes(name) !== true)
          .map((name) => `${found.specifier}: ${name}`),
      );
    expect(others).toEqual([]);
  });
});
