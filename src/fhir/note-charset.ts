/** In which encoding the bytes of an attachment are, and their text. */

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
/** What text is in that is not UTF-8, as browsers have it (Encoding Standard, "windows-1252"). */
const FALLBACK = 'windows-1252';
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Decodes the bytes of an attachment to text, without a byte order mark: by the charset of its content type where that is
 * known (Encoding Standard, "Names and labels"), else by its byte order mark, else as UTF-8 where it is that, else as
 * Windows-1252. Bytes that an encoding lacks become U+FFFD; nothing throws.
 */
export function decodedText(bytes: Uint8Array, contentType: string | null): string {
  const declared = CHARSET.exec(contentType ?? '')?.[1];
  return (
    decoded(bytes, declared) ??
    decoded(bytes, markOf(bytes)) ??
    decoded(bytes, 'utf-8', true) ??
    new TextDecoder(FALLBACK).decode(bytes)
  );
}

function markOf(bytes: Uint8Array): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

/** Null where the encoding is not known, or where the bytes have to be in it and are not. */
function decoded(bytes: Uint8Array, encoding: string | undefined, fatal = false): string | null {
  if (encoding === undefined) return null;
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch {
    return null;
  }
}
