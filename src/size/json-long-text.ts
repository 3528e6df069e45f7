/** Parses a long text of JSON in parts, as it is found. */
import type { Bytes } from './bytes.ts';
import { parseJson } from './json-forms.ts';
import { QUOTE } from './json-size.ts';

export class LongText {
  readonly #bytes: Bytes;
  readonly #parts: string[] = [];
  /** Where the next part begins. */
  #from: number;

  /** @param start where the text begins, behind its quote */
  constructor(bytes: Bytes, start: number) {
    this.#bytes = bytes;
    this.#from = start;
  }

  /** Parses up to here, or somewhat further, where no character is cut. Returns where that is; null: it is no text of JSON. */
  parse(to: number): number | null {
    const end = endOfCharacter(this.#bytes, to);
    return this.#parse(end) ? end : null;
  }

  /** The whole, which ends here; null: it is no text of JSON. */
  end(to: number): string | null {
    return this.#parse(to) ? this.#parts.join('') : null;
  }

  #parse(to: number): boolean {
    const part = parseJson(`"${this.#bytes.text(this.#from, to)}"`);
    if (typeof part !== 'string') return false;
    this.#parts.push(part);
    this.#from = to;
    return true;
  }
}

/** The most bytes of a character behind its first one, and the digits of an escape such as `\u00e9`. */
const MOST_OF_CHARACTER = 4;

/** Where a character ends: one of several bytes, and one that is escaped, of whose digits some may have been read. */
function endOfCharacter(bytes: Bytes, from: number): number {
  let at = from;
  while (at < from + MOST_OF_CHARACTER && isWithinCharacter(bytes.at(at) ?? QUOTE)) at += 1;
  return at;
}

function isWithinCharacter(byte: number): boolean {
  const isContinued = (byte & 0xc0) === 0x80;
  return isContinued || HEX_DIGITS.includes(byte);
}

const HEX_DIGITS = Buffer.from('0123456789abcdefABCDEF');
