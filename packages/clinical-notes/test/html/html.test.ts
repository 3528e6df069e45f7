import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeHtmlOf, textOfHtml } from '../support/converted-html.ts';

/** A note as Epic writes it: a div for each paragraph, all formatting in styles, and blank paragraphs with a space. */
const EPIC_NOTE = `<div class="fmtConv" style="line-height: normal; font-family: Arial;">
<div data-paragraph="1"><span style="font-weight: bold; text-decoration: underline;" lang="en">Assessment</span></div>\r
<div data-paragraph="2"><span style="color: #000000;">&nbsp;</span></div>\r
<div data-paragraph="3"><span>Platelets 10<span style="vertical-align: super">9</span>/L &lt; 150,
<span style="text-decoration: line-through">no</span> bleeding</span></div></div>`;

describe('HTML to plain text', () => {
  it("a note of Epic's has the text that Epic shows", () => {
    expect(textOfHtml(EPIC_NOTE)).toBe('Assessment\n\nPlatelets 10^9/L < 150, ~~no~~ bleeding');
  });

  it.each<[string, string, string]>([
    ['separates paragraphs', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['puts blocks on separate lines', 'a<div>b</div><section>c</section>d', 'a\nb\nc\nd'],
    ['keeps line breaks', 'a<br>b<br/><br>c', 'a\nb\n\nc'],
    ['collapses spaces and line ends in the source', '<p> a \n\t b </p>', 'a b'],
    ['keeps headings', '<h2>Plan of Care</h2>text', 'Plan of Care\n\ntext'],
    ['renders a rule', 'a<hr>b', 'a\n\n---\n\nb'],
    ['renders bullets', '<ul><li>one<li>two</ul>', '- one\n- two'],
    [
      'indents nested lists',
      '<ul><li>one<ul><li>a</li><li>b</li></ul></li><li>two</li></ul>',
      '- one\n  - a\n  - b\n- two',
    ],
    ['numbers lists', '<ol start=9><li>nine<li>ten</ol>', '9. nine\n10. ten'],
    [
      'uses the values of list items',
      '<ol><li>one<li value=7>seven<li>eight</ol>',
      '1. one\n7. seven\n8. eight',
    ],
    ['numbers with letters', '<ol type=a><li>x<li>y</ol>', 'a. x\nb. y'],
    ['numbers with capital Roman numerals', '<ol type=I start=4><li>x<li>y</ol>', 'IV. x\nV. y'],
    ['uses digits beyond the last letter', '<ol type=A start=26><li>x<li>y</ol>', 'Z. x\n27. y'],
    ['renders a description list', '<dl><dt>BP<dd>120/80<dt>HR<dd>80</dl>', 'BP\n120/80\nHR\n80'],
    [
      'renders links as their text',
      'See <a href="https://example.org/a">the guideline</a>.',
      'See the guideline.',
    ],
    [
      'renders images as their alternative text',
      'ECG: <img src="https://example.org/x.png" alt="sinus rhythm">!',
      'ECG: sinus rhythm!',
    ],
    ['marks exponents', '10<sup>9</sup>/L, 10<sup>-3</sup>, m<sup>2</sup>', '10^9/L, 10^-3, m^2'],
    ['keeps superscript letters', '1<sup>st</sup> dose', '1st dose'],
    ['keeps subscript text', 'SpO<sub>2</sub>', 'SpO2'],
    [
      'marks struck-out text',
      '<del>Penicillin</del> <s>none</s> <strike>x</strike><s></s>',
      '~~Penicillin~~ ~~none~~ ~~x~~',
    ],
    ['keeps the spaces of preformatted text', '<pre>Na   140\n K     4</pre>', 'Na   140\n K     4'],
    [
      'keeps the spaces of text with a style',
      '<div style="white-space:pre-wrap">Na   140\n K\t4</div>',
      'Na   140\n K    4',
    ],
    ['keeps the lines of text with a style', '<p style="white-space: pre-line">a   b\nc</p>', 'a b\nc'],
    [
      'renders checkboxes and radio buttons',
      '<input type=checkbox checked>yes <input type=radio>no',
      '☑yes ○no',
    ],
    ['renders the selected option', '<select><option>left<option selected>right</select>', 'right'],
    ['renders the values of fields', 'BP <input value="120/80"><input type=hidden value=x>', 'BP 120/80'],
    ['decodes entities', '5 &lt; 7 &amp;&nbsp;&#8805;&#xb5;&eacute;', '5 < 7 & ≥µé'],
    [
      'omits scripts, styles, titles and comments',
      '<title>x</title><style>p{}</style>a<script>x</script><!-- x -->b',
      'ab',
    ],
    ['returns an empty string for an empty note', '', ''],
  ])('toPlainText() %s', (_what, html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it.each<[string, string, string]>([
    [
      'puts each row on a line, and keeps empty cells',
      '<table><tr><th>Test</th><th>Prior</th><th>Now</th></tr><tr><td>Hgb</td><td></td><td>7.2</td></tr></table>',
      'Test | Prior | Now\nHgb |  | 7.2',
    ],
    [
      'renders its caption and row groups',
      '<table><caption>CBC</caption><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tfoot><tr><td>3<td>4</table>',
      'CBC\na | b\n1 | 2\n3 | 4',
    ],
    [
      'joins the few lines of a cell',
      '<table><tr><td>Lisinopril<br>10 mg</td><td>daily</td></tr></table>',
      'Lisinopril; 10 mg | daily',
    ],
    [
      'puts the cells of a layout table on separate lines',
      '<table><tr><td>a<br>b<br>c<br>d<br>e</td><td>f</td></tr><tr><td></td><td>g<p>h</p></td></tr></table>',
      'a\nb\nc\nd\ne\nf\ng\n\nh',
    ],
    [
      'renders nested tables',
      '<table><tr><td>Labs<table><tr><td>Na</td><td>140</td></tr></table></td><td>end</td></tr></table>',
      'Labs\n\nNa | 140\nend',
    ],
    [
      'keeps the only value of a row in its column',
      '<table><tr><th>Drug</th><th>Stop</th><th>Start</th></tr><tr><td></td><td></td><td>2 mg</td></tr></table>',
      'Drug | Stop | Start\n |  | 2 mg',
    ],
    [
      'leaves a blank below a cell that spans rows, up to the end of the group',
      '<table><tbody><tr><td rowspan=2>Warfarin</td><td>5 mg</td><td>Mon</td></tr><tr><td>2.5 mg</td><td>Tue</td></tr><tr><td>Aspirin</td><td rowspan=9>none</td></tr></tbody><tfoot><tr><td>a</td><td>b</td></tr></tfoot></table>',
      'Warfarin | 5 mg | Mon\n | 2.5 mg | Tue\nAspirin | none\na | b',
    ],
    [
      'leaves a blank next to a cell that spans columns, also in the rows below',
      '<table><tr><td colspan=2 rowspan=2>BP</td><td>120/80</td></tr><tr><td>130/85</td></tr><tr><td>HR</td><td>80</td></tr></table>',
      'BP |  | 120/80\n |  | 130/85\nHR | 80',
    ],
    [
      'limits the columns to a hundred',
      `<table><tr>${'<td colspan=999>a</td>'.repeat(3)}<td>b</td></tr></table>`,
      `a${' | '.repeat(100)}a | a | b`,
    ],
    ['keeps text outside of cells', '<table>loose<tr>stray<td>cell</td></tr></table>', 'loose\nstray | cell'],
  ])('toPlainText() of a table %s', (_what, html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('the plain text is the same before and after sanitizing', () => {
    expect(textOfHtml(safeHtmlOf(EPIC_NOTE))).toBe(textOfHtml(EPIC_NOTE));
  });

  it('the plain text has every word of the note in order, whatever the markup', () => {
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

  it('words nested too deep for their structure are kept', () => {
    const deep = `${'<div>'.repeat(2_000)}in${'</div>'.repeat(2_000)}`;
    expect(textOfHtml(`<p>before</p>${deep}<p>after</p>`)).toBe('before\n\nin\n\nafter');
    expect(textOfHtml(`${'<font><span>'.repeat(2_000)}a<p>b</p><p>c</p>`)).toBe('a\nb\n\nc');
  });

  it('the structure after unclosed emphasis is kept', () => {
    expect(textOfHtml(`${'<b><i>'.repeat(100)}a<ul><li>b<li>c</ul>`)).toBe('a\n- b\n- c');
  });
});

describe('HTML to safe HTML', () => {
  it.each<[string, string, string]>([
    ['keeps headings', '<h1 class=x id=y>a</h1><h6>b</h6>', '<h1>a</h1><h6>b</h6>'],
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
    ['drops impossible spans', '<td colspan=1000000000 rowspan=-1>a</td>', '<td>a</td>'],
    ['keeps emphasis', '<b>a</b><em>b</em><u>c</u><s>d</s>', '<b>a</b><em>b</em><u>c</u><s>d</s>'],
    [
      'turns styles into emphasis',
      '<span style="font-weight:700;FONT-STYLE: italic;text-decoration: underline line-through">a</span>',
      '<strong><em><u><s>a</s></u></em></strong>',
    ],
    ['turns styles into exponents', '10<span style="vertical-align:super">9</span>', '10<sup>9</sup>'],
    [
      'puts no emphasis between rows and cells',
      '<tr style="font-weight:bold"><td>a</td></tr>',
      '<tr><td>a</td></tr>',
    ],
    ['keeps line breaks and rules', 'a<br>b<hr>c', 'a<br />b<hr />c'],
    [
      'keeps the spaces of a dropped style',
      '<p style="white-space:pre">a  b\nc</p>',
      '<p>a\u00a0 b<br />c</p>',
    ],
    [
      'collapses the spaces of a style in preformatted text, except no-break and zero-width ones',
      '<pre>a  b<span style="white-space:normal"> \n c&nbsp;&nbsp;d 10\u200b000</span></pre>',
      '<pre>a  b c\u00a0\u00a0d 10\u200b000</pre>',
    ],
    ['replaces unknown blocks', '<article><center>a</center></article>', '<div><div>a</div></div>'],
    [
      'keeps the text of dropped elements',
      '<font>a</font><blink>b</blink><o:p>c</o:p><svg><text>d</text></svg>',
      'abcd',
    ],
    [
      'keeps abbreviations with their meaning',
      '<abbr title=\'"NPO"\'>x</abbr>',
      '<abbr title="&quot;NPO&quot;">x</abbr>',
    ],
    ['escapes text', 'a &lt;b&gt; &amp;amp; "c" é', 'a &lt;b&gt; &amp;amp; "c" é'],
    ['ends paragraphs where blocks begin', '<p>a<font><div>b</div></font>', '<p>a</p><div>b</div>'],
    ['returns an empty string for an empty note', '', ''],
  ])('toSafeHtml() %s', (_what, html, expected) => {
    expect(safeHtmlOf(html)).toBe(expected);
  });

  it.each<[string, string]>([
    ['https://example.org/a?b=1&amp;c=2', 'https://example.org/a?b=1&amp;c=2'],
    ['HTTP://EXAMPLE.org', 'http://example.org/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
  ])('toSafeHtml() keeps the link to %s, and hides the referrer', (href, expected) => {
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
  ])('toSafeHtml() drops the link to %j', (href) => {
    expect(safeHtmlOf(`<a href="${href}">x</a>`)).toBe('x');
  });

  it('beyond a hundred thousand elements, the structure is dropped and words stay separate', () => {
    const rows = safeHtmlOf(`<i>x</i>${'<p>a</p>'.repeat(100_000)}<p>b</p><p>c</p>`);
    expect(rows.slice(0, 16)).toBe('<i>x</i><p>a</p>');
    expect(rows.endsWith('<p>a</p><pre>a\nb\nc</pre>')).toBe(true);
  });
});
