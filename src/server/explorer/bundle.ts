/** Reads the files of the explorer, which `npm run --prefix explorer bundle` builds and compresses. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

export interface Representation {
  readonly encoding: 'br' | 'identity';
  readonly etag: string;
  readonly content: () => Promise<Buffer>;
}

export interface BundledFile {
  /** The last segment of the URL, such as `page-DF2JJEMF.js`. */
  readonly name: string;
  readonly type: string;
  /** Whether the name contains a hash of the content, so another content has another URL. */
  readonly isImmutable: boolean;
  /** The stored representation comes first. */
  readonly representations: readonly [Representation, ...Representation[]];
}

/** Relative to the package root, from src/ and from dist/. */
const FOLDER = new URL('../../../explorer/bundle/', import.meta.url);
const BROTLI = '.br';
/** The hash that the build adds to a name. */
const HASHED = /-[\dA-Z]{8}\.\w+$/;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const decompress = promisify(brotliDecompress);

/** Whether the installation contains the bundle. */
export const hasBundle = (folder: URL = FOLDER): boolean => existsSync(new URL('page.html', folder));

let bundle: readonly BundledFile[] | undefined;

/**
 * Reads the bundle once per process. Keeps each file compressed in memory, and decompresses it once for clients that do not accept Brotli.
 */
export function readBundle(): readonly BundledFile[] {
  return (bundle ??= readFiles());
}

function readFiles(): readonly BundledFile[] {
  return readdirSync(FOLDER).flatMap((stored) => {
    const name = stored.endsWith(BROTLI) ? stored.slice(0, -BROTLI.length) : stored;
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const content = readFileSync(new URL(stored, FOLDER));
    const representations = representationsOf(content, name !== stored);
    return [{ name, type, isImmutable: HASHED.test(name), representations }];
  });
}

function representationsOf(stored: Buffer, isCompressed: boolean): BundledFile['representations'] {
  const etag = etagOf(stored);
  const identity = { encoding: 'identity', etag } as const;
  const asStored = async (): Promise<Buffer> => stored;
  if (!isCompressed) return [{ ...identity, content: asStored }];
  return [
    { encoding: 'br', etag: etag.replace(/"$/, '-br"'), content: asStored },
    { ...identity, content: decompressedOnce(stored) },
  ];
}

export function etagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url')}"`;
}

function decompressedOnce(compressed: Buffer): () => Promise<Buffer> {
  let content: Promise<Buffer> | undefined;
  return () => (content ??= decompress(compressed));
}
