import { afterAll, describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/support/cpu.ts';
import { sampled } from '../../../test/support/sampled.ts';
import { convertNote } from '../src/conversion.ts';
import { createNoteConverter } from '../src/converter.ts';
import { rtfToText } from '../src/rtf/reader.ts';
import { safeHtmlOf, textOfHtml } from './support/converted-html.ts';
import { CDA_NOTES, CDA_START, filling, HTML_NOTES, HUGE, RTF_NOTES } from './support/hostile-notes.ts';

/** XML takes more CPU, and even more under coverage. */
const CDA_LENGTH = 2_500_000;
/** CPU time rather than elapsed time, because the machine can be busy. Many times more than the conversion needs. */
const MOST_MS = 20_000;
const TIMEOUT_MS = 200_000;
/** The default of NOTE_CONVERSION_MAX_BYTES. */
const LARGEST = 2_000_000;
/** Indented lists grow the most: 100,000 lines of 140 characters. */
const MOST_CHARACTERS = 20_000_000;

/** The forms that would be more than three times as long as the note. */
const GROWING: ReadonlyMap<string, readonly string[]> = new Map([
  ['ampersands', ['html']],
  ['brackets', ['html']],
]);

const STARTS = { html: '', rtf: String.raw`{\rtf1\ansi `, cda: CDA_START } as const;

describe('hostile HTML [T3-D5]', () => {
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

describe('hostile RTF [T3-D5]', () => {
  it.each(sampled(RTF_NOTES))(
    'RTF made of %s converts in little time',
    async (_what, made) => {
      const note = `{\\rtf1\\ansi ${made(filling(HUGE))}`;
      expect(await cpuMsOf(() => rtfToText(note))).toBeLessThan(MOST_MS);
    },
    TIMEOUT_MS,
  );
});

describe('hostile CDA [T3-D5]', () => {
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

describe('the largest accepted note [T3-D2]', () => {
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
