/**
 * Converts hostile notes where V8 no longer optimizes regular expressions. That begins once a process has compiled a megabyte of their code and has
 * 16 MB of executable memory. Each step of most repetitions then takes 16 bytes of a stack of 64 MB, so one of more than four million characters
 * throws a RangeError. Expressions that were compiled before stay optimized, so these tests need a process of their own.
 */
import { setFlagsFromString } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { charsetOf } from '../src/content-type.ts';
import { convertNote } from '../src/conversion.ts';
import { rtfToText } from '../src/rtf/reader.ts';
import { safeHtmlOf, textOfHtml } from './support/converted-html.ts';
import { CDA_NOTES, CDA_START, filling, HTML_NOTES, HUGE, RTF_NOTES } from './support/hostile-notes.ts';

const TIMEOUT_MS = 200_000;

beforeAll(() => setFlagsFromString('--no-regexp-optimization'));

it('a repetition of millions of characters throws', () => {
  expect(() => /^1+$/.test('1'.repeat(HUGE))).toThrow(RangeError);
});

describe('without optimized regular expressions [T3-D5]', () => {
  it.each(HTML_NOTES)(
    'HTML made of %s converts',
    (_what, length, made) => {
      const html = made(filling(length));
      expect([typeof safeHtmlOf(html), typeof textOfHtml(html)]).toEqual(['string', 'string']);
    },
    TIMEOUT_MS,
  );

  it.each(RTF_NOTES)(
    'RTF made of %s converts',
    (_what, made) => {
      expect(typeof rtfToText(`{\\rtf1\\ansi ${made(filling(HUGE))}`)).toBe('string');
    },
    TIMEOUT_MS,
  );

  it.each(CDA_NOTES)(
    'CDA made of %s converts',
    (_what, made) => {
      const bytes = new TextEncoder().encode(CDA_START + made(filling(HUGE)));
      const note = { bytes, format: 'cda', contentType: null, forms: ['text', 'html'] } as const;
      expect(() => convertNote(note)).not.toThrow();
    },
    TIMEOUT_MS,
  );

  it('reads no charset from a huge content type', () => {
    expect(charsetOf(new Uint8Array(), `text/plain; charset=${'a'.repeat(HUGE)}`)).toBe('utf-8');
  });
});
