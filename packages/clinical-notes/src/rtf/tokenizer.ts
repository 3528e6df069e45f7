export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  /** `\name` or `\name123`. */
  | { readonly kind: 'word'; readonly name: string; readonly value: number | null }
  /** `\` and a character that is not a letter. */
  | { readonly kind: 'symbol'; readonly name: string }
  /** `\'e9`: a byte of a character in the code page of its font. */
  | { readonly kind: 'byte'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Each repetition has a limit. Once a process has compiled much regular-expression code, V8 no longer optimizes more of it, and throws a
 * RangeError for a repetition of millions of characters.
 */
const TOKEN = /[{}]|\\(?:'([\da-fA-F]{2})|([a-zA-Z]{1,255})(-?\d{1,255})? ?|([^]))|[^\\{}\r\n]{1,65536}/g;
const GREATEST = 2 ** 31 - 1;

/**
 * Yields the tokens of any string (RTF Specification 1.9.1, "RTF Syntax"). Skips malformed tokens, or yields them as text. Skips line ends, which
 * have no meaning in RTF.
 */
export function* tokenizeRtf(rtf: string): Generator<RtfToken, void> {
  const token = new RegExp(TOKEN);
  for (let match = token.exec(rtf); match !== null; match = token.exec(rtf)) {
    const [all, byte, name, value, symbol] = match;
    // Without the space that ends a number, more of its digits can follow.
    if (value !== undefined && all.endsWith(value)) token.lastIndex = endOfNumber(rtf, token.lastIndex);
    if (name === 'bin') token.lastIndex += binaryLength(value, rtf.length - token.lastIndex);
    else if (name !== undefined)
      yield { kind: 'word', name, value: value === undefined ? null : parseInteger(value) };
    else if (byte !== undefined) yield { kind: 'byte', value: Number.parseInt(byte, 16) };
    else if (symbol !== undefined) yield { kind: 'symbol', name: symbol };
    else if (all === '{') yield { kind: 'open' };
    else if (all === '}') yield { kind: 'close' };
    else yield { kind: 'text', text: all };
  }
}

/** Skips the digits that follow the first 255 of a number, and the space after them. */
function endOfNumber(rtf: string, from: number): number {
  let at = from;
  while (isDigit(rtf.charCodeAt(at))) at += 1;
  return at > from && rtf[at] === ' ' ? at + 1 : at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Returns the length of binary data, which can contain braces and backslashes; 0 for an impossible length, which would hide text. */
function binaryLength(value: string | undefined, left: number): number {
  const length = value === undefined ? 0 : parseInteger(value);
  return length > 0 && length <= left ? length : 0;
}

function parseInteger(digits: string): number {
  return Math.max(-GREATEST, Math.min(GREATEST, Number(digits)));
}
