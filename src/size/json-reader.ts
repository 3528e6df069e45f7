/** Reads the JSON of servers within bounds, and long JSON in steps, so that neither the memory nor the event loop is ever taken up by one answer. */
import { Bytes } from './bytes.ts';
import type { JsonForm } from './json-forms.ts';
import { JsonPieces, NOT_JSON, type Parsed, TOO_LARGE } from './json-pieces.ts';
import { measureJson, memoryOfJson, OPENING_BRACE, OPENING_BRACKET } from './json-size.ts';
import { createTurns, type Owner } from './turns.ts';

/** The request that the JSON answers. */
export interface Reader extends Owner {
  /** Counts the memory of the parsed JSON, before it is parsed. */
  hold(memory: number): void;
}

/** `over`: the request ended before the JSON was parsed. */
export type Read = Parsed | { readonly kind: 'over' };

/** How long one step takes. */
const STEP_MS = 6;
/** Parsing a value takes as long as parsing this many bytes of text. */
const BYTES_PER_UNIT = 64;
/** In one turn of the event loop, all requests together parse for some 5 ms. */
const UNITS_PER_TURN = 20_000;
/** A single text or number is short. */
const LONGEST_SCALAR = 64 * 1024;

const turns = createTurns(UNITS_PER_TURN);

/** JSON that arrives in pieces, and is measured meanwhile. */
export class IncomingJson {
  readonly #form: JsonForm;
  readonly #bytes = new Bytes();
  readonly #size = measureJson();
  /** Where the JSON begins, behind space and a byte order mark. */
  #start = 0;

  constructor(form: JsonForm) {
    this.#form = form;
  }

  /** How many bytes have arrived. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Whether it goes beyond the bounds already, so that the rest of it is of no use. */
  get isTooLarge(): boolean {
    const { mostValues, items } = this.#form;
    const { values, isShallow } = this.#size;
    return this.#isContainer && (values > mostValues || (!isShallow && items === null));
  }

  get #isContainer(): boolean {
    const first = this.#bytes.at(this.#start);
    return first === OPENING_BRACE || first === OPENING_BRACKET;
  }

  add(bytes: Uint8Array): void {
    this.#bytes.add(bytes);
    this.#size.add(bytes);
    if (this.#start === 0 && startsWithMark(this.#bytes)) this.#start = BYTE_ORDER_MARK.length;
    while ((this.#bytes.at(this.#start) ?? Infinity) <= SPACE) this.#start += 1;
  }

  /** Parses all that has arrived. */
  async read(reader: Reader): Promise<Read> {
    if (!this.#isContainer) return this.length > LONGEST_SCALAR ? NOT_JSON : this.#parseAtOnce();
    if (this.isTooLarge) return TOO_LARGE;
    const { values, isShallow } = this.#size;
    reader.hold(memoryOfJson(this.#bytes, values));
    const units = values + this.length / BYTES_PER_UNIT;
    if (!isShallow || units > UNITS_PER_TURN) return this.#parseInPieces(reader);
    if (turns.room() > 0) turns.spend(units);
    else await turns.next(reader, units);
    return reader.isOver ? OVER : this.#parseAtOnce();
  }

  #parseAtOnce(): Parsed {
    const value = this.#form.parse(this.#bytes.text(this.#start));
    return value === undefined ? NOT_JSON : { kind: 'json', value };
  }

  /** Takes a turn of the event loop for each step. */
  async #parseInPieces(reader: Reader): Promise<Read> {
    const pieces = new JsonPieces(this.#bytes, this.#start, this.#form);
    let until = 0;
    for (const block of this.#bytes.blocks()) {
      if (performance.now() >= until) {
        await turns.next(reader, UNITS_PER_TURN);
        until = performance.now() + STEP_MS;
      }
      if (reader.isOver) return OVER;
      const parsed = pieces.advance(block);
      if (parsed !== null) return parsed;
    }
    return NOT_JSON;
  }
}

const OVER: Read = { kind: 'over' };
const SPACE = 0x20;
/** Some servers write it, though RFC 8259 §8.1 says not to. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function startsWithMark(bytes: Bytes): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes.at(index) === byte);
}
