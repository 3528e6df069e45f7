import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'(?<specifier>[^']+)'/gm;

/** All that a file imports to run, and what that imports in turn. */
function graphOf(path: string, found = new Set<string>()): Set<string> {
  found.add(path);
  for (const { groups } of readFileSync(path, 'utf8').matchAll(IMPORT)) {
    const specifier = groups?.['specifier'] ?? '';
    if (!specifier.startsWith('.')) found.add(specifier);
    else if (!found.has(join(dirname(path), specifier))) graphOf(join(dirname(path), specifier), found);
  }
  return found;
}

describe('the thread that converts notes', () => {
  it('loads the files of notes, what they stand on, and nothing else of the gateway', () => {
    const loaded = [...graphOf('src/fhir/note-worker.ts')];
    const others = loaded.filter((name) => !/^src\/fhir\/note-[a-z-]+\.ts$/.test(name));
    expect(others.toSorted()).toEqual([
      'html-to-text',
      'htmlparser2',
      'iconv-lite',
      'node:worker_threads',
      'sanitize-html',
    ]);
    expect(loaded).toContain('src/fhir/note-rtf.ts');
  });
});

describe('the event loop of the gateway', () => {
  it('does not load what converts notes', () => {
    const loaded = [...graphOf('src/gateway.ts')];
    expect(loaded).toContain('src/fhir/note-thread.ts');
    expect(
      loaded.filter((name) => /html-to-text|sanitize-html|htmlparser2|note-(rtf|html)/.test(name)),
    ).toEqual([]);
  });
});
