import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trackedFiles } from './support/tracked-files.ts';

/** The folders in which `npm run check` runs oxlint, and the files that define its arguments. */
const RUNS = [
  { folder: '.', definedIn: 'scripts/check.ts' },
  { folder: 'explorer', definedIn: 'explorer/package.json' },
  { folder: 'examples/chart', definedIn: 'examples/chart/package.json' },
] as const;

/** Files that no run lints, with the reason. */
const UNLINTED = [
  /^src\/generated\//, // Written by `npm run codegen`.
  /^bench\/mesh\//, // The types of its packages are only installed for the bench.
];

/** Returns the arguments of each oxlint command in the file. */
function argumentsIn(file: string): string[][] {
  const commands = readFileSync(file, 'utf8').matchAll(/\boxlint (--deny-warnings[^'"&]*)['"]/g);
  return Array.from(commands, ([, found = '']) => found.split(' '));
}

function filesLintedBy({ folder, definedIn }: (typeof RUNS)[number]): string[] {
  // With this option oxlint only prints the files that it would lint.
  const args = [join(process.cwd(), 'node_modules/oxlint/bin/oxlint'), '--debug=files'];
  return argumentsIn(definedIn).flatMap((more) =>
    execFileSync(process.execPath, [...args, ...more], { cwd: folder, encoding: 'utf8' })
      .split('\n')
      .map((path) => join(folder, path)),
  );
}

describe('oxlint', () => {
  it('lints every tracked source file in one of its runs', () => {
    const linted = new Set(RUNS.flatMap(filesLintedBy));
    const sources = trackedFiles('*.ts', '*.tsx', '*.js', '*.mjs').filter(
      (path) => !UNLINTED.some((pattern) => pattern.test(path)),
    );
    expect(sources.length).toBeGreaterThan(900);
    expect(sources.filter((path) => !linted.has(path))).toEqual([]);
  });
});
