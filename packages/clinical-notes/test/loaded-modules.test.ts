import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'(?<specifier>[^']+)'/gm;
const SOURCES = join(import.meta.dirname, '../src');

/** Returns all modules that a file imports at run time, directly or indirectly. */
function graphOf(path: string, found = new Set<string>()): Set<string> {
  found.add(path);
  for (const { groups } of readFileSync(path, 'utf8').matchAll(IMPORT)) {
    const specifier = groups?.['specifier'] ?? '';
    if (!specifier.startsWith('.')) found.add(specifier);
    else if (!found.has(join(dirname(path), specifier))) graphOf(join(dirname(path), specifier), found);
  }
  return found;
}

function packagesIn(graph: ReadonlySet<string>): string[] {
  return [...graph].filter((name) => !name.startsWith(SOURCES)).toSorted();
}

describe('the worker thread', () => {
  it('the worker thread loads the parsers, and nothing from outside of this package', () => {
    const loaded = graphOf(join(SOURCES, 'worker.ts'));
    expect(packagesIn(loaded)).toEqual(['iconv-lite', 'node:worker_threads', 'parse5']);
    expect(loaded).toContain(join(SOURCES, 'rtf/reader.ts'));
  });
});

describe('the import of this package', () => {
  it('the import loads no parser', () => {
    const loaded = graphOf(join(SOURCES, 'index.ts'));
    expect(packagesIn(loaded)).toEqual(['node:path', 'node:worker_threads']);
    expect(loaded).toContain(join(SOURCES, 'thread.ts'));
  });
});
