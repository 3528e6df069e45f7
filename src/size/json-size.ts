/** How large JSON may be, and how large it is: measured in its bytes, before anything of it is parsed. */
import { isAscii } from 'node:buffer';

/** FHIR's own elements nest less than 20 deep. A walk that recurses so often is far from the end of the stack. */
export const DEEPEST = 200;
/** How many bytes JSON may have, by what it is. */
export const MOST_BYTES = {
  /** A page of 1,000 records is about 5 MB. */
  fhir: 32 * 1024 * 1024,
  /** A key set has a handful of keys, each of less than 4 kB with its certificates. */
  other: 256 * 1024,
} as const;
/** How many values JSON may have, by what it is. Parsed, a value takes some 60 bytes, however short its text is: `{}` has two. */
export const MOST_VALUES = {
  /** A page of 1,000 records has about 100,000. */
  searchset: 500_000,
  /** A record is walked as a whole in one turn of the event loop. Few have more than 1,000. */
  record: 50_000,
  /** A panel has three for each of its patients. */
  panel: 150_000,
  /** What a server says that it can do: Epic in 3,600, and servers with all types and their `_revinclude` in tens of thousands. */
  statement: 150_000,
  /** Tokens, key sets and configurations have some hundreds. */
  other: 5_000,
} as const;
/** An object with more is a slow hash table to V8. FHIR's own have less than 100. */
export const MOST_MEMBERS = 1_000;

export const MEMORY_OF_VALUE = 64;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPENING_BRACKET = 0x5b;
export const CLOSING_BRACKET = 0x5d;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;
/** In the place of a byte that is not there. */
export const NOTHING = -1;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

export interface JsonSize {
  /** How many values there are: objects, lists, texts, numbers and literals. */
  readonly values: number;
  /** Whether no value is nested too deep, and no object has too many members. */
  readonly isShallow: boolean;
}

/** Measures some bytes at a time. What is no JSON has some size too. */
export interface JsonMeasure extends JsonSize {
  /** Goes on up to a place in the bytes. */
  advance(to: number): void;
}

export function measureJson(bytes: Uint8Array): JsonMeasure {
  return new Measure(bytes);
}

/** Counts the values of parsed JSON, up to some more than so many. Infinity where they nest too deep. */
export function countValues(value: unknown, most: number, depth = 1): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > DEEPEST) return Infinity;
  let values = 1;
  for (const inner of Object.values(value)) {
    values += countValues(inner, most - values, depth + 1);
    if (values > most) break;
  }
  return values;
}

/** The memory that the parsed JSON takes. Only text of ASCII takes no more than its bytes. */
export function memoryOfJson(bytes: Uint8Array, values: number): number {
  return bytes.length * (isAscii(bytes) ? 1 : 2) + values * MEMORY_OF_VALUE;
}

/** Where to go on in a string: at its closing quote, or behind `to` where that comes later. */
export function endOfString(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether there is nothing but space. */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? SPACE) > SPACE) return false;
  return true;
}

class Measure implements JsonMeasure {
  values = 1;
  isShallow = true;
  readonly #bytes: Uint8Array;
  #at = 0;
  #isInString = false;
  #depth = 0;
  /** Where the innermost container begins, until something shows that it is not empty; -1 then. */
  #opened = -1;
  /** How many commas each open object has, and of each list that it is one. */
  readonly #commas = new Int32Array(DEEPEST + 1);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  advance(to: number): void {
    const [bytes, commas] = [this.#bytes, this.#commas];
    let [at, depth, opened, values] = [this.#at, this.#depth, this.#opened, this.values];
    let isInString = this.#isInString;
    for (; at < to; at += 1) {
      if (isInString) {
        at = endOfString(bytes, at, to);
        isInString = at >= to;
        if (isInString) break;
        continue;
      }
      switch (bytes[at] ?? NOTHING) {
        case QUOTE:
          isInString = true;
          break;
        case COMMA:
          values += 1;
          opened = -1;
          if (depth <= DEEPEST && commas[depth] !== OF_LIST) this.#countComma(depth);
          break;
        case OPENING_BRACE:
        case OPENING_BRACKET:
          opened = at;
          depth += 1;
          if (depth > DEEPEST) this.isShallow = false;
          else commas[depth] = bytes[at] === OPENING_BRACE ? 0 : OF_LIST;
          break;
        case CLOSING_BRACE:
        case CLOSING_BRACKET:
          if (opened === -1 || !isBlank(bytes, opened + 1, at)) values += 1;
          opened = -1;
          depth -= 1;
          break;
      }
    }
    [this.#at, this.#depth, this.#opened, this.values] = [at, depth, opened, values];
    this.#isInString = isInString;
  }

  #countComma(depth: number): void {
    const commas = (this.#commas[depth] ?? 0) + 1;
    this.#commas[depth] = commas;
    if (commas >= MOST_MEMBERS) this.isShallow = false;
  }
}

const OF_LIST = -1;
