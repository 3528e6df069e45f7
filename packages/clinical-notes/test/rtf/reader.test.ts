import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rtfToText } from '../../src/rtf/reader.ts';

const rtf = String.raw;

/** As Epic writes a note: a header of its own words, fonts by name, looks that change from word to word. */
const EPIC_NOTE = rtf`{\rtf1\epic10403\ansi\ansicpg1252\spltpgpar\jexpand\noxlattoyen\deff0
{\fonttbl{\f0 Segoe UI;}{\f1\fswiss\fcharset0 Arial;}}{\colortbl ;\red0\green0\blue0;}{\*\generator Epic;}
\paperw12240\paperh15840\margl720\pard\plain\f0\fs20{\b\ul Assessment}\par
\par
Platelets 10{\super 9}/L < 150, {\strike no} bleeding.\par
Return in about 1 year (around 7/30/2027), sooner prn.\par}`;

describe('a note in RTF as plain text', () => {
  it('reads as Epic shows it', () => {
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
    ['paragraphs and lines', rtf`{\rtf1 a\par b\line c\page d}`, 'a\nb\nc\nd'],
    ['paragraphs as macOS writes them', '{\\rtf1\\ansi a\\\n\\\nb}', 'a\n\nb'],
    ['one blank line for many', rtf`{\rtf1 a\par\par\par\par b}`, 'a\n\nb'],
    ['no line ends of the source', '{\\rtf1 one\r\n two\nthree}', 'one twothree'],
    ['tabs', rtf`{\rtf1 Na\tab 140}`, 'Na\t140'],
    ['escapes', rtf`{\rtf1 \{a\} \\b\~c\_d\-e}`, rtf`{a} \b c-de`],
    [
      'quotes and dashes',
      rtf`{\rtf1 \ldblquote a\rdblquote  \lquote b\rquote \endash \emdash \bullet}`,
      '“a” ‘b’–—•',
    ],
    ['groups without a meaning for it', rtf`{\rtf1 {\b a{\i b}}{\cf1\highlight2 c}}`, 'abc'],
    ['control words without a space after', rtf`{\rtf1\b0a\i\ul-5b}`, 'ab'],
    [
      'fields as what they show',
      rtf`{\rtf1 On {\field{\*\fldinst DATE}{\fldrslt 5/1/2026}}.}`,
      'On 5/1/2026.',
    ],
    [
      'links by their words',
      rtf`{\rtf1 {\field{\*\fldinst{HYPERLINK "http://x.example"}}{\fldrslt{\ul here}}}}`,
      'here',
    ],
    [
      'fields whose writer hides what they show',
      rtf`{\rtf1 {\field{\*\fldinst X}{\*\fldrslt here}}}`,
      'here',
    ],
    [
      'fields whose instruction is not marked',
      rtf`{\rtf1 {\field{\fldinst HYPERLINK x}{\fldrslt here}}}`,
      'here',
    ],
    [
      'symbols put in by fields',
      rtf`{\rtf1 eGFR {\field{\*\fldinst SYMBOL 179 \\f "Symbol" \\s 10}{\fldrslt}}60}`,
      'eGFR ≥60',
    ],
    ['no symbol twice', rtf`{\rtf1 {\field{\*\fldinst SYMBOL 179 \\f "Symbol"}{\fldrslt >=}}60}`, '>=60'],
    [
      'bullets of lists',
      rtf`{\rtf1{\fonttbl{\f3\fcharset2 Symbol;}}{\listtext\f3\'b7\tab}a\par{\pntext\f3\'B7\tab}b}`,
      '• a\n• b',
    ],
    [
      'numbers of lists',
      rtf`{\rtf1 {\listtext\pard\plain\b 10.\tab}\pard\ls23 Receivables\tab x}`,
      '10. Receivables\tx',
    ],
    [
      'text boxes',
      rtf`{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt b}}{\shprslt{\*\do{\dptxbxtext b}}}}c}`,
      'abc',
    ],
    ['footnotes, where they are called', rtf`{\rtf1 a{\footnote\chftn see below}b}`, 'a [see below]b'],
    [
      'exponents',
      rtf`{\rtf1 10{\super 9}/L 10{\super -3} m{\super 2}\super 3\nosupersub 4}`,
      '10^9/L 10^-3 m^234',
    ],
    ['raised letters', rtf`{\rtf1 1{\super st} dose}`, '1st dose'],
    ['struck out text', rtf`{\rtf1 a \strike b\strike0  c {\striked1 d\par e}}`, 'a ~~b~~ c ~~d~~\n~~e~~'],
    ['no hidden or deleted text', rtf`{\rtf1 a{\v b\par}\v c\v0 d{\deleted e}}`, 'ad'],
    ['two documents, one after the other', rtf`{\rtf1\ansi a}{\rtf1\ansi b}`, 'a\nb'],
    ['nothing for nothing', rtf`{\rtf1}`, ''],
  ])('has %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string]>([
    ['fonts', rtf`{\fonttbl{\f0\fswiss Arial{\*\falt Helvetica};}}`],
    ['colours', rtf`{\colortbl;\red0\green0\blue255;}`],
    ['styles', rtf`{\stylesheet{\s0 Normal;}{\*\cs10 Default Paragraph Font;}}`],
    ['information', rtf`{\info{\title Note}{\author Dr. Whitlock}{\creatim\yr2026}}`],
    ['pictures', rtf`{\pict\pngblip\picw10 89504e470d0a}`],
    ['pictures twice', rtf`{\*\shppict{\pict 8950}}{\nonshppict{\pict 8950}}`],
    ['objects', rtf`{\object\objemb{\*\objclass Word}{\*\objdata 0105}{\result{\pict 8950}}}`],
    [
      'headers and footers',
      rtf`{\header Page 1}{\headerl a}{\footerf b}{\footer{\field{\*\fldinst PAGE}{\fldrslt 1}}}`,
    ],
    ['lists', rtf`{\*\listtable{\list{\listlevel{\leveltext\'01\u-3913 ?;}}}}{\*\pn\pnlvlblt{\pntxtb\'b7}}`],
    ['all that is optional', rtf`{\*\whatever x{y}}{\*\bkmkstart z}{\*\themedata 504b}`],
    ['entries of an index', rtf`{\xe{\v potassium}}{\tc heading}`],
    ['comments', rtf`{\*\atnid WH}{\*\atnauthor Whitlock}{\*\annotation{\*\atndate 1} really?}`],
    ['binary data', '{\\pict\\bin8 }}{{\\par}'],
  ])('has nothing of %s', (_what, hidden) => {
    expect(rtfToText(`{\\rtf1\\ansi a${hidden}b}`)).toBe('ab');
  });

  it('has its text where a slip of its writer has a hidden word outside of any group', () => {
    expect(rtfToText(rtf`{\rtf1\ansi\info\stylesheet a\header b}`)).toBe('ab');
  });

  it.each<[string, string, string]>([
    [
      'a line for each row, with empty cells in their place',
      rtf`{\rtf1 Labs\par\trowd\cellx1\cellx2\cellx3\pard\intbl Test\cell Prior\cell Now\cell\row\trowd\pard\intbl{Hgb\cell}{\cell}{7.2\cell}\row\pard end}`,
      'Labs\nTest | Prior | Now\nHgb |  | 7.2\nend',
    ],
    [
      'the few paragraphs of a cell on its line',
      rtf`{\rtf1 \trowd\pard\intbl Lisinopril\par 10 mg\cell daily\cell\row}`,
      'Lisinopril; 10 mg | daily',
    ],
    [
      'lines of their own where it arranges the page',
      rtf`{\rtf1 \trowd\pard\intbl a\par b\par c\par d\par e\cell f\cell\row\pard g}`,
      'a\nb\nc\nd\ne\nf\ng',
    ],
    [
      'rows whose paragraphs are not marked',
      rtf`{\rtf1 \trowd\cellx1 a\cell b\cell\row c\cell d\cell\row e\par f}`,
      'a | b\nc | d\ne\nf',
    ],
    [
      'a cell in its column, alone in its row',
      rtf`{\rtf1 \trowd Drug\cell Start\cell\row\trowd\cell 2 mg\cell\row}`,
      'Drug | Start\n | 2 mg',
    ],
    ['what is in a row that never ends', rtf`{\rtf1 \trowd\pard\intbl a\cell b\cell c`, 'a | b | c'],
    [
      'what comes after a row that never ends',
      rtf`{\rtf1 \trowd\pard\intbl a\cell b\cell\pard c\par d}`,
      'a | b\nc\nd',
    ],
    [
      'the tables in it, as Word and LibreOffice write them',
      rtf`{\rtf1 \pard\intbl Score\par\pard\intbl\itap2{\b RCA}{\nestcell{\nonesttables\par}}0\nestcell{\nonesttables\par}{{\*\nesttableprops\trowd\cellx9\nestrow}{\nonesttables\par}}LM\nestcell 5\nestcell{\*\nesttableprops\trowd\nestrow}\pard\intbl\itap1 \cell end\cell{\trowd\cellx1\row}\pard}`,
      'Score\nRCA | 0\nLM | 5\nend',
    ],
  ])('has of a table %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it.each<[string, string]>([
    ['plain text that is said to be RTF', 'BP 120/80 {stable}\r\nNo change \\ same'],
    ['no text at all', ''],
  ])('is %s', (_what, text) => {
    expect(rtfToText(text)).toBe(text.replace('\r', ''));
  });

  it.each<[string, string, string]>([
    ['text before it', rtf`Unknown; {\rtf1 a}`, 'Unknown;\na'],
    ['a byte order mark before it', `\ufeff${rtf`{\rtf1 a}`}`, 'a'],
    ['zeros after it', `${rtf`{\rtf1 a}`}\0\0`, 'a'],
    ['groups that never end', rtf`{\rtf1{\b{\i a`, 'a'],
    ['groups that never began', rtf`{\rtf1 a}}} b`, 'a b'],
    ['a backslash at its end', '{\\rtf1 a\\', 'a'],
    ['a byte that is none', rtf`{\rtf1 a\'zz\'4}`, 'azz4'],
    ['a character that is none', rtf`{\rtf1 a\u b\u99999999999 ?c\u-99999 ?}`, 'abc'],
    ['half a character', rtf`{\rtf1 a\u55357?b}`, 'a\ufffdb'],
    ['data that would be longer than it is', rtf`{\rtf1 a\bin99999 b\bin-5 c\bin d}`, 'abcd'],
    ['fonts that are not there', rtf`{\rtf1\deff7\f99 a\f b\'e9}`, 'abé'],
    ['an optional word that is not first', rtf`{\rtf1 a\*\b c{d\*\e f}}`, 'acdf'],
  ])('is read with %s', (_what, note, text) => {
    expect(rtfToText(note)).toBe(text);
  });

  it('has every word of the note, in order, and no control word, whatever stands around them', () => {
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

  it('is a well-formed text without control characters for any string', () => {
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
