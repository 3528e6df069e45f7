import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isInstalled } from './chart-app.ts';

const FOLDER = 'examples/chart';
const BUILD_FOLDER = 'node_modules/.built-for-size';
const DIST = join(FOLDER, BUILD_FOLDER);
/** The limits of the first page, in kB. */
const MAX_TRANSFERRED = 250;
const MAX_UNCOMPRESSED = 650;

const chunkSchema = z.object({
  file: z.string(),
  isEntry: z.boolean().optional(),
  imports: z.array(z.string()).default([]),
  dynamicImports: z.array(z.string()).default([]),
  css: z.array(z.string()).default([]),
});
type Manifest = Readonly<Record<string, z.infer<typeof chunkSchema>>>;

let manifest: Manifest;

/** Returns the files that a chunk needs, without what it imports later. */
function filesOf(name: string, found = new Set<string>()): ReadonlySet<string> {
  const chunk = manifest[name];
  if (chunk === undefined || found.has(chunk.file)) return found;
  for (const file of [chunk.file, ...chunk.css]) found.add(file);
  for (const other of chunk.imports) filesOf(other, found);
  return found;
}

function readFiles(): Buffer[] {
  const [entry] = Object.entries(manifest).find(([, { isEntry }]) => isEntry === true) ?? [''];
  return [...filesOf(entry)].map((file) => readFileSync(join(DIST, file)));
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0) / 1000;

describe.runIf(isInstalled)('the build of the chart viewer', () => {
  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', '--silent', 'build', '--', '--outDir', BUILD_FOLDER], {
      cwd: FOLDER,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const text = readFileSync(join(DIST, '.vite/manifest.json'), 'utf8');
    manifest = z.record(z.string(), chunkSchema).parse(JSON.parse(text));
  });

  afterAll(() => rmSync(DIST, { recursive: true, force: true }));

  it('transfers less than 250 kB of JavaScript and CSS for the first page', () => {
    const files = readFiles();
    expect(files.length).toBeGreaterThan(1);
    expect(sum(files.map((file) => gzipSync(file).length))).toBeLessThan(MAX_TRANSFERRED);
    expect(sum(files.map((file) => file.length))).toBeLessThan(MAX_UNCOMPRESSED);
  });

  it('loads the chart, and what only the chart needs, later', () => {
    const first = Buffer.concat(readFiles()).toString();
    const parts = ['Find a patient by', 'DOMPurify', 'Allergies could not be loaded'];
    expect(parts.map((part) => first.includes(part))).toEqual([true, false, false]);
  });
});
