/** The files of the explorer, as `npm run explorer` has built and compressed them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

export interface Representation {
  readonly encoding: 'br' | 'identity';
  readonly etag: string;
  content(): Promise<Buffer>;
}

export interface BundledFile {
  /** As in its URL: `page.js`. */
  readonly name: string;
  readonly type: string;
  /** The stored one first, which needs no work to serve. */
  readonly representations: readonly [Representation, ...Representation[]];
}

/** Below the package's root, from src/ and from dist/. */
const FOLDER = new URL('../../explorer/bundle/', import.meta.url);
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

/** Reads all files, compressed; one that a client cannot take so is decompressed once, when it is first requested. */
export function readBundle(): readonly BundledFile[] {
  return readdirSync(FOLDER).map((stored) => {
    const content = readFileSync(new URL(stored, FOLDER));
    const digest = createHash('sha256').update(content).digest('base64url');
    const name = stored.endsWith(BROTLI) ? stored.slice(0, -BROTLI.length) : stored;
    const asStored = async (): Promise<Buffer> => content;
    return {
      name,
      type: typeOf(name),
      representations:
        name === stored
          ? [{ encoding: 'identity', etag: `"${digest}"`, content: asStored }]
          : [
              { encoding: 'br', etag: `"${digest}-br"`, content: asStored },
              { encoding: 'identity', etag: `"${digest}"`, content: decompressedOnce(content) },
            ],
    };
  });
}

function typeOf(name: string): string {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`The explorer has a file of an unknown type: ${name}`);
  return type;
}

function decompressedOnce(compressed: Buffer): () => Promise<Buffer> {
  let content: Promise<Buffer> | undefined;
  return () => (content ??= decompress(compressed));
}
