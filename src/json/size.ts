/** The limits of JSON, and its size, measured on its bytes before it is parsed. */
import type { ChunkedBuffer } from './chunked-buffer.ts';

/** FHIR's own elements nest less than 20 deep. Recursion to this depth stays far from the end of the stack. */
export const MAX_JSON_DEPTH = 200;
/** The maximum bytes, by content. */
export const MAX_JSON_BYTES = {
  /** A page of 1,000 records is about 5 MB. */
  fhir: 32 * 1024 * 1024,
  /** A key set has a handful of keys, each less than 4 kB with its certificates. */
  other: 256 * 1024,
} as const;
/** The maximum values, by content. A parsed value takes some 60 bytes, however short its text: `{}` has two. */
export const MAX_JSON_VALUES = {
  /** A page of 1,000 records has about 100,000. */
  searchset: 500_000,
  /** A record is traversed in one turn of the event loop. Few records have more than 1,000. */
  record: 20_000,
  /** A panel that the gateway reads for itself: three per patient. Shown in the graph, it is a record. */
  panel: 120_000,
  /** Epic's CapabilityStatement has 3,600. One with all types and their `_revinclude` has tens of thousands. */
  statement: 100_000,
  /** Token responses, key sets and configurations have some hundreds. */
  other: 5_000,
} as const;
/** V8 stores larger objects as slow hash tables. FHIR's own objects have fewer than 100 members. */
export const MAX_OBJECT_MEMBERS = 128;

export const BYTES_PER_VALUE = 64;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPENING_BRACKET = 0x5b;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

export interface JsonSize {
  /** The number of objects, arrays, strings, numbers and literals. */
  readonly values: number;
  /** Whether no value is nested too deep, and no object has too many members. */
  readonly isShallow: boolean;
}

/** Measures JSON as it arrives. Text that is not JSON gets some size too. */
export interface JsonMeter extends JsonSize {
  add(bytes: Uint8Array): void;
}

export function createJsonMeter(): JsonMeter {
  return new ByteMeter();
}

/** Counts the values of parsed JSON, but stops soon after `max`. Returns Infinity if they nest too deep. */
export function countValues(value: unknown, max: number, depth = 1): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > MAX_JSON_DEPTH) return Infinity;
  let values = 1;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at];
    // Most members are no objects, and a call costs more than the test.
    values +=
      typeof member === 'object' && member !== null ? countValues(member, max - values, depth + 1) : 1;
    if (values > max) break;
  }
  return values;
}

/** Reading or copying this many values of a record takes one unit of a turn. */
const VALUES_PER_UNIT = 8;

/** Returns the units that traversing a record of this many values takes. */
export function unitsOfTraversal(values: number): number {
  return Math.ceil(values / VALUES_PER_UNIT);
}

/** Returns the memory that the parsed JSON takes, in bytes. Text beyond ASCII can take twice its bytes. */
export function memoryOfJson({ length, isAscii }: ChunkedBuffer, values: number): number {
  return length * (isAscii ? 1 : 2) + values * BYTES_PER_VALUE;
}

/** Returns the memory of a parsed value in bytes, never more than `memoryOfJson` counts for its text. */
export function memoryOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length + BYTES_PER_VALUE;
  let memory = BYTES_PER_VALUE;
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return memory;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at];
    if (typeof member === 'string') memory += member.length + BYTES_PER_VALUE;
    else memory += typeof member === 'object' && member !== null ? memoryOfValue(member) : BYTES_PER_VALUE;
  }
  return memory;
}

/** Returns the index of the closing quote; `to` or more if the string is longer. */
export function endOfString(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

class ByteMeter implements JsonMeter {
  values = 1;
  isShallow = true;
  #depth = 0;
  #isInString = false;
  /** The bytes of the next chunk that belong to an escape in this one. */
  #skipped = 0;
  /** Whether the innermost object or array has no members so far. */
  #isEmpty = false;
  /** The number of commas in each open object; `OF_LIST` for an array. */
  readonly #commas = new Int32Array(MAX_JSON_DEPTH + 1);

  /** Uses local variables, and no call for a string, because every byte of every response passes through here. */
  add(bytes: Uint8Array): void {
    const commas = this.#commas;
    let [depth, values, isInString, isEmpty] = [this.#depth, this.values, this.#isInString, this.#isEmpty];
    let at = this.#skipped;
    for (; at < bytes.length; at += 1) {
      let byte = bytes[at] ?? SPACE;
      if (isInString || byte === QUOTE) {
        if (!isInString) at += 1;
        isInString = true;
        isEmpty = false;
        for (; at < bytes.length && isInString; at += byte === BACKSLASH ? 2 : 1) {
          byte = bytes[at] ?? SPACE;
          isInString = byte !== QUOTE;
        }
        at -= 1;
      } else if (byte === COMMA) {
        values += 1;
        if (countComma(commas, depth)) this.isShallow = false;
      } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
        isEmpty = true;
        depth += 1;
        if (depth > MAX_JSON_DEPTH) this.isShallow = false;
        else commas[depth] = byte === OPENING_BRACE ? 0 : OF_LIST;
      } else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) {
        if (!isEmpty) values += 1;
        isEmpty = false;
        depth -= 1;
      } else if (byte > SPACE) isEmpty = false;
    }
    this.#skipped = at - bytes.length;
    [this.#depth, this.values, this.#isInString, this.#isEmpty] = [depth, values, isInString, isEmpty];
  }
}

/** Counts a comma of the innermost object or array. Returns true if the object then has too many members. */
function countComma(commas: Int32Array, depth: number): boolean {
  const counted = depth >= 0 && depth <= MAX_JSON_DEPTH ? (commas[depth] ?? OF_LIST) : OF_LIST;
  if (counted === OF_LIST) return false;
  commas[depth] = counted + 1;
  return counted + 1 >= MAX_OBJECT_MEMBERS;
}

const OF_LIST = -1;
