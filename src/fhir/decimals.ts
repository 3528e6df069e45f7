/** Decimals as FHIR sends them: `7.0` is not `7` (FHIR R4 §2.24.0.1, "the precision of the decimal value has significance"). */

/** A number that JavaScript would write otherwise, kept as it was written. */
interface WrittenNumber {
  readonly rawJSON: string;
}

// ECMAScript's "JSON.parse source text access", which Node has and TypeScript's library does not yet know.
declare global {
  interface JSON {
    rawJSON(text: string): WrittenNumber;
    isRawJSON(value: unknown): value is WrittenNumber;
  }
}

/**
 * Finds numbers that lose something when they are read and written: a trailing zero, an exponent, a negative zero, more digits
 * than a double holds. What stands around them keeps it from finding OIDs, which Epic's answers are full of; a text that looks
 * like such a number costs a slower reading and nothing else.
 */
const LOSSY = /[:,[]\s*-?(?:\d+\.\d*0|\d[\d.]*[eE][+-]?\d+|(?<=-)0|\d[\d.]{15,})(?=\s*[,}\]])/;

/** The parsed text, with such numbers kept: `JSON.stringify` writes them again as they were. Undefined where it is not JSON. */
export function parseExactJson(text: string): unknown {
  try {
    const value: unknown = LOSSY.test(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** A decimal as it was written, such as `7.0`; null for anything else. */
export function decimalText(value: unknown): string | null {
  if (JSON.isRawJSON(value)) return value.rawJSON;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** A decimal as a number; null for anything else, and for one that is beyond all numbers, such as `1e400`. */
export function decimalNumber(value: unknown): number | null {
  const number = Number(decimalText(value) ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source
    ? JSON.rawJSON(source)
    : value;
}
