/** Keeps the precision of decimals: `7.0` is not `7` (FHIR R4 §2.24.0.1, "the precision of the decimal value has significance"). */

/** A number in the server's notation, because JavaScript would write it differently. */
interface WrittenNumber {
  readonly asWritten: string;
}

/**
 * Matches an element whose number would change in a round trip through `JSON.parse`: one with a trailing zero, an exponent, a negative
 * zero, more digits than a double holds, or so many leading zeros after the point that JavaScript uses an exponent. JSON escapes quotes
 * within strings, so a quote directly after a letter or digit ends a string, and a match is never part of a text. Numbers in lists are not
 * matched, because MolecularSequence is the only R4 resource with a list of decimals.
 *
 * The pattern starts with three specific characters, because V8 then skips nearly all of a searchset. It captures the number once and
 * checks it with lookbehinds, so a long run of digits takes linear time.
 */
const LOSSY_ELEMENT =
  /["\s]:(?=[-\d\s])(?<=\w"\s*:)\s*(?=(-?\d[\d.eE+-]*))\1(?:(?<=\.\d*0)|(?<=[eE][+-]?\d+)|(?<=-0)|(?<=[\d.]{16})|(?<=\.0{6}\d+))(?=\s*[,}])/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** V8 can throw a RangeError for a number of several million digits, which would fail the whole list. */
const MAX_NUMBER_LENGTH = 1_000_000;

/**
 * Parses JSON, with a `WrittenNumber` in place of each number that would change. Returns undefined for text that is not JSON, or
 * has a number of more than a million characters.
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(withWrittenNumbers(text));
  } catch {
    return undefined;
  }
}

/** Leaves invalid numbers unchanged, so that `JSON.parse` rejects them. */
function withWrittenNumbers(text: string): string {
  let done = 0;
  let changed = '';
  LOSSY_ELEMENT.lastIndex = 0;
  for (let found = LOSSY_ELEMENT.exec(text); found !== null; found = LOSSY_ELEMENT.exec(text)) {
    const [match, asWritten = ''] = found;
    if (asWritten.length > MAX_NUMBER_LENGTH) throw new RangeError('a number is too long');
    if (String(Number(asWritten)) === asWritten || !NUMBER.test(asWritten)) continue;
    const end = found.index + match.length;
    changed += `${text.slice(done, end - asWritten.length)}{"asWritten":"${asWritten}"}`;
    done = end;
  }
  return done === 0 ? text : changed + text.slice(done);
}

/** Returns true for a number that is represented as an object. An object with other members is not one. */
export function isWrittenNumber(value: object): value is WrittenNumber {
  const { asWritten }: { readonly asWritten?: unknown } = value;
  return typeof asWritten === 'string' && isNumber(asWritten) && Object.keys(value).length === 1;
}

function isNumber(text: string): boolean {
  return text.length <= MAX_NUMBER_LENGTH && NUMBER.test(text);
}

/** Returns a decimal in the server's notation, such as `7.0`, even if it was sent as a string; null for anything else. */
export function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'string') return isNumber(value.trim()) ? value.trim() : null;
  return typeof value === 'object' && value !== null && isWrittenNumber(value) ? value.asWritten : null;
}

const EXPONENTIAL = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/;
/** With larger exponents, a power of ten is easier to read than that many zeros. */
const MAX_PLACES = 15;

/**
 * Returns a decimal without an E: `150000` for `1.5e5`, `0.0015` for `1.5e-3`, `6.02 × 10²³` for `6.02e23`. Keeps the digits that the
 * server sent; the zeros added for a power of ten imply no precision.
 */
export function toPlainDecimal(decimal: string): string {
  const [, sign = '', integer, fraction = '', power = ''] = EXPONENTIAL.exec(decimal) ?? [];
  if (integer === undefined) return decimal;
  const exponent = Number(power);
  if (Math.abs(exponent) > MAX_PLACES)
    return `${sign}${integer}${fraction && `.${fraction}`} × 10${toSuperscript(String(exponent))}`;
  const digits = integer + fraction;
  const point = integer.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const before = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  return sign + before + (point < digits.length ? `.${digits.slice(point)}` : '');
}

const SUPERSCRIPTS = '⁻⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Converts digits and minus signs to superscripts. */
export function toSuperscript(digits: string): string {
  return digits.replaceAll(/[-\d]/g, (digit) => SUPERSCRIPTS.charAt('-0123456789'.indexOf(digit)));
}

// ECMAScript's "JSON.parse source text access": Node supports it, but TypeScript's library does not declare it yet.
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** Converts a `WrittenNumber` to raw JSON, which `JSON.stringify` writes in the server's notation; returns other values unchanged. */
export function toWrittenNumber(value: unknown): unknown {
  return typeof value === 'object' && value !== null && isWrittenNumber(value)
    ? JSON.rawJSON(value.asWritten)
    : value;
}

/** Serializes a value to JSON, with numbers in the server's notation. */
export function writeExactJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => toWrittenNumber(inner));
}

/** Returns a decimal as a number; null for anything else, and beyond the range of a double, such as `1e400`. */
export function decimalNumber(value: unknown): number | null {
  const number = Number(decimalText(value) ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}
