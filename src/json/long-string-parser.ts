/** Parses a long text of JSON in parts. */
import type { ChunkedBuffer } from './chunked-buffer.ts';
import { parseJson } from './format.ts';
import { QUOTE } from './size.ts';

export class LongStringParser {
  readonly #bytes: ChunkedBuffer;
  #text = '';
  /** Where the next part begins. */
  #from: number;

  /** @param start where the text begins, behind its quote */
  constructor(bytes: ChunkedBuffer, start: number) {
    this.#bytes = bytes;
    this.#from = start;
  }

  /** Parses up to this place, or to the end of the character there. Returns where it stopped; null if this is no text of JSON. */
  parse(to: number): number | null {
    const end = endOfCharacter(this.#bytes, to);
    return this.#parse(end) ? end : null;
  }

  /** Returns the whole text, which ends at this place; null if it is no text of JSON. */
  end(to: number): string | null {
    return this.#parse(to) ? this.#text : null;
  }

  #parse(to: number): boolean {
    const part = parseJson(`"${this.#bytes.text(this.#from, to)}"`);
    if (typeof part !== 'string') return false;
    // V8 concatenates lazily: a text that no one reads is never copied.
    this.#text += part;
    this.#from = to;
    return true;
  }
}

/** The digits of an escape such as `\u00e9`. A character of several bytes has fewer behind its first one. */
const MAX_CONTINUATION = 4;

/** Returns the end of the character or escape that this place may be within. */
function endOfCharacter(bytes: ChunkedBuffer, from: number): number {
  let at = from;
  while (at < from + MAX_CONTINUATION && isWithinCharacter(bytes.at(at) ?? QUOTE)) at += 1;
  return at;
}

function isWithinCharacter(byte: number): boolean {
  const isContinued = (byte & 0xc0) === 0x80;
  return isContinued || HEX_DIGITS.includes(byte);
}

const HEX_DIGITS = Buffer.from('0123456789abcdefABCDEF');
