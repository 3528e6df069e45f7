/** Reads and writes the explorer's bundle. The repository stores most of its files compressed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** Uncompressed files by their names in URLs. */
export type Bundle = ReadonlyMap<string, Buffer>;

const BROTLI = '.br';
/** WOFF2 is already compressed. People read HTML and text files in the repository and in the package. */
const STORED_UNCOMPRESSED = /\.(?:html|txt|woff2)$/;

/** Reads a folder of uncompressed files. */
export function readBuilt(folder: string): Bundle {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** Reads and decompresses the files of `writeStored`. */
export function readStored(folder: string): Bundle {
  if (!existsSync(folder)) return new Map();
  return new Map(
    [...readBuilt(folder)].map(([stored, content]) =>
      stored.endsWith(BROTLI)
        ? [stored.slice(0, -BROTLI.length), brotliDecompressSync(content)]
        : [stored, content],
    ),
  );
}

/** Returns the names of files that differ or that one bundle lacks. Compares uncompressed contents, because versions of Brotli differ. */
export function differencesOf(built: Bundle, stored: Bundle): readonly string[] {
  return [...new Set([...built.keys(), ...stored.keys()])]
    .filter((name) => stored.get(name)?.equals(built.get(name) ?? Buffer.of()) !== true || !built.has(name))
    .toSorted();
}

/** Writes the bundle to the folder. Skips files whose content has not changed. */
export function writeStored(folder: string, bundle: Bundle): void {
  mkdirSync(folder, { recursive: true });
  for (const name of differencesOf(bundle, readStored(folder))) {
    const content = bundle.get(name);
    const isPlain = STORED_UNCOMPRESSED.test(name);
    const path = join(folder, isPlain ? name : name + BROTLI);
    if (content === undefined) rmSync(path);
    else writeFileSync(path, isPlain ? content : compress(content));
  }
}

function compress(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
