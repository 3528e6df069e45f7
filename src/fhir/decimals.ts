/** Decimals as FHIR sends them: `7.0` is not `7` (FHIR R4 §2.24.0.1, "the precision of the decimal value has significance"). */

/** A number that JavaScript would write otherwise, as the server wrote it. */
interface WrittenNumber {
  readonly asWritten: string;
}

/**
 * An element whose number would lose something if it were read and written: a trailing zero, an exponent, a negative zero, more digits
 * than a double holds, more zeros behind the point than it is written with. In a text no quote behind a letter or a digit is without a
 * backslash, so what is found is an element. In lists it is not looked for: of R4's resources MolecularSequence alone lists decimals.
 *
 * Three characters of known kinds come first, since V8 passes over what has none of them at the third place; nearly all of a
 * searchset is passed over so. The number is taken as a whole and then looked back at, so that a long row of digits costs no more than its
 * length.
 */
const LOSSY_ELEMENT =
  /["\s]:(?=[-\d\s])(?<=\w"\s*:)\s*(?=(-?\d[\d.eE+-]*))\1(?:(?<=\.\d*0)|(?<=[eE][+-]?\d+)|(?<=-0)|(?<=[\d.]{16})|(?<=\.0{6}\d+))(?=\s*[,}])/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The parsed text, with a `WrittenNumber` in the place of each such number. Undefined where it is not JSON. */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(withWrittenNumbers(text));
  } catch {
    return undefined;
  }
}

/** What is no number of JSON is left for the parser to refuse. */
function withWrittenNumbers(text: string): string {
  let done = 0;
  let changed = '';
  LOSSY_ELEMENT.lastIndex = 0;
  for (let found = LOSSY_ELEMENT.exec(text); found !== null; found = LOSSY_ELEMENT.exec(text)) {
    const [match, asWritten = ''] = found;
    if (String(Number(asWritten)) === asWritten || !NUMBER.test(asWritten)) continue;
    const end = found.index + match.length;
    changed += `${text.slice(done, end - asWritten.length)}{"asWritten":"${asWritten}"}`;
    done = end;
  }
  return done === 0 ? text : changed + text.slice(done);
}

/** True for such a number, which is an object to JavaScript alone. An object that has anything beside it is one like any other. */
export function isWrittenNumber(value: object): value is WrittenNumber {
  const { asWritten }: { readonly asWritten?: unknown } = value;
  return typeof asWritten === 'string' && NUMBER.test(asWritten) && Object.keys(value).length === 1;
}

/** A decimal as it was written, such as `7.0`, also where it was sent as a string; null for anything else. */
export function decimalText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'string') return NUMBER.test(value.trim()) ? value.trim() : null;
  return typeof value === 'object' && value !== null && isWrittenNumber(value) ? value.asWritten : null;
}

const EXPONENTIAL = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/;
/** Beyond so many places, zeros are harder to read than a power of ten. */
const MOST_PLACES = 15;

/**
 * A decimal as people write it: `150000` for `1.5e5`, `0.0015` for `1.5e-3`, `6.02 × 10²³` for `6.02e23`. The digits stay those that were
 * sent; the zeros that a power of ten adds say nothing about how well something was measured.
 */
export function plainDecimal(decimal: string): string {
  const [, sign = '', integer, fraction = '', power = ''] = EXPONENTIAL.exec(decimal) ?? [];
  if (integer === undefined) return decimal;
  const exponent = Number(power);
  if (Math.abs(exponent) > MOST_PLACES)
    return `${sign}${integer}${fraction && `.${fraction}`} × 10${superscript(String(exponent))}`;
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

/** Digits and a minus as superscripts. */
export function superscript(digits: string): string {
  return digits.replaceAll(/[-\d]/g, (digit) => SUPERSCRIPTS.charAt('-0123456789'.indexOf(digit)));
}

// ECMAScript's "JSON.parse source text access", which Node has and TypeScript's library does not yet know.
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** The value, or in the place of such a number what `JSON.stringify` writes as the server did. */
export function toWrittenNumber(value: unknown): unknown {
  return typeof value === 'object' && value !== null && isWrittenNumber(value)
    ? JSON.rawJSON(value.asWritten)
    : value;
}

/** As JSON, in which such numbers stand as the server wrote them. */
export function writeExactJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => toWrittenNumber(inner));
}

/** A decimal as a number; null for anything else, and for one that is beyond all numbers, such as `1e400`. */
export function decimalNumber(value: unknown): number | null {
  const number = Number(decimalText(value) ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}
