import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/support/cpu.ts';
import { sampled } from '../../../test/support/sampled.ts';
import { charsetOf } from '../src/content-type.ts';
import { convertNote } from '../src/conversion.ts';
import { createNoteConverter } from '../src/converter.ts';
import { rtfToText } from '../src/rtf/reader.ts';
import { safeHtmlOf, textOfHtml } from './support/converted-html.ts';

/** Larger than any note. Quadratic time would mean minutes for LARGE, and hours for HUGE. */
const LARGE = 1_000_000;
const HUGE = 5_000_000;
/** XML takes more CPU, and even more under coverage. */
const CDA_LENGTH = 2_500_000;
/** CPU time rather than elapsed time, because the machine can be busy. Many times more than the conversion needs. */
const MOST_MS = 20_000;
const TIMEOUT_MS = 200_000;
/** The default of NOTE_CONVERSION_MAX_BYTES. */
const LARGEST = 2_000_000;
/** Indented lists grow the most: 100,000 lines of 140 characters. */
const MOST_CHARACTERS = 20_000_000;

/**
 * Tests the worse of two states. V8 stops optimizing regular expressions once a process has compiled a megabyte of their code and has 16 MB of
 * executable memory. From then on, each step of a repetition takes part of a stack of 64 MB, and a longer repetition throws a RangeError.
 */
beforeAll(() => setFlagsFromString('--no-regexp-optimization'));
afterAll(() => setFlagsFromString('--regexp-optimization'));

const rtf = String.raw;

/** Repeats a piece until it has the length of the case. */
type Fill = (piece: string) => string;

function filling(length: number): Fill {
  return (piece) => piece.repeat(Math.ceil(length / piece.length));
}

const HTML_NOTES: readonly [what: string, length: number, note: (fill: Fill) => string][] = [
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

const RTF_NOTES: readonly [what: string, note: (fill: Fill) => string][] = [
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
  ['rows in a cell', (fill) => fill(rtf`x\nestcell\nestrow `)],
  ['text marks', (fill) => fill(rtf`\strike a\strike0\super 1\nosupersub b`)],
  ['backslashes', (fill) => fill('\\')],
  ['spaces', (fill) => `a${fill(' ')}b`],
  ['unescaped letters', (fill) => fill('é')],
];

const CDA_START = '<ClinicalDocument><component><structuredBody><component><section><title>x</title><text>';

const CDA_NOTES: readonly [what: string, note: (fill: Fill) => string][] = [
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

/** The forms that would be more than three times as long as the note. */
const GROWING: ReadonlyMap<string, readonly string[]> = new Map([
  ['ampersands', ['html']],
  ['brackets', ['html']],
]);

const STARTS = { html: '', rtf: rtf`{\rtf1\ansi `, cda: CDA_START } as const;

describe('hostile HTML', () => {
  it.each(sampled(HTML_NOTES))(
    'HTML made of %s converts in little time, and does not grow without bound',
    async (_what, length, made) => {
      const html = made(filling(length));
      expect(await cpuMsOf(() => safeHtmlOf(html))).toBeLessThan(MOST_MS);
      expect(await cpuMsOf(() => textOfHtml(html))).toBeLessThan(MOST_MS);
      expect(textOfHtml(html).length).toBeLessThan(MOST_CHARACTERS);
    },
    TIMEOUT_MS,
  );
});

describe('hostile RTF', () => {
  it.each(sampled(RTF_NOTES))(
    'RTF made of %s converts in little time',
    async (_what, made) => {
      const note = `{\\rtf1\\ansi ${made(filling(HUGE))}`;
      expect(await cpuMsOf(() => rtfToText(note))).toBeLessThan(MOST_MS);
    },
    TIMEOUT_MS,
  );
});

describe('hostile CDA', () => {
  it.each(sampled(CDA_NOTES))(
    'CDA made of %s converts in little time',
    async (_what, made) => {
      const bytes = new TextEncoder().encode(CDA_START + made(filling(CDA_LENGTH)));
      const note = { bytes, format: 'cda', contentType: null, forms: ['text', 'html'] } as const;
      expect(await cpuMsOf(() => convertNote(note))).toBeLessThan(MOST_MS);
    },
    TIMEOUT_MS,
  );
});

it('the charset of a huge content type is the default', () => {
  for (const piece of [' ', 'a', ';'])
    expect(charsetOf(new Uint8Array(), `text/plain; charset=${piece.repeat(HUGE)}`)).toBe('utf-8');
});

describe('the largest accepted note', () => {
  const converter = createNoteConverter({ maxBytes: LARGEST, timeoutMs: TIMEOUT_MS, threads: 1 });
  afterAll(() => converter.close());

  it.each(
    sampled([
      ...HTML_NOTES.map(([what, , made]) => ['html', what, made] as const),
      ...RTF_NOTES.map(([what, made]) => ['rtf', what, made] as const),
      ...CDA_NOTES.map(([what, made]) => ['cda', what, made] as const),
    ]),
  )(
    'the largest note converts within the memory of its thread, except for forms that grow too long: %s made of %s',
    async (format, what, made) => {
      const bytes = new TextEncoder().encode(STARTS[format] + made(filling(LARGEST))).slice(0, LARGEST);
      const note = { format, contentType: null, byteLength: bytes.length, copy: () => bytes };
      const conversion = converter.convert({ ...note, forms: ['text', 'html'] }, { caller: 'a' });
      await expect(conversion).resolves.toMatchObject({ tooLong: GROWING.get(what) ?? [] });
    },
    TIMEOUT_MS,
  );
});
