/** Encodes large values as JSON in steps, so that other operations can run in between. */
import { type TurnScheduler, UNITS_PER_TURN } from '../limits/turn-scheduler.ts';

/** `JSON.stringify` writes this many characters within 5 ms. */
const MAX_CHARACTERS_AT_ONCE = 512 * 1024;
/** The size of a part, and of a piece: the clock is read after each piece. */
const PART_CHARACTERS = 64 * 1024;
/** The duration of a step. */
const STEP_MS = 6;
/** `JSON.stringify` takes as long for the brackets of an object or an array as for this many characters. */
const CONTAINER_COST = 24;
/** U+0001 is encoded as `\u0001`, for example. */
const MAX_BYTES_OF_CHARACTER = 6;

/** The limits of an encoding, and the operation that it is for. */
export interface EncodingLimits {
  /** The limit of the encoded text, in bytes. */
  readonly maxBytes: number;
  readonly turns: TurnScheduler;
  /** Whether the text is no longer needed. */
  readonly isOver: boolean;
  /** Called with the bytes of each part. */
  hold(bytes: number): void;
}

/** Returns whether a value is short enough to encode at once, and certain not to exceed `maxBytes`. */
export function canEncodeAtOnce(value: unknown, maxBytes: number): boolean {
  return (
    subtractEncodedLength(
      value,
      Math.min(MAX_CHARACTERS_AT_ONCE, maxBytes / MAX_BYTES_OF_CHARACTER),
      CONTAINER_COST,
    ) >= 0
  );
}

/**
 * Encodes an object as JSON, in parts of UTF-8. Omits the closing brace, so that more members can follow. Returns null if the text exceeds
 * `maxBytes` or is no longer needed.
 */
export async function encodeInSteps(value: object, encoding: EncodingLimits): Promise<Uint8Array[] | null> {
  const { maxBytes, turns } = encoding;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let text = '';
  const cut = (): void => {
    const part = Buffer.from(text);
    text = '';
    bytes += part.length;
    parts.push(part);
    encoding.hold(part.length);
  };
  const isRefused = (): boolean => bytes > maxBytes || encoding.isOver;

  let until = 0;
  for (const piece of piecesOf(value)) {
    text += piece;
    if (text.length >= PART_CHARACTERS) cut();
    if (isRefused()) return null;
    if (performance.now() < until) continue;
    await turns.next(encoding, UNITS_PER_TURN);
    until = performance.now() + STEP_MS;
  }
  text = text.slice(0, -1);
  cut();
  return isRefused() ? null : parts;
}

function* piecesOf(value: unknown): Generator<string, void> {
  if (typeof value === 'string' && value.length > PART_CHARACTERS) yield* piecesOfText(value);
  else if (subtractEncodedLength(value, PART_CHARACTERS, CONTAINER_COST) >= 0 || JSON.isRawJSON(value))
    yield JSON.stringify(value);
  else if (isList(value)) yield* piecesOfList(value);
  else if (hasMembers(value)) yield* piecesOfObject(value);
}

function* piecesOfList(items: readonly unknown[]): Generator<string, void> {
  yield '[';
  for (const [index, item] of items.entries()) {
    if (index > 0) yield ',';
    yield* piecesOf(item);
  }
  yield ']';
}

function* piecesOfObject(object: Readonly<Record<string, unknown>>): Generator<string, void> {
  let before = '{';
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* piecesOf(value);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** Encodes a long string, such as the content of a document. `JSON.stringify` would take tens of milliseconds. */
function* piecesOfText(text: string): Generator<string, void> {
  yield '"';
  for (let from = 0; from < text.length;) {
    // Keep surrogate pairs together: JSON.stringify escapes lone surrogates.
    const isPairCut = isHighSurrogate(text.charCodeAt(from + PART_CHARACTERS - 1));
    const to = from + PART_CHARACTERS + (isPairCut ? 1 : 0);
    yield JSON.stringify(text.slice(from, to)).slice(1, -1);
    from = to;
  }
  yield '"';
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function hasMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

// ECMAScript's "JSON.parse source text access": Node implements it, but TypeScript's library lacks it.
declare global {
  interface JSON {
    isRawJSON(value: unknown): boolean;
  }
}

/**
 * Subtracts the length of the encoded value, ignoring escapes, from `characters`. Stops once the result is negative. Takes a third of the time
 * of `JSON.stringify`.
 */
export function subtractEncodedLength(
  value: unknown,
  characters: number,
  containerLength = BRACKETS_LENGTH,
): number {
  if (typeof value === 'string') return characters - value.length - 2;
  let left = characters - containerLength;
  if (isList(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1)
      left = subtractEncodedLength(value[at], left - 1, containerLength);
    return left;
  }
  if (!hasMembers(value)) return characters - MAX_LITERAL_LENGTH;
  const names = Object.keys(value);
  for (let at = 0; at < names.length && left >= 0; at += 1) {
    const name = names[at] ?? '';
    left = subtractEncodedLength(value[name], left - name.length - 4, containerLength);
  }
  return left;
}

const BRACKETS_LENGTH = 2;
/** The length of `-1.2345678901234567e-100`. */
const MAX_LITERAL_LENGTH = 24;
