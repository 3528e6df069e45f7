import { array, assert, constantFrom, json, nat, option, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { type JsonFormat, parseJson, PLAIN_JSON } from '../../src/json/format.ts';
import { IncrementalParser, type JsonParseResult, OMITTED_ITEM } from '../../src/json/incremental-parser.ts';
import { MAX_JSON_DEPTH, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { bytesOf } from '../support/bytes.ts';

const ANY: JsonFormat = { ...PLAIN_JSON, maxValues: Infinity };
const WITH_ENTRIES: JsonFormat = { ...ANY, items: { member: 'entry', maxValues: 10_000 } };
/** Longer than the parser's step, so the text behind it is parsed in another step. */
const SPACE = ' '.repeat(65 * 1024);

function parseInPieces(text: string, format = ANY, length?: number): JsonParseResult | null {
  const bytes = bytesOf(text, length);
  const pieces = new IncrementalParser(bytes, 0, format);
  let outcome: JsonParseResult | null = null;
  for (const block of bytes.blocks()) outcome ??= pieces.advance(block);
  return outcome;
}

/** Parses the whole text at once. Returns JSON text, so comparisons include the order of members. */
function resultAtOnce(text: string, parse = parseJson): string {
  return toText(parse(text));
}

function resultInPieces(text: string, format = ANY, length?: number): string {
  const outcome = parseInPieces(text, format, length);
  return outcome?.kind === 'json' ? toText(outcome.value) : String(outcome?.kind);
}

function toText(value: unknown): string {
  return JSON.stringify(value) ?? 'not-json';
}

function createNested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function createBundle(...entries: readonly string[]): string {
  return `{"resourceType":"Bundle","entry":[${entries.join()}],"total":3}`;
}

describe('IncrementalParser', () => {
  it.each([
    ['an array', `[1,${SPACE}2,{"a":[3]},${SPACE}[],4]`],
    ['an object', `{"a":1,${SPACE}"b":{"c":2,${SPACE}"d":{"e":[1${SPACE},2]}},"f":3}`],
    ['an object in an array in an object', `{"a":[{"b":1,${SPACE}"c":2},{"d":3}],"e":4}`],
    ['a repeated name', `{"a":{"b":1,${SPACE}"c":2},"d":0,"a":7}`],
    ['a repeated name whose last value spans several pieces', `{"a":7,"a":[1,${SPACE}2]}`],
    ['names of prototype members', `{"__proto__":{"a":1},${SPACE}"__proto__":[1,${SPACE}2],"constructor":3}`],
    ['numeric names', `{"2":[1,${SPACE}2],${SPACE}"1":0,"b":1}`],
    ['brackets, quotes and backslashes in strings', String.raw`["]}\"[{\\",${SPACE}"b\\",{"\"]":"\\\\\""}]`],
    [
      'whitespace around every token',
      `${SPACE}{ "a" : [ 1 , ${SPACE} 2 ] , "b" : { } } ${SPACE}`.trimStart(),
    ],
    ['an empty container', '{}'],
    ['an extra comma', `[1,${SPACE}2,]`],
    ['an extra comma before a container', `[1,,[1,${SPACE}2]]`],
    ['a leading comma', `{,"a":1,${SPACE}"b":2}`],
    ['a comma after whitespace in place of a value', `[[1,${SPACE}2],${SPACE},3]`],
    ['a missing comma', `[[1,${SPACE}2][3,${SPACE}4]]`],
    ['a missing comma before a number', `[[1,${SPACE}2] 3]`],
    ['a missing comma before a name', `{"a":[1,${SPACE}2] "b":3}`],
    ['a name without a value', `{"a":1,${SPACE}"b"}`],
    ['a container without a name', `{[1,${SPACE}2]}`],
    ['a container after a value', `{"a":1[1,${SPACE}2]}`],
    ['a name in an array', `["a":[1,${SPACE}2]]`],
    ['a bracket of the wrong kind', `{"a":[1,${SPACE}2}]`],
    ['a missing end', `{"a":[1,${SPACE}2]`],
    ['an extra end', `[1,${SPACE}2]]`],
    ['a value after the end', `[1,${SPACE}2] 3`],
    ['an unterminated string', `[1,${SPACE}"2]`],
    ['an invalid number', `[01,${SPACE}2]`],
  ])('parses JSON with %s in pieces as at once', (_what, text) => {
    expect(resultInPieces(text)).toBe(resultAtOnce(text));
  });

  it('keeps decimals as written', () => {
    const text = `{"a":7.0,${SPACE}"b":[{"value":1e3},${SPACE}{"value":-0,"c":[7.0]}]}`;
    expect(resultInPieces(text, { ...ANY, parse: parseExactJson })).toBe(resultAtOnce(text, parseExactJson));
  });

  it('parses any valid or invalid JSON in pieces as at once', () => {
    const change = record({ at: nat(), with: constantFrom('', ',', '[', ']', '{', '}', '"', ':', '0') });
    const spaces = array(nat(), { maxLength: 6 });
    assert(
      property(
        tuple(json({ maxDepth: 5 }), spaces, option(change), nat(100_000)),
        ([text, at, changed, length]) => {
          const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/gu) ?? [];
          if (changed !== null) tokens[changed.at % tokens.length] = changed.with;
          for (const place of at) tokens.splice(place % (tokens.length + 1), 0, SPACE);
          const whole = `[${tokens.join('')}]`;
          expect(resultInPieces(whole, ANY, 1 + length)).toBe(resultAtOnce(whole));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('IncrementalParser with a string of megabytes', () => {
  const MEGABYTES = 3 * 1024 * 1024;
  it.each([
    ['letters', 'Q'],
    ['digits that could belong to an escape', 'a0'],
    ['characters of two bytes', 'д'],
    ['characters of four bytes', '😀'],
    ['escaped characters', String.raw`\u00e9`],
    ['escaped surrogate pairs', String.raw`\ud83d\ude00`],
    ['escaped newlines', String.raw`\n`],
    ['escaped backslashes before letters', String.raw`\\u12`],
    ['escaped quotes', String.raw`\"`],
  ])('parses a long string of %s in pieces as at once', (_what, piece) => {
    const long = piece.repeat(MEGABYTES / Buffer.byteLength(piece));
    for (const text of [`{"a":1,"b":"${long}","c":{"d":["${long}", 2]}}`, `["x${long}"]`])
      expect(resultInPieces(text) === resultAtOnce(text)).toBe(true);
  });

  it.each([
    ['a broken escape', (long: string) => String.raw`["${long}\u00zz${long}"]`],
    ['an unescaped newline', (long: string) => `["${long}\n"]`],
    ['a name without a value', (long: string) => `{"${long}"}`],
    ['a name in an array', (long: string) => `["a":"${long}"]`],
    ['a second string and no comma', (long: string) => `["${long}""${long}"]`],
    ['no end', (long: string) => `["${long}`],
  ])('rejects a long string with %s', (_what, text) => {
    expect(resultInPieces(text('Q'.repeat(MEGABYTES)))).toBe('not-json');
  });
});

describe('IncrementalParser with an entry beyond the limits', () => {
  const many = `[${'0,'.repeat(11_000)}0]`;
  const wide = `{${Array.from({ length: MAX_OBJECT_MEMBERS + 1 }, (_, at) => `"m${at}":0`).join()}}`;

  it.each([
    ['is nested too deep', `{"resource":${createNested(20_000)}}`],
    [
      'is nested too deep in a later piece',
      `{"a":1,${SPACE}"b":{"c":2,${SPACE}"d":${createNested(MAX_JSON_DEPTH)}},"e":3}`,
    ],
    ['has too many values', `{"a":${many}}`],
    ['has too many members', `{"a":[${wide}]}`],
    ['is an array', createNested(1_000)],
  ])('omits an entry that %s, and parses the others', (_what, entry) => {
    const outcome = parseInPieces(createBundle('{"a":1}', entry, '{"b":[2]}', entry), WITH_ENTRIES);
    expect(outcome).toEqual({
      kind: 'json',
      value: {
        resourceType: 'Bundle',
        entry: [{ a: 1 }, OMITTED_ITEM, { b: [2] }, OMITTED_ITEM],
        total: 3,
      },
    });
  });

  it.each([
    ['is nested as deep as allowed', `{"resource":${createNested(MAX_JSON_DEPTH - 3)}}`],
    ['has as many values as allowed', `{"a":[${'0,'.repeat(9_000)}0]}`],
  ])('keeps an entry that %s', (_what, entry) => {
    expect(resultInPieces(createBundle(entry, entry), WITH_ENTRIES)).toBe(
      resultAtOnce(createBundle(entry, entry)),
    );
  });

  it.each([
    ['in another member', `{"entries":[{"a":${createNested(300)}}]}`],
    ['in an object', `{"entry":{"a":{"b":${createNested(300)}}}}`],
    ['in an array of arrays', `[[{"a":${createNested(300)}}]]`],
    ['in the outermost object', `{"entry":[],${wide.slice(1)}`],
  ])('rejects the whole JSON if the excess is %s', (_where, text) => {
    expect(parseInPieces(text, WITH_ENTRIES)).toEqual({ kind: 'too-large' });
  });

  it('rejects the whole JSON if its format has no separate items', () => {
    expect(parseInPieces(createBundle('{}', createNested(300)))).toEqual({ kind: 'too-large' });
  });

  it.each([
    ['a leading comma', createBundle(',{}', createNested(300))],
    ['a missing comma', createBundle(`{} ${createNested(300)}`)],
    ['a missing comma behind it', createBundle(`${createNested(300)} {}`)],
    ['no end', createBundle('{}', createNested(300)).slice(0, -12)],
  ])('rejects an omitted entry with a syntax error next to it: %s', (_what, text) => {
    expect(parseInPieces(text, WITH_ENTRIES)).toEqual({ kind: 'not-json' });
  });
});
