/** Decimals as FHIR sends them: `7.0` is not `7` (FHIR R4 §2.24.0.1, "the precision of the decimal value has significance"). */

import { endOfString, QUOTE } from './json-text.ts';

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
    if (!LOSSY.test(text)) return JSON.parse(text);
    // Where a text of its own could be taken for a marked number, each value is looked at with its source: five times as slow.
    if (text.includes(MARK_IN_JSON)) return JSON.parse(text, keepNumber);
    return unmarked(JSON.parse(markNumbers(text)));
  } catch {
    return undefined;
  }
}

/** No element of FHIR may hold it (R4 §2.24.0.1, string). */
const MARK = '\0';
const MARK_IN_JSON = String.raw`\u0000`;
const MINUS = '-'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
const NUMBER = /-?\d[\d.eE+-]*(?=\s*(?:[,}\]]|$))/y;
const WHOLE_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The text, with a marked string in the place of each such number. What is no number of JSON is left for the parser to refuse. */
function markNumbers(text: string): string {
  let marked = '';
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(text, at);
      if (end === -1) break;
      at = end;
    } else if (character === MINUS || (character >= ZERO && character <= NINE)) {
      NUMBER.lastIndex = at;
      const [written = ''] = NUMBER.exec(text) ?? [];
      if (written === '') continue;
      if (String(Number(written)) !== written && WHOLE_NUMBER.test(written)) {
        marked += `${text.slice(done, at)}"${MARK_IN_JSON}${written}"`;
        done = at + written.length;
      }
      at += written.length - 1;
    }
  }
  return marked + text.slice(done);
}

/** The value, with the numbers as they were written in the place of the marked strings in it. */
function unmarked(value: unknown): unknown {
  if (isMarked(value)) return JSON.rawJSON(value.slice(MARK.length));
  if (isContainer(value)) unmarkWithin(value);
  return value;
}

/** Without a list of the names of each object, which would cost two and a half times as much. */
function unmarkWithin(container: Record<string, unknown>): void {
  if (Array.isArray(container)) {
    for (let at = 0; at < container.length; at += 1) unmarkMember(container, at);
  } else {
    // What was parsed inherits nothing that has a name here.
    for (const name in container) unmarkMember(container, name);
  }
}

function unmarkMember(container: Record<string, unknown>, name: string | number): void {
  const inner = container[name];
  if (isContainer(inner)) unmarkWithin(inner);
  // Not by assignment: a name can be `__proto__`.
  else if (isMarked(inner)) Object.defineProperty(container, name, { ...AS_PARSED, value: unmarked(inner) });
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isMarked(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(MARK);
}

const AS_PARSED = { configurable: true, enumerable: true, writable: true } as const;

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
