/** The format of a note and the encoding of its bytes, by its content type. */

/** The markup of a note. */
export type NoteFormat = 'html' | 'plain' | 'rtf' | 'cda';

/** A form to which a note is converted. */
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

const CHARSET = /;\s{0,100}charset\s{0,100}=\s{0,100}"?([^\s";]{1,100})/i;
/** The encoding that browsers assume for text that is not UTF-8 (Encoding Standard, "windows-1252"). */
const FALLBACK = 'windows-1252';
/** Byte order marks, and first bytes that imply one. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  // The `<` of XML or HTML (XML 1.0 appendix F.1). In other encodings, no NUL follows or precedes it.
  ['utf-16le', [0x3c, 0x00]],
  ['utf-16be', [0x00, 0x3c]],
];

/** The encoding in an XML declaration (XML 1.0 §2.8). The declaration itself is always ASCII. */
const XML_ENCODING = /^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;
const LONGEST_XML_DECLARATION = 200;

/** Returns the format of a content type; null if notes of that type cannot be converted. Ignores parameters such as the charset. */
export function formatOf(contentType: string): NoteFormat | null {
  const [type = ''] = contentType.split(';', 1);
  return FORMATS.get(type.trim().toLowerCase()) ?? null;
}

/** Returns the forms to which a format can be converted. Only HTML and CDA have an HTML form. */
export function formsOf(format: NoteFormat): readonly NoteForm[] {
  return FORMS[format];
}

/** Decodes the bytes of a note, and drops a byte order mark. Invalid bytes become U+FFFD. Never throws. */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  return new TextDecoder(charsetOf(bytes, contentType)).decode(bytes);
}

/**
 * Returns the encoding of a note, in this order of precedence: a known charset in the content type (Encoding Standard, "Names and labels"); a byte
 * order mark, or markup in UTF-16; UTF-8, if the bytes are valid; the encoding of an XML declaration; Windows-1252.
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

/** Returns the name of the encoding with this label; null if there is none. */
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
