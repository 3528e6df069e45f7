/** How large JSON may be, and how large it is: measured in its bytes, before anything of it is parsed. */
import type { ChunkedBuffer } from './chunked-buffer.ts';

/** FHIR's own elements nest less than 20 deep. Recursion to this depth stays far from the end of the stack. */
export const MAX_JSON_DEPTH = 200;
/** How many bytes JSON may have, by what it is. */
export const MAX_JSON_BYTES = {
  /** A page of 1,000 records is about 5 MB. */
  fhir: 32 * 1024 * 1024,
  /** A key set has a handful of keys, each of less than 4 kB with its certificates. */
  other: 256 * 1024,
} as const;
/** How many values JSON may have, by what it is. Parsed, a value takes some 60 bytes, however short its text is: `{}` has two. */
export const MAX_JSON_VALUES = {
  /** A page of 1,000 records has about 100,000. */
  searchset: 500_000,
  /** A record is traversed in one turn of the event loop. Few have more than 1,000. */
  record: 20_000,
  /** A panel has three for each of its patients. */
  panel: 120_000,
  /** A CapabilityStatement: Epic's has 3,600, and one with all types and their `_revinclude` has tens of thousands. */
  statement: 100_000,
  /** Tokens, key sets and configurations have some hundreds. */
  other: 5_000,
} as const;
/** V8 makes a slow hash table of an object with more. FHIR's own have less than 100. */
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
  /** How many values there are: objects, lists, texts, numbers and literals. */
  readonly values: number;
  /** Whether no value is nested too deep, and no object has too many members. */
  readonly isShallow: boolean;
}

/** Measures JSON while it arrives. Other text has some size too. */
export interface JsonMeter extends JsonSize {
  add(bytes: Uint8Array): void;
}

export function createJsonMeter(): JsonMeter {
  return new ByteMeter();
}

/** Counts the values of parsed JSON, up to some more than `max`. Returns Infinity if they nest too deep. */
export function countValues(value: unknown, max: number, depth = 1): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > MAX_JSON_DEPTH) return Infinity;
  let values = 1;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let at = 0; at < members.length; at += 1) {
    values += countValues(members[at], max - values, depth + 1);
    if (values > max) break;
  }
  return values;
}

/** Looking at this many values of a record, or copying them, takes one unit of a turn. */
const VALUES_PER_UNIT = 8;

/** Returns the units of a turn that it takes to traverse a record of so many values. */
export function unitsOfTraversal(values: number): number {
  return Math.ceil(values / VALUES_PER_UNIT);
}

/** Returns the bytes of memory that the parsed JSON takes. Text beyond ASCII can take twice its bytes. */
export function memoryOfJson({ length, isAscii }: ChunkedBuffer, values: number): number {
  return length * (isAscii ? 1 : 2) + values * BYTES_PER_VALUE;
}

/** Returns the memory of a parsed value in bytes, at most, by the same measure as an answer is counted when it is read. */
export function memoryOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length + BYTES_PER_VALUE;
  let memory = BYTES_PER_VALUE;
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return memory;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let at = 0; at < members.length; at += 1) memory += memoryOfValue(members[at]);
  return memory;
}

/** Returns the place of the closing quote; at least `to` if the string is longer. */
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
  /** How many bytes of the next piece belong to an escape that this one began. */
  #skipped = 0;
  /** Whether the innermost container has no member so far. */
  #isEmpty = false;
  /** The commas of each open object; `OF_LIST` for a list. */
  readonly #commas = new Int32Array(MAX_JSON_DEPTH + 1);

  add(bytes: Uint8Array): void {
    let [depth, values, isInString, isEmpty] = [this.#depth, this.values, this.#isInString, this.#isEmpty];
    let at = this.#skipped;
    for (; at < bytes.length; at += 1) {
      if (isInString) {
        at = endOfString(bytes, at, bytes.length);
        isInString = at >= bytes.length;
        if (isInString) break;
        continue;
      }
      const byte = bytes[at] ?? SPACE;
      switch (byte) {
        case COMMA:
          values += 1;
          if (depth <= MAX_JSON_DEPTH) this.#countComma(depth);
          break;
        case OPENING_BRACE:
        case OPENING_BRACKET:
          isEmpty = true;
          depth += 1;
          if (depth > MAX_JSON_DEPTH) this.isShallow = false;
          else this.#commas[depth] = byte === OPENING_BRACE ? 0 : OF_LIST;
          break;
        case CLOSING_BRACE:
        case CLOSING_BRACKET:
          if (!isEmpty) values += 1;
          isEmpty = false;
          depth -= 1;
          break;
        default:
          isInString = byte === QUOTE;
          if (byte > SPACE) isEmpty = false;
      }
    }
    this.#skipped = at - bytes.length;
    [this.#depth, this.values, this.#isInString, this.#isEmpty] = [depth, values, isInString, isEmpty];
  }

  #countComma(depth: number): void {
    const commas = this.#commas[depth] ?? OF_LIST;
    if (commas === OF_LIST) return;
    this.#commas[depth] = commas + 1;
    if (commas + 1 >= MAX_OBJECT_MEMBERS) this.isShallow = false;
  }
}

const OF_LIST = -1;
