/** Parses JSON piece by piece, so that no step takes long, and omits items of a list that go beyond the bounds. */
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

/** Stands in a list for an item that goes beyond the bounds. */
export const OMITTED_ITEM: object = Object.freeze({});

export type JsonParseResult =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' }
  /** It goes beyond the bounds outside of the items that stand for themselves. */
  | { readonly kind: 'too-large' };

/** The most that one call of the parser gets, which takes it about a millisecond. */
const PIECE_BYTES = 64 * 1024;
const PIECE_VALUES = 1_000;
/** Longer texts are parsed in parts. */
const PART_BYTES = 1024 * 1024;
/** No number is longer, and no space between values. */
const MAX_PIECE_BYTES = 2 * PART_BYTES;

/** The depths of the outermost object, of its list of items, and of an item. */
const [ROOT, LIST, ITEM] = [0, 1, 2];

const NOWHERE = -1;

type Container = unknown[] | Record<string, unknown>;

/** A container that has not ended. */
interface OpenContainer {
  readonly isObject: boolean;
  readonly start: number;
  /** How many values came before it. */
  readonly valuesBefore: number;
  commas: number;
  /** The members that are parsed; null while the container is still text as a whole. */
  read: Container | null;
  /** Where the members begin that are still text, and where the last one begins, which has not ended. */
  from: number;
  last: number;
  /** Whether the last member is parsed already, as a container is that is parsed in pieces. */
  isLastRead: boolean;
  /** The name of the last member, if that is parsed. */
  name: string;
}

/** Parses a container, from its first byte on. Accepts the same texts as the parser would as a whole. */
export class IncrementalParser {
  readonly #bytes: ChunkedBuffer;
  readonly #format: JsonFormat;
  readonly #open: OpenContainer[] = [];
  /** The next byte to look at, and the end of the blocks so far. */
  #at: number;
  #blocksEnd = 0;
  #values = 0;
  /** Where the bytes begin that are not parsed, and how many values came before them. */
  #pieceFrom: number;
  #pieceValues = 0;
  /** Where a text begins, or the rest of one, that has not ended; -1: there is none. */
  #text = -1;
  /** The parts of that text, if it is long. */
  #long: { readonly start: number; readonly text: LongStringParser } | null = null;
  /** How many containers of an omitted item are open; 0: no item is being omitted. */
  #omittedDepth = 0;
  #parsed: JsonParseResult | null = null;

  constructor(bytes: ChunkedBuffer, start: number, format: JsonFormat) {
    this.#bytes = bytes;
    this.#format = format;
    this.#at = start;
    this.#pieceFrom = start;
  }

  /** Parses the next block of the bytes. Returns the result, or null if there is more to parse. */
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

  /** Begins the next piece behind this byte. */
  #endPiece(open: OpenContainer, at: number): void {
    open.from = at + 1;
    this.#pieceFrom = at + 1;
    this.#pieceValues = this.#values;
  }

  /** Returns the parsed members of a container. From now on it is parsed in pieces, and so are those around it. */
  #containerAt(depth: number): Container {
    const open = this.#openAt(depth);
    if (open.read !== null) return open.read;
    const container: Container = open.isObject ? {} : [];
    open.read = container;
    if (depth > 0) this.#add(depth - 1, open.start, container);
    return container;
  }

  /** Adds a last member that is parsed already, after parsing those before it. */
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

  /** Parses the members up to a comma or the end. If there are none, there is a comma too many. */
  #readMembers(open: OpenContainer, container: Container, to: number): void {
    const text = this.#bytes.text(open.from, to);
    const members = this.#parse(open.isObject ? `{${text}}` : `[${text}]`);
    const values: unknown[] = Object.values(members);
    if (values.length === 0) throw new ParseFailure(NOT_JSON);
    if (Array.isArray(container)) container.push(...values);
    else for (const [name, value] of Object.entries(members)) define(container, name, value);
  }

  /** @param depth how many containers are open */
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

/** Ends the parsing. */
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

/** Assignment would make a prototype of a member that is named `__proto__`, which JSON can have. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}
