/** The explorer's bundle as it is committed: files by their names in URLs, which the repository stores compressed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

export type Bundle = ReadonlyMap<string, Buffer>;

const BROTLI = '.br';
/** WOFF2 is compressed already. People read the others, in the repository and in the package. */
const STORED_AS_THEY_ARE = /\.(?:html|txt|woff2)$/;

/** Reads a folder of plain files. */
export function readBuilt(folder: string): Bundle {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** Reads what `writeStored` has written, decompressed. */
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

/** Returns the names of files that one bundle lacks or that differ. It compares contents: versions of Brotli may compress one differently. */
export function differencesOf(built: Bundle, stored: Bundle): readonly string[] {
  return [...new Set([...built.keys(), ...stored.keys()])]
    .filter((name) => stored.get(name)?.equals(built.get(name) ?? Buffer.of()) !== true || !built.has(name))
    .toSorted();
}

/** Writes the bundle to the folder, except for files whose content has not changed. */
export function writeStored(folder: string, bundle: Bundle): void {
  mkdirSync(folder, { recursive: true });
  for (const name of differencesOf(bundle, readStored(folder))) {
    const content = bundle.get(name);
    const asItIs = STORED_AS_THEY_ARE.test(name);
    const path = join(folder, asItIs ? name : name + BROTLI);
    if (content === undefined) rmSync(path);
    else writeFileSync(path, asItIs ? content : compress(content));
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
