/** Notes that try to take much time, to overflow a stack or to grow. */

/** Larger than any note. Quadratic time would mean minutes for LARGE, and hours for HUGE. */
const LARGE = 1_000_000;
export const HUGE = 5_000_000;

const rtf = String.raw;

/** Repeats a piece until it has the length of the case. */
export type Fill = (piece: string) => string;

export function filling(length: number): Fill {
  return (piece) => piece.repeat(Math.ceil(length / piece.length));
}

export const HTML_NOTES: readonly [what: string, length: number, note: (fill: Fill) => string][] = [
  ['nested elements', HUGE, (fill) => fill('<div>')],
  ['nested elements with unrelated end tags', HUGE, (fill) => fill('<div>') + fill('</x>')],
  ['nested elements with end tags that close nothing', LARGE, (fill) => fill('<div>') + fill('</p>')],
  ['nested unknown elements', HUGE, (fill) => fill('<font><o:p>')],
  ['nested drawings', HUGE, (fill) => fill('<svg><foreignObject>')],
  ['nested templates', HUGE, (fill) => fill('<template>')],
  ['nested tables', HUGE, (fill) => fill('<table><tr><td>')],
  ['nested lists', HUGE, (fill) => fill('<ul><li>')],
  ['lines in lists', LARGE, (fill) => '<ul><li>'.repeat(100) + fill('x<br>')],
  [
    'preformatted lines in lists',
    LARGE,
    (fill) => '<ol type=I start=888><li>'.repeat(10) + '<pre>' + fill('x\n'),
  ],
  ['cells in one row', LARGE, (fill) => `<table><tr>${fill('<td>x')}`],
  ['cells with spans', LARGE, (fill) => `<table>${fill('<tr><td colspan=1000 rowspan=60000>x')}`],
  ['paragraphs', LARGE, (fill) => fill('<p>x')],
  ['items with Roman numbers', LARGE, (fill) => `<ol type=I>${fill('<li>')}`],
  ['rules', LARGE, (fill) => fill('<hr>')],
  ['emphasis in styles', LARGE, (fill) => fill('<span style="font-weight:bold;white-space:pre">x\n')],
  ['a huge attribute', HUGE, (fill) => `<abbr title="${fill('&lt;')}">x</abbr>`],
  ['a huge style', HUGE, (fill) => `<p style="${fill('white-space:')}">x</p>`],
  ['a huge link', HUGE, (fill) => `<a href="https://a.example/${fill('é')}">x</a>`],
  ['many attributes', HUGE, (fill) => `<p ${fill('a="b" ')}>x</p>`],
  ['attributes without an end', HUGE, (fill) => fill('<a href="')],
  ['entities', HUGE, (fill) => fill('&amp;&#106;&notit;')],
  ['invalid entities', LARGE, (fill) => fill('&#x')],
  ['ampersands', HUGE, (fill) => fill('&')],
  [
    'attributes with different names',
    LARGE,
    () => `<p ${Array.from({ length: LARGE / 10 }, (_, at) => `a${at}=b`).join(' ')}>x`,
  ],
  ['brackets', LARGE, (fill) => fill('<')],
  ['comments without an end', HUGE, (fill) => fill('<!--')],
  ['scripts without an end', HUGE, (fill) => `<script>${fill('</scrip')}`],
  ['spaces', HUGE, (fill) => `<p>a${fill(' ')}b</p><pre>${fill(' ')}</pre>`],
  [
    'spaces that collapse',
    HUGE,
    (fill) => `<pre><span style="white-space:normal">a${fill(' ')}b</span></pre>`,
  ],
  ['line ends in a cell', HUGE, (fill) => `<table><tr><td><pre>a${fill('\n')}b`],
  ['spaces in an exponent', HUGE, (fill) => `<pre>10<sup>${fill(' ')}9</sup></pre>`],
];

