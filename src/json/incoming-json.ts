/** Parses the JSON of servers within limits, and long JSON in steps, so that one response exhausts neither the memory nor the event loop. */
import { createTurnScheduler, type TurnOwner } from '../limits/turn-scheduler.ts';
import { ChunkedBuffer } from './chunked-buffer.ts';
import type { JsonFormat } from './format.ts';
import { IncrementalParser, type JsonParseResult, NOT_JSON, TOO_LARGE } from './incremental-parser.ts';
import { createJsonMeter, memoryOfJson, OPENING_BRACE, OPENING_BRACKET } from './size.ts';

/** The request whose response the JSON is. */
export interface JsonReceiver extends TurnOwner {
  /** Counts the memory that the JSON will take once parsed. */
  hold(memory: number): void;
}

/** `over`: the request was aborted before the JSON was parsed. */
export type JsonReadResult = JsonParseResult | { readonly kind: 'over' };

/** The duration of a step. */
const STEP_MS = 6;
/** Parsing a value takes as long as parsing this many bytes of text. */
const BYTES_PER_UNIT = 64;
/** All requests together parse for some 5 ms per turn of the event loop. */
const UNITS_PER_TURN = 20_000;
/** A response that is a single string or number is short. */
const MAX_SCALAR_BYTES = 64 * 1024;

const turns = createTurnScheduler(UNITS_PER_TURN);

/** JSON that arrives in chunks, and is measured on arrival. */
export class IncomingJson {
  readonly #format: JsonFormat;
  readonly #bytes = new ChunkedBuffer();
  readonly #size = createJsonMeter();
  /** The start of the JSON, after whitespace and a byte order mark. */
  #start = 0;

  constructor(format: JsonFormat) {
    this.#format = format;
  }

  /** The bytes received so far. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Whether the JSON exceeds the limits already, so that the rest need not be received. */
  get isTooLarge(): boolean {
    const { maxValues, items } = this.#format;
    const { values, isShallow } = this.#size;
    return this.#isContainer && (values > maxValues || (!isShallow && items === null));
  }

  get #isContainer(): boolean {
    const first = this.#bytes.at(this.#start);
    return first === OPENING_BRACE || first === OPENING_BRACKET;
  }

  add(bytes: Uint8Array): void {
    this.#bytes.add(bytes);
    if (this.#start === 0 && startsWithMark(this.#bytes)) this.#start = BYTE_ORDER_MARK.length;
    while ((this.#bytes.at(this.#start) ?? Infinity) <= SPACE) this.#start += 1;
    // HTML, for example, has no size as JSON.
    if (this.#isContainer) this.#size.add(bytes);
  }

  /** Parses everything received. */
  async read(receiver: JsonReceiver): Promise<JsonReadResult> {
    if (!this.#isContainer) return this.length > MAX_SCALAR_BYTES ? NOT_JSON : this.#parseAtOnce();
    if (this.isTooLarge) return TOO_LARGE;
    const { values, isShallow } = this.#size;
    receiver.hold(memoryOfJson(this.#bytes, values));
    const units = values + this.length / BYTES_PER_UNIT;
    if (!isShallow || units > UNITS_PER_TURN) return this.#parseInPieces(receiver);
    if (turns.unitsLeft() > 0) turns.spend(units);
    else await turns.next(receiver, units);
    return receiver.isOver ? OVER : this.#parseAtOnce();
  }

  #parseAtOnce(): JsonParseResult {
    const value = this.#format.parse(this.#bytes.text(this.#start));
    return value === undefined ? NOT_JSON : { kind: 'json', value };
  }

  /** Takes a turn of the event loop for each step. */
  async #parseInPieces(receiver: JsonReceiver): Promise<JsonReadResult> {
    const pieces = new IncrementalParser(this.#bytes, this.#start, this.#format);
    let until = 0;
    for (const block of this.#bytes.blocks()) {
      if (performance.now() >= until) {
        await turns.next(receiver, UNITS_PER_TURN);
        until = performance.now() + STEP_MS;
      }
      if (receiver.isOver) return OVER;
      const parsed = pieces.advance(block);
      if (parsed !== null) return parsed;
    }
    return NOT_JSON;
  }
}

const OVER: JsonReadResult = { kind: 'over' };
const SPACE = 0x20;
/** Some servers send one, against RFC 8259 §8.1. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function startsWithMark(bytes: ChunkedBuffer): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes.at(index) === byte);
}
