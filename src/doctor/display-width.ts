/** The width of text in a terminal. */

/** Counts the columns of a text in a terminal, where East Asian characters and emoji take two. */
export function displayWidth(text: string): number {
  return splitCharacters(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** Splits a text into characters as people see them. */
export function splitCharacters(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