export const RTF_NOTES: readonly [what: string, note: (fill: Fill) => string][] = [
  ['nested groups', (fill) => fill('{')],
  ['nested groups with fonts', (fill) => fill(rtf`{\f1`)],
  ['group ends', (fill) => fill('}')],
  ['optional groups', (fill) => fill(rtf`{\*`)],
  ['nested fields', (fill) => fill(rtf`{\field{\*\fldinst SYMBOL 1`)],
  ['nested footnotes', (fill) => fill(rtf`{\footnote `)],
  ['Unicode', (fill) => fill(rtf`\u8805?`)],
  ['fallbacks without an end', (fill) => fill(rtf`\uc2000000000\u1 `)],
  ['bytes', (fill) => fill(rtf`\'e9`)],
  ['pairs of bytes', (fill) => rtf`{\fonttbl{\f0\fcharset128 x;}}\f0 ${fill(rtf`\'83A `)}`],
  ['fonts', () => rtf`{\fonttbl${Array.from({ length: HUGE / 12 }, (_, at) => `\\f${at} x;`).join('')}`],
  ['a long font name', (fill) => rtf`{\fonttbl\f0 ${fill('x')}`],
  ['data shorter than declared', (fill) => fill(rtf`\bin999999999`)],
  ['one control word', (fill) => `\\${fill('a')}`],
  ['one number', (fill) => `\\u${fill('9')}`],
  ['cells in one row', (fill) => fill(rtf`x\cell `)],
  ['paragraphs in one cell', (fill) => rtf`\intbl ${fill(rtf`x\par `)}`],
  ['rows', (fill) => fill(rtf`x\row `)],
  ['rows in a cell', (fill) => fill(rtf`x\nestcell\nestrow `)],
  ['text marks', (fill) => fill(rtf`\strike a\strike0\super 1\nosupersub b`)],
  ['backslashes', (fill) => fill('\\')],
  ['spaces', (fill) => `a${fill(' ')}b`],
  ['unescaped letters', (fill) => fill('é')],
];

export const CDA_START =
  '<ClinicalDocument><component><structuredBody><component><section><title>x</title><text>';

export const CDA_NOTES: readonly [what: string, note: (fill: Fill) => string][] = [
  ['nested elements', (fill) => fill('<content>')],
  ['nested elements with ends', (fill) => fill('<content styleCode="Bold">x</content>')],
  [
    'consecutive sections',
    (fill) => `</text>${fill('<component><section><title>x</title></section></component>')}`,
  ],
  ['cells in one row', (fill) => `<table><tr>${fill('<td>x</td>')}`],
  ['lists without items', (fill) => fill('<list/>')],
  [
    'items with Roman numbers',
    (fill) => `<list listType="ordered" styleCode="BigRoman">${fill('<item>x</item>')}`,
  ],
  ['footnotes', (fill) => fill('<footnote>x</footnote>')],
  ['references to one footnote', (fill) => fill('<footnoteRef IDREF="a"/>')],
  ['line breaks', (fill) => fill('<br/>')],
  ['undeclared entities', (fill) => fill('&lol;')],
  ['ampersands', (fill) => fill('&')],
  ['CDATA without an end', (fill) => `<![CDATA[${fill('x')}`],
  ['comments without an end', (fill) => fill('<!--')],
  ['spaces in a style', () => `<content styleCode="${' '.repeat(HUGE)}Bold">x</content>`],
  [
    'a huge media type',
    () =>
      `</text></section></component></structuredBody><nonXMLBody><text mediaType="${'a'.repeat(HUGE)}/a">x`,
  ],
  ['declarations', (fill) => fill('<!ENTITY a "b">')],
  ['unmatched end tags', (fill) => fill('</paragraph>')],
  ['a huge attribute', (fill) => `<content styleCode="${fill('Bold ')}">x`],
  ['many attributes', (fill) => `<content ${fill('a="b" ')}>x`],
  ['spaces', (fill) => `a${fill(' ')}b`],
];
