import { describe, expect, it } from 'vitest';
import { convertNote } from '../src/conversion.ts';
import { rtfToText } from '../src/rtf/reader.ts';
import { safeHtmlOf, textOfHtml } from './support/converted-html.ts';
import { CDA_NOTES, CDA_START, filling, HTML_NOTES, HUGE, RTF_NOTES } from './support/hostile-notes.ts';

/** XML takes more CPU, and even more under coverage. */
const CDA_LENGTH = 2_500_000;
/** Many times more than a conversion needs on a busy machine, and less than it would take in quadratic time. */
const TIMEOUT_MS = 200_000;
/** Indented lists grow the most: 100,000 lines of 140 characters. */
const MOST_CHARACTERS = 20_000_000;

describe('hostile HTML [T3-D5]', () => {
  it.each(HTML_NOTES)(
    'HTML made of %s converts in little time, and does not grow without bound',
    (_what, length, made) => {
      const html = made(filling(length));
      expect(typeof safeHtmlOf(html)).toBe('string');
      expect(textOfHtml(html).length).toBeLessThan(MOST_CHARACTERS);
    },
    TIMEOUT_MS,
  );
});

describe('hostile RTF [T3-D5]', () => {
  it.each(RTF_NOTES)(
    'RTF made of %s converts in little time',
    (_what, made) => {
      expect(typeof rtfToText(`{\\rtf1\\ansi ${made(filling(HUGE))}`)).toBe('string');
    },
    TIMEOUT_MS,
  );
});

describe('hostile CDA [T3-D5]', () => {
  it.each(CDA_NOTES)(
    'CDA made of %s converts in little time',
    (_what, made) => {
      const bytes = new TextEncoder().encode(CDA_START + made(filling(CDA_LENGTH)));
      const note = { bytes, format: 'cda', contentType: null, forms: ['text', 'html'] } as const;
      expect(() => convertNote(note)).not.toThrow();
    },
    TIMEOUT_MS,
  );
});
