/** Parses JSON piece by piece, so that no step takes long, and omits array items that exceed the limits. */
import type { ChunkedBuffer } from './chunked-buffer.ts';
import type { JsonFormat } from './format.ts';
import { LongStringParser } from './long-string-parser.ts';
import {
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  endOfString,
  MAX_JSON_DEPTH,
  MAX_OBJECT_MEMBERS,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
} from './size.ts';

/** Replaces an item that exceeds the limits. */
export const OMITTED_ITEM: object = Object.freeze({});

export type JsonParseResult =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' }
  /** The JSON exceeds the limits, and no item can be omitted for it. */
  | { readonly kind: 'too-large' };

/** The limits of one call of `JSON.parse`, which takes it about 1 ms. */
const PIECE_BYTES = 64 * 1024;
const PIECE_VALUES = 1_000;
/** Longer strings are parsed in parts. */
const PART_BYTES = 1024 * 1024;
/** Numbers, and whitespace between values, are shorter. */
const MAX_PIECE_BYTES = 2 * PART_BYTES;

/** The depths of the outermost object, of its array of items, and of an item. */
const [ROOT, LIST, ITEM] = [0, 1, 2];

const NOWHERE = -1;

type Container = unknown[] | Record<string, unknown>;

/** An object or array that has not ended. */
interface OpenContainer {
  readonly isObject: boolean;
  readonly start: number;
  /** The number of values before it. */
  readonly valuesBefore: number;
  commas: number;
  /** The members parsed so far; null while none of the container is parsed. */
  read: Container | null;
  /** The start of the members that are not parsed yet. */
  from: number;
  /** The start of the last member, which has not ended. */
  last: number;
  /** Whether the last member is parsed already, because it is parsed in pieces. */
  isLastRead: boolean;
  /** The name of the last member, if it is parsed. */
  name: string;
}

/** Parses an object or array, starting at its first byte. Accepts the same texts as the format's `parse` does. */
export class IncrementalParser {
  readonly #bytes: ChunkedBuffer;
  readonly #format: JsonFormat;
  readonly #open: OpenContainer[] = [];
  /** The next byte to inspect. */
  #at: number;
  #blocksEnd = 0;
  #values = 0;
  /** The start of the bytes that are not parsed yet, and the number of values before them. */
  #pieceFrom: number;
  #pieceValues = 0;
  /** The start of a string that has not ended, or of its unparsed rest; -1 if there is none. */
  #text = -1;
  /** The parser of that string, if it is long. */
  #long: { readonly start: number; readonly text: LongStringParser } | null = null;
  /** The number of open containers of an omitted item; 0 if no item is being omitted. */
  #omittedDepth = 0;
  #parsed: JsonParseResult | null = null;

  constructor(bytes: ChunkedBuffer, start: number, format: JsonFormat) {
    this.#bytes = bytes;
    this.#format = format;
    this.#at = start;
    this.#pieceFrom = start;
  }

  /** Parses the next block of the bytes. Returns the result, or null if the JSON has not ended. */
  advance(block: Uint8Array): JsonParseResult | null {
    try {
      this.#advance(block);
      if (this.#blocksEnd === this.#bytes.length) this.#parsed ??= NOT_JSON;
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      this.#parsed = error.parsed;
    }
    return this.#parsed;
  }

  #advance(block: Uint8Array): void {
    const start = this.#blocksEnd;
    this.#blocksEnd += block.length;
    let at = this.#at - start;
    for (; at < block.length && this.#parsed === null; at += 1) {
      if (this.#text !== -1) {
        at = endOfString(block, at, block.length);
        if (at >= block.length) break;
        this.#endText(start + at);
        continue;
      }
      switch (block[at] ?? NOWHERE) {
        case QUOTE:
          this.#text = start + at;
          break;
        case COMMA:
          this.#values += 1;
          if (this.#omittedDepth === 0) this.#comma(start + at);
          break;
        case OPENING_BRACE:
        case OPENING_BRACKET:
          if (this.#omittedDepth > 0) this.#omittedDepth += 1;
          else this.#begin(start + at, block[at] === OPENING_BRACE);
          break;
        case CLOSING_BRACE:
        case CLOSING_BRACKET:
          if (this.#omittedDepth > 0) this.#endOmittedItem(start + at);
          else this.#end(start + at, block[at] === CLOSING_BRACE);
          break;
      }
    }
    this.#at = start + at;
    if (this.#omittedDepth > 0) return;
    if (this.#text !== -1 && this.#at - this.#text > PART_BYTES) this.#readPart();
    if (this.#text === -1 && this.#at - this.#pieceFrom > MAX_PIECE_BYTES) throw new ParseFailure(NOT_JSON);
  }

  #begin(at: number, isObject: boolean): void {
    if (this.#open.length === MAX_JSON_DEPTH) {
      this.#omitItem(MAX_JSON_DEPTH + 1);
      return;
    }
    const [from, last] = [at + 1, at + 1];
    this.#open.push({
      isObject,
      start: at,
      valuesBefore: this.#values,
      commas: 0,
      read: null,
      from,
      last,
      isLastRead: false,
      name: '',
    });
  }

  #comma(at: number): void {
    const depth = this.#open.length - 1;
    const open = this.#openAt(depth);
    open.commas += 1;
    if (this.#isExcessive(open)) {
      this.#omitItem(this.#open.length);
      return;
    }
    if (open.isLastRead) {
      this.#requireSpace(open.from, at);
      open.isLastRead = false;
      open.from = at + 1;
    } else if (at - this.#pieceFrom > PIECE_BYTES || this.#values - this.#pieceValues > PIECE_VALUES) {
      this.#readMembers(open, this.#containerAt(depth), at);
      this.#endPiece(open, at);
    }
    open.last = at + 1;
  }

  #isExcessive({ isObject, commas }: OpenContainer): boolean {
    if (isObject && commas >= MAX_OBJECT_MEMBERS) return true;
    const item = this.#open[ITEM];
    const { items } = this.#format;
    return items !== null && item !== undefined && this.#values - item.valuesBefore > items.maxValues;
  }

  #end(at: number, isObject: boolean): void {
    const open = this.#openAt(this.#open.length - 1);
    if (open.read !== null) {
      if (open.isObject !== isObject) throw new ParseFailure(NOT_JSON);
      if (open.isLastRead) this.#requireSpace(open.from, at);
      else this.#readMembers(open, open.read, at);
    }
    if (open.commas > 0 || !this.#bytes.isBlank(open.start + 1, at)) this.#values += 1;
    this.#open.pop();
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#finish(open, at + 1);
    else if (open.read !== null) this.#endPiece(parent, at);
  }

  #finish({ start, read }: OpenContainer, end: number): void {
    this.#requireSpace(end, this.#bytes.length);
    const value = read ?? this.#format.parse(this.#bytes.text(start, end));
    this.#parsed = value === undefined ? NOT_JSON : { kind: 'json', value };
  }

