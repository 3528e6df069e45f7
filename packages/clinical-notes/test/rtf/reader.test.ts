import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rtfToText } from '../../src/rtf/reader.ts';

const rtf = String.raw;

/** A note as Epic writes it: a header with its own control words, fonts by name, and formatting that changes between words. */
const EPIC_NOTE = rtf`{\rtf1\epic10403\ansi\ansicpg1252\spltpgpar\jexpand\noxlattoyen\deff0
{\fonttbl{\f0 Segoe UI;}{\f1\fswiss\fcharset0 Arial;}}{\colortbl ;\red0\green0\blue0;}{\*\generator Epic;}
\paperw12240\paperh15840\margl720\pard\plain\f0\fs20{\b\ul Assessment}\par
\par
Platelets 10{\super 9}/L < 150, {\strike no} bleeding.\par
Return in about 1 year (around 7/30/2027), sooner prn.\par}`;

describe('RTF to plain text', () => {
  it("a note of Epic's has the text that Epic shows", () => {
    expect(rtfToText(EPIC_NOTE)).toBe(
      [
        'Assessment',
        '',
        'Platelets 10^9/L < 150, ~~no~~ bleeding.',
        'Return in about 1 year (around 7/30/2027), sooner prn.',
      ].join('\n'),
    );
  });

  it.each<[string, string, string]>([
    ['keeps paragraphs and lines', rtf`{\rtf1 a\par b\line c\page d}`, 'a\nb\nc\nd'],
    ['keeps paragraphs as macOS writes them', '{\\rtf1\\ansi a\\\n\\\nb}', 'a\n\nb'],
    ['merges blank lines', rtf`{\rtf1 a\par\par\par\par b}`, 'a\n\nb'],
    ['ignores line ends in the source', '{\\rtf1 one\r\n two\nthree}', 'one twothree'],
    ['keeps tabs', rtf`{\rtf1 Na\tab 140}`, 'Na\t140'],
    ['decodes escapes', rtf`{\rtf1 \{a\} \\b\~c\_d\-e}`, rtf`{a} \b c-de`],
    [
      'decodes quotes and dashes',
      rtf`{\rtf1 \ldblquote a\rdblquote  \lquote b\rquote \endash \emdash \bullet}`,
      '“a” ‘b’–—•',
    ],
    ['ignores groups without a meaning', rtf`{\rtf1 {\b a{\i b}}{\cf1\highlight2 c}}`, 'abc'],
    ['reads control words without a following space', rtf`{\rtf1\b0a\i\ul-5b}`, 'ab'],
    [
      'shows the results of fields',
      rtf`{\rtf1 On {\field{\*\fldinst DATE}{\fldrslt 5/1/2026}}.}`,
      'On 5/1/2026.',
    ],
    [
      'shows links as their text',
      rtf`{\rtf1 {\field{\*\fldinst{HYPERLINK "http://x.example"}}{\fldrslt{\ul here}}}}`,
      'here',
    ],
    [
      'shows the results of fields in hidden groups',
      rtf`{\rtf1 {\field{\*\fldinst X}{\*\fldrslt here}}}`,
      'here',
    ],
    [
      'omits the instruction of a field even if it is not marked',
      rtf`{\rtf1 {\field{\fldinst HYPERLINK x}{\fldrslt here}}}`,
      'here',
    ],
    [
      'shows the symbols of fields',
      rtf`{\rtf1 eGFR {\field{\*\fldinst SYMBOL 179 \\f "Symbol" \\s 10}{\fldrslt}}60}`,
      'eGFR ≥60',
    ],
    [
      'shows the symbol of a field only once',
      rtf`{\rtf1 {\field{\*\fldinst SYMBOL 179 \\f "Symbol"}{\fldrslt >=}}60}`,
      '>=60',
    ],
    [
      'shows bullets',
      rtf`{\rtf1{\fonttbl{\f3\fcharset2 Symbol;}}{\listtext\f3\'b7\tab}a\par{\pntext\f3\'B7\tab}b}`,
      '• a\n• b',
    ],
    [
      'shows list numbers',
      rtf`{\rtf1 {\listtext\pard\plain\b 10.\tab}\pard\ls23 Receivables\tab x}`,
      '10. Receivables\tx',
    ],
    [
      'shows text boxes',
      rtf`{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt b}}{\shprslt{\*\do{\dptxbxtext b}}}}c}`,
      'abc',
    ],
    ['shows footnotes at their reference', rtf`{\rtf1 a{\footnote\chftn see below}b}`, 'a [see below]b'],
    [
      'marks exponents',
      rtf`{\rtf1 10{\super 9}/L 10{\super -3} m{\super 2}\super 3\nosupersub 4}`,
      '10^9/L 10^-3 m^234',
    ],
    ['keeps superscript letters', rtf`{\rtf1 1{\super st} dose}`, '1st dose'],
    [
      'marks struck-out text',
      rtf`{\rtf1 a \strike b\strike0  c {\striked1 d\par e}}`,
      'a ~~b~~ c ~~d~~\n~~e~~',
    ],
    ['omits hidden and deleted text', rtf`{\rtf1 a{\v b\par}\v c\v0 d{\deleted e}}`, 'ad'],
    ['reads two consecutive documents', rtf`{\rtf1\ansi a}{\rtf1\ansi b}`, 'a\nb'],
    ['returns an empty string for an empty note', rtf`{\rtf1}`, ''],
  ])('rtfToText() %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string]>([
    ['font tables', rtf`{\fonttbl{\f0\fswiss Arial{\*\falt Helvetica};}}`],
    ['color tables', rtf`{\colortbl;\red0\green0\blue255;}`],
    ['style sheets', rtf`{\stylesheet{\s0 Normal;}{\*\cs10 Default Paragraph Font;}}`],
    ['document information', rtf`{\info{\title Note}{\author Dr. Whitlock}{\creatim\yr2026}}`],
    ['pictures', rtf`{\pict\pngblip\picw10 89504e470d0a}`],
    ['duplicate pictures', rtf`{\*\shppict{\pict 8950}}{\nonshppict{\pict 8950}}`],
    ['objects', rtf`{\object\objemb{\*\objclass Word}{\*\objdata 0105}{\result{\pict 8950}}}`],
    [
      'headers and footers',
      rtf`{\header Page 1}{\headerl a}{\footerf b}{\footer{\field{\*\fldinst PAGE}{\fldrslt 1}}}`,
    ],
    [
      'list tables',
      rtf`{\*\listtable{\list{\listlevel{\leveltext\'01\u-3913 ?;}}}}{\*\pn\pnlvlblt{\pntxtb\'b7}}`,
    ],
    ['optional groups', rtf`{\*\whatever x{y}}{\*\bkmkstart z}{\*\themedata 504b}`],
    ['index entries', rtf`{\xe{\v potassium}}{\tc heading}`],
    ['comments', rtf`{\*\atnid WH}{\*\atnauthor Whitlock}{\*\annotation{\*\atndate 1} really?}`],
    ['binary data', '{\\pict\\bin8 }}{{\\par}'],
  ])('rtfToText() omits %s', (_what, hidden) => {
    expect(rtfToText(`{\\rtf1\\ansi a${hidden}b}`)).toBe('ab');
  });

  it('a hidden control word outside of any group does not hide the text', () => {
    expect(rtfToText(rtf`{\rtf1\ansi\info\stylesheet a\header b}`)).toBe('ab');
  });

  it.each<[string, string, string]>([
    [
      'puts each row on a line, and keeps empty cells',
      rtf`{\rtf1 Labs\par\trowd\cellx1\cellx2\cellx3\pard\intbl Test\cell Prior\cell Now\cell\row\trowd\pard\intbl{Hgb\cell}{\cell}{7.2\cell}\row\pard end}`,
      'Labs\nTest | Prior | Now\nHgb |  | 7.2\nend',
    ],
    [
      'joins the few paragraphs of a cell',
      rtf`{\rtf1 \trowd\pard\intbl Lisinopril\par 10 mg\cell daily\cell\row}`,
      'Lisinopril; 10 mg | daily',
    ],
    [
      'puts the cells of a layout table on separate lines',
      rtf`{\rtf1 \trowd\pard\intbl a\par b\par c\par d\par e\cell f\cell\row\pard g}`,
      'a\nb\nc\nd\ne\nf\ng',
    ],
    [
      'reads rows whose paragraphs are not marked',
      rtf`{\rtf1 \trowd\cellx1 a\cell b\cell\row c\cell d\cell\row e\par f}`,
      'a | b\nc | d\ne\nf',
    ],
    [
      'keeps the only value of a row in its column',
      rtf`{\rtf1 \trowd Drug\cell Start\cell\row\trowd\cell 2 mg\cell\row}`,
      'Drug | Start\n | 2 mg',
    ],
    ['reads a row without an end', rtf`{\rtf1 \trowd\pard\intbl a\cell b\cell c`, 'a | b | c'],
    [
      'reads the text after a row without an end',
      rtf`{\rtf1 \trowd\pard\intbl a\cell b\cell\pard c\par d}`,
      'a | b\nc\nd',
    ],
    [
      'reads nested tables as Word and LibreOffice write them',
      rtf`{\rtf1 \pard\intbl Score\par\pard\intbl\itap2{\b RCA}{\nestcell{\nonesttables\par}}0\nestcell{\nonesttables\par}{{\*\nesttableprops\trowd\cellx9\nestrow}{\nonesttables\par}}LM\nestcell 5\nestcell{\*\nesttableprops\trowd\nestrow}\pard\intbl\itap1 \cell end\cell{\trowd\cellx1\row}\pard}`,
      'Score\nRCA | 0\nLM | 5\nend',
    ],
  ])('rtfToText() of a table %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string]>([
    ['plain text declared as RTF', 'BP 120/80 {stable}\r\nNo change \\ same'],
    ['an empty string', ''],
  ])('rtfToText() returns %s unchanged', (_what, text) => {
    expect(rtfToText(text)).toBe(text.replace('\r', ''));
  });

  it.each<[string, string, string]>([
    ['preceding text', rtf`Unknown; {\rtf1 a}`, 'Unknown;\na'],
    ['a preceding byte order mark', `\ufeff${rtf`{\rtf1 a}`}`, 'a'],
    ['trailing NULs', `${rtf`{\rtf1 a}`}\0\0`, 'a'],
    ['unclosed groups', rtf`{\rtf1{\b{\i a`, 'a'],
    ['unmatched group ends', rtf`{\rtf1 a}}} b`, 'a b'],
    ['a trailing backslash', '{\\rtf1 a\\', 'a'],
    ['an invalid byte', rtf`{\rtf1 a\'zz\'4}`, 'azz4'],
    ['an invalid character', rtf`{\rtf1 a\u b\u99999999999 ?c\u-99999 ?}`, 'abc'],
    ['half of a surrogate pair', rtf`{\rtf1 a\u55357?b}`, 'a\ufffdb'],
    ['binary data with an impossible length', rtf`{\rtf1 a\bin99999 b\bin-5 c\bin d}`, 'abcd'],
    ['missing fonts', rtf`{\rtf1\deff7\f99 a\f b\'e9}`, 'abé'],
    ['an optional word that is not the first', rtf`{\rtf1 a\*\b c{d\*\e f}}`, 'acdf'],
  ])('rtfToText() reads a note with %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it('the text has every word of the note in order, and no control word, whatever the markup', () => {
    const around = [
      rtf`\par `,
      rtf`\b `,
      rtf`\plain `,
      rtf`\intbl `,
      rtf`\cell `,
      rtf`\row `,
      rtf`\trowd `,
      rtf`\pard `,
      rtf`\nestcell `,
      rtf`{\*\nesttableprops\nestrow}`,
      rtf`\strike `,
      rtf`\super `,
      rtf`\f1 `,
      '{',
      '}',
      rtf`{\pict 8950}`,
      rtf`{\field{\*\fldinst X}{\fldrslt `,
      rtf`{\footnote `,
      '\r\n',
    ];
    const piece = fc.oneof(fc.constantFrom(...around), fc.constant('word'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const numbered = pieces.map((part, at) => (part === 'word' ? `w${at} ` : part));
        const words = numbered.filter((_part, at) => pieces[at] === 'word').map((word) => word.trim());
        const text = rtfToText(`{\\rtf1 ${numbered.join('')}`);
        expect(text.match(/w\d+/g) ?? []).toEqual(words);
        expect(text).not.toMatch(/[\\{}]/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the text of any string is well formed, without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const note of [text, `{\\rtf1\\ansi ${text}`]) {
          expect(rtfToText(note).isWellFormed()).toBe(true);
          expect(rtfToText(note)).not.toMatch(/[^\P{Cc}\t\n]/u);
        }
      }),
    );
  });
});
