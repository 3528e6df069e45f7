import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeHtmlOf, textOfHtml } from '../support/converted-html.ts';

/** As Epic writes a note: a div for each paragraph, all looks in styles, blank paragraphs of a space. */
const EPIC_NOTE = `<div class="fmtConv" style="line-height: normal; font-family: Arial;">
<div data-paragraph="1"><span style="font-weight: bold; text-decoration: underline;" lang="en">Assessment</span></div>\r
<div data-paragraph="2"><span style="color: #000000;">&nbsp;</span></div>\r
<div data-paragraph="3"><span>Platelets 10<span style="vertical-align: super">9</span>/L &lt; 150,
<span style="text-decoration: line-through">no</span> bleeding</span></div></div>`;

describe('a note in HTML as plain text', () => {
  it('reads as Epic shows it', () => {
    expect(textOfHtml(EPIC_NOTE)).toBe('Assessment\n\nPlatelets 10^9/L < 150, ~~no~~ bleeding');
  });

  it.each<[string, string, string]>([
    ['paragraphs, apart', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['blocks, on lines of their own', 'a<div>b</div><section>c</section>d', 'a\nb\nc\nd'],
    ['line breaks', 'a<br>b<br/><br>c', 'a\nb\n\nc'],
    ['space and line ends in the source as one space', '<p> a \n\t b </p>', 'a b'],
    ['headings, as they are written', '<h2>Plan of Care</h2>text', 'Plan of Care\n\ntext'],
    ['a rule', 'a<hr>b', 'a\n\n---\n\nb'],
    ['bullets', '<ul><li>one<li>two</ul>', '- one\n- two'],
    [
      'lists in lists',
      '<ul><li>one<ul><li>a</li><li>b</li></ul></li><li>two</li></ul>',
      '- one\n  - a\n  - b\n- two',
    ],
    ['numbers', '<ol start=9><li>nine<li>ten</ol>', '9. nine\n10. ten'],
    ['numbers that are set anew', '<ol><li>one<li value=7>seven<li>eight</ol>', '1. one\n7. seven\n8. eight'],
    ['letters', '<ol type=a><li>x<li>y</ol>', 'a. x\nb. y'],
    ['capital Roman numbers', '<ol type=I start=4><li>x<li>y</ol>', 'IV. x\nV. y'],
    ['digits where letters end', '<ol type=A start=26><li>x<li>y</ol>', 'Z. x\n27. y'],
    ['a list of terms', '<dl><dt>BP<dd>120/80<dt>HR<dd>80</dl>', 'BP\n120/80\nHR\n80'],
    ['links by their words', 'See <a href="https://example.org/a">the guideline</a>.', 'See the guideline.'],
    [
      'images by their words',
      'ECG: <img src="https://example.org/x.png" alt="sinus rhythm">!',
      'ECG: sinus rhythm!',
    ],
    ['exponents', '10<sup>9</sup>/L, 10<sup>-3</sup>, m<sup>2</sup>', '10^9/L, 10^-3, m^2'],
    ['raised letters', '1<sup>st</sup> dose', '1st dose'],
    ['lowered text', 'SpO<sub>2</sub>', 'SpO2'],
    [
      'struck out text',
      '<del>Penicillin</del> <s>none</s> <strike>x</strike><s></s>',
      '~~Penicillin~~ ~~none~~ ~~x~~',
    ],
    ['text as it is spaced', '<pre>Na   140\n K     4</pre>', 'Na   140\n K     4'],
    [
      'text that a style spaces',
      '<div style="white-space:pre-wrap">Na   140\n K\t4</div>',
      'Na   140\n K    4',
    ],
    ['lines that a style keeps', '<p style="white-space: pre-line">a   b\nc</p>', 'a b\nc'],
    ['ticks and choices', '<input type=checkbox checked>yes <input type=radio>no', '☑yes ○no'],
    ['the choice that is made', '<select><option>left<option selected>right</select>', 'right'],
    ['the values of fields', 'BP <input value="120/80"><input type=hidden value=x>', 'BP 120/80'],
    ['entities', '5 &lt; 7 &amp;&nbsp;&#8805;&#xb5;&eacute;', '5 < 7 & ≥µé'],
    [
      'no script, style, title or comment',
      '<title>x</title><style>p{}</style>a<script>x</script><!-- x -->b',
      'ab',
    ],
    ['nothing for nothing', '', ''],
  ])('has %s', (_what, html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it.each<[string, string, string]>([
    [
      'a line for each row, with empty cells in their place',
      '<table><tr><th>Test</th><th>Prior</th><th>Now</th></tr><tr><td>Hgb</td><td></td><td>7.2</td></tr></table>',
      'Test | Prior | Now\nHgb |  | 7.2',
    ],
    [
      'its caption and its groups of rows',
      '<table><caption>CBC</caption><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tfoot><tr><td>3<td>4</table>',
      'CBC\na | b\n1 | 2\n3 | 4',
    ],
    [
      'the few lines of a cell on its line',
      '<table><tr><td>Lisinopril<br>10 mg</td><td>daily</td></tr></table>',
      'Lisinopril; 10 mg | daily',
    ],
    [
      'lines of their own where it arranges the page',
      '<table><tr><td>a<br>b<br>c<br>d<br>e</td><td>f</td></tr><tr><td></td><td>g<p>h</p></td></tr></table>',
      'a\nb\nc\nd\ne\nf\ng\n\nh',
    ],
    [
      'the tables in it',
      '<table><tr><td>Labs<table><tr><td>Na</td><td>140</td></tr></table></td><td>end</td></tr></table>',
      'Labs\n\nNa | 140\nend',
    ],
    [
      'a cell in its column, alone in its row',
      '<table><tr><th>Drug</th><th>Stop</th><th>Start</th></tr><tr><td></td><td></td><td>2 mg</td></tr></table>',
      'Drug | Stop | Start\n |  | 2 mg',
    ],
    [
      'a blank below a cell that spans rows, up to the end of their group',
      '<table><tbody><tr><td rowspan=2>Warfarin</td><td>5 mg</td><td>Mon</td></tr><tr><td>2.5 mg</td><td>Tue</td></tr><tr><td>Aspirin</td><td rowspan=9>none</td></tr></tbody><tfoot><tr><td>a</td><td>b</td></tr></tfoot></table>',
      'Warfarin | 5 mg | Mon\n | 2.5 mg | Tue\nAspirin | none\na | b',
    ],
    [
      'a blank next to a cell that spans columns, in the rows below too',
      '<table><tr><td colspan=2 rowspan=2>BP</td><td>120/80</td></tr><tr><td>130/85</td></tr><tr><td>HR</td><td>80</td></tr></table>',
      'BP |  | 120/80\n |  | 130/85\nHR | 80',
    ],
    [
      'what stands in columns without end, within a hundred of them',
      `<table><tr>${'<td colspan=999>a</td>'.repeat(3)}<td>b</td></tr></table>`,
      `a${' | '.repeat(100)}a | a | b`,
    ],
    ['what is in no cell', '<table>loose<tr>stray<td>cell</td></tr></table>', 'loose\nstray | cell'],
  ])('has of a table %s', (_what, html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('says the same before and after it is sanitised', () => {
    expect(textOfHtml(safeHtmlOf(EPIC_NOTE))).toBe(textOfHtml(EPIC_NOTE));
  });

  it('has every word of the note, in order, whatever stands around them', () => {
    const names =
      'p div span font b s sup h1 ul ol li dl dt table caption tr td th tbody a center o:p blockquote pre form';
    const tags = fc
      .constantFrom(...names.split(' '))
      .chain((name) => fc.constantFrom(`<${name}>`, `</${name}>`));
    fc.assert(
      fc.property(fc.array(fc.oneof(tags, fc.constant('word'))), (pieces) => {
        const numbered = pieces.map((piece, at) => (piece === 'word' ? ` w${at} ` : piece));
        const words = numbered.filter((piece) => !piece.includes('<')).map((word) => word.trim());
        expect(textOfHtml(numbered.join('')).match(/w\d+/g) ?? []).toEqual(words);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the words that are nested too deep for their structure', () => {
    const deep = `${'<div>'.repeat(2_000)}in${'</div>'.repeat(2_000)}`;
    expect(textOfHtml(`<p>before</p>${deep}<p>after</p>`)).toBe('before\n\nin\n\nafter');
    expect(textOfHtml(`${'<font><span>'.repeat(2_000)}a<p>b</p><p>c</p>`)).toBe('a\nb\n\nc');
  });

  it('keeps the structure after emphasis that never ends', () => {
    expect(textOfHtml(`${'<b><i>'.repeat(100)}a<ul><li>b<li>c</ul>`)).toBe('a\n- b\n- c');
  });
});

describe('a note in HTML for a page', () => {
  it.each<[string, string, string]>([
    ['headings', '<h1 class=x id=y>a</h1><h6>b</h6>', '<h1>a</h1><h6>b</h6>'],
    [
      'lists',
      '<ol start=3 type=a><li value=4>a<li>b</ol>',
      '<ol start="3" type="a"><li value="4">a</li><li>b</li></ol>',
    ],
    [
      'tables',
      '<table border=1><tr><th colspan=2 onclick=x>a</th></tr><tr><td rowspan="2">b</td></tr></table>',
      '<table><tr><th colspan="2">a</th></tr><tr><td rowspan="2">b</td></tr></table>',
    ],
    ['no span that no table has', '<td colspan=1000000000 rowspan=-1>a</td>', '<td>a</td>'],
    ['emphasis', '<b>a</b><em>b</em><u>c</u><s>d</s>', '<b>a</b><em>b</em><u>c</u><s>d</s>'],
    [
      'emphasis that is in styles',
      '<span style="font-weight:700;FONT-STYLE: italic;text-decoration: underline line-through">a</span>',
      '<strong><em><u><s>a</s></u></em></strong>',
    ],
    ['exponents that are in styles', '10<span style="vertical-align:super">9</span>', '10<sup>9</sup>'],
    [
      'no emphasis in the place of cells',
      '<tr style="font-weight:bold"><td>a</td></tr>',
      '<tr><td>a</td></tr>',
    ],
    ['line breaks and rules', 'a<br>b<hr>c', 'a<br />b<hr />c'],
    ['spacing without its style', '<p style="white-space:pre">a  b\nc</p>', '<p>a\u00a0 b<br />c</p>'],
    ['blocks for blocks', '<article><center>a</center></article>', '<div><div>a</div></div>'],
    [
      'the words of what it drops',
      '<font>a</font><blink>b</blink><o:p>c</o:p><svg><text>d</text></svg>',
      'abcd',
    ],
    [
      'abbreviations with what they mean',
      '<abbr title=\'"NPO"\'>x</abbr>',
      '<abbr title="&quot;NPO&quot;">x</abbr>',
    ],
    ['text as it is', 'a &lt;b&gt; &amp;amp; "c" é', 'a &lt;b&gt; &amp;amp; "c" é'],
    ['paragraphs that end where blocks begin', '<p>a<font><div>b</div></font>', '<p>a</p><div>b</div>'],
    ['nothing for nothing', '', ''],
  ])('has %s', (_what, html, expected) => {
    expect(safeHtmlOf(html)).toBe(expected);
  });

  it.each<[string, string]>([
    ['https://example.org/a?b=1&amp;c=2', 'https://example.org/a?b=1&amp;c=2'],
    ['HTTP://EXAMPLE.org', 'http://example.org/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
  ])('links to %s, and tells nobody where the reader came from', (href, expected) => {
    expect(safeHtmlOf(`<a href="${href}" target=_top rel=opener ping="https://evil.example">x</a>`)).toBe(
      `<a href="${expected}" rel="noopener noreferrer nofollow">x</a>`,
    );
  });

  it.each([
    '',
    '#top',
    '/a',
    'a.html',
    '//evil.example',
    'ftp://evil.example',
    'tel:1',
    `https://a.b/${'a'.repeat(5_000)}`,
  ])('does not link to %j', (href) => {
    expect(safeHtmlOf(`<a href="${href}">x</a>`)).toBe('x');
  });

  it('leaves the structure of what comes after a hundred thousand elements, and keeps its words apart', () => {
    const rows = safeHtmlOf(`<i>x</i>${'<p>a</p>'.repeat(100_000)}<p>b</p><p>c</p>`);
    expect(rows.slice(0, 16)).toBe('<i>x</i><p>a</p>');
    expect(rows.endsWith('<p>a</p><pre>a\nb\nc</pre>')).toBe(true);
  });
});
