import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/content-type.ts';
import { rtfToText } from '../../src/rtf/reader.ts';

const rtf = String.raw;

describe('characters in RTF', () => {
  it.each<[string, string, string]>([
    ['in Windows-1252 by default', rtf`{\rtf1 \'e9 \'93\'b0\'94 \'80}`, 'é “°” €'],
    ['in the declared code page', rtf`{\rtf1\ansi\ansicpg1250 \'af\'f3\'b3\'e6}`, 'Żółć'],
    ['in code page 437', rtf`{\rtf1\pc \'82\'e3}`, 'éπ'],
    ['in code page 850', rtf`{\rtf1\pca \'82\'e1}`, 'éß'],
    ['in Mac OS Roman', rtf`{\rtf1\mac \'8e\'a5}`, 'é•'],
    ['in UTF-8', rtf`{\rtf1\ansicpg65001 \'c3\'a9\'e2\'89\'a5}`, 'é≥'],
    ['in Windows-1252 if the code page is unknown', rtf`{\rtf1\ansicpg99999 \'e9}`, 'é'],
    [
      'in the character set of a font',
      rtf`{\rtf1\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}\'e9 {\f1 \'e9} \'e9}`,
      'é й é',
    ],
    ['in the default font', rtf`{\rtf1\deff1{\fonttbl{\f1\fcharset161 A;}}\'e1\f0 \'e1\plain\'e1}`, 'αáα'],
    ['in the code page of a font', rtf`{\rtf1{\fonttbl{\f0\fcharset0\cpg1251 Arial;}}\f0\'e9}`, 'й'],
    [
      'in fonts of a table without groups',
      rtf`{\rtf1{\fonttbl\f0\fcharset0 Arial;\f1\fcharset204 A;}\f1\'e9\f0\'e9}`,
      'йé',
    ],
    [
      'in a font with the code page of the document',
      rtf`{\rtf1\ansicpg1251{\fonttbl{\f0\fcharset1 Arial;}}\f0\'e9}`,
      'й',
    ],
    ['of two bytes', rtf`{\rtf1{\fonttbl{\f0\fcharset128 MS Gothic;}}\f0 \'93\'fa\'96\'7b x}`, '日本 x'],
    [
      'of two bytes, the second of which is a letter',
      rtf`{\rtf1{\fonttbl{\f0\fcharset128 MS Gothic;}}\f0 \'83A\'83\'5c A}`,
      'アソ A',
    ],
    [
      'of two bytes that do not belong together',
      rtf`{\rtf1{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'b8{\f1 x}\'f9}`,
      '\ufffdx\ufffd',
    ],
  ])('the reader decodes characters %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string, string]>([
    ['and skips their fallback', rtf`{\rtf1 \u8805?5 \u-3 ?x}`, '≥5 \ufffdx'],
    ['and skips a fallback that is a byte', rtf`{\rtf1 \u8805\'3e5}`, '≥5'],
    ['and skips a fallback of two bytes', rtf`{\rtf1\uc2 \u26085\'93\'fax}`, '日x'],
    ['and skips a fallback that is an escape', rtf`{\rtf1 \u8805\{5}`, '≥5'],
    ['without a fallback', rtf`{\rtf1\uc0 \u8805 5}`, '≥5'],
    ['with a fallback of the length that the group sets', rtf`{\rtf1\uc0{\uc3 \u8805>=!5}\u8805 5}`, '≥5≥5'],
    ['if the group ends before the fallback', rtf`{\rtf1 {\u8805}56}`, '≥56'],
    ['if a control word replaces the fallback', rtf`{\rtf1 \u8805\par 56}`, '≥\n56'],
    ['in surrogate pairs', rtf`{\rtf1 \u55357?\u56842?}`, '😊'],
    ['beyond the range of RTF', rtf`{\rtf1 \u128522?}`, '😊'],
    ['that are not escaped', '{\\rtf1\\ansi\\ansicpg1251 Пётр “q” 日}', 'Пётр “q” 日'],
  ])('the reader decodes Unicode characters %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string, string]>([
    [
      '≥ instead of the ³ of Windows-1252',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}eGFR {\f1\'b3}60, {\f1\'a3\'b1\'b0}}`,
      'eGFR ≥60, ≤±°',
    ],
    [
      'Greek letters',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}{\f1 a}-blocker, 5 {\f1 m}g, {\f1 D\'44}`,
      'α-blocker, 5 μg, ΔΔ',
    ],
    [
      'symbols in the private use area',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}\f1\u-3917 ?\f0\u-3913 ?}`,
      '≥•',
    ],
    [
      'ticks',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Wingdings;}{\f2\fcharset2 Wingdings 2;}}\f1\'fe\'a8\u-3844 ?{\f2 R\'a3}}`,
      '☑☐✓☑☐',
    ],
    [
      'a replacement character for pictures',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Wingdings;}{\f2\fcharset2 Symbol;}}\f1 J\f2\'f0}`,
      '\ufffd\ufffd',
    ],
    [
      'letters in other fonts of the symbol character set',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Barcode;}}\f1 A1}`,
      'A1',
    ],
  ])('symbol fonts give %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it('unescaped bytes decoded as Windows-1252 are decoded again by their code page', () => {
    const header = new TextEncoder().encode(rtf`{\rtf1\ansi\ansicpg1251 `);
    const bytes = Uint8Array.of(...header, 0xcf, 0xf0, 0xe8, 0x88, 0x7d);
    expect(rtfToText(decodeText(bytes, 'text/rtf'))).toBe('При€');
  });
});
