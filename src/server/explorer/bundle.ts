/** Reads the files of the explorer, which `npm run explorer` builds and compresses. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

export interface Representation {
  readonly encoding: 'br' | 'identity';
  readonly etag: string;
  readonly content: () => Promise<Buffer>;
}

export interface BundledFile {
  /** The last segment of the URL, such as `page.js`. */
  readonly name: string;
  readonly type: string;
  /** The stored representation comes first. */
  readonly representations: readonly [Representation, ...Representation[]];
}

/** Relative to the package root, from src/ and from dist/. */
const FOLDER = new URL('../../../explorer/bundle/', import.meta.url);
const BROTLI = '.br';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const decompress = promisify(brotliDecompress);

/** Reads the bundle. Keeps each file compressed in memory, and decompresses it once for clients that do not accept Brotli. */
export function readBundle(): readonly BundledFile[] {
  return readdirSync(FOLDER).flatMap((stored) => {
    const name = stored.endsWith(BROTLI) ? stored.slice(0, -BROTLI.length) : stored;
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const content = readFileSync(new URL(stored, FOLDER));
    return [{ name, type, representations: representationsOf(content, name !== stored) }];
  });
}

function representationsOf(stored: Buffer, isCompressed: boolean): BundledFile['representations'] {
  const digest = createHash('sha256').update(stored).digest('base64url');
  const identity = { encoding: 'identity', etag: `"${digest}"` } as const;
  const asStored = async (): Promise<Buffer> => stored;
  if (!isCompressed) return [{ ...identity, content: asStored }];
  return [
    { encoding: 'br', etag: `"${digest}-br"`, content: asStored },
    { ...identity, content: decompressedOnce(stored) },
  ];
}

function decompressedOnce(compressed: Buffer): () => Promise<Buffer> {
  let content: Promise<Buffer> | undefined;
  return () => (content ??= decompress(compressed));
}
