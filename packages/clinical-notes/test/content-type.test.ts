import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, formatOf, formsOf } from '../src/content-type.ts';

const TEXT = 'René: 38,5 °C – “née Żółć”';
const UTF8 = new TextEncoder().encode('38 °C “née”');
/** The same in Windows-1252, which is not valid UTF-8. */
const WESTERN = Uint8Array.of(0x33, 0x38, 0x20, 0xb0, 0x43, 0x20, 0x93, 0x6e, 0xe9, 0x65, 0x94);

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) bytes.setUint16(at * 2, text.charCodeAt(at), !bigEndian);
  return new Uint8Array(bytes.buffer);
}

describe('decodeText()', () => {
  it.each<[string, Uint8Array, string | null, string]>([
    ['UTF-8 without a declaration', UTF8, null, '38 °C “née”'],
    ['UTF-8 without a charset', UTF8, 'text/html', '38 °C “née”'],
    ['Windows-1252 if it is not valid UTF-8', WESTERN, null, '38 °C “née”'],
    ['Windows-1252 as declared', WESTERN, 'text/html; charset=windows-1252', '38 °C “née”'],
    ['Windows-1252 if ISO-8859-1 is declared', WESTERN, 'text/html;charset="ISO-8859-1"', '38 °C “née”'],
    [
      'a charset in any case and with any spaces',
      WESTERN,
      'TEXT/HTML ; Charset = Windows-1252; x=y',
      '38 °C “née”',
    ],
    ['another declared charset', Uint8Array.of(0xcf, 0xf0, 0xe8), 'text/plain; charset=windows-1251', 'При'],
    ['UTF-8 if the charset is unknown', UTF8, 'text/html; charset=x-epic', '38 °C “née”'],
    ['UTF-16 with a byte order mark', utf16(`\ufeff${TEXT}`, false), 'text/html', TEXT],
    ['UTF-16 big-endian with a byte order mark', utf16(`\ufeff${TEXT}`, true), null, TEXT],
    ['declared UTF-16 without a byte order mark', utf16(TEXT, false), 'text/html; charset=utf-16le', TEXT],
    [
      'UTF-16 in XML without a byte order mark',
      utf16('<?xml version="1.0" encoding="UTF-16"?>ł', false),
      'text/xml',
      '<?xml version="1.0" encoding="UTF-16"?>ł',
    ],
    ['UTF-16 big-endian in XML without a byte order mark', utf16('<a>ł</a>', true), null, '<a>ł</a>'],
    [
      'the charset rather than the byte order mark',
      Uint8Array.of(0xff, 0xfe),
      'a/b; charset=windows-1252',
      'ÿþ',
    ],
    ['an empty note', Uint8Array.of(), null, ''],
  ])('decodeText() decodes %s', (_what, bytes, contentType, expected) => {
    expect(decodeText(bytes, contentType)).toBe(expected);
  });

  it('decodeText() drops a byte order mark', () => {
    const marked = new TextEncoder().encode('\ufeff{\\rtf1}');
    expect(decodeText(marked, 'text/rtf')).toBe('{\\rtf1}');
    expect(decodeText(marked, 'text/rtf; charset=utf-8')).toBe('{\\rtf1}');
  });

  it('decodeText() marks bytes that are invalid in the declared UTF-8, and keeps the rest', () => {
    expect(decodeText(Uint8Array.of(0xc3, 0xa9, 0xe9, 0x21), 'text/html; charset=utf-8')).toBe('é\ufffd!');
  });

  it('decodeText() returns text for any bytes and any content type', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, charset) => {
        expect(decodeText(bytes, `text/html; charset=${charset}`)).toBeTypeOf('string');
      }),
    );
  });
});

describe('formatOf() and formsOf()', () => {
  it.each([
    ['text/html', 'html'],
    ['Text/HTML; charset=utf-8', 'html'],
    ['application/xhtml+xml', 'html'],
    ['text/plain', 'plain'],
    [' application/rtf ', 'rtf'],
    ['application/hl7-v3+xml;x=y', 'cda'],
    ['application/pdf', null],
    ['', null],
  ])('formatOf() maps the content type %j to %s', (contentType, format) => {
    expect(formatOf(contentType)).toBe(format);
  });

  it('formsOf() returns the forms of each format', () => {
    expect([formsOf('cda'), formsOf('rtf')]).toEqual([['text', 'html'], ['text']]);
  });
});
