/** Lists the test files, and finds those that use the sandbox. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importsOf } from './imports.ts';

/** Returns the sorted paths of the test files with this ending, relative to the root of the repository. */
export function testFiles(ending: string): string[] {
  return globSync([`test/**/*${ending}`, `packages/*/test/**/*${ending}`]).toSorted();
}

/** Returns whether a file imports the sandbox, directly or through other files. */
export function reachesSandbox(file: string): boolean {
  const reached = new Set([file]);
  for (const path of reached) for (const imported of filesImportedBy(path)) reached.add(imported);
  return [...reached].some((path) => path.startsWith('packages/epic-sandbox/src/'));
}

const known = new Map<string, readonly string[]>();

function filesImportedBy(file: string): readonly string[] {
  const imported = known.get(file) ?? read(file);
  known.set(file, imported);
  return imported;
}

function read(file: string): string[] {
  return (
    importsOf(readFileSync(file, 'utf8'))
      .filter(({ typeOnly }) => !typeOnly)
      .flatMap(({ specifier }) => fileOf(specifier, file) ?? [])
      // Tests of linters contain imports of files that don't exist.
      .filter((path) => path.endsWith('.ts') && existsSync(path))
  );
}

/** Returns null for packages from npm, which import nothing from this repository. */
function fileOf(specifier: string, importer: string): string | null {
  if (specifier.startsWith('.')) return join(dirname(importer), specifier);
  return /^epic-fhir-sandbox\b/.test(specifier) ? 'packages/epic-sandbox/src/index.ts' : null;
}
