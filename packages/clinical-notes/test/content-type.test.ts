import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, formatOf, formsOf } from '../src/content-type.ts';

const TEXT = 'René: 38,5 °C – “née Żółć”';
const UTF8 = new TextEncoder().encode('38 °C “née”');
/** The same in Windows-1252, which is no UTF-8. */
const WESTERN = Uint8Array.of(0x33, 0x38, 0x20, 0xb0, 0x43, 0x20, 0x93, 0x6e, 0xe9, 0x65, 0x94);

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) bytes.setUint16(at * 2, text.charCodeAt(at), !bigEndian);
  return new Uint8Array(bytes.buffer);
}

describe('the text of an attachment', () => {
  it.each<[string, Uint8Array, string | null, string]>([
    ['UTF-8 where nothing is declared', UTF8, null, '38 °C “née”'],
    ['UTF-8 where no charset is declared', UTF8, 'text/html', '38 °C “née”'],
    ['Windows-1252 where it is no UTF-8', WESTERN, null, '38 °C “née”'],
    ['Windows-1252 as declared', WESTERN, 'text/html; charset=windows-1252', '38 °C “née”'],
    ['Windows-1252 where ISO-8859-1 is declared', WESTERN, 'text/html;charset="ISO-8859-1"', '38 °C “née”'],
    ['a charset in any case and spacing', WESTERN, 'TEXT/HTML ; Charset = Windows-1252; x=y', '38 °C “née”'],
    [
      'another charset as declared',
      Uint8Array.of(0xcf, 0xf0, 0xe8),
      'text/plain; charset=windows-1251',
      'При',
    ],
    ['UTF-8 where the charset is unknown', UTF8, 'text/html; charset=x-epic', '38 °C “née”'],
    ['UTF-16 by its byte order mark', utf16(`\ufeff${TEXT}`, false), 'text/html', TEXT],
    ['UTF-16 of the other order by its mark', utf16(`\ufeff${TEXT}`, true), null, TEXT],
    ['UTF-16 as declared, without a mark', utf16(TEXT, false), 'text/html; charset=utf-16le', TEXT],
    [
      'UTF-16 of XML without a mark',
      utf16('<?xml version="1.0" encoding="UTF-16"?>ł', false),
      'text/xml',
      '<?xml version="1.0" encoding="UTF-16"?>ł',
    ],
    ['UTF-16 of the other order in XML without a mark', utf16('<a>ł</a>', true), null, '<a>ł</a>'],
    ['the charset before the byte order mark', Uint8Array.of(0xff, 0xfe), 'a/b; charset=windows-1252', 'ÿþ'],
    ['nothing for nothing', Uint8Array.of(), null, ''],
  ])('is %s', (_what, bytes, contentType, expected) => {
    expect(decodeText(bytes, contentType)).toBe(expected);
  });

  it('has no byte order mark', () => {
    const marked = new TextEncoder().encode('\ufeff{\\rtf1}');
    expect(decodeText(marked, 'text/rtf')).toBe('{\\rtf1}');
    expect(decodeText(marked, 'text/rtf; charset=utf-8')).toBe('{\\rtf1}');
  });

  it('marks what is no UTF-8 though that is declared, and keeps the rest', () => {
    expect(decodeText(Uint8Array.of(0xc3, 0xa9, 0xe9, 0x21), 'text/html; charset=utf-8')).toBe('é\ufffd!');
  });

  it('is a text for any bytes and any content type', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, charset) => {
        expect(decodeText(bytes, `text/html; charset=${charset}`)).toBeTypeOf('string');
      }),
    );
  });
});

describe('the format of a note', () => {
  it.each([
    ['text/html', 'html'],
    ['Text/HTML; charset=utf-8', 'html'],
    ['application/xhtml+xml', 'html'],
    ['text/plain', 'plain'],
    [' application/rtf ', 'rtf'],
    ['application/hl7-v3+xml;x=y', 'cda'],
    ['application/pdf', null],
    ['', null],
  ])('follows from its content type: %j', (contentType, format) => {
    expect(formatOf(contentType)).toBe(format);
  });

  it('decides which forms the note has', () => {
    expect([formsOf('cda'), formsOf('rtf')]).toEqual([['text', 'html'], ['text']]);
  });
});
