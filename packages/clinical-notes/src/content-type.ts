/** The format of a note and the encoding of its bytes, by its content type. */

/** The markup of a note. */
export type NoteFormat = 'html' | 'plain' | 'rtf' | 'cda';

/** A form to convert a note to. */
export type NoteForm = 'text' | 'html';

const FORMATS: ReadonlyMap<string, NoteFormat> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/plain', 'plain'],
  ['text/rtf', 'rtf'],
  ['application/rtf', 'rtf'],
  ['application/xml', 'cda'],
  ['text/xml', 'cda'],
  ['application/hl7-v3+xml', 'cda'],
  ['application/cda+xml', 'cda'],
]);

const FORMS: Readonly<Record<NoteFormat, readonly NoteForm[]>> = {
  html: ['text', 'html'],
  plain: ['text'],
  rtf: ['text'],
  cda: ['text', 'html'],
};

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
/** What text is in that is not UTF-8, as browsers have it (Encoding Standard, "windows-1252"). */
const FALLBACK = 'windows-1252';
/** Byte order marks, and starts that stand for one. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  // The `<` of XML or HTML (XML 1.0 appendix F.1): no text has a NUL next to it.
  ['utf-16le', [0x3c, 0x00]],
  ['utf-16be', [0x00, 0x3c]],
];

/** The encoding in an XML declaration (XML 1.0 §2.8), which is ASCII whatever follows. */
const XML_ENCODING = /^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;
const LONGEST_XML_DECLARATION = 200;

/** Returns the format of content of this type; null for one that is not converted. Parameters such as a charset don't matter. */
export function formatOf(contentType: string): NoteFormat | null {
  const [type = ''] = contentType.split(';', 1);
  return FORMATS.get(type.trim().toLowerCase()) ?? null;
}

/** Returns the forms that notes of a format have: only HTML and CDA have HTML of their own. */
export function formsOf(format: NoteFormat): readonly NoteForm[] {
  return FORMS[format];
}

/**
 * Decodes the bytes of a note to text, without a byte order mark. Bytes that their encoding lacks become U+FFFD; nothing throws.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  return new TextDecoder(charsetOf(bytes, contentType)).decode(bytes);
}

/**
 * Returns the encoding of a note. The first of these that applies decides: the charset of the content type, if it is a known one
 * (Encoding Standard, "Names and labels"); the byte order mark, or the start of markup in UTF-16; UTF-8, if the bytes are valid; the encoding of an XML declaration;
 * Windows-1252.
 */
export function charsetOf(bytes: Uint8Array, contentType: string | null): string {
  return (
    encodingNamed(CHARSET.exec(contentType ?? '')?.[1]) ??
    markOf(bytes) ??
    (isUtf8(bytes) ? 'utf-8' : encodingNamed(xmlEncodingOf(bytes))) ??
    FALLBACK
  );
}

function xmlEncodingOf(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder(FALLBACK).decode(bytes.subarray(0, LONGEST_XML_DECLARATION));
  return XML_ENCODING.exec(start)?.[1];
}

function markOf(bytes: Uint8Array): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

/** Returns the name of the encoding; null where none has this label. */
function encodingNamed(label: string | undefined): string | null {
  if (label === undefined) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
