import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Bundle, differencesOf, readStored, writeStored } from '../../../scripts/explorer-bundle.ts';

const FOLDER = 'explorer/bundle';
const MAX_BYTES = 3 * 1024 * 1024;

const createBundle = (files: Readonly<Record<string, string>>): Bundle =>
  new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));

describe('the committed bundle of the explorer', () => {
  const files = readStored(FOLDER);
  const nameOf = (pattern: RegExp): string => [...files.keys()].find((name) => pattern.test(name)) ?? '';
  const [script, style] = [nameOf(/^page-.*\.js$/), nameOf(/^page-.*\.css$/)];
  const textOf = (name: string): string => files.get(name)?.toString() ?? '';

  it('keeps the committed bundle under 3 MB', () => {
    const bytes = readdirSync(FOLDER).map((name) => statSync(join(FOLDER, name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);
  });

  it('contains the hash of its content in each name, but for the page and the licenses', () => {
    const unhashed = [...files.keys()].filter((name) => !/-[\dA-Z]{8}\.\w+$/.test(name));
    expect(unhashed.toSorted()).toEqual(['licences.txt', 'page.html']);
  });

  it('contains exactly the files that its page, style sheet and scripts name', () => {
    const named = [
      ...textOf('page.html').matchAll(/(?:src|href)="\/explorer\/([^"]+)"/g),
      ...textOf(style).matchAll(/url\("?\.\/([^")]+)"?\)/g),
      ...textOf(script).matchAll(/"((?:editor|graphql|json)-worker-\w+\.js)"/g),
      ...textOf(script).matchAll(/^\/\*! Licences: \/explorer\/(\S+) \*\/$/gm),
    ].map(([, name = '']) => name);
    const others = [...files.keys()].filter((name) => name !== 'page.html');
    expect(new Set(named)).toEqual(new Set(others));
  });
});

describe('storing a bundle', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'explorer-bundle-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads a bundle back as it was written, with scripts compressed and texts uncompressed', () => {
    const files = createBundle({ 'page.js': 'a;'.repeat(1000), 'page.html': '<p>', 'licences.txt': 'MIT' });
    writeStored(folder, files);
    expect(readdirSync(folder)).toEqual(['licences.txt', 'page.html', 'page.js.br']);
    expect(statSync(join(folder, 'page.js.br')).size).toBeLessThan(100);
    expect(differencesOf(files, readStored(folder))).toEqual([]);
  });

  it('lists the files that were added, changed, emptied and removed', () => {
    const stored = createBundle({
      'same.js': '1',
      'changed.js': '1',
      'emptied.js': '1',
      'removed.js': '',
      'gone.js': '1',
    });
    const built = createBundle({ 'same.js': '1', 'changed.js': '2', 'emptied.js': '', 'added.js': '' });
    expect(differencesOf(built, stored)).toEqual([
      'added.js',
      'changed.js',
      'emptied.js',
      'gone.js',
      'removed.js',
    ]);
    writeStored(folder, stored);
    writeStored(folder, built);
    expect(differencesOf(built, readStored(folder))).toEqual([]);
  });

  it('keeps a stored file whose content is the same but was compressed by another version of Brotli', () => {
    const files = createBundle({ 'page.js': 'const a = 1;\n'.repeat(50) });
    const path = join(folder, 'page.js.br');
    const content = files.get('page.js') ?? '';
    writeFileSync(path, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } }));
    const before = readFileSync(path);
    writeStored(folder, files);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(differencesOf(files, readStored(folder))).toEqual([]);
  });
});
