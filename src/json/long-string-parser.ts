import type { ChunkedBuffer } from './chunked-buffer.ts';
import { parseJson } from './format.ts';
import { QUOTE } from './size.ts';

export class LongStringParser {
  readonly #bytes: ChunkedBuffer;
  #text = '';
  /** The start of the next part. */
  #from: number;

  /** @param start the first byte after the opening quote */
  constructor(bytes: ChunkedBuffer, start: number) {
    this.#bytes = bytes;
    this.#from = start;
  }

  /** Parses up to this byte, or to the end of the character there. Returns where it stopped; null if this is not a JSON string. */
  parse(to: number): number | null {
    const end = endOfCharacter(this.#bytes, to);
    return this.#parse(end) ? end : null;
  }

  /** Returns the whole string, which ends at this byte; null if it is not a JSON string. */
  end(to: number): string | null {
    return this.#parse(to) ? this.#text : null;
  }

  #parse(to: number): boolean {
    const part = parseJson(`"${this.#bytes.text(this.#from, to)}"`);
    if (typeof part !== 'string') return false;
    // V8 concatenates lazily, so a string that is never read is never copied.
    this.#text += part;
    this.#from = to;
    return true;
  }
}

/** An escape such as `\u00e9` has four digits. A UTF-8 character has fewer bytes after its first one. */
const MAX_CONTINUATION = 4;

/** Returns the end of the character or escape that this byte may be part of. */
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
