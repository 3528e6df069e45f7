/** Encodes large values as JSON in steps, so that other operations have their turns of the event loop in between. */
import { type Turns, UNITS_PER_TURN } from './turns.ts';

/** `JSON.stringify` writes a text of so many characters within a millisecond or two. */
const AT_ONCE = 128 * 1024;
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
  if (typeof value === 'string' && value.length > PART) {
    yield* piecesOfText(value);
    return;
  }
  if (!isContainer(value) || charactersLeft(value, PART) >= 0) {
    yield JSON.stringify(value);
    return;
  }
  if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(item);
    }
    yield ']';
    return;
  }
  let before = '{';
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* piecesOf(inner);
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

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> | readonly unknown[] {
  return typeof value === 'object' && value !== null && !JSON.isRawJSON(value);
}

// ECMAScript's "JSON.parse source text access", which Node has and TypeScript's library does not yet know.
declare global {
  interface JSON {
    isRawJSON(value: unknown): boolean;
  }
}

/** What is left of so many characters once the value is encoded, escapes aside; negative where it takes more. Looks no further then. */
function charactersLeft(value: unknown, characters: number): number {
  if (typeof value === 'string') return characters - value.length - 2;
  if (typeof value !== 'object' || value === null) return characters - LONGEST_LITERAL;
  let left = characters - 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (left < 0) return left;
      left = charactersLeft(item, left - 1);
    }
    return left;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (left < 0) return left;
    left = charactersLeft(inner, left - name.length - 4);
  }
  return left;
}

/** Such as `-1.2345678901234567e-100`. */
const LONGEST_LITERAL = 24;