  /** Starts the next piece after this byte. */
  #endPiece(open: OpenContainer, at: number): void {
    open.from = at + 1;
    this.#pieceFrom = at + 1;
    this.#pieceValues = this.#values;
  }

  /** Returns the parsed members of a container. From now on this container and those around it are parsed in pieces. */
  #containerAt(depth: number): Container {
    const open = this.#openAt(depth);
    if (open.read !== null) return open.read;
    const container: Container = open.isObject ? {} : [];
    open.read = container;
    if (depth > 0) this.#add(depth - 1, open.start, container);
    return container;
  }

  /** Parses the pending members, and adds a last member that is parsed already. */
  #add(depth: number, start: number, value: unknown): void {
    const open = this.#openAt(depth);
    const container = this.#containerAt(depth);
    if (open.isLastRead) throw new ParseFailure(NOT_JSON);
    if (open.last > open.from) this.#readMembers(open, container, open.last - 1);
    if (Array.isArray(container)) {
      this.#requireSpace(open.last, start);
      container.push(value);
    } else {
      const [name, ...others] = Object.keys(this.#parse(`{${this.#bytes.text(open.last, start)}null}`));
      if (name === undefined || others.length > 0) throw new ParseFailure(NOT_JSON);
      open.name = name;
      define(container, name, value);
    }
    open.isLastRead = true;
  }

  /** Parses the pending members up to a comma or the end. Fails if there are none, because then there is a comma too many. */
  #readMembers(open: OpenContainer, container: Container, to: number): void {
    const text = this.#bytes.text(open.from, to);
    const members = this.#parse(open.isObject ? `{${text}}` : `[${text}]`);
    const values: unknown[] = Object.values(members);
    if (values.length === 0) throw new ParseFailure(NOT_JSON);
    if (Array.isArray(container)) container.push(...values);
    else for (const [name, value] of Object.entries(members)) define(container, name, value);
  }

  /** @param depth the number of open containers */
  #omitItem(depth: number): void {
    const [item, list] = [this.#open[ITEM], this.#open[LIST]];
    const { items } = this.#format;
    if (items === null || item === undefined || list === undefined) throw new ParseFailure(TOO_LARGE);
    const all = this.#containerAt(LIST);
    if (item.read === null) this.#add(LIST, item.start, OMITTED_ITEM);
    if (!Array.isArray(all) || this.#openAt(ROOT).name !== items.member) throw new ParseFailure(TOO_LARGE);
    all[all.length - 1] = OMITTED_ITEM;
    this.#omittedDepth = depth - ITEM;
    this.#open.length = ITEM;
  }

  #endOmittedItem(at: number): void {
    this.#omittedDepth -= 1;
    if (this.#omittedDepth === 0) this.#endPiece(this.#openAt(LIST), at);
  }

  #readPart(): void {
    this.#long ??= { start: this.#text, text: new LongStringParser(this.#bytes, this.#text + 1) };
    this.#at = definedOrFail(this.#long.text.parse(this.#at));
    this.#text = this.#at;
  }

  #endText(at: number): void {
    this.#text = -1;
    if (this.#long === null) return;
    const { start, text } = this.#long;
    const depth = this.#open.length - 1;
    this.#add(depth, start, definedOrFail(text.end(at)));
    this.#endPiece(this.#openAt(depth), at);
    this.#long = null;
  }

  #parse(text: string): object {
    const parsed = this.#format.parse(text);
    if (typeof parsed !== 'object' || parsed === null) throw new ParseFailure(NOT_JSON);
    return parsed;
  }

  #requireSpace(from: number, to: number): void {
    if (!this.#bytes.isBlank(from, to)) throw new ParseFailure(NOT_JSON);
  }

  #openAt(depth: number): OpenContainer {
    return definedOrFail(this.#open[depth]);
  }
}

/** Ends parsing with a result. */
class ParseFailure extends Error {
  readonly parsed: JsonParseResult;

  constructor(parsed: JsonParseResult) {
    super(parsed.kind);
    this.parsed = parsed;
  }
}

export const NOT_JSON: JsonParseResult = { kind: 'not-json' };
export const TOO_LARGE: JsonParseResult = { kind: 'too-large' };

function definedOrFail<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new ParseFailure(NOT_JSON);
  return found;
}

/** JSON can have a member named `__proto__`. Assigning it would set the prototype instead. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}
