import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/content-type.ts';
import { rtfToText } from '../../src/rtf/reader.ts';

const rtf = String.raw;

describe('the characters of a note in RTF', () => {
  it.each<[string, string, string]>([
    ['of Windows-1252 where it says nothing', rtf`{\rtf1 \'e9 \'93\'b0\'94 \'80}`, 'é “°” €'],
    ['of the code page that it declares', rtf`{\rtf1\ansi\ansicpg1250 \'af\'f3\'b3\'e6}`, 'Żółć'],
    ['of DOS', rtf`{\rtf1\pc \'82\'e3}`, 'éπ'],
    ['of DOS in the west', rtf`{\rtf1\pca \'82\'e1}`, 'éß'],
    ['of the Macintosh', rtf`{\rtf1\mac \'8e\'a5}`, 'é•'],
    ['of UTF-8', rtf`{\rtf1\ansicpg65001 \'c3\'a9\'e2\'89\'a5}`, 'é≥'],
    ['of Windows-1252 where the code page is unknown', rtf`{\rtf1\ansicpg99999 \'e9}`, 'é'],
    [
      'of a font',
      rtf`{\rtf1\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}\'e9 {\f1 \'e9} \'e9}`,
      'é й é',
    ],
    [
      'of the font that is the default',
      rtf`{\rtf1\deff1{\fonttbl{\f1\fcharset161 A;}}\'e1\f0 \'e1\plain\'e1}`,
      'αáα',
    ],
    ['of a font whose code page is told', rtf`{\rtf1{\fonttbl{\f0\fcharset0\cpg1251 Arial;}}\f0\'e9}`, 'й'],
    [
      'of fonts in a table without groups',
      rtf`{\rtf1{\fonttbl\f0\fcharset0 Arial;\f1\fcharset204 A;}\f1\'e9\f0\'e9}`,
      'йé',
    ],
    ['of a font of the document', rtf`{\rtf1\ansicpg1251{\fonttbl{\f0\fcharset1 Arial;}}\f0\'e9}`, 'й'],
    ['of two bytes', rtf`{\rtf1{\fonttbl{\f0\fcharset128 MS Gothic;}}\f0 \'93\'fa\'96\'7b x}`, '日本 x'],
    [
      'of two bytes, the second a letter',
      rtf`{\rtf1{\fonttbl{\f0\fcharset128 MS Gothic;}}\f0 \'83A\'83\'5c A}`,
      'アソ A',
    ],
    [
      'of two bytes that do not belong together',
      rtf`{\rtf1{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'b8{\f1 x}\'f9}`,
      '\ufffdx\ufffd',
    ],
  ])('are %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string, string]>([
    ['without its fallback', rtf`{\rtf1 \u8805?5 \u-3 ?x}`, '≥5 \ufffdx'],
    ['without a fallback of a byte', rtf`{\rtf1 \u8805\'3e5}`, '≥5'],
    ['without a fallback of two bytes', rtf`{\rtf1\uc2 \u26085\'93\'fax}`, '日x'],
    ['without a fallback of an escape', rtf`{\rtf1 \u8805\{5}`, '≥5'],
    ['where it has no fallback', rtf`{\rtf1\uc0 \u8805 5}`, '≥5'],
    ['with a fallback as long as its group says', rtf`{\rtf1\uc0{\uc3 \u8805>=!5}\u8805 5}`, '≥5≥5'],
    ['where the group ends before the fallback', rtf`{\rtf1 {\u8805}56}`, '≥56'],
    ['where a control word stands for the fallback', rtf`{\rtf1 \u8805\par 56}`, '≥\n56'],
    ['in two halves', rtf`{\rtf1 \u55357?\u56842?}`, '😊'],
    ['beyond what RTF allows', rtf`{\rtf1 \u128522?}`, '😊'],
    ['that were never escaped', '{\\rtf1\\ansi\\ansicpg1251 Пётр “q” 日}', 'Пётр “q” 日'],
  ])('of Unicode come %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string, string]>([
    [
      '≥ where Windows-1252 has ³',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}eGFR {\f1\'b3}60, {\f1\'a3\'b1\'b0}}`,
      'eGFR ≥60, ≤±°',
    ],
    [
      'Greek letters',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}{\f1 a}-blocker, 5 {\f1 m}g, {\f1 D\'44}`,
      'α-blocker, 5 μg, ΔΔ',
    ],
    [
      'symbols in private use of Unicode',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}\f1\u-3917 ?\f0\u-3913 ?}`,
      '≥•',
    ],
    [
      'ticks',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Wingdings;}{\f2\fcharset2 Wingdings 2;}}\f1\'fe\'a8\u-3844 ?{\f2 R\'a3}}`,
      '☑☐✓☑☐',
    ],
    [
      'a mark for pictures',
      rtf`{\rtf1{\fonttbl{\f1\fcharset2 Wingdings;}{\f2\fcharset2 Symbol;}}\f1 J\f2\'f0}`,
      '\ufffd\ufffd',
    ],
    ['letters in other fonts of that kind', rtf`{\rtf1{\fonttbl{\f1\fcharset2 Barcode;}}\f1 A1}`, 'A1'],
  ])('in fonts of symbols are %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it('are those of its code page where its bytes were never escaped, and were taken for Windows-1252', () => {
    const header = new TextEncoder().encode(rtf`{\rtf1\ansi\ansicpg1251 `);
    const bytes = Uint8Array.of(...header, 0xcf, 0xf0, 0xe8, 0x88, 0x7d);
    expect(rtfToText(decodeText(bytes, 'text/rtf'))).toBe('При€');
  });
});
