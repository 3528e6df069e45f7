/** Encodes large values as JSON in steps, so that other operations have their turns of the event loop in between. */
import { type Turns, UNITS_PER_TURN } from './turns.ts';

/** `JSON.stringify` writes a text of so many characters within five milliseconds. */
const AT_ONCE = 512 * 1024;
/** How much text makes a part, and the most that is written between two looks at the clock. */
const PART = 64 * 1024;
/** How long one step encodes. */
const STEP_MS = 6;
/** A character such as U+0001 is written as `\u0001`. */
const MOST_BYTES_OF_CHARACTER = 6;

/** What the text is for. */
export interface Encoding {
  /** The most bytes that the text may have. */
  readonly maxBytes: number;
  readonly turns: Turns;
  /** Whether nobody needs the text any more. */
  readonly isOver: boolean;
  /** Told of the bytes of each part. */
  hold(bytes: number): void;
}

/** Whether the value can be encoded at once: it is short, and in no case larger than so many bytes. */
export function isEncodedAtOnce(value: unknown, maxBytes: number): boolean {
  return charactersLeft(value, Math.min(AT_ONCE, maxBytes / MOST_BYTES_OF_CHARACTER)) >= 0;
}

/** The object as JSON, in parts of UTF-8, without its last brace: there can be more to follow. Null where it gets too large or is not needed any more. */
export async function encodeInSteps(value: object, encoding: Encoding): Promise<Uint8Array[] | null> {
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
    if (text.length >= PART) cut();
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
  if (typeof value === 'string' && value.length > PART) yield* piecesOfText(value);
  else if (charactersLeft(value, PART) >= 0 || JSON.isRawJSON(value)) yield JSON.stringify(value);
  else if (isList(value)) yield* piecesOfList(value);
  else if (isObject(value)) yield* piecesOfObject(value);
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

/** A text such as the content of a document, which takes `JSON.stringify` tens of milliseconds. */
function* piecesOfText(text: string): Generator<string, void> {
  yield '"';
  for (let from = 0; from < text.length;) {
    // The halves of a surrogate pair stay together: each by itself would be escaped.
    const isPairCut = isHighSurrogate(text.charCodeAt(from + PART - 1));
    const to = from + PART + (isPairCut ? 1 : 0);
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

// ECMAScript's "JSON.parse source text access", which Node has and TypeScript's library does not yet know.
declare global {
  interface JSON {
    isRawJSON(value: unknown): boolean;
  }
}

/**
 * What is left of so many characters once the value is encoded, escapes aside; negative where it takes more. Looks no further then, and costs a
 * third of what `JSON.stringify` does.
 */
export function charactersLeft(value: unknown, characters: number): number {
  if (typeof value === 'string') return characters - value.length - 2;
  let left = characters - 2;
  if (isList(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1) left = charactersLeft(value[at], left - 1);
    return left;
  }
  if (!isObject(value)) return characters - LONGEST_LITERAL;
  const names = Object.keys(value);
  for (let at = 0; at < names.length && left >= 0; at += 1) {
    const name = names[at] ?? '';
    left = charactersLeft(value[name], left - name.length - 4);
  }
  return left;
}

/** Such as `-1.2345678901234567e-100`. */
const LONGEST_LITERAL = 24;
