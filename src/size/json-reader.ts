/** Reads the JSON of others within bounds, and in steps where it is long, so that it takes neither the memory nor the event loop for itself. */
import type { JsonForm } from './json-forms.ts';
import { JsonPieces, NOT_JSON, type Parsed, TOO_LARGE } from './json-pieces.ts';
import { measureJson, memoryOfJson, OPENING_BRACE, OPENING_BRACKET } from './json-size.ts';
import { createTurns, type Owner } from './turns.ts';

/** Whose JSON it is. */
export interface Reader extends Owner {
  /** Counts the memory that the JSON will take, before it is parsed. */
  hold(memory: number): void;
}

/** What has come of it. `over`: nobody needs it any more. */
export type Read = Parsed | { readonly kind: 'over' };

/** Less is measured within half a millisecond. */
const LONG_BYTES = 256 * 1024;
/** How long one step takes, and how much it reads between two looks at the clock. */
const STEP_MS = 6;
const STRETCH_BYTES = 64 * 1024;
/** A value takes as long as so many bytes of text. Of the answers of all, a turn of the event loop parses as much as takes some 5 ms. */
const BYTES_PER_UNIT = 64;
const UNITS_PER_TURN = 20_000;

const turns = createTurns(UNITS_PER_TURN);

export async function readJson(bytes: Uint8Array, form: JsonForm, reader: Reader): Promise<Read> {
  const start = startOf(bytes);
  if (bytes[start] !== OPENING_BRACE && bytes[start] !== OPENING_BRACKET)
    return bytes.length > LONG_BYTES ? NOT_JSON : parsed(bytes, start, form);
  const size = measureJson(bytes);
  const measure = (to: number): boolean => {
    size.advance(to);
    return size.values > form.mostValues;
  };
  await inSteps(bytes, reader, { advance: measure, isLong: bytes.length > LONG_BYTES });
  if (reader.isOver) return OVER;
  if (size.values > form.mostValues || (!size.isShallow && form.items === null)) return TOO_LARGE;
  reader.hold(memoryOfJson(bytes, size.values));
  const units = size.values + bytes.length / BYTES_PER_UNIT;
  return size.isShallow && units <= UNITS_PER_TURN
    ? parsedInTurn(bytes, { start, form, reader, units })
    : parsedInPieces(bytes, { start, form, reader });
}

interface Parsing {
  readonly start: number;
  readonly form: JsonForm;
  readonly reader: Reader;
}

async function parsedInTurn(
  bytes: Uint8Array,
  { start, form, reader, units }: Parsing & { readonly units: number },
): Promise<Read> {
  if (turns.room() > 0) turns.spend(units);
  else await turns.next(reader, units);
  return reader.isOver ? OVER : parsed(bytes, start, form);
}

async function parsedInPieces(bytes: Uint8Array, { start, form, reader }: Parsing): Promise<Read> {
  const pieces = new JsonPieces(bytes, start, form);
  let outcome: Parsed | null = null;
  const parse = (to: number): boolean => {
    outcome = pieces.advance(to);
    return outcome !== null;
  };
  await inSteps(bytes, reader, { advance: parse, isLong: true });
  return reader.isOver ? OVER : (outcome ?? NOT_JSON);
}

interface Work {
  /** Goes on up to a place in the bytes. Returns whether it is done. */
  readonly advance: (to: number) => boolean;
  readonly isLong: boolean;
}

/** Long work has a turn of the event loop for each step. It ends with what it is for. */
async function inSteps(bytes: Uint8Array, reader: Reader, { advance, isLong }: Work): Promise<void> {
  let until = isLong ? 0 : Infinity;
  let isDone = false;
  for (let to = 0; !isDone && to < bytes.length;) {
    if (performance.now() >= until) {
      await turns.next(reader, UNITS_PER_TURN);
      until = performance.now() + STEP_MS;
    }
    if (reader.isOver) return;
    to = Math.min(to + STRETCH_BYTES, bytes.length);
    isDone = advance(to);
  }
}

function parsed(bytes: Uint8Array, start: number, { parse }: JsonForm): Parsed {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start);
  const value = parse(text);
  return value === undefined ? NOT_JSON : { kind: 'json', value };
}

const OVER: Read = { kind: 'over' };
const SPACE = 0x20;
/** Some servers write it, though RFC 8259 §8.1 says not to. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** Where the JSON begins. */
function startOf(bytes: Uint8Array): number {
  const isMarked = BYTE_ORDER_MARK.equals(bytes.subarray(0, BYTE_ORDER_MARK.length));
  let start = isMarked ? BYTE_ORDER_MARK.length : 0;
  while ((bytes[start] ?? Infinity) <= SPACE) start += 1;
  return start;
}
